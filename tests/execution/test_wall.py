"""
The contract of isolation: what any wall but ``none`` must keep from student code, asked from behind it.

Every row is Python that runs in the student's kernel; its ``x`` must come out as given. The same rows are run against
``none`` where they must *not* hold, so that a row that could never fail would be seen.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.errors import CourseError
from grader.execution import wall as walls
from grader.execution.files import stage
from grader.execution.kernel import Order, Probe, run_notebook
from grader.execution.limits import MB, Limits
from grader.execution.wall import WALLS, wall_named
from grader.reading import exporter

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SOURCE = Path(exporter.__file__).read_text(encoding="utf-8")
ISOLATING = [name for name in WALLS if name != "none"]
SMALL = Limits(cell_s=20, notebook_s=60, memory_bytes=700 * MB, disk_bytes=20 * MB, processes=12)

TRIES = """
import os, pathlib, socket, subprocess, sys
def can(action):
    try:
        return action() is not False
    except Exception:
        return False
ENVIRONMENTS = list(pathlib.Path('/proc').glob('[0-9]*/environ'))
"""

NEVER = {
    "see the course": f"can(lambda: os.listdir({str(ROOT)!r} + '/source'))",
    "see the grader package": f"can(lambda: open({str(ROOT)!r} + '/grader/grade.py').read(9))",
    "import the grader package": "can(lambda: __import__('grader').rubric if 'grader' not in sys.modules else False)",
    "see the home folder of the machine": f"can(lambda: [n for n in os.listdir({str(Path.home())!r}) if n.startswith('.b')][0])",
    "see the machine's temporary files": "can(lambda: [n for n in os.listdir('/tmp') if n.startswith('outside-')][0])",
    "read the environment": "'SECRET_OF_THE_COURSE' in os.environ",
    "read it from another process": "any(b'SECRET_OF_THE_COURSE' in p.read_bytes() for p in ENVIRONMENTS if can(p.read_bytes))",
    "see processes of the machine": f"os.path.exists('/proc/{os.getpid()}') and 'pytest' in open('/proc/{os.getpid()}/cmdline').read()",
    "write to the system": "can(lambda: open('/usr/forged', 'w').close())",
    "write to the environment": "can(lambda: open(sys.prefix + '/forged', 'w').close())",
    "write to the root": "can(lambda: open('/forged', 'w').close())",
    "write to the devices' folder": "can(lambda: open('/dev/forged', 'w').close())",
    "write settings of the kernel": "can(lambda: open('/proc/sys/kernel/core_pattern', 'w').close())",
    "write where the files came from": "can(lambda: open('/given/forged', 'w').close()) or can(lambda: open('../given/forged', 'w').close())",
    "reach a port of the machine": "can(lambda: socket.create_connection(('127.0.0.1', PORT), 2).close())",
    "reach a socket file of the machine": "can(lambda: (lambda s: s.connect(SOCKET))(socket.socket(socket.AF_UNIX)))",
    "get capabilities": "int([l for l in open('/proc/self/status') if l.startswith('CapEff')][0].split()[1], 16) != 0",
    "get a user namespace": "can(lambda: subprocess.run(['unshare', '-U', 'true'], check=True, capture_output=True))",
    "mount": "can(lambda: subprocess.run(['mount', '-t', 'tmpfs', 'x', '/tmp'], check=True, capture_output=True))",
    "hold memory no process shows": "can(lambda: os.memfd_create('x'))",
    "trace a process": "__import__('ctypes').CDLL(None).ptrace(16, 1, 0, 0) == 0",
    "signal a process of the machine": f"can(lambda: os.kill({os.getpid()}, 0)) and 'pytest' in open('/proc/{os.getpid()}/cmdline').read()",
    "fill the scratch folder without end": "can(lambda: [open(f'f{i}', 'wb').write(bytes(10**7)) for i in range(9)])",
    "fill shared memory without end": "can(lambda: [open(f'/dev/shm/f{i}', 'wb').write(bytes(10**7)) for i in range(9)])",
    "gain rights by a set-uid program": "open('/proc/self/status').read().split('NoNewPrivs:')[1].split()[0] != '1'",
}
ALWAYS = {
    "find its data": "open('data/given.csv').read() == 'a,b'",
    "find its own file": "__import__('helper').answer == 42",
    "write and read in its folder": "open('mine.txt', 'w').write('x') == 1 and open('mine.txt').read() == 'x'",
    "change its copy of the data": "open('data/given.csv', 'a').write('!') == 1",
    "use temporary files": "__import__('tempfile').TemporaryFile().write(b'x') == 1",
    "write to its home": "open(os.path.expanduser('~/mine'), 'w').write('x') == 1",
    "use pandas": "__import__('pandas').DataFrame({'a': [1]}).a.sum() == 1",
    "draw": "__import__('matplotlib.pyplot', fromlist=['x']).subplots() is not None",
    "start a process": "subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True).stdout == b'1\\n'",
    "use processes and locks": "__import__('multiprocessing').get_context('fork').Lock() is not None",
    "know no other machine's name": "socket.gethostname() == 'exercise'",
}


def ask(wall, files, code, limits=SMALL, forks=None):
    """Return (values of ``x``, result) after running ``code`` behind the wall called ``wall``, in a fork where there is a server."""
    probes = {"test-one": Probe("one", ("x",))}
    cells = [
        new_code_cell(code, metadata={"nbgrader": {"grade_id": "one"}}),
        new_code_cell("", metadata={"nbgrader": {"grade_id": "test-one"}}),
    ]
    result = run_notebook(new_notebook(cells=cells), Order(probes, SOURCE, WALLS[wall], limits, forks), files)
    return (json.loads(result.evidence["one"])["x"] if "one" in result.evidence else None), result


@pytest.fixture
def files(tmp_path):
    """A hand-in: data, a helper, and things that must not be followed."""
    folder = tmp_path / "handed-in"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "given.csv").write_text("a,b")
    (folder / "helper.py").write_text("answer = 42")
    return folder


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """Things of the machine that can be seen without a wall: a secret, a port, a socket, a temporary file."""
    import socket
    import tempfile

    monkeypatch.setenv("SECRET_OF_THE_COURSE", "1")
    port, local = socket.socket(), socket.socket(socket.AF_UNIX)
    port.bind(("127.0.0.1", 0))
    port.listen()
    local.bind(str(tmp_path / "s"))
    local.listen()
    with port, local, tempfile.NamedTemporaryFile(prefix="outside-", dir="/tmp"):
        yield f"PORT, SOCKET = {port.getsockname()[1]}, {str(tmp_path / 's')!r}\n"


@pytest.mark.parametrize("wall", ISOLATING)
def test_what_student_code_can_never_do(wall, files, outside):
    """Every row of ``NEVER`` is false behind the wall."""
    rows = ", ".join(f"{name!r}: bool({row})" for name, row in NEVER.items())
    answers, result = ask(wall, files, f"{TRIES}{outside}x = {{{rows}}}")

    assert result.errors == {}
    assert {name for name, done in answers["items"] if done} == set()
    assert len(answers["items"]) == len(NEVER)


def test_the_rows_hold_because_of_the_wall(files, outside):
    """Without a wall a good part of the same rows is true: they can fail."""
    harmless = [name for name in NEVER if not name.startswith(("write", "fill", "mount"))]
    rows = ", ".join(f"{name!r}: bool({NEVER[name]})" for name in harmless)
    answers, _ = ask("none", files, f"{TRIES}{outside}x = {{{rows}}}")

    assert len([name for name, done in answers["items"] if done]) >= 8


@pytest.mark.parametrize("wall", ISOLATING)
def test_what_student_code_can_always_do(wall, files):
    """Every row of ``ALWAYS`` is true, and the files handed in are not touched."""
    rows = ", ".join(f"{name!r}: bool({row})" for name, row in ALWAYS.items())
    answers, result = ask(wall, files, f"{TRIES}x = {{{rows}}}")

    assert result.errors == {}
    assert {name for name, done in answers["items"] if not done} == set()
    assert (files / "data" / "given.csv").read_text() == "a,b"
    assert sorted(path.name for path in files.rglob("*")) == ["data", "given.csv", "helper.py"]


EXHAUSTION = {
    "one process asks for too much memory": ("x = bytearray(900 * 10**6)", "MemoryError"),
    "many processes hold too much memory": (
        "import os, time\nfor i in range(6):\n    if not os.fork():\n        held = bytearray(os.urandom(10**6) * 200); time.sleep(60)\ntime.sleep(15); x = 1",
        "memory",
    ),
    "shared memory that ended processes filled": (
        "import mmap, os, time\nheld = []\nfor i in range(12):\n    piece = mmap.mmap(-1, 10**8)\n    held.append(piece)\n"
        "    if os.fork() == 0:\n        for at in range(0, 10**8, 4096): piece[at] = 1\n        os._exit(0)\n    os.wait()\ntime.sleep(10); x = 1",
        "memory",
    ),
    "processes without end": ("import os, time\nwhile True:\n    if not os.fork():\n        time.sleep(60)", "processes"),
    "a chain of forks": ("import os\nwhile True: os.fork()", "processes|did not stop"),  # whichever limit sees it first
    "a cell that refuses to stop": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "did not stop",
    ),
}


@pytest.mark.parametrize("wall", ISOLATING)
@pytest.mark.parametrize(("code", "word"), EXHAUSTION.values(), ids=EXHAUSTION)
def test_exhaustion_ends_in_a_reason(wall, files, code, word):
    """The run is over soon, nothing is left running, and the reason is said."""
    started = time.monotonic()
    value, result = ask(wall, files, code, Limits(cell_s=4, notebook_s=40, memory_bytes=700 * MB, disk_bytes=20 * MB, processes=12))

    said = " ".join([*result.lost.values(), *(" ".join(error) for error in result.errors.values())])
    assert value in (None, {"kind": "undefined"})
    assert re.search(word, said), said
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("wall", ISOLATING)
def test_an_environment_in_a_scratch_folder_is_seen(wall, tmp_path, monkeypatch):
    """A virtual environment below /tmp, where the student's own /tmp is mounted, can be run and not be written to."""
    environment = tmp_path / "env"
    (environment / "bin").mkdir(parents=True)
    (environment / "here").write_text("yes")
    monkeypatch.setattr(sys, "prefix", str(environment))
    command = WALLS[wall].command(["/bin/sh", "-c", f"cat {environment}/here; touch {environment}/forged || echo no"], tmp_path, SMALL)
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert str(environment).startswith("/tmp")
    assert done.stdout == "yesno\n", done.stderr


