"""The whole round through nbgrader's exchange: release, fetch, submit, collect, autograde, feedback out and fetched."""

import getpass

import nbformat
import pytest

from grader.course.host import nbgrader_or_stop
from grader.course.release import copy_course
from grader.grade import Assignment
from tests.cohort.course import ROOT, marks
from tests.cohort.recipes import ASSIGNMENT, packed, solve

pytestmark = pytest.mark.long
COURSE_ID = "genai-serving"


def test_an_assignment_goes_round(tmp_path):
    """A student's notebook comes back graded, with a feedback page."""
    course, student, exchange = tmp_path / "course", tmp_path / "student", tmp_path / "exchange"
    copy_course(Assignment(ASSIGNMENT, ROOT), course)
    student.mkdir()
    exchange.mkdir()
    exchange.chmod(0o777)
    here = (f"--Exchange.root={exchange}", f"--Exchange.cache={tmp_path / 'cache'}")
    as_student = (*here, f"--course={COURSE_ID}")

    nbgrader_or_stop(course, "generate_assignment", ASSIGNMENT, "--force")
    nbgrader_or_stop(course, "release_assignment", ASSIGNMENT, *here)
    nbgrader_or_stop(student, "fetch_assignment", ASSIGNMENT, *as_student)
    fetched = student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    master = nbformat.read(course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    fetched.write_bytes(packed(solve(nbformat.read(fetched, as_version=4), master)))
    nbgrader_or_stop(student, "submit", ASSIGNMENT, *as_student)
    nbgrader_or_stop(course, "collect", ASSIGNMENT, *here)
    nbgrader_or_stop(course, "autograde", ASSIGNMENT)
    nbgrader_or_stop(course, "generate_feedback", ASSIGNMENT)
    nbgrader_or_stop(course, "release_feedback", ASSIGNMENT, *here)
    nbgrader_or_stop(student, "fetch_feedback", ASSIGNMENT, *as_student)

    assert marks(course)[getpass.getuser()].total == 100
    pages = list((student / ASSIGNMENT / "feedback").rglob("*.html"))
    assert len(pages) == 1
    assert "HIDDEN TESTS" not in pages[0].read_text()


def test_validate_tells_a_student_what_is_missing(tmp_path):
    """The released notebook does not pass as it stands; the master passes with its hidden tests."""
    course = copy_course(Assignment(ASSIGNMENT, ROOT), tmp_path / "course")

    untouched = nbgrader_or_stop(course, "validate", f"release/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
    reference = nbgrader_or_stop(course, "validate", f"source/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")

    assert "VALIDATION FAILED ON 10 CELL(S)" in " ".join(untouched.output.split())
    assert "workload_facts is still empty" in untouched.output
    assert "Success! Your notebook passes all the tests." in reference.output
