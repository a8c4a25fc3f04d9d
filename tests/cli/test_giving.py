"""``grader export`` and ``grader roster`` as somebody types them: what is said, where, and with which exit code."""

import shutil

import pytest
from typer.testing import CliRunner

from grader.cli.app import app
from grader.course.csvfile import read_csv
from grader.course.people import students_of
from tests.cohort import lms_files
from tests.cohort.marked import make_marked


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_marked(tmp_path_factory.mktemp("giving") / "course")


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    """A copy of a course with marks, as the current folder."""
    folder = shutil.copytree(made, tmp_path / "course")
    monkeypatch.chdir(folder)
    return folder


def run(*words):
    return CliRunner().invoke(app, list(words))


def test_a_template_is_filled_and_what_to_know_goes_to_the_error_stream(course):
    (course / "lms.csv").write_bytes(lms_files.canvas())
    done = run("export", "canvas", "--template", "lms.csv", "--out", "marks.csv")
    assert (done.exit_code, done.stdout) == (0, "4 marks in marks.csv.\n")
    assert "2 wait for a person and stay empty: s003, s007." in done.stderr
    assert "f00ba4" in done.stderr


def test_who_cannot_be_placed_is_an_exit_code(course):
    lines = lms_files.canvas().splitlines(keepends=True)
    (course / "lms.csv").write_bytes(b"".join(line for line in lines if b"s001" not in line))
    done = run("export", "canvas", "--template", "lms.csv", "--out", "marks.csv")
    assert done.exit_code == 1
    assert "  s001 (not in lms.csv)" in done.stderr
    assert (course / "marks.csv").is_file()


def test_unseen_fills_who_waits(course):
    assert run("export", "moodle", "--out", "marks.csv", "--unseen").exit_code == 0
    assert {row[0]: row[4] for row in read_csv(course / "marks.csv").rows}["s003"] == "100"


def test_a_roster_is_previewed_and_then_written(course):
    (course / "list.csv").write_text("id,last name\ns001,Önly\nnew[1],X\n")
    done = run("roster", "list.csv")
    assert (done.exit_code, "new[1]" in students_of(f"sqlite:///{course / 'gradebook.db'}")) == (0, False)
    assert "2 students: 1 new, 0 changed, 1 as they are." in done.output
    assert run("roster", "list.csv", "--write").exit_code == 0
    assert "new[1]" in students_of(f"sqlite:///{course / 'gradebook.db'}")


def test_a_broken_roster_is_told_and_not_written(course):
    (course / "list.csv").write_text("id,last name\nn1,X\nn1,Y\n")
    before = (course / "gradebook.db").read_bytes()
    done = run("roster", "list.csv", "--write")
    assert done.exit_code == 1
    assert "to mend line 3: 'n1' stands in line 2 as well" in done.output
    assert (course / "gradebook.db").read_bytes() == before


def test_many_notes_are_cut_and_what_is_to_mend_stands_last(course):
    for number in range(20):
        (course / "submitted" / f"stranger[{number}]").mkdir()
    (course / "list.csv").write_text("id,last name\ns001,X\ns001,Y\n")
    lines = run("roster", "list.csv").output.splitlines()
    places = [number for number, line in enumerate(lines) if line.startswith("to mend") or " more notes" in line]
    assert len(places) == 2
    assert lines[places[0]].startswith("and ")
    assert any("stranger[10]/" in line for line in lines), "brackets in a name are shown as they are"


def test_marks_name_the_penalties_they_do_not_hold(course):
    done = run("marks")
    assert done.exit_code == 0
    assert "s004 -12.25, s005 -9." in " ".join(done.output.split())
