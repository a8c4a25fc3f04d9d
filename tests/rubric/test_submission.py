"""
The rubric as pytest: every criterion is a test with its points and words, against any notebook.

    pytest tests/rubric --submission path/to/notebook.ipynb

Without ``--submission`` the reference solution is judged, which must earn everything.
"""

from pathlib import Path

import nbformat
import pytest

from grader.grade import grade_notebook
from grader.model import Status
from grader.report.cells import points
from grader.rubric.criteria import RUBRIC
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT, packed, solve

pytestmark = pytest.mark.slow
CRITERIA = [(rubric, criterion) for rubric in RUBRIC for criterion in rubric.criteria]


@pytest.fixture(scope="session")
def verdicts(request, tmp_path_factory):
    """Criterion key -> verdict of the submission, run once."""
    path = request.config.getoption("--submission")
    if path is None:
        released = nbformat.read(ROOT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
        master = nbformat.read(ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
        path = tmp_path_factory.mktemp("reference") / "reference.ipynb"
        Path(path).write_bytes(packed(solve(released, master)))
    report = grade_notebook(path, ROOT / "source" / ASSIGNMENT)
    return {verdict.key: verdict for cell in report.cells for verdict in cell.verdicts}


@pytest.mark.parametrize(
    ("rubric", "criterion"), CRITERIA, ids=[f"{rubric.cell}-{criterion.key}-{criterion.points:g}p" for rubric, criterion in CRITERIA]
)
def test_criterion(verdicts, rubric, criterion):
    """One line of the rubric; it fails with what was found, and is skipped where a person must judge."""
    verdict = verdicts[criterion.key]
    words = f"{criterion.sentence} {points(verdict)} points. {verdict.say_student} [{verdict.say_instructor}]"
    if verdict.status is Status.UNSCORED:
        pytest.skip(f"for a person: {words}")
    assert verdict.status is Status.EARNED, words