@pytest.mark.parametrize("wall", ISOLATING)
def test_nothing_is_left_running(wall, files):
    """A process that detaches itself ends with the kernel."""
    mark = f"grader-left-{os.getpid()}"
    code = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)', {mark!r}], start_new_session=True); x = 1"
    value, _ = ask(wall, files, code)

    left = [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark.encode() in _read(path)]
    assert value == 1
    assert left == []


def _read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_only_plain_files_are_given(tmp_path):
    """Links, pipes and sockets stay outside; so do notebooks, hidden files and what is beyond the size."""
    given = tmp_path / "given"
    (given / "data").mkdir(parents=True)
    (given / "plain.csv").write_text("1")
    (given / "big.bin").write_bytes(bytes(2000))
    (given / "answers.ipynb").write_text("{}")
    (given / ".secret").write_text("1")
    (given / "link.csv").symlink_to("/etc/passwd")
    (given / "folder").symlink_to("/etc")
    os.mkfifo(given / "pipe")

    left_out = stage(given, tmp_path / "staged", 1000)

    assert sorted(path.name for path in (tmp_path / "staged").rglob("*")) == ["plain.csv"]
    assert left_out == ["big.bin", "folder", "link.csv", "pipe"]


def test_a_machine_that_cannot_isolate_is_told_what_to_do(monkeypatch):
    """No bwrap: grading refuses with words; without isolation works by choice only."""
    walls._trouble.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    try:
        with pytest.raises(CourseError, match=r"no bwrap program(.|\n)*apt-get install bubblewrap(.|\n)*isolation"):
            wall_named("bubblewrap")
        assert wall_named("none").name == "none"
    finally:
        walls._trouble.cache_clear()


