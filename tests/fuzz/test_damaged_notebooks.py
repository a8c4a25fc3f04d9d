"""Damaged notebooks: every one ends in verdicts or a named reason, none in a traceback."""

import collections
import json
import warnings

import nbformat
import pytest

from grader.execution.kernel import RunResult
from grader.execution.limits import Limits
from grader.execution.repair import rebuild
from grader.execution.wall import WALLS
from grader.grade import Assignment, collect, evidence_of, score
from grader.rubric.criteria import VARIABLES
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT, POINTS, solve
from tests.fuzz.damage import damaged

WHERE = Assignment(ASSIGNMENT, ROOT)
COUNT = 2000
RUN_FOR_REAL = 60


@pytest.fixture(scope="module")
def given():
    """Return (released, facts, a solved notebook as JSON, evidence without any value)."""
    released = WHERE.released()
    master = nbformat.read(WHERE.source / f"{ASSIGNMENT}.ipynb", as_version=4)
    return released, WHERE.facts(), json.loads(nbformat.writes(solve(released, master)))


def ends_well(report):
    """Whether every graded cell is there with verdicts that add up, and unscored ones say why."""
    assert sorted(cell.cell for cell in report.cells) == sorted(POINTS)
    assert 0 <= report.score <= report.points == 100
    for cell in report.cells:
        assert cell.verdicts
        assert cell.score is None or 0 <= cell.score <= cell.points == POINTS[cell.cell]
        assert all(verdict.say_instructor for verdict in cell.verdicts if verdict.fraction is None)
    return True


@pytest.mark.parametrize("count", [200, pytest.param(COUNT, marks=pytest.mark.attack)])
@pytest.mark.timeout(900)
def test_every_damaged_notebook_is_rebuilt_and_judged(given, count):
    """Rebuilt notebooks are valid, hold every graded cell once in order, and are judged without values."""
    released, facts, content = given
    seen = collections.Counter()
    skeleton = [cell.id for cell in released.cells if "nbgrader" in cell.metadata]
    for seed in range(count):
        rebuilt = rebuild(damaged(content, seed), released)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            nbformat.validate(rebuilt.notebook)
        assert [cell.id for cell in rebuilt.notebook.cells if "nbgrader" in cell.metadata] == skeleton
        lost = RunResult(lost=dict.fromkeys(VARIABLES, rebuilt.unreadable or "not run in this test"))
        assert ends_well(score(evidence_of(rebuilt, lost), facts))
        seen["unreadable" if rebuilt.unreadable else "repaired" if rebuilt.repairs else "as handed in"] += 1
    assert min(seen.values()) >= count // 50, seen
    assert len(seen) == 3


@pytest.mark.attack
@pytest.mark.timeout(1800)
def test_damaged_notebooks_run_to_the_end(given):
    """A sample goes through a real kernel; what runs is judged, nothing raises."""
    released, facts, content = given
    limits = Limits(cell_s=10, notebook_s=60)
    for seed in range(RUN_FOR_REAL):
        rebuilt = rebuild(damaged(content, seed), released)
        assert ends_well(score(collect(rebuilt, WHERE.source, limits, WALLS["bubblewrap"]), facts)), seed
