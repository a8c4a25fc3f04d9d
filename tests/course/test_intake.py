"""Which files of a submission are taken, and which times are believed."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.course.intake import TIMESTAMP, Intake, why_not_believed
from grader.course.submitted import find_submitted, refused
from grader.execution.files import stage

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hand_in(folder, said, written, saved):
    """Make a submission whose timestamp says ``said``, was written at ``written``, with a notebook saved at ``saved``."""
    folder.mkdir(parents=True)
    for name, text, when in ((TIMESTAMP, said, written), ("x.ipynb", "{}", saved)):
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        os.utime(folder / name, (when.timestamp(), when.timestamp()))
    return folder


STAMP = "2026-03-01 10:00:00.123456 UTC"
AT = datetime(2026, 3, 1, 10, tzinfo=UTC)
TIMES = {
    "the exchange wrote it": (STAMP, AT, AT - HOUR, ""),
    "the exchange, saved in the same minute": (STAMP, AT + timedelta(seconds=20), AT + timedelta(seconds=5), ""),
    "typed later": (STAMP, AT + 5 * HOUR, AT - HOUR, "written at another time"),
    "notebook saved after it": (STAMP, AT, AT + HOUR, "saved after"),
    "to come": ("2026-03-10 14:00:00 UTC", NOW + 2 * HOUR, AT, "still to come"),
    "no time": ("yesterday, honestly", AT, AT, "no time that can be read"),
    "empty": ("", AT, AT, "no time that can be read"),
    "bytes": (b"\xff\xfe\x00", AT, AT, "no time that can be read"),
    "huge": ("1" * 10**6, AT, AT, "no time that can be read"),
    "year 99999": ("99999-01-01", AT, AT, "no time that can be read"),
}


@pytest.mark.parametrize(("said", "written", "saved", "why"), TIMES.values(), ids=TIMES)
def test_a_time_is_believed_when_the_files_agree(tmp_path, said, written, saved, why):
    """Only what the exchange could have written counts; the rest is named."""
    found = why_not_believed(hand_in(tmp_path / "one", said, written, saved), NOW)

    assert why in found
    assert bool(why) == bool(found)


class Converter:
    """As much of nbgrader's converter as intake touches."""

    _sanitizing = True
    assignments: dict

    def __init__(self, root):
        self.root, self.coursedir, self.assignments = root, self, {}
        self.notebook_id = self.student_id = "*"
        self.assignment_id, self.submitted_directory = "ps1", "submitted"

    def _format_source(self, assignment_id, student_id, escape=False):
        return str(self.root / "submitted" / student_id / assignment_id)


def test_only_a_clean_copy_is_seen(tmp_path):
    """Links and pipes are left out and named; the folder handed in stays as it was; the next copy replaces the first."""
    converter = Converter(tmp_path)
    for student in ("a+b(c)*[d]", "next"):
        folder = tmp_path / "submitted" / student / "ps1"
        folder.mkdir(parents=True)
        (folder / "mine.csv").write_text("1")
    odd = tmp_path / "submitted" / "a+b(c)*[d]" / "ps1"
    (odd / "link").symlink_to("/etc/passwd")
    os.mkfifo(odd / "pipe")
    (odd / TIMESTAMP).write_text("2001-01-01 00:00:00 UTC")
    before = sorted(path.name for path in odd.iterdir())
    (tmp_path / "source").mkdir()
    intake = Intake(converter, tmp_path / "source")

    first = converter._format_source("ps1", "a+b(c)*[d]")
    names = sorted(path.name for path in Path(first).iterdir())
    second = converter._format_source("ps1", "next")

    assert names == ["mine.csv"]
    assert intake.taken["a+b(c)*[d]"].notes == ("Left out, because only plain files of a reasonable size are taken: 'link', 'pipe'.",)
    assert "timestamp.txt was not used" in intake.taken["a+b(c)*[d]"].doubts[0]
    assert sorted(path.name for path in odd.iterdir()) == before
    assert [path.name for path in Path(second).iterdir()] == ["mine.csv"]
    assert not (Path(second) / "pipe").exists()
    assert converter._format_source("ps1", "*") == str(tmp_path / "submitted" / "*" / "ps1")


