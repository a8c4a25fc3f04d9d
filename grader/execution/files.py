"""
Files that somebody else made: only plain ones are opened, and only so many bytes of them.

A link may lead out of the course, a pipe may block for ever, a device may have no end; none of them is ever opened.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

DEEPEST = 24
"""Folders inside folders that are looked into."""
MOST_SEEN = 20_000
MOST_FILES = 2_000
"""Files taken from one folder."""


def read_plain(path: Path, most_bytes: int) -> bytes:
    """
    Return the first ``most_bytes`` bytes of the plain file at ``path``.

    Raises: OSError when it is no plain file (a link, pipe, device, socket or folder) or cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path.name} is no plain file")
        return file.read(most_bytes)


def below(folder: Path, left_out: list[str]) -> list[Path]:
    """Return everything below ``folder``, sorted; links are not followed, what is nested too deeply is left out."""
    found: list[Path] = []
    fresh = [folder]
    for _ in range(DEEPEST):
        entries = [path for one in fresh for path in one.iterdir()]
        found += entries
        fresh = [path for path in entries if path.is_dir() and not path.is_symlink()]
        if not fresh or len(found) > MOST_SEEN:
            break
    left_out += [f"{path.relative_to(folder)}/..." for path in fresh[:1]]
    return sorted(found)


def stage(files: Path, staged: Path, most_bytes: int, most_files: int = MOST_FILES) -> list[str]:
    """
    Copy plain files below ``files`` to ``staged`` and return what was left out, relative and sorted.

    Links, pipes, devices and sockets are never opened; notebooks and hidden files stay behind without a word.
    """
    left_out: list[str] = []
    room, count = most_bytes, 0
    staged.mkdir(parents=True)
    for path in below(files, left_out):
        relative = path.relative_to(files)
        if any(part.startswith(".") for part in relative.parts) or path.suffix == ".ipynb":
            continue
        kind = path.lstat()
        if stat.S_ISDIR(kind.st_mode):
            continue
        if not stat.S_ISREG(kind.st_mode) or kind.st_size > room or count == most_files:
            left_out.append(str(relative))
            continue
        room, count = room - kind.st_size, count + 1
        (staged / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, staged / relative, follow_symlinks=False)
    return left_out
