"""A broken course is found before anyone is graded, with the place it is broken at."""

import nbformat
import pytest

from grader.course.audit import audit
from grader.course.host import nbgrader
from grader.course.release import copy_course
from grader.errors import CourseError
from grader.grade import Assignment
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT, cell


@pytest.fixture
def course(tmp_path):
    """A copy of the course to break."""
    return Assignment(ASSIGNMENT, copy_course(Assignment(ASSIGNMENT, ROOT), tmp_path / "course"))


def edit(assignment, change, kind="source"):
    """Change the master (or the released) notebook of a copy."""
    path = assignment.root / kind / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def test_the_course_as_it_stands_is_sound(course):
    audit(course)


def data_edited(course):
    path = course.source / "data" / "quality.csv"
    path.write_text(path.read_text().replace(",1,0\n", ",0,0\n", 1))


def data_missing(course):
    (course.source / "data" / "baseline_gpu.csv").unlink()


def points_changed(course):
    edit(course, lambda notebook: cell(notebook, "test-savings").metadata.nbgrader.update(points=11))


def cell_removed(course):
    edit(course, lambda notebook: notebook.cells.remove(cell(notebook, "test-savings")))


def criterionless_cell(course):
    def change(notebook):
        twin = nbformat.from_dict(cell(notebook, "test-savings"))
        twin.id, twin.metadata.nbgrader.grade_id = "test-bonus", "test-bonus"
        notebook.cells.append(twin)

    edit(course, change)


def hidden_test_removed(course):
    edit(course, lambda notebook: cell(notebook, "test-savings").update(source="form('savings')"))


def hidden_test_of_another_cell(course):
    def change(notebook):
        found = cell(notebook, "test-savings")
        found.source = found.source.replace('check("test-savings"', 'check("test-decision"')

    edit(course, change)


def release_missing(course):
    (course.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").unlink()


def release_with_other_points(course):
    edit(course, lambda notebook: cell(notebook, "test-decision").metadata.nbgrader.update(points=5), "release")


def no_target_metric(course):
    path = course.source / "data" / "workload.json"
    path.write_text(path.read_text().replace('"ttft_p95"', '"ttft_p42"'))


BROKEN = [
    (data_edited, "quality.csv"),
    (data_missing, "baseline_gpu.csv"),
    (points_changed, "'test-savings': got 11 points, expected 10 points"),
    (cell_removed, "'test-savings': got no such graded cell"),
    (criterionless_cell, "'test-bonus'"),
    (hidden_test_removed, "'test-savings': got no hidden test"),
    (hidden_test_of_another_cell, "'test-savings': got hidden calls 'test-decision'"),
    (release_missing, "grader release"),
    (release_with_other_points, "'test-decision': got 5 points"),
    (no_target_metric, "ttft_p42"),
]


@pytest.mark.parametrize(("damage", "words"), BROKEN, ids=[case[0].__name__ for case in BROKEN])
def test_each_damage_is_named(course, damage, words):
    """The message says where and what."""
    damage(course)

    with pytest.raises(CourseError, match=words.replace("(", r"\(")):
        audit(course)


@pytest.mark.slow
def test_autograde_stops_before_the_first_submission(course):
    """Nbgrader autograde ends with the message, and nobody has a mark."""
    from tests.cohort.course import marks
    from tests.cohort.recipes import packed

    assert nbgrader(course.root, "generate_assignment", ASSIGNMENT, "--force").code == 0
    folder = course.root / "submitted" / "ada" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_bytes(packed(course.released()))
    data_edited(course)

    done = nbgrader(course.root, "autograde", ASSIGNMENT)

    assert done.code != 0
    assert "Nobody was graded" in done.output
    assert "quality.csv" in done.output
    assert "Traceback" not in done.output
    assert marks(course.root) == {}


@pytest.mark.slow
def test_a_broken_master_is_not_released(course):
    """Nbgrader generate_assignment refuses, saying where."""
    points_changed(course)

    done = nbgrader(course.root, "generate_assignment", ASSIGNMENT, "--force")

    assert done.code != 0
    assert "'test-savings': got 11 points" in done.output
