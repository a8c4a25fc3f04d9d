"""Every sample submission gets the marks it deserves, through the nbgrader command line, and again."""

import shutil

import pytest
from nbgrader.api import Gradebook

from grader.course.host import nbgrader_or_stop
from tests.cohort.course import autograde, marks
from tests.cohort.recipes import ASSIGNMENT, RECIPES

pytestmark = pytest.mark.slow


def scores(one):
    """Return cell -> score of one student's marks."""
    return {mark.cell: mark.score for mark in one.marks}


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_marks_are_those_deserved(course, recipe):
    """Cell by cell."""
    assert scores(marks(course)[recipe.name]) == recipe.deserves()


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_person_is_asked_only_where_needed(course, recipe):
    """The queue of formgrader holds exactly the cells nobody could judge."""
    asked = {mark.cell for mark in marks(course)[recipe.name].marks if mark.for_person}

    assert asked == set(recipe.person)


def test_the_run_ends_with_who_must_be_looked_at(course):
    """Unreadable submissions are listed by name, with the reason."""
    log = (course / "autograde.log").read_text()

    listed = log[log.rfind("a person must look at") :]
    assert "not-json" in listed
    assert "empty-file" in listed
    assert "reference" not in listed


def test_feedback_waits_for_a_person(course):
    """Who must be looked at gets no page yet and is listed; one named on purpose gets it."""
    told = nbgrader_or_stop(course, "generate_feedback", ASSIGNMENT).output

    pages = {path.parts[-3] for path in (course / "feedback").rglob("*.html")}
    asked = {recipe.name for recipe in RECIPES if recipe.person}
    assert pages == {recipe.name for recipe in RECIPES} - asked
    assert f"{len(asked)} wait for a person" in told

    one = sorted(asked)[0]
    nbgrader_or_stop(course, "generate_feedback", ASSIGNMENT, f"--student={one}")
    assert one in {path.parts[-3] for path in (course / "feedback").rglob("*.html")}


def test_feedback_shows_words_but_no_hidden_test(course):
    """Pages are written for everybody on purpose, without hidden tests, with the reason of a lost point."""
    nbgrader_or_stop(course, "generate_feedback", ASSIGNMENT, "--FeedbackExporter.release_unseen=True")

    pages = {path.parts[-3]: path.read_text() for path in (course / "feedback").rglob("*.html")}
    assert set(pages) == {recipe.name for recipe in RECIPES}
    assert all("HIDDEN TESTS" not in page and "grader.hidden" not in page for page in pages.values())
    assert "baseline minus optimized" in pages["sign-inverted"]


def test_export_has_every_student(course):
    """Nbgrader's own export lists everyone with their total."""
    nbgrader_or_stop(course, "export")

    lines = (course / "grades.csv").read_text().splitlines()
    assert len(lines) == len(RECIPES) + 1


def test_a_second_run_changes_nothing_and_a_persons_mark_stays(course, tmp_path):
    """Graded again by force: same marks, and what a person wrote still counts."""
    course = shutil.copytree(course, tmp_path / "course", symlinks=True)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("analysis", ASSIGNMENT, ASSIGNMENT, "half-done")
        grade.manual_score, grade.needs_manual_grade = 7.5, False
        gradebook.db.commit()
    before = {name: scores(one) for name, one in marks(course).items()}

    autograde(course, "--force")

    after = marks(course)
    assert {name: scores(one) for name, one in after.items()} == before
    assert scores(after["half-done"])["analysis"] == 7.5
    assert not {mark.cell: mark for mark in after["half-done"].marks}["analysis"].for_person
