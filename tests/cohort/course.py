"""A course folder of its own for the sample cohort, graded by plain nbgrader."""

from pathlib import Path

import nbformat

from grader.course.gradebook import StudentMarks, read_marks
from grader.course.host import nbgrader_or_stop
from grader.course.release import copy_course
from grader.execution.command import Finished
from grader.grade import Assignment
from grader.rubric.criteria import RUBRIC
from tests.cohort.recipes import ASSIGNMENT, build

ROOT = Path(__file__).parents[2]
ORDER = tuple(rubric.graded_by for rubric in RUBRIC)
CELL_TIMEOUT_S = 10


def make_course(folder: Path) -> Path:
    """Copy the course to ``folder``, release the assignment there and hand in the sample cohort."""
    copy_course(Assignment(ASSIGNMENT, ROOT), folder)
    nbgrader_or_stop(folder, "generate_assignment", ASSIGNMENT, "--force")
    released = nbformat.read(folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    master = nbformat.read(folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    build(folder / "submitted", released, master)
    return folder


def autograde(folder: Path, *options: str) -> Finished:
    """Run plain ``nbgrader autograde`` on everything handed in."""
    return nbgrader_or_stop(folder, "autograde", ASSIGNMENT, f"--Execute.timeout={CELL_TIMEOUT_S}", *options)


def marks(folder: Path) -> dict[str, StudentMarks]:
    """Return the marks in the course's gradebook by student."""
    return {one.student: one for one in read_marks(f"sqlite:///{folder / 'gradebook.db'}", ASSIGNMENT, ORDER)}
