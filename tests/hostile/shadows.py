"""Files that lie in wait: modules, settings and data under names that somebody else's program might pick up."""

from __future__ import annotations

import py_compile
from pathlib import Path

from tests.hostile.attack import EVERYTHING, Attack
from tests.hostile.files import beside_files

TRAP = "import os\nopen(os.path.expanduser('~/trap'), 'w').write('sprung')\nraise SystemExit('shadowed')\n"
KERNEL = '{"argv": ["/bin/sh", "-c", "touch $HOME/trap", "{connection_file}"], "display_name": "Python 3", "language": "python"}'


def compiled(place: Path, world) -> None:
    """Write a compiled module without its source."""
    source = place.with_name("made_here.py")
    source.write_text(TRAP)
    py_compile.compile(str(source), str(place))
    source.unlink()


def random_bytes(count: int):
    """Return a function that writes a file of ``count`` bytes."""
    return lambda place, world: place.write_bytes(bytes(count))


def crowd(place: Path, world) -> None:
    """Write just as many small files as are taken from one folder."""
    place.mkdir()
    for number in range(1999):
        (place / f"{number:04}").write_text("x")


ELSEWHERE = {
    "modules of the one who grades": {f"{name}.py": TRAP for name in ("msgspec", "nbclient", "bleach", "sqlalchemy", "alembic", "mistune")},
    "packages of the one who grades": {f"{name}/__init__.py": TRAP for name in ("nbgrader", "nbconvert", "jinja2", "pygments", "grader")},
    "parts of the grader": {"inside.py": TRAP, "exporter.py": TRAP, "grader_probe.py": TRAP, "plugins.py": TRAP},
    "kernel specification": {
        "kernel.json": KERNEL,
        "share/jupyter/kernels/python3/kernel.json": KERNEL,
        "kernels/python3/kernel.json": KERNEL,
    },
    "settings as JSON": {
        "nbgrader_config.json": '{"Autograde": {"autograde_preprocessors": []}}',
        "jupyter_config.json": '{"RebuildingExporter": {"isolation": "none"}}',
        "jupyter_nbconvert_config.py": TRAP,
        "ipython_config.py": TRAP,
    },
    "settings of tools": {
        "pytest.ini": "[pytest]\naddopts = -p trap\n",
        "trap.py": TRAP,
        "setup.py": TRAP,
        "tox.ini": "[x]\n",
        "alembic.ini": "[alembic]\n",
    },
    "repository of my own": {
        ".git/config": "[core]\n\tfsmonitor = touch trap\n",
        ".git/hooks/post-checkout": "#!/bin/sh\ntouch trap\n",
        "HEAD": "x",
    },
    "gradebook of my own": {
        "gradebook.db": b"SQLite format 3\x00" + bytes(4096),
        "gradebook.db-journal": bytes(512),
        "gradebook.db-wal": bytes(64),
    },
    "records of my own": {".grader/genai-efficiency/x/report.json": "{}", "report.json": '{"score": 100}', "evidence.json": "{}"},
    "course of my own": {"source/genai-efficiency/data/workload.json": "{}", "release/x": "x", "autograded/x": "x", "feedback/x": "x"},
    "loader settings": {
        "ld.so.preload": "/home/student/work/x.so\n",
        "x.so": b"\x7fELF" + bytes(60),
        "pyvenv.cfg": "home = /tmp\n",
        "python311._pth": ".",
    },
    "data with other numbers": {
        "data/workload.json": '{"demand": {"requests_per_day": 1}}',
        "data/baseline_requests.csv": "request_id,latency_ms\n1,1\n",
        "data/notes.md": "x",
        "data/data/workload.json": "{}",
    },
    "data written in capitals": {
        "DATA/workload.json": "{}",
        "Data/quality.csv": "x",
        "data/Workload.json": "{}",
        "data/workload.json ": "{}",
    },
    "90 MB beside the notebook": {"large.bin": random_bytes(90_000_000)},
    "bytes that push the data out": {"a.bin": random_bytes(99_900_000)},
    "files that push the data out": {"a": crowd},
}
"""What the kernel itself never imports: the answers keep all they deserve."""
IN_THE_KERNEL = {
    "pandas of my own": {"pandas.py": "class DataFrame(dict):\n    pass\ndef read_csv(*a, **k): return DataFrame()\n"},
    "numpy of my own": {"numpy/__init__.py": TRAP, "numpy.py": TRAP},
    "drawing of my own": {
        "matplotlib/__init__.py": TRAP,
        "matplotlib_inline/__init__.py": TRAP,
        "matplotlibrc": "backend: module://trap\n",
        "trap.py": TRAP,
    },
    "standard library of my own": {
        f"{name}.py": TRAP for name in ("encodings", "site", "abc", "typing", "decimal", "hashlib", "secrets", "uuid")
    },
    "compiled modules": {
        "decimal.pyc": compiled,
        "json.pyc": compiled,
        "__pycache__/json.cpython-311.pyc": compiled,
        "_json.cpython-311-x86_64-linux-gnu.so": b"\x7fELF",
    },
    "modules of the kernel": {
        f"{name}.py": TRAP for name in ("comm", "debugpy", "psutil", "tornado", "traitlets", "jupyter_client", "appnope")
    },
}
"""What the kernel may import once the student's own cells run: theirs to lose."""
ATTACKS = [
    *(Attack(name, "shadow", beside_files(files), EVERYTHING, True) for name, files in ELSEWHERE.items()),
    *(Attack(name, "shadow", beside_files(files), EVERYTHING) for name, files in IN_THE_KERNEL.items()),
]
