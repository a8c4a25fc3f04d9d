"""
Unpacking what an LMS hands over: plain files only, below the target only, so many bytes only.

For ``nbgrader zip_collect`` (``nbgrader_config.py`` names ``BoundedExtractor``). Archives inside archives are unpacked next to
where they were, to a small depth. What is left out is logged by name; nothing stops the rest.
"""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from nbgrader.plugins.zipcollect import ExtractorPlugin
from traitlets import Integer

MB = 1_000_000
ENDINGS = (".tar.gz", ".tgz", ".tar", ".zip")


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of an archive: its name as stored, its kind, the size it claims and how to open it."""

    name: str
    plain: bool
    size: int
    file: IO[bytes] | None


class BoundedExtractor(ExtractorPlugin):
    """nbgrader's extractor with limits, for archives that students made."""

    member_mb = Integer(50, help="Largest file taken out of an archive, MB.").tag(config=True)
    total_mb = Integer(5000, help="Largest sum of the files taken out of all archives, MB.").tag(config=True)
    members = Integer(100_000, help="Most files taken out of all archives.").tag(config=True)
    depth = Integer(3, help="How deep archives inside archives are unpacked.").tag(config=True)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack every archive below ``archive_path`` into ``extracted_path`` and copy every other plain file there."""
        self.room, self.left = self.total_mb * MB, self.members
        source, target = Path(archive_path), Path(extracted_path)
        for path in sorted(source.rglob("*")):
            place = target / path.relative_to(source)
            if path.is_symlink() or not path.is_file():
                continue
            if is_archive(path):
                self.unpack(path, place.with_name(stem(path)), 1)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)

    def unpack(self, archive: Path, folder: Path, depth: int) -> None:
        """Unpack ``archive`` into ``folder``; archives found inside are unpacked in turn."""
        folder.mkdir(parents=True, exist_ok=True)
        inner: list[Path] = []
        try:
            for member in members_of(archive):
                place = inside(folder, member.name)
                if place is None or not member.plain or member.file is None:
                    self.log.warning("Left out %r of %s: no plain file below the archive.", member.name, archive.name)
                elif member.size > self.member_mb * MB or not self._copy(member.file, place):
                    self.log.warning("Left out %r of %s: larger or more than is taken (BoundedExtractor).", member.name, archive.name)
                elif is_archive(place):
                    inner.append(place)
        except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, tarfile.TarError) as error:
            self.log.warning("Could not unpack all of %s (%s: %s).", archive.name, type(error).__name__, error)
        for one in inner:
            if depth < self.depth:
                self.unpack(one, one.with_name(stem(one)), depth + 1)
            else:
                self.log.warning("Left packed: %s (archives inside archives are unpacked %d deep).", one.name, self.depth)

    def _copy(self, file: IO[bytes], place: Path) -> bool:
        """Copy at most what is allowed; a file that turns out larger than it claimed is removed again."""
        most = min(self.member_mb * MB, self.room)
        if self.left <= 0 or place.exists():
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        written = 0
        with file, place.open("wb") as out:
            while written <= most and (block := file.read(MB)):
                written += len(block)
                out.write(block)
        if written > most:
            place.unlink()
            return False
        self.room, self.left = self.room - written, self.left - 1
        return True


def is_archive(path: Path) -> bool:
    """Whether the name says that ``path`` is an archive."""
    return path.name.lower().endswith(ENDINGS)


def stem(path: Path) -> str:
    """Return the name without the archive's ending."""
    ending = next((ending for ending in ENDINGS if path.name.lower().endswith(ending)), "")
    return path.name[: len(path.name) - len(ending)] or "archive"


def inside(folder: Path, name: str) -> Path | None:
    """Return where a member called ``name`` belongs below ``folder``; ``None`` when it leads elsewhere."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or any(":" in part or "\x00" in part for part in parts):
        return None
    place = folder.joinpath(*parts)
    return place if place.resolve().is_relative_to(folder.resolve()) else None


def members_of(archive: Path) -> Iterator[Member]:
    """Yield the files of a zip or tar archive, folders left out. Raises: what ``zipfile`` and ``tarfile`` raise."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            for entry in packed.infolist():
                kind = entry.external_attr >> 16 & 0o170000
                if not entry.is_dir():
                    plain = kind in (0, 0o100000) and not entry.flag_bits & 1
                    yield Member(entry.filename, plain, entry.file_size, packed.open(entry) if plain else None)
    else:
        with tarfile.open(archive) as packed_tar:
            for item in packed_tar:
                if not item.isdir():
                    yield Member(item.name, item.isfile(), item.size, packed_tar.extractfile(item) if item.isfile() else None)
