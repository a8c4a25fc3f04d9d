"""
The sample cohort: small recipes on the released notebook, each with the marks it deserves.

A recipe starts from the released notebook with the master's reference answers filled in (``solved``) or as
released, and changes one thing. ``lost`` says which graded cells lose points and what they keep; every
other cell keeps full marks. ``unscored`` cells go to a person and count nothing until then.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ASSIGNMENT = "genai-efficiency"
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


@dataclass(frozen=True)
class Recipe:
    """One submission: how it is made and what it deserves."""

    name: str
    story: str
    make: Callable[[NotebookNode, NotebookNode], bytes | None]
    keeps: dict[str, float] = field(default_factory=dict)
    """Graded cell -> points it keeps, where not all."""
    person: frozenset[str] = frozenset()
    """Graded cells a person must look at."""
    file: str = f"{ASSIGNMENT}.ipynb"

    def deserves(self) -> dict[str, float]:
        """Return the points each graded cell deserves."""
        return {cell: self.keeps.get(cell, points) for cell, points in POINTS.items()}


RECIPES: list[Recipe] = []


def recipe(story: str, keeps: dict[str, float] | None = None, person: tuple[str, ...] = (), file: str = f"{ASSIGNMENT}.ipynb"):
    """Register the decorated maker (released, solved) -> bytes under its own name."""

    def register(make):
        RECIPES.append(Recipe(make.__name__.replace("_", "-"), story, make, keeps or {}, frozenset(person), file))
        return make

    return register


def solve(released: NotebookNode, master: NotebookNode) -> NotebookNode:
    """Return the released notebook with the master's reference answers filled in."""
    answers = {cell.id: cell.source for cell in master.cells if cell.metadata.get("nbgrader", {}).get("solution")}
    solved = deepcopy(released)
    for cell in solved.cells:
        if cell.id in answers:
            lines = answers[cell.id].splitlines()
            cell.source = "\n".join(line for line in lines if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line)
    return solved


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with id ``name``."""
    return next(found for found in notebook.cells if found.id == name)


def after(notebook: NotebookNode, name: str, code: str) -> bytes:
    """Append ``code`` to the answer cell ``name`` and return the notebook's bytes."""
    cell(notebook, name).source += "\n" + code
    return packed(notebook)


def packed(notebook: NotebookNode) -> bytes:
    """Return the notebook as a file's bytes."""
    return nbformat.writes(notebook).encode()


def without(*kept: str) -> dict[str, float]:
    """Return marks of zero for every graded cell not in ``kept``."""
    return {cell: 0.0 for cell in POINTS if cell not in kept}


def build(folder: Path, released: NotebookNode, master: NotebookNode) -> None:
    """Write every recipe to ``folder/<name>/<assignment>/<file>``."""
    for one in RECIPES:
        target = folder / one.name / ASSIGNMENT
        target.mkdir(parents=True, exist_ok=True)
        content = one.make(deepcopy(released), solve(released, master))
        if content is not None:
            (target / one.file).write_bytes(content)


@recipe("everything as the reference has it")
def reference(released, solved):
    return packed(solved)


@recipe("handed in exactly as released", without())
def untouched(released, solved):
    return packed(released)


@recipe("stopped after the concerns", without("test-workload", "test-baseline", "test-concerns"))
def half_done(released, solved):
    for name in ("workload", "baseline", "concerns"):
        cell(released, name).source = cell(solved, name).source
    return packed(released)


@recipe("one cell raises in the middle", {"test-savings": 0})
def crash_in_one_cell(released, solved):
    cell(solved, "savings").source = "savings = {'cost_usd_per_month': 1 / 0}"
    return packed(solved)


@recipe("an endless loop in the savings cell", {"test-savings": 0})
def endless_loop(released, solved):
    cell(solved, "savings").source = "while True:\n    pass"
    return packed(solved)


@recipe("the test cell of the comparison was deleted")
def deleted_test_cell(released, solved):
    solved.cells = [one for one in solved.cells if one.id != "test-comparison"]
    return packed(solved)


@recipe("the file was renamed", file="final version (2).ipynb")
def renamed_notebook(released, solved):
    return packed(solved)


@recipe("an answer cell was copied and pasted, id and all")
def duplicate_cell_id(released, solved):
    place = next(i for i, one in enumerate(solved.cells) if one.id == "baseline")
    twin = deepcopy(solved.cells[place])
    solved.cells.insert(place + 1, twin)
    return json.dumps(solved).encode()


@recipe("a text file under the notebook's name", without(), tuple(POINTS))
def not_json(released, solved):
    return b"I could not export my notebook, sorry."


