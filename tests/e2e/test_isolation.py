"""Isolation as an instructor meets it: refused in words where it cannot be, written down where it was waived, no change of marks."""

import os
import shutil
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest

from grader.course.host import nbgrader_or_stop
from grader.course.release import copy_course
from grader.execution.command import run_module
from grader.execution.limits import Limits
from grader.execution.repair import rebuild
from grader.execution.store import Store
from grader.execution.wall import WALLS
from grader.grade import Assignment, collect, score
from grader.report.record import read_report
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT, RECIPES, packed, solve

WHERE = Assignment(ASSIGNMENT, ROOT)


@pytest.fixture(scope="module")
def notebooks():
    """Return (released, solved)."""
    released = WHERE.released()
    return released, solve(released, nbformat.read(WHERE.source / f"{ASSIGNMENT}.ipynb", as_version=4))


@pytest.fixture
def small_course(tmp_path, notebooks):
    """A course with one honest submission."""
    folder = copy_course(WHERE, tmp_path / "course")
    nbgrader_or_stop(folder, "generate_assignment", ASSIGNMENT, "--force")
    target = folder / "submitted" / "honest" / ASSIGNMENT
    target.mkdir(parents=True)
    (target / f"{ASSIGNMENT}.ipynb").write_bytes(packed(notebooks[1]))
    return folder


@pytest.mark.slow
def test_without_isolation_by_choice_it_is_written_down(small_course):
    """The log warns, the report says how the code ran, the marks are the same."""
    done = nbgrader_or_stop(small_course, "autograde", ASSIGNMENT, "--RebuildingExporter.isolation=none")

    report = read_report(Store(small_course, ASSIGNMENT).read("honest", "report.json"))
    assert "WITHOUT isolation" in done.output
    assert report.isolation == "none"
    assert report.score == 100


@pytest.mark.slow
def test_a_machine_that_cannot_isolate_grades_nobody(small_course, tmp_path):
    """The run stops before anyone is graded, says what to install, and leaves no mark."""
    tools = tmp_path / "tools"  # everything on PATH but bwrap
    tools.mkdir()
    for folder in os.environ["PATH"].split(os.pathsep):
        for tool in Path(folder).glob("*") if Path(folder).is_dir() else ():
            if tool.name != "bwrap" and not (tools / tool.name).exists():
                (tools / tool.name).symlink_to(tool)
    done = run_module("nbgrader", ["autograde", ASSIGNMENT], small_course, 120, {"PATH": str(tools)})

    assert done.code != 0
    assert "Nobody was graded" in done.output
    assert "install bubblewrap" in done.output
    assert not (small_course / "autograded" / "honest").exists()
    assert shutil.which("bwrap")


@pytest.mark.attack
@pytest.mark.timeout(600)
@pytest.mark.parametrize("recipe", [one for one in RECIPES if one.name != "endless-loop"], ids=lambda recipe: recipe.name)
def test_isolation_changes_no_mark(recipe, notebooks):
    """Every sample submission leaves the same evidence and earns the same with and without a wall."""
    released, solved = notebooks
    raw = recipe.make(deepcopy(released), deepcopy(solved)) or b""
    found = {wall: collect(rebuild(raw, released), WHERE.source, Limits(cell_s=10), WALLS[wall]) for wall in WALLS}

    facts = WHERE.facts()
    reports = [score(evidence, facts) for evidence in found.values()]
    assert reports[0].cells == reports[1].cells
    assert found["bubblewrap"].cells == found["none"].cells
