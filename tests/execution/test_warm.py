"""
Kernels that are forked: the same contract as kernels started anew, and nothing of one submission in the next.
"""

import os
import re
import time
from hashlib import sha256
from pathlib import Path

import pytest

from grader.errors import MachineError
from grader.execution import process
from grader.execution.limits import MB, Limits
from grader.execution.tree import tree
from grader.execution.wall import WALLS
from grader.execution.warm import MOST_STARTS, ForkServer
from tests.execution.test_wall import ALWAYS, NEVER, SMALL, TRIES, ask, outside

__all__ = ["outside"]  # the fixture
pytestmark = pytest.mark.slow
WALL = WALLS["bubblewrap"]


@pytest.fixture(scope="module")
def forks():
    """One fork server for all tests of this file."""
    server = ForkServer(WALL, SMALL, ("json",))
    yield server
    server.close()


@pytest.fixture
def files(tmp_path):
    """Data, and nothing that Python could import."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "given.csv").write_text("a,b")
    return tmp_path


def values(answers):
    return dict(answers["items"])


def test_what_student_code_can_never_do(forks, files, outside):
    """Every row of the wall's contract holds in a fork."""
    rows = ", ".join(f"{name!r}: bool({row})" for name, row in NEVER.items())
    answers, result = ask("bubblewrap", files, f"{TRIES}{outside}x = {{{rows}}}", forks=forks)

    assert result.errors == {}
    assert {name for name, done in answers["items"] if done} == set()


def test_what_student_code_can_always_do(forks, files):
    rows = ", ".join(f"{name!r}: bool({row})" for name, row in ALWAYS.items() if name != "find its own file")
    answers, result = ask("bubblewrap", files, f"{TRIES}x = {{{rows}}}", forks=forks)

    assert result.errors == {}
    assert {name for name, done in answers["items"] if not done} == set()


LEAVE = """
import builtins, json, os, random, subprocess, sys
import numpy, pandas
for place in ('mine', os.path.expanduser('~/mine'), '/tmp/mine', '/dev/shm/mine'):
    open(place, 'w').write('x')
os.environ['LEFT'] = '1'
builtins.left = sys.left = json.left = 1
pandas.DataFrame.left = 1
pandas.options.display.max_rows = 7
subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)
os.setsid() if os.getpid() != os.getsid(0) else None
x = {'random': random.random(), 'numpy': float(numpy.random.random())}
"""
LOOK = """
import builtins, json, os, random, sys
import numpy, pandas
places = ('mine', os.path.expanduser('~/mine'), '/tmp/mine', '/dev/shm/mine')
x = {
    'files': sum(map(os.path.exists, places)), 'environment': 'LEFT' in os.environ,
    'modules': any(hasattr(one, 'left') for one in (builtins, sys, json, pandas.DataFrame)),
    'options': pandas.options.display.max_rows == 7,
    'processes': len([p for p in os.listdir('/proc') if p.isdigit()]) - 2,
    'given': os.listdir('/given'), 'random': random.random(), 'numpy': float(numpy.random.random()),
}
"""


def test_nothing_of_one_submission_is_in_the_next(forks, files):
    """Files, environment, patched modules, background processes: gone; random numbers start anew."""
    first, _ = ask("bubblewrap", files, LEAVE, forks=forks)
    second, result = ask("bubblewrap", files, LOOK, forks=forks)
    seen, before = values(second), values(first)

    assert result.errors == {}
    assert [seen[name] for name in ("files", "environment", "modules", "options", "processes")] == [0, False, False, False, 0]
    assert seen["given"]["items"] == []
    assert (seen["random"], seen["numpy"]) != (before["random"], before["numpy"])


KILL_ALL = """
import os
for name in os.listdir('/proc'):
    if name.isdigit():
        try:
            os.kill(int(name), 9)
        except OSError:
            pass
"""
SIGNAL_FIRST = """
import os, signal, time
for one in (signal.SIGINT, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
    try:
        os.kill(1, one)
    except OSError:
        pass
time.sleep(0.2)
"""
ODD = {
    "a kernel that kills itself": "import os; os.kill(os.getpid(), 9)",
    "a kernel that kills everything it can see": KILL_ALL,
    "processes without end": "import os\nwhile True:\n    os.fork()",
    "memory without end": "x = []\nwhile True:\n    x.append(bytearray(10**7))",
    "a signal to the first process": SIGNAL_FIRST,
    "descriptors closed": "import os\nos.closerange(3, 512)",
}