def test_a_bwrap_that_fails_is_quoted(monkeypatch, tmp_path):
    """What bwrap said is in the message."""
    walls._trouble.cache_clear()
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    try:
        with pytest.raises(CourseError, match="No permissions to create new namespace"):
            wall_named("bubblewrap")
    finally:
        walls._trouble.cache_clear()


def test_a_course_inside_the_environment_is_refused():
    """A course below a folder that student code must see is not hidden; that is said before anyone is graded."""
    with pytest.raises(CourseError, match="Move the course"):
        wall_named("bubblewrap", Path(sys.prefix) / "course")


def test_an_unknown_wall_is_refused():
    with pytest.raises(CourseError, match="'bubblewrap' or 'none'"):
        wall_named("docker")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else; the other tests then run as an ordinary user anyway")
def test_an_ordinary_user_can_isolate_too():
    """The same wall stands for a user without rights (the system's Python, which everybody can see)."""
    command = WALLS["bubblewrap"].command(["/bin/sh", "-c", "echo walled $(id -u)"], Path("/usr/share"), Limits())
    usable = list(command)
    for prefix in {sys.prefix, sys.base_prefix} - {"/usr"}:  # folders of root's own, which that user may not see
        while prefix in usable:
            place = usable.index(prefix)
            del usable[place - 1 : place + 2]
    done = subprocess.run(usable, user=65534, group=65534, extra_groups=[], capture_output=True, text=True, check=False)
    if "setting up uid map" in done.stderr or "namespace" in done.stderr:
        pytest.skip(f"user namespaces are closed to ordinary users here ({done.stderr.strip()[:80]})")

    assert done.stdout == "walled 1000\n", done.stderr
