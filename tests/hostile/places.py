"""Names and places: folders where files are due, paths without end, names that no program expects."""

from __future__ import annotations

import gzip
import os
import socket
import stat
from contextlib import suppress
from copy import deepcopy
from pathlib import Path

from tests.cohort.recipes import packed
from tests.hostile.attack import EVERYTHING, NOTEBOOK, NOTHING, Attack, write
from tests.hostile.files import beside_files

ACT = "<img src=x onerror=alert(1)>"


def folder_with_a_file(place: Path, world) -> None:
    place.mkdir()
    (place / "inner.csv").write_text("a\n1\n")


def descend(count: int, name: str):
    """Return a function that nests ``count`` folders called ``name`` and puts a file at the bottom."""

    def make(place: Path, world) -> None:
        here = os.open(place.parent, os.O_RDONLY)
        for step in [place.name, *[name] * count]:
            os.mkdir(step, dir_fd=here)
            below = os.open(step, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        os.close(os.open("bottom.csv", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        os.close(here)

    return make


def raw_name(name: bytes, target: str = ""):
    """Return a function that makes a file, or a link to ``target``, whose name is no text."""

    def make(place: Path, world) -> None:
        path = place.parent / os.fsdecode(name)
        if target:
            path.symlink_to(target)
        else:
            path.touch()

    return make


def ring(place: Path, world) -> None:
    place.mkdir()
    (place / "up").symlink_to(place)
    (place / "me").symlink_to("me")
    (place / "all").symlink_to(world.course)


def listening(place: Path, world) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = os.open(place.parent, os.O_RDONLY)
        one.bind(f"/proc/self/fd/{here}/{place.name}")
        os.close(here)


def device(place: Path, world) -> None:
    with suppress(OSError):
        os.mknod(place, 0o666 | stat.S_IFCHR, os.makedev(1, 5))


def odd_modes(place: Path, world) -> None:
    place.write_text("#!/bin/sh\ntouch $HOME/trap\n")
    place.chmod(0o7777)
    os.utime(place, (-(2**33), 2**34))
    other = place.with_name("locked.csv")
    other.write_text("x")
    other.chmod(0)


def dated(text: str):
    """Return a timestamp file that was written when it says, as far as a file can tell."""

    def make(place: Path, world) -> None:
        place.write_text(text)

    return make


HONEST = {
    "timestamp is a folder": {"timestamp.txt": folder_with_a_file},
    "timestamp is a pipe": {"timestamp.txt": lambda place, world: os.mkfifo(place)},
    "timestamp is a link": {"timestamp.txt": lambda place, world: place.symlink_to(world.secret)},
    "timestamp before time": {"timestamp.txt": dated("0001-01-01 00:00:00 UTC+23:59")},
    "timestamp after time": {"timestamp.txt": dated("9999-12-31 23:59:59.999999 UTC-23:59")},
    "timestamp of one digit": {"timestamp.txt": dated("7")},
    "timestamp of many digits": {"timestamp.txt": dated("9" * 199)},
    "timestamp in another zone": {"timestamp.txt": dated("2001-01-01 00:00:00 America/New_York")},
    "data is a file": {"data": "no folder"},
    "data file is a folder": {"data/workload.json": folder_with_a_file, "data/quality.csv": folder_with_a_file},
    "page is a folder": {"genai-efficiency.html": folder_with_a_file},
    "page is a link": {"genai-efficiency.html": lambda place, world: place.symlink_to(world.secret)},
    "page of my own": {"genai-efficiency.html": f"<html><script>alert(1)</script>{ACT}</html>"},
    "folder of pictures is a file": {"genai-efficiency_files": "x"},
    "1200 folders deep": {"d": descend(1200, "d")},
    "path longer than any": {"p": descend(15, "p" * 250)},
    "name of 255 bytes": {"n" * 255: "x"},
    "name that is no text": {"x": raw_name(b"\xff\xfe\x80.csv")},
    "link whose name is no text": {"x": raw_name(b"\xff\xfe\x80.csv", "/etc/passwd")},
    "link whose name acts": {f"{ACT}.csv": lambda place, world: place.symlink_to("/etc/passwd")},
    "link named over lines": {"a\n2 graded; nothing is left for a person.\x1b[2J": lambda place, world: place.symlink_to("/etc/passwd")},
    "links in a ring": {"ring": ring},
    "socket": {"s": listening},
    "device": {"dev": device},
    "odd modes": {"run.sh": odd_modes},
    "notebooks below": {"data/genai-efficiency.ipynb": "{}", "more/genai-efficiency.ipynb": b"\xff", "x.ipynb/y.csv": "1"},
}


def named(*names: str | bytes):
    """Return a maker: the honest notebook under other names only."""

    def make(folder: Path, released, solved, world) -> None:
        for name in names:
            (folder / os.fsdecode(name)).write_bytes(packed(solved))

    return make


def crowd(folder: Path, released, solved, world) -> None:
    for number in range(300):
        (folder / f"try-{number}.ipynb").write_text("{}")


def as_folder(folder: Path, released, solved, world) -> None:
    folder_with_a_file(folder / NOTEBOOK, world)


def sparse(folder: Path, released, solved, world) -> None:
    with (folder / NOTEBOOK).open("wb") as file:
        file.truncate(20 * 10**9)


def zipped(folder: Path, released, solved, world) -> None:
    (folder / NOTEBOOK).write_bytes(gzip.compress(packed(solved)))


def other(level: int):
    """Return a maker: a folder of the submission is a link to an honest student's."""

    def make(folder: Path, released, solved, world) -> None:
        target = world.course / "submitted" / "wire-~honest"
        folder.rmdir()
        if level == 1:
            folder.parent.rmdir()
            folder.parent.symlink_to(target)
        else:
            folder.symlink_to(target / folder.name)

    return make


def nowhere(folder: Path, released, solved, world) -> None:
    folder.rmdir()
    folder.symlink_to("/nowhere/at/all")


def honest(folder: Path, released, solved, world) -> None:
    write(folder, deepcopy(solved))


ATTACKS = [
    *(Attack(name, "place", beside_files(files), EVERYTHING, True) for name, files in HONEST.items()),
    Attack("notebook in capitals", "place", named("GenAI-Efficiency.IPYNB", "GENAI-EFFICIENCY.ipynb"), EVERYTHING, True),
    Attack("notebook whose name acts", "place", named(f"{ACT}.ipynb"), EVERYTHING, True),
    Attack("notebook whose name is no text", "place", named(b"\xff\xfe.ipynb"), EVERYTHING),
    Attack("notebook hidden", "place", named(".genai-efficiency.ipynb"), EVERYTHING),
    Attack("notebook of two endings", "place", named("genai-efficiency.ipynb.txt"), EVERYTHING),
    Attack("300 notebooks", "place", crowd, NOTHING, True),
    Attack("notebook is a folder with files", "place", as_folder, NOTHING, True),
    Attack("notebook of 20 GB of nothing", "place", sparse, NOTHING, True),
    Attack("notebook zipped", "place", zipped, EVERYTHING),
    Attack("nothing at all", "place", lambda *_: None, NOTHING, True),
    Attack("folder is another's", "place", other(0), NOTHING, True),
    Attack("folder is a link to nowhere", "place", nowhere, NOTHING, True),
    Attack("student folder is another's", "place", other(1), NOTHING, True),
    Attack("student whose id acts", "place", honest, EVERYTHING, True, student=ACT),
    Attack("student like a pattern", "place", honest, EVERYTHING, True, student="[a-z]*?{x,y}$(id)`id`;|&"),
]
