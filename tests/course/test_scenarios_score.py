"""For every scenario and three seeds: the reference earns 100, the untouched release 0 with every cell explained."""

import shutil

import nbformat
import pytest

from grader.course.swap import use_scenario
from grader.execution.limits import Limits
from grader.execution.repair import Rebuilt, rebuild
from grader.execution.wall import WALLS
from grader.exercise.scenario import scenario_names
from grader.grade import Assignment, collect, score
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT

pytestmark = pytest.mark.slow
CASES = [(name, seed) for name in scenario_names() for seed in (1, 2, 3)]


def test_there_are_six_scenarios():
    assert len(scenario_names()) == 6


@pytest.fixture(scope="module")
def swapped(tmp_path_factory):
    """Return a function that gives a copy of the assignment another scenario and seed."""
    folder = tmp_path_factory.mktemp("swap") / "source" / ASSIGNMENT

    def swap(scenario, seed):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "source" / ASSIGNMENT, folder)
        return folder, use_scenario(folder, scenario, seed)

    return swap


@pytest.mark.parametrize(("scenario", "seed"), CASES)
def test_reference_earns_all_and_the_release_nothing(swapped, scenario, seed):
    """Judged from evidence of a real kernel, against facts recomputed from the swapped data."""
    folder, facts = swapped(scenario, seed)
    master = nbformat.read(folder / f"{ASSIGNMENT}.ipynb", as_version=4)
    released = Assignment(ASSIGNMENT, ROOT).released()

    reference = score(collect(Rebuilt(master), folder, Limits(), WALLS["bubblewrap"]), facts)
    untouched = score(collect(rebuild(nbformat.writes(released).encode(), released), folder, Limits(), WALLS["bubblewrap"]), facts)

    lost = {verdict.key: verdict.say_instructor for cell in reference.cells for verdict in cell.verdicts if verdict.fraction != 1}
    assert lost == {}
    assert (reference.score, reference.unscored_points, reference.problems) == (100, 0, ())
    assert (untouched.score, untouched.unscored_points, untouched.problems) == (0, 0, ())
    assert all(verdict.say_student for cell in untouched.cells for verdict in cell.verdicts)
