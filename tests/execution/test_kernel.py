"""Running cells and taking evidence: what a crash, a loop, a dead kernel and a flood leave behind."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.execution.kernel import Order, Probe, run_notebook
from grader.execution.limits import Limits
from grader.execution.wall import WALLS
from grader.reading.exporter import export

pytestmark = pytest.mark.slow
PROBES = {"test-one": Probe("one", ("x",)), "test-two": Probe("two", ("y",))}
SOURCE = (__import__("pathlib").Path(__import__("grader.reading.exporter", fromlist=["x"]).__file__)).read_text()


def graded(name, source):
    """Return a code cell whose nbgrader id is ``name``."""
    return new_code_cell(source, metadata={"nbgrader": {"grade_id": name}})


def run(tmp_path, one, two="y = 2", **limits):
    """Run two answers and return (result, notebook)."""
    notebook = new_notebook(
        cells=[graded("one", one), graded("test-one", "raise SystemError"), graded("two", two), graded("test-two", "1 / 0")]
    )
    order = Order(PROBES, SOURCE, WALLS["bubblewrap"], Limits(**{"cell_s": 5, "notebook_s": 60} | limits))
    return run_notebook(notebook, order, tmp_path), notebook


def values(result):
    """Return every variable the evidence holds."""
    return {name: value for text in result.evidence.values() for name, value in json.loads(text).items()}


def test_evidence_is_taken_where_the_test_stands(tmp_path):
    """Later changes do not count, test cells never run and stay as they were."""
    result, notebook = run(tmp_path, "x = 1", "x = 5; y = x")

    assert values(result) == {"x": 1, "y": 5}
    assert notebook.cells[1].source == "raise SystemError"
    assert notebook.cells[1].outputs == []


def test_a_crash_costs_its_own_cell_only(tmp_path):
    """The error is noted, the variable is undefined, the rest goes on."""
    result, _ = run(tmp_path, "x = 1 / 0")

    assert values(result) == {"x": {"kind": "undefined"}, "y": 2}
    assert result.errors["one"][0] == "ZeroDivisionError"


def test_an_endless_loop_is_stopped(tmp_path):
    """The loop is interrupted after its time and the next cell runs."""
    result, _ = run(tmp_path, "while True: pass", cell_s=2)

    assert values(result)["y"] == 2
    assert result.lost == {}


def test_a_dead_kernel_loses_what_it_did_not_show(tmp_path):
    """What was exported before the kernel died is kept; the rest is lost, with a reason."""
    result, _ = run(tmp_path, "x = 1", "import os; os._exit(1)")

    assert values(result) == {"x": 1}
    assert "two" in result.lost["two"]


def test_output_is_cut_while_it_arrives(tmp_path):
    """A flood leaves at most the limit in the notebook."""
    result, notebook = run(tmp_path, "for i in range(2000): print('x' * 1000, flush=True)\nx = 1", output_bytes=10_000)

    assert values(result)["x"] == 1
    assert len(str(notebook.cells[0].outputs)) < 50_000


def test_the_probe_leaves_no_name_behind(tmp_path):
    """A student's namespace looks the same before and after."""
    result, _ = run(tmp_path, "before = set(dir()); x = 1", "y = sorted(set(dir()) - before - {'x', 'before', 'y'})")

    assert [name for name in values(result)["y"]["items"] if not name.startswith("_")] == []


def test_the_kernel_exports_what_the_host_exports(tmp_path):
    """The exporter says the same inside and outside."""
    result, _ = run(tmp_path, "import pandas as pd\nx = pd.DataFrame({'a': [1.5, None]}, index=['p', 'q'])")
    import pandas as pd

    assert values(result)["x"] == export(pd.DataFrame({"a": [1.5, None]}, index=["p", "q"]))


def test_the_most_memory_that_was_held_is_known(tmp_path):
    """Not what is held at the end."""
    small, _ = run(tmp_path, "x = 1")
    large, _ = run(tmp_path, "import time; x = bytearray(b'1' * 150_000_000); time.sleep(0.4); x = 1")
    assert small.memory_bytes > 0
    assert large.memory_bytes > small.memory_bytes + 100_000_000
