"""
Where evidence and reports are kept: ``.grader/<assignment>/<student>/``, outside everything students see.

Writes are atomic: a file is whole or not there. Names are checked, so no student id leads elsewhere.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from grader.errors import CourseError

LONGEST = 200
"""Longest folder name; a longer one is cut and ends in a hash of the whole."""


@dataclass(frozen=True, slots=True)
class Store:
    """The records of one assignment below ``root`` (the course folder)."""

    root: Path
    assignment: str

    def path(self, student: str, name: str) -> Path:
        """Return where ``name`` of ``student`` is kept; any student id gives one plain folder."""
        return self._folder / _plain(student) / name

    def write(self, student: str, name: str, content: bytes) -> None:
        """
        Write ``content`` atomically.

        Raises: CourseError when the course folder cannot be written.
        """
        path = self.path(student, name)
        partial = path.with_name(f"{name}.{os.getpid()}.partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(content)
            partial.replace(path)
        except OSError as error:
            raise _unwritable(path, error) from error

    def read(self, student: str, name: str) -> bytes | None:
        """Return what is kept under ``name`` of ``student``, or ``None``."""
        try:
            return self.path(student, name).read_bytes()
        except OSError:
            return None

    def append(self, name: str, line: str) -> None:
        """
        Add ``line`` to the journal ``name`` of the whole assignment, in one write.

        Raises: CourseError when the course folder cannot be written.
        """
        path = self._folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab", buffering=0) as file:
                file.write(f"{line}\n".encode("utf-8", "replace"))
        except OSError as error:
            raise _unwritable(path, error) from error

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of the journal ``name``; none where there is no journal yet."""
        try:
            return tuple((self._folder / name).read_text(encoding="utf-8", errors="replace").splitlines())
        except OSError:
            return ()

    def students(self) -> tuple[str, ...]:
        """Return the folder names of everyone with a record, sorted; decode with ``urllib.parse.unquote``."""
        return tuple(sorted(path.name for path in self._folder.iterdir() if path.is_dir())) if self._folder.is_dir() else ()

    @property
    def _folder(self) -> Path:
        return self.root / ".grader" / _plain(self.assignment)


def _unwritable(path: Path, error: OSError) -> CourseError:
    return CourseError(
        where=str(path), got=error.strerror or "no writing", expected="a writable course folder", do="Check rights and free space."
    )


def _plain(name: str) -> str:
    """Return ``name`` as one folder name that leads nowhere else; ``urllib.parse.unquote`` gives it back."""
    plain = quote(name, safe="@ ").replace(".", "%2E") or "%"
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST // 2]}~{sha256(name.encode('utf-8', 'replace')).hexdigest()[:32]}"
