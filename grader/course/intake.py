"""
What nbgrader may see of a submission folder: a clean copy with plain files only, and a time that can be believed.

nbgrader copies a submission file by file and follows links on the way, blocks on pipes, and takes ``timestamp.txt`` as the
time of handing in whoever wrote it. Here it is pointed to a copy; ``submitted/`` itself is never changed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from grader.errors import listed
from grader.execution.files import read_plain, stage

TIMESTAMP = "timestamp.txt"
LONGEST_TIMESTAMP = 200
MOST_BYTES = 50_000_000
MOST_TAKEN = 1_000
"""Bytes and files taken of one submission; half of what a kernel is given, so that the course's own files always fit."""
SLACK = timedelta(minutes=10)
"""How far a time may lie from what the files say; the exchange writes both within seconds."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was noticed while a submission folder was copied."""

    notes: tuple[str, ...] = ()
    """What was left out of the copy, for everybody to read."""
    doubts: tuple[str, ...] = ()
    """What a person must look at."""


class Intake:
    """Clean copies of submission folders, one at a time, for one run of a converter."""

    def __init__(self, converter: Any, source: Path, *, trust_times: bool = False) -> None:
        """
        Point ``converter`` to clean copies; ``source`` holds the course's files, which nothing handed in may stand in the way of.

        ``trust_times`` takes every timestamp as it is.
        """
        self.trust_times = trust_times
        self.course_files = course_files(source)
        self.taken: dict[str, Taken] = {}
        """Student -> what was noticed."""
        self._place = tempfile.TemporaryDirectory(prefix="grader-intake-", ignore_cleanup_errors=True)
        self._ready = ""
        original = converter._format_source

        def format_source(assignment_id: str, student_id: str, escape: bool = False) -> str:
            folder: str = original(assignment_id, student_id, escape=escape)
            if escape or not converter._sanitizing or "*" in (assignment_id, student_id):
                return folder
            return str(self.copy(Path(folder), student_id))

        converter._format_source = format_source

    def copy(self, folder: Path, student: str) -> Path:
        """Return the clean copy of ``folder``; the copy of the student before is removed."""
        copy = Path(self._place.name) / "handed-in"
        if self._ready != student:
            self._ready = student
            self.taken[student] = take(folder, copy, self.course_files, trust_times=self.trust_times)
        return copy


def course_files(source: Path) -> tuple[Path, ...]:
    """Return the files of the course below ``source``, relative and sorted, notebooks left out."""
    return tuple(path.relative_to(source) for path in sorted(source.rglob("*")) if path.is_file() and path.suffix != ".ipynb")


def take(folder: Path, copy: Path, ours: Sequence[Path], *, trust_times: bool = False) -> Taken:
    """
    Make ``copy`` a clean copy of the submission ``folder`` (no notebook in it) and return what was noticed.

    Nothing in it stands where one of the course's files ``ours`` belongs; a ``timestamp.txt`` that cannot be believed is left out.
    """
    shutil.rmtree(copy, ignore_errors=True)
    left_out = stage(folder, copy, MOST_BYTES, MOST_TAKEN) if _inside(folder) else [str(folder.name)]
    copy.mkdir(parents=True, exist_ok=True)
    left_out += _cleared(copy, ours)
    notes = [f"Left out, because only plain files of a reasonable size are taken: {listed(left_out)}."] if left_out else []
    doubts = []
    if (copy / TIMESTAMP).exists():
        doubt = why_not_believed(folder, datetime.now(UTC))
        if doubt and not (trust_times and read_time(folder)):
            (copy / TIMESTAMP).unlink()
            doubts.append(f"its timestamp.txt was not used ({doubt}); check when it was handed in")
    return Taken(tuple(notes), tuple(doubts))


def _cleared(copy: Path, ours: Sequence[Path]) -> list[str]:
    """Remove what stands where a file of the course belongs (a folder of its name, a file instead of its folder)."""
    removed = []
    for relative in (*ours, Path(TIMESTAMP)):
        for place in (*(copy / parent for parent in reversed(relative.parents) if parent.name), copy / relative):
            if place == copy / relative and place.is_dir():
                shutil.rmtree(place)
            elif place != copy / relative and place.is_file():
                place.unlink()
            else:
                continue
            removed.append(str(place.relative_to(copy)))
    return removed


def read_time(folder: Path) -> datetime | None:
    """Return the time that ``timestamp.txt`` names, ``None`` when it names none."""
    try:
        text = read_plain(folder / TIMESTAMP, LONGEST_TIMESTAMP + 1).decode().strip()
        parsed: datetime = parse_utc(text).replace(tzinfo=UTC)
    except (OSError, ValueError, OverflowError, AttributeError, TypeError):
        return None
    return parsed


def why_not_believed(folder: Path, now: datetime) -> str:
    """
    Return why the time in ``folder/timestamp.txt`` cannot be believed, or an empty string.

    The exchange writes the file at the moment it names, after the notebooks were saved, and keeps the files' own
    times when it collects them. A file that somebody typed says another time than it was made at.
    """
    said = read_time(folder)
    if said is None:
        return "it holds no time that can be read"
    written = datetime.fromtimestamp((folder / TIMESTAMP).lstat().st_mtime, UTC)
    saved = [datetime.fromtimestamp(one.lstat().st_mtime, UTC) for one in folder.glob("*.ipynb")]
    if said > now + SLACK:
        return "it names a time still to come"
    if abs(written - said) > SLACK:
        return "the file was written at another time than it names"
    if any(one > said + SLACK for one in saved):
        return "the notebook was saved after it"
    return ""


def _inside(folder: Path) -> bool:
    """Whether ``folder`` and its student's folder are real folders, not links to somewhere else."""
    return not folder.is_symlink() and not folder.parent.is_symlink()
