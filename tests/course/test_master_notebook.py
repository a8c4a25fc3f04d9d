"""The master notebook: metadata, points and hidden calls; its solutions are right for every scenario; the release runs."""

import contextlib
import copy
import io
import re
from pathlib import Path

import matplotlib as mpl
import nbformat
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from traitlets.config import Config

from grader.exercise.facts import load_facts
from grader.exercise.generate import generate

MASTER = Path(__file__).parents[2] / "source" / "genai-efficiency" / "genai-efficiency.ipynb"
POINTS = {
    "test-workload": 6,
    "test-baseline": 14,
    "test-concerns": 8,
    "test-optimized": 8,
    "test-comparison": 24,
    "test-savings": 10,
    "test-tradeoffs": 8,
    "test-decision": 4,
    "analysis": 9,
    "recommendation": 9,
}
SOLUTIONS = ("workload", "baseline", "concerns", "optimized", "comparison", "savings", "tradeoffs", "decision")
VARIABLES = ("workload_facts", "baseline_summary", "concerns", "optimized_summary", "comparison", "savings", "tradeoffs", "decision")
SCENARIOS = ("fp8-l4", "int4-a100", "bigger-batch-a100", "request-batching-a100", "prefix-cache-a100", "speculative-h100")
SUMMARY = {
    "latency_mean_ms": "latency_mean",
    "latency_p50_ms": "latency_p50",
    "latency_p95_ms": "latency_p95",
    "ttft_p95_ms": "ttft_p95",
    "tpot_p95_ms": "tpot_p95",
    "throughput_rps": "throughput_requests",
    "throughput_tok_s": "throughput_tokens",
    "peak_memory_gib": "peak_memory",
    "cost_per_1k_usd": "cost_per_1k",
    "energy_wh_per_request": "energy_per_request",
    "carbon_g_per_request": "carbon_per_request",
    "error_rate": "error_rate",
    "quality": "quality",
}


@pytest.fixture(scope="module")
def master():
    return nbformat.read(MASTER, as_version=4)


@pytest.fixture(scope="module")
def released(master):
    config = Config()
    config.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
    notebook, resources = ClearSolutions(config=config).preprocess(copy.deepcopy(master), {})
    return ClearHiddenTests().preprocess(notebook, resources)[0]


def source(notebook, cell_id: str) -> str:
    return next(cell.source for cell in notebook.cells if cell.id == cell_id)