@pytest.mark.parametrize("code", ODD.values(), ids=ODD)
def test_the_server_outlives_every_fork(forks, files, code):
    starts = forks.starts
    ask("bubblewrap", files, code, forks=forks)
    after, _ = ask("bubblewrap", files, "x = 42", forks=forks)

    assert after == 42
    assert forks.starts == max(starts, 1)


def test_nothing_is_left_running(files):
    """After closing, the server and every fork are gone."""
    server = ForkServer(WALL, SMALL)
    ask("bubblewrap", files, "import subprocess; subprocess.Popen(['sleep', '600']); x = 1", forks=server)
    running = list(tree(server._process.pid))
    server.close()

    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in running):
        time.sleep(0.02)
    assert not any(Path(f"/proc/{pid}").exists() for pid in running)
    assert not server.folder.exists()


def test_an_environment_in_a_scratch_folder_is_seen_in_a_fork(files, tmp_path_factory, monkeypatch):
    """A virtual environment below /tmp can still be imported from, and not be written to."""
    environment = tmp_path_factory.mktemp("env")
    (environment / "here").write_text("yes")
    monkeypatch.setattr("grader.execution.wall._shown", _with(environment))
    server = ForkServer(WALL, SMALL)
    code = (
        f"import pathlib\np = pathlib.Path({str(environment)!r})\ntry:\n    (p / 'forged').write_text('x')\n    wrote = True\n"
        "except OSError:\n    wrote = False\nx = [(p / 'here').read_text(), wrote]"
    )
    answer, result = ask("bubblewrap", files, code, forks=server)
    server.close()
    assert str(environment).startswith("/tmp")
    assert (answer["items"], result.errors) == (["yes", False], {})


def _with(folder):
    from grader.execution.wall import _shown

    known = _shown()
    return lambda: [*known, folder]


def test_a_server_that_died_is_started_again_and_given_up_at_last(files):
    server = ForkServer(WALL, SMALL)
    for _ in range(MOST_STARTS):
        assert ask("bubblewrap", files, "x = 1", forks=server)[0] == 1
        os.kill(tree(server._process.pid)[-1], 9)
        server._process.wait(10)
    assert not server.able()
    assert ask("bubblewrap", files, "x = 2", forks=server)[0] == 2, "started anew instead"
    server.close()


def test_a_server_that_cannot_start_is_the_machines_fault(monkeypatch):
    server = ForkServer(WALL, SMALL)
    monkeypatch.setattr("grader.execution.wall.shutil.which", lambda name: "/bin/false")
    with pytest.raises(MachineError, match="fork server"):
        server.fork({"place": "x"}, [])
    server.close()


@pytest.mark.parametrize(("name", "content"), [("pandas.py", "x = 1"), ("numpy/__init__.py", ""), ("numpy/core.py", ""), ("json.pyc", "")])
def test_own_modules_stand_before_libraries_as_in_a_kernel_started_anew(tmp_path, monkeypatch, name, content):
    """A submission that brings Python modules gets a kernel of its own start."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(content)
    used = []
    monkeypatch.setattr(
        process,
        "KernelProcess",
        lambda *given: used.append(given[-1]) or (_ for _ in ()).throw(MachineError(where="", got="", expected="", do="")),
    )
    server = ForkServer(WALL, Limits(memory_bytes=500 * MB))
    with pytest.raises(MachineError), process.kernel(WALL, tmp_path, SMALL, server):
        pass
    server.close()
    assert used == [None]


def test_pictures_tables_and_tracebacks_come_out_as_from_a_kernel_started_anew(forks, files):
    """What a cell shows does not depend on how its kernel was started."""
    from nbformat.v4 import new_code_cell, new_notebook

    from grader.execution.kernel import Order, run_notebook
    from tests.execution.test_wall import SOURCE

    cells = [
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
        "import pandas as pd\npd.DataFrame({'a': range(100)})",
        "pd.options.display.max_columns, pd.options.display.width, plt.get_backend()",
        "1 / 0",
        "!echo hello",
        "import os, sys\nos.getcwd(), sys.argv, sorted(k for k in os.environ if 'MPL' in k or 'BLAS' in k), __name__, sys.path[:1]",
    ]
    shown = []
    for server in (None, forks):
        notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
        run_notebook(notebook, Order({}, SOURCE, WALL, SMALL, server), files)
        shown.append([[_plain(output) for output in cell.outputs] for cell in notebook.cells])
    assert shown[0] == shown[1]


def _plain(output):
    data = dict(output.get("data", {}))
    if "image/png" in data:
        data["image/png"] = sha256(data["image/png"].encode()).hexdigest()
    data["text/plain"] = re.sub(r"0x[0-9a-f]+", "0x", data.get("text/plain", ""))
    return output.output_type, output.get("text"), data, output.get("evalue")