def test_nothing_stands_where_a_file_of_the_course_belongs(tmp_path):
    """A file instead of the data folder, a folder instead of a data file or of the timestamp: left out and named."""
    converter = Converter(tmp_path)
    (tmp_path / "source" / "data").mkdir(parents=True)
    (tmp_path / "source" / "data" / "workload.json").write_text("{}")
    for student in ("one", "two"):
        (tmp_path / "submitted" / student / "ps1").mkdir(parents=True)
    (tmp_path / "submitted" / "one" / "ps1" / "data").write_text("no folder")
    (tmp_path / "submitted" / "two" / "ps1" / "data" / "workload.json").mkdir(parents=True)
    (tmp_path / "submitted" / "two" / "ps1" / "data" / "workload.json" / "x").write_text("1")
    (tmp_path / "submitted" / "two" / "ps1" / TIMESTAMP).mkdir()
    (tmp_path / "submitted" / "two" / "ps1" / TIMESTAMP / "y").write_text("1")
    intake = Intake(converter, tmp_path / "source")

    assert list(Path(converter._format_source("ps1", "one")).iterdir()) == []
    assert [path.name for path in Path(converter._format_source("ps1", "two")).iterdir()] == ["data"]
    assert "'data'" in intake.taken["one"].notes[0]
    assert "'data/workload.json'" in intake.taken["two"].notes[0]
    assert TIMESTAMP in intake.taken["two"].notes[0]


def test_folders_without_end_are_left_out(tmp_path):
    """A thousand folders inside each other cost one line, nothing else."""
    deep = tmp_path / "given"
    deep.mkdir()
    os.chdir(deep)
    for _ in range(1200):
        Path("d").mkdir()
        os.chdir("d")
    os.chdir(tmp_path)
    (deep / "plain.txt").write_text("1")

    left_out = stage(deep, tmp_path / "staged", 10**6)

    assert [path.name for path in (tmp_path / "staged").iterdir()] == ["plain.txt"]
    assert left_out[0].endswith("/...")
    subprocess.run(["rm", "-rf", str(deep)], check=True)


def test_a_name_that_breaks_lines_is_taken_out_of_the_run(tmp_path):
    """It would stop the run for all; here it is named and the others go on."""
    converter = Converter(tmp_path)
    for student in ("good", "bad\nname"):
        (tmp_path / "submitted" / student / "ps1").mkdir(parents=True)
        converter.assignments[str(tmp_path / "submitted" / student / "ps1")] = ["x"]

    assert refused(converter) == ["bad\nname"]
    find_submitted(converter)
    assert [folder.split("/")[-2] for folder in converter.assignments] == ["good"]


def test_what_is_no_plain_notebook_is_named(tmp_path):
    """A notebook that is a link, a folder or a pipe is never opened; a folder that is a link is not followed."""
    converter = Converter(tmp_path)
    root = tmp_path / "submitted"
    for name in ("link", "folder", "pipe", "none", "plain"):
        (root / name / "ps1").mkdir(parents=True)
    (root / "link" / "ps1" / "ps1.ipynb").symlink_to(root / "plain" / "ps1" / "ps1.ipynb")
    (root / "folder" / "ps1" / "ps1.ipynb").mkdir()
    os.mkfifo(root / "pipe" / "ps1" / "ps1.ipynb")
    (root / "plain" / "ps1" / "ps1.ipynb").write_text("{}")
    (root / "copycat").mkdir()
    (root / "copycat" / "ps1").symlink_to(root / "plain" / "ps1")

    found = {path.split("/")[-3]: submitted for path, submitted in find_submitted(converter).items()}

    assert {name for name, one in found.items() if one.read()} == {"plain"}
    assert "no plain file" in found["link"].note
    assert "no plain file" in found["folder"].note
    assert "no plain file" in found["pipe"].note
    assert "link to another place" in found["copycat"].note
    assert "no notebook" in found["none"].note