def run(notebook, *, until: str = "") -> dict[str, object]:
    """Run the code cells in this process, in the current folder, and return their variables."""
    mpl.use("Agg")
    space: dict[str, object] = {"display": lambda *_: None, "__name__": "__main__"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                exec(re.sub(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", cell.source, flags=re.DOTALL), space)
        if cell.id == until:
            break
    mpl.pyplot.close("all")
    return space


def test_notebook_and_nbgrader_metadata_are_valid(master):
    nbformat.validate(master)
    assert (master.nbformat, master.nbformat_minor) == (4, 5)
    MetadataValidator().validate_nb(master)
    marked = [cell for cell in master.cells if "nbgrader" in cell.metadata]
    assert all(cell.metadata.nbgrader.grade_id == cell.id and cell.metadata.nbgrader.schema_version == 3 for cell in marked)
    assert len({cell.id for cell in master.cells}) == len(master.cells)


def test_graded_cells_and_points(master):
    graded = {cell.id: cell.metadata.nbgrader.points for cell in master.cells if cell.metadata.get("nbgrader", {}).get("grade")}
    assert graded == POINTS
    assert sum(graded.values()) == 100


def test_roles_of_cells(master):
    roles = {cell.id: cell.metadata.nbgrader for cell in master.cells if "nbgrader" in cell.metadata}
    for cell_id in SOLUTIONS:
        assert (roles[cell_id].solution, roles[cell_id].grade, roles[cell_id].locked) == (True, False, False)
    for cell_id in (*(name for name in POINTS if name.startswith("test-")), "setup", "scenario-context", "scenario-change"):
        assert (roles[cell_id].solution, roles[cell_id].locked) == (False, True)
    for cell_id in ("analysis", "recommendation"):
        assert (roles[cell_id].solution, roles[cell_id].grade) == (True, True)


def test_scenario_cells_are_marked(master):
    marked = {cell.id: cell.metadata.scenario for cell in master.cells if "scenario" in cell.metadata}
    assert marked == {"scenario-context": "context", "scenario-change": "change"}


def test_no_outputs(master):
    for cell in master.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_one_hidden_call_of_its_own_in_every_test_cell(master):
    for cell in master.cells:
        regions = re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", cell.source, re.DOTALL)
        expected = [f'from grader.hidden import check\ncheck("{cell.id}", globals())\n'] if cell.id.startswith("test-") else []
        assert regions == expected


def test_release_holds_no_solution_and_no_grader(released):
    text = "\n".join(cell.source for cell in released.cells)
    for word in ("def summarize", "def measure", "def mends", "BEGIN SOLUTION", "HIDDEN", "grader.hidden", "import grader"):
        assert word not in text
    assert source(released, "analysis") == source(released, "recommendation") == "YOUR ANSWER HERE"
    for cell_id in SOLUTIONS:
        assert "# YOUR CODE HERE" in source(released, cell_id)


def test_setup_needs_only_what_students_have(released):
    imported = re.findall(
        r"^\s*(?:import|from) (\w+)", "\n".join(cell.source for cell in released.cells if cell.cell_type == "code"), re.MULTILINE
    )
    assert set(imported) <= {"json", "sys", "matplotlib", "numpy", "pandas"}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_reference_solutions_agree_with_the_facts(master, scenario, tmp_path, monkeypatch):
    generate(scenario, 1, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    left, facts = run(master), load_facts(tmp_path)
    truth, trade = facts.workload, left["tradeoffs"]
    for key, metric in SUMMARY.items():
        measure = facts.metrics[metric]
        assert left["baseline_summary"][key] == pytest.approx(measure.baseline)
        assert left["optimized_summary"][key] == pytest.approx(measure.optimized)
        assert left["comparison"].loc[key, "change"] == pytest.approx(measure.optimized - measure.baseline)
    for key in (
        "requests_per_day",
        "requests_per_month",
        "mean_rate_rps",
        "input_tokens_mean",
        "output_tokens_mean",
        "output_tokens_per_day",
    ):
        assert left["workload_facts"][key] == pytest.approx(truth[key])
    assert list(left["workload_facts"]["targets"]) == [target.metric for target in facts.targets]
    assert {metric for metric, missed in left["concerns"].items() if missed} == set(truth["missed_before"])
    saved = {
        "cost_usd_per_month": "cost_per_month",
        "energy_kwh_per_month": "energy_per_month",
        "emissions_kg_per_month": "carbon_per_month",
    }
    for key, metric in saved.items():
        assert left["savings"][key] == pytest.approx(facts.metrics[metric].baseline - facts.metrics[metric].optimized)
    for key in ("quality_change_pp", "targets_met_before", "targets_met_after", "memory_headroom_gib"):
        assert trade[key] == pytest.approx(truth[key])
    assert trade["quality_loss_acceptable"] is truth["quality_loss_acceptable"]
    assert trade["worst_category"] in truth["worst_categories"]
    assert left["decision"].replace(" ", "-") == facts.decision


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_release_runs_and_leaves_nothing_filled_in(released, scenario, tmp_path, monkeypatch):
    generate(scenario, 1, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    left = run(released)
    assert all(left[name] is None for name in VARIABLES)


@pytest.mark.slow
def test_release_runs_in_a_kernel(released, tmp_path):
    generate("fp8-l4", 1, tmp_path / "data")
    notebook = copy.deepcopy(released)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert [output for output in outputs if output.output_type == "display_data" and "image/png" in output.data]
    spoken = [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    assert len(spoken) == len(SOLUTIONS)
    assert all("is still empty" in text for text in spoken)


SHAPES = [
    {},
    {"latency_mean_ms": None},
    {1: 2, ("a", "b"): [3]},
    [],
    {"cost_per_1k"},
    "adopt",
    "  ",
    3.5,
    np.array([1.0, 2.0]),
    pd.Series({"a": 1.0}),
    pd.Series([1.0, None], index=["a", "a"]),
    pd.DataFrame(),
    pd.DataFrame([[1, "p95 latency"]], columns=["x", "x"]),
    pd.DataFrame({("a", "b"): [1.0]}, index=pd.MultiIndex.from_tuples([("c", "d")])),
    lambda: None,
    ...,
]


@pytest.fixture(scope="module")
def setup_space(master, tmp_path_factory):
    folder = tmp_path_factory.mktemp("form")
    generate("fp8-l4", 1, folder / "data")
    with contextlib.chdir(folder):
        return run(master, until="setup")


@pytest.mark.parametrize("value", SHAPES, ids=lambda value: type(value).__name__)
def test_form_check_never_raises(setup_space, value):
    space = dict(setup_space)
    exec(source_of_form(), space)
    space["answer"] = value
    space["form"]("answer", "latency/ttft", "cost")


def test_form_check_tells_what_is_missing(setup_space, capsys):
    space = dict(setup_space)
    exec(source_of_form(), space)
    space["answer"] = {"cost": None, "energy": 1.0}
    space["form"]("answer", "cost", "energy")
    space["form"]("never_assigned")
    said = capsys.readouterr()
    assert "no value for: cost" in said.err
    assert "never_assigned is still empty" in said.err
    assert "looks complete" not in said.out
    space["answer"] = {"costs in USD": 2.0}
    space["form"]("answer", "cost")
    said = capsys.readouterr()
    assert said.err == ""
    assert "Note:" in said.out
    assert "looks complete" in said.out


def source_of_form() -> str:
    """Return the definition of the form check, to run it where a test sets the variables."""
    text = source(nbformat.read(MASTER, as_version=4), "setup")
    return text[text.index("def form(") : text.index("\n\n\nprint(")]