@recipe("an empty file", without(), tuple(POINTS))
def empty_file(released, solved):
    return b""


@recipe("no notebook at all, only an essay", without(), tuple(POINTS), file="essay.txt")
def no_notebook(released, solved):
    return b"My thoughts on inference."


@recipe("saved in notebook format 3")
def old_format(released, solved):
    old = nbformat.convert(solved, 3)
    return nbformat.v3.writes_json(old).encode()


@recipe("the variable was called something else", {"test-savings": 0})
def missing_variable(released, solved):
    return after(solved, "savings", "my_savings = savings\ndel savings")


@recipe("relative change divided by the optimized value", {"test-comparison": 20.85})
def wrong_base(released, solved):
    return after(solved, "comparison", "comparison['change_pct'] = 100 * comparison['change'] / comparison['optimized']")


@recipe("savings with the sign turned round", {"test-savings": 5})
def sign_inverted(released, solved):
    return after(solved, "savings", "savings = {name: -value for name, value in savings.items()}")


@recipe("the mean where p95 was asked, carried through the table", {"test-baseline": 12.0})
def mean_for_p95(released, solved):
    after(solved, "baseline", "baseline_summary['latency_p95_ms'] = baseline_summary['latency_mean_ms']")
    return packed(solved)


@recipe("a table of text with units, systems as rows")
def another_table_shape(released, solved):
    code = "comparison = comparison.map(lambda value: f'{value:.6g}').T"
    return after(solved, "comparison", code)


@recipe("a value nobody measured", {"test-baseline": 12.0})
def nan_in_the_summary(released, solved):
    return after(solved, "baseline", "baseline_summary['peak_memory_gib'] = float('nan')")


@recipe("a sentence where numbers were asked", {"test-savings": 0}, ("test-savings",))
def wrong_type(released, solved):
    return after(solved, "savings", "savings = 'quite a lot, I think'")


@recipe("energy of the GPUs alone, carried through", {"test-baseline": 12.8, "test-optimized": 7.4})
def gpu_energy_only(released, solved):
    for name in ("baseline", "optimized"):
        watts = f"{name}_gpu.groupby('gpu')['power_w'].mean().sum()"
        ok = f"({name}_requests['status'] == 'ok').sum()"
        after(solved, name, f"{name}_summary['energy_wh_per_request'] = {watts} * context['{name}']['duration_s'] / 3600 / {ok}")
    return packed(solved)


@recipe("a savings cell that shadows a built-in and prints a lot")
def noisy_but_right(released, solved):
    return after(solved, "savings", "for number in range(300):\n    print('checking', number)\nround = None")


@recipe("two helper cells of their own and a Series instead of a dict")
def own_cells_and_a_series(released, solved):
    place = next(i for i, one in enumerate(solved.cells) if one.id == "baseline")
    solved.cells.insert(place, nbformat.v4.new_code_cell("per_thousand = 1000"))
    return after(
        solved, "baseline", "baseline_summary = pd.Series(baseline_summary)\nbaseline_summary['cost_per_1k_usd'] *= per_thousand / 1000"
    )


def decide(solved, decision, recommendation):
    """Give the solved notebook another decision and another recommendation."""
    after(solved, "decision", f"decision = {decision!r}")
    cell(solved, "recommendation").source = recommendation
    analysis = cell(solved, "analysis")
    analysis.source = analysis.source.rpartition("\n\n")[0]  # its last paragraph holds the reference's own decision
    return packed(solved)


@recipe("adopts under conditions that nothing asks for", {"test-decision": 2.0, "recommendation": 8.0})
def conditional_decision(released, solved):
    text = (
        "We recommend adopting the FP8 weights with conditions. The cost per 1,000 requests falls from 0.681 to 0.291 USD and meets its target, "
        "and the p95 TTFT stays below its limit of 1,000 ms. Quality moves by -0.27 percentage points, which is acceptable. "
        "Condition: if the p95 TTFT rises above 1,000 ms for an hour, we roll back to the BF16 weights."
    )
    return decide(solved, "adopt with conditions", text)


@recipe("rejects although every target is met", {"test-decision": 0.0, "recommendation": 5.25}, ("analysis", "recommendation"))
def rejecting_decision(released, solved):
    text = (
        "We should not adopt the FP8 weights. The cost per 1,000 requests falls from 0.681 to 0.291 USD, but quality moves by -0.27 percentage points, "
        "and we do not want to lose any quality in a support chat."
    )
    return decide(solved, "do not adopt", text)
