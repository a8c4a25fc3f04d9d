"""
Which file of a submission is the notebook: renamed ones are found, folders without one are not skipped.

nbgrader matches ``submitted/<student>/<assignment>/<assignment>.ipynb`` and drops everything else without a
word. Here every folder counts; nothing in ``submitted/`` is changed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.execution.files import read_plain

MOST_READ = 21_000_000
"""Bytes read of one file; a notebook that is larger is refused by ``repair`` for its size."""
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Submitted:
    """The file to read as the submission's notebook and what to tell about it."""

    path: Path | None
    note: str = ""

    def read(self) -> bytes:
        """Return the file's bytes, cut to what is read of any file; empty when there is nothing to read."""
        try:
            return read_plain(self.path, MOST_READ) if self.path is not None else b""
        except OSError:
            return b""


def find_submitted(converter: Any) -> dict[str, Submitted]:
    """
    Return path nbgrader expects -> file to read, and complete ``converter.assignments`` with them.

    Only whole-assignment runs are completed; ``--notebook`` is taken literally.
    """
    found: dict[str, Submitted] = {}
    if converter.coursedir.notebook_id != "*":
        return found
    name = converter.coursedir.assignment_id
    for folder in _folders(converter):
        expected = folder / f"{name}.ipynb"
        submitted = choose(folder, expected)
        found[str(expected)] = submitted
        converter.assignments[str(folder)] = [str(expected)]
    return found


def _folders(converter: Any) -> list[Path]:
    """Return the submission folders of the run, those nbgrader's globbing cannot see included."""
    coursedir = converter.coursedir
    folders = {Path(folder) for folder in converter.assignments}
    if coursedir.student_id == "*":
        root = Path(coursedir.root) / coursedir.submitted_directory
        mine = [student / coursedir.assignment_id for student in root.iterdir()]
        folders |= {folder for folder in mine if folder.is_dir() or folder.is_symlink()}
    return sorted(folder for folder in folders if not _breaks(str(folder)))


def refused(converter: Any) -> list[str]:
    """Return the student folders that nbgrader cannot name, and take them out of the run: one of them would stop it for all."""
    coursedir = converter.coursedir
    for folder in [folder for folder in converter.assignments if _breaks(folder)]:
        del converter.assignments[folder]
    root = Path(coursedir.root) / coursedir.submitted_directory
    return sorted(student.name for student in root.iterdir() if _breaks(student.name)) if root.is_dir() else []


def _breaks(name: str) -> bool:
    return "\n" in name or "\r" in name


def choose(folder: Path, expected: Path) -> Submitted:
    """Return the file to read as the notebook ``expected`` of the submission ``folder``."""
    if folder.is_symlink() or folder.parent.is_symlink():
        return Submitted(None, "the submission is a link to another place; it was not followed")
    if expected.is_symlink() or (expected.exists() and not expected.is_file()):
        return Submitted(None, "the notebook is no plain file (a link, a folder or a pipe); it was not opened")
    if expected.exists():
        return Submitted(expected)
    others = sorted(path for path in folder.glob("*.ipynb") if path.is_file() and not path.is_symlink())[:MOST_CANDIDATES]
    if not others:
        return Submitted(None, "no notebook was in the submission")
    best = max(others, key=_answers)
    return Submitted(best, f"The notebook was named {best.name!r}; it was read as {expected.name!r}.")


def _answers(path: Path) -> int:
    """Return how many graded cells the file names; files that cannot be read have none."""
    try:
        cells = json.loads(Submitted(path).read())["cells"]
        return sum("nbgrader" in cell["metadata"] for cell in cells)
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
