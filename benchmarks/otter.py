"""
The same submissions graded by otter-grader, as a second yardstick: one exception-based test per test cell, each the hidden test's own call.

otter-grader runs a notebook where it is (``otter run``); its containers need Docker, and are not timed. It lives in an environment of its
own, with this package installed in it: ``python -m venv E && E/bin/pip install otter-grader . && python -m benchmarks.grading --otter E/bin/otter``.
"""

import shutil
import subprocess
from pathlib import Path

from grader.grade import PROSE_CELLS
from grader.rubric.criteria import RUBRIC
from tests.cohort.recipes import ASSIGNMENT

TEST = """from otter.test_files import test_case

OK_FORMAT = False
name = "{cell}"
points = {points}


@test_case()
def judge(env):
    from grader.hidden import check

    check("{cell}", env)
"""


def make_autograder(course: Path, otter: str) -> Path:
    """Make otter's autograder for the assignment beside ``course`` and return the folder it lies in."""
    place = course.parent / "otter"
    (place / "tests").mkdir(parents=True)
    (place / "results").mkdir()
    shutil.copytree(course / "release" / ASSIGNMENT / "data", place / "data")
    for rubric in RUBRIC:
        if rubric.graded_by not in PROSE_CELLS:
            (place / "tests" / f"{rubric.graded_by}.py").write_text(TEST.format(cell=rubric.graded_by, points=rubric.points))
    data = sorted(str(path.relative_to(place)) for path in (place / "data").iterdir())
    subprocess.run([otter, "generate", "-t", "tests", "-o", "autograder.zip", *data], cwd=place, check=True, capture_output=True)
    return place


def run_all(course: Path, otter: str) -> None:
    """Grade everything handed in in ``course``, one after another, as otter-grader does outside containers."""
    place = make_autograder(course, otter)
    for notebook in sorted((course / "submitted").glob(f"*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")):
        command = [otter, "run", "-a", "autograder.zip", "-o", "results", "--no-logo", str(notebook)]
        subprocess.run(command, cwd=place, check=True, capture_output=True)
        results = place / "results" / "results.json"
        results.rename(place / "results" / f"{notebook.parts[-3]}.json")
