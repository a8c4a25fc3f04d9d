"""Files, links, names and times of a submission: what is handed in next to the notebook, or instead of it."""

from __future__ import annotations

import json
import os
import zipfile
from copy import deepcopy

import nbformat

from tests.cohort.recipes import packed
from tests.hostile.attack import EVERYTHING, NOTEBOOK, NOTHING, Attack, write

SHADOW = "raise SystemExit('shadowed')\n"


def beside_files(files):
    """Return a maker: an honest notebook with ``files`` (name -> text, bytes or a function of the path and the world)."""

    def make(folder, released, solved, world):
        write(folder, deepcopy(solved))
        for name, content in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if callable(content):
                content(place, world)
            elif isinstance(content, bytes):
                place.write_bytes(content)
            else:
                place.write_text(content)

    return make


def instead_of_notebook(content):
    """Return a maker: ``content`` (bytes, or a function of path, solved notebook and world) under the notebook's name."""

    def make(folder, released, solved, world):
        place = folder / NOTEBOOK
        if callable(content):
            content(place, solved, world)
        else:
            place.write_bytes(content)

    return make


def link(target):
    """Return a function that makes a link to what ``target`` gives for the world."""
    return lambda place, world: place.symlink_to(target(world))


def sparse(place, world):
    with place.open("wb") as file:
        file.truncate(10 * 10**9)


def many(place, world):
    place.mkdir()
    for number in range(3000):
        (place / f"{number}.txt").write_text("x")


def deep(place, world):
    for _ in range(60):
        place = place / "d"
    place.mkdir(parents=True)


FILES = {
    "link to the secret": {"data/notes.txt": link(lambda world: world.secret)},
    "link to the source": {"mine": link(lambda world: world.course / "source")},
    "link to the gradebook": {"gradebook.db": link(lambda world: world.course / "gradebook.db")},
    "link over the data": {"data/workload.json": link(lambda world: world.secret)},
    "pipe": {"pipe.csv": lambda place, world: os.mkfifo(place)},
    "pipe over the data": {"data/quality.csv": lambda place, world: os.mkfifo(place)},
    "sparse 10 GB": {"big.bin": sparse},
    "3000 files": {"many": many},
    "60 folders deep": {"deep": deep},
    "own data": {"data/workload.json": "{}", "data/baseline_requests.csv": "request_id\n1\n", "data/quality.csv": ""},
    "shadow json": {"json.py": SHADOW, "csv.py": SHADOW, "random.py": SHADOW},
    "shadow ipykernel": {"ipykernel/__init__.py": SHADOW, "zmq.py": SHADOW, "IPython/__init__.py": SHADOW},
    "sitecustomize": {"sitecustomize.py": SHADOW, "usercustomize.py": SHADOW, "x.pth": "import os; os._exit(1)\n", "conftest.py": SHADOW},
    "grader of my own": {"grader/__init__.py": "", "grader/hidden.py": "def check(*a): return 24.0\n", "grader/course/plugins.py": SHADOW},
    "config of my own": {
        "nbgrader_config.py": "c.Execute.enabled = False\n",
        ".ipython/profile_default/startup/0.py": SHADOW,
        "jupyter_config.py": SHADOW,
    },
    "template of my own": {"templates/feedback.tpl": "<script>alert(1)</script>", "index.html.j2": "<script>alert(1)</script>"},
    "time of long ago": {"timestamp.txt": "2001-01-01 00:00:00.000000 UTC"},
    "time to come": {"timestamp.txt": "2999-01-01 00:00:00 UTC"},
    "time that is none": {"timestamp.txt": b"\xff\xfe\x00 yesterday"},
    "time without end": {"timestamp.txt": "1" * 10**6},
    "second notebook": {"genai-efficiency-final.ipynb": "{}", "other.ipynb": "no"},
    "odd names": {"-rf": "x", "a b'c\"d": "x", "\u202egnp.exe": "x", "\n": "x", "*": "x"},
}
SHADOWED = {"shadow json", "sitecustomize"}


def nested(place, solved, world):
    place.write_text('{"a":' * 50_000 + "1" + "}" * 50_000)


def cells(place, solved, world):
    data = json.loads(nbformat.writes(solved))
    data["cells"] += [{"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": None}] * 100_000
    place.write_text(json.dumps(data))


def large(place, solved, world):
    data = json.loads(nbformat.writes(solved))
    data["metadata"]["x"] = "x" * 60_000_000
    place.write_text(json.dumps(data))


def elsewhere(place, solved, world):
    other = world.course / "submitted" / "honest-0" / place.parent.name / NOTEBOOK
    place.symlink_to(other)


def master(place, solved, world):
    place.symlink_to(world.course / "source" / place.parent.name / NOTEBOOK)


def zipped(place, solved, world):
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("../../../nbgrader_config.py", "c.x = 1")


RAW = {
    "empty": b"",
    "no JSON": b"%PDF-1.7",
    "half": b'{"cells": [',
    "nested": nested,
    "100000 cells": cells,
    "60 MB": large,
    "link to another's": elsewhere,
    "link to the master": master,
    "a folder": lambda place, solved, world: place.mkdir(),
    "a pipe": lambda place, solved, world: os.mkfifo(place),
    "a zip": zipped,
    "list": b"[]",
    "numbers without end": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ' + b"9" * 10**6 + b"}",
    "device name": lambda place, solved, world: place.symlink_to("/dev/zero"),
}
READ_ALL_THE_SAME = {
    "with BOM": lambda place, solved, world: place.write_bytes(b"\xef\xbb\xbf" + packed(solved)),
    "keys doubled": lambda place, solved, world: place.write_bytes(b'{"nbformat": 3, "cells": [], ' + packed(solved).lstrip()[1:]),
}
NAMES = ("a+b(c)*[d]", "-rf", "o'brien & co", "ünïcode 学生", "{{7*7}}", "%2e%2e", "x" * 120, "a.b", "{student_id}")
ATTACKS = [
    *(Attack(name, "file", beside_files(files), EVERYTHING, name not in SHADOWED) for name, files in FILES.items()),
    *(Attack(name, "raw", instead_of_notebook(content), NOTHING, True) for name, content in RAW.items()),
    *(Attack(name, "raw", instead_of_notebook(content), EVERYTHING, True) for name, content in READ_ALL_THE_SAME.items()),
    *(Attack(f"name {place}", "name", beside_files({}), EVERYTHING, True, student=name) for place, name in enumerate(NAMES)),
]
