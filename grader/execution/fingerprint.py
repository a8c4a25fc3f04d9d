"""
What a result depends on, as short hashes: files handed in, our own code, the Python environment.

Two runs with the same hashes would leave the same evidence, so the second one is not made.
"""

from __future__ import annotations

import stat
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from grader.execution.files import below, read_plain

PACKAGE = Path(__file__).parents[1]
MOST_READ = 200_000_000
"""Bytes of one file that count; what is longer is cut by every reader as well."""
LENGTH = 32


def of(*parts: object) -> str:
    """Return one hash of ``parts``, by their text (bytes as they are)."""
    digest = sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:LENGTH]


def of_files(root: Path, paths: Iterable[Path]) -> str:
    """Return one hash of the files ``paths``: names relative to ``root``, and contents."""
    return of(*(part for path in paths for part in (path.relative_to(root).as_posix(), path.read_bytes())))


def of_folder(folder: Path) -> str:
    """
    Return one hash of everything handed in below ``folder``; links and devices count by their kind and are never opened.

    Times of change count for notebooks and for ``timestamp.txt``: they decide whether a time of handing in is believed.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return of("link")
    parts: list[object] = []
    for path in below(folder, []):
        kind = path.lstat()
        parts += [path.relative_to(folder), stat.S_IFMT(kind.st_mode)]
        if stat.S_ISREG(kind.st_mode):
            try:
                parts.append(read_plain(path, MOST_READ))
            except OSError as error:
                parts.append(type(error).__name__)
            if path.suffix == ".ipynb" or path.name == "timestamp.txt":
                parts.append(int(kind.st_mtime))
    return of(*parts)


@cache
def of_code(*below_package: str) -> str:
    """Return one hash of our own code: the whole package, or only the files and folders named."""
    roots = [PACKAGE / name for name in below_package] or [PACKAGE]
    found = {path for root in roots for path in (root.rglob("*") if root.is_dir() else [root]) if path.suffix in (".py", ".toml")}
    return of_files(PACKAGE, sorted(found))


@cache
def of_environment() -> str:
    """Return one hash of the Python version and of everything installed, by name and version."""
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    found = {path.name for folder in folders if folder for path in Path(folder).iterdir()}
    installed = sorted(name for name in found if name.endswith((".dist-info", ".egg-info")))
    return of(sys.version, *installed)
