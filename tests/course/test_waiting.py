"""The queue as the gradebook has it: who waits, who comes next, what has been done."""

import pytest
from nbgrader.api import Gradebook

from grader.course.waiting import Queue, Waiting, assignments, read_queue, reasons
from grader.model import CellReport, Report

NAME = "week-3"


def report(*cells):
    return Report(0.0, 18.0, 0.0, cells)


@pytest.fixture
def db_url(tmp_path):
    """Three students, two answers each: one waits twice, one once, one has been marked by a person throughout."""
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        gradebook.add_assignment(NAME)
        gradebook.add_notebook("n", NAME)
        for cell in ("analysis", "recommendation"):
            gradebook.add_grade_cell(cell, "n", NAME, max_score=9, cell_type="markdown")
        for student in ("ada", "s001", "s002"):
            gradebook.add_student(student)
            gradebook.add_submission(NAME, student)
        marks = {"ada": ((9.0, None, True), (5.25, None, True)), "s001": ((4.0, 7.5, True), (9.0, None, False))}
        marks["s002"] = ((9.0, 8.0, False), (None, 0.0, False))
        for student, both in marks.items():
            for cell, (auto, manual, waits) in zip(("analysis", "recommendation"), both, strict=True):
                grade = gradebook.find_grade(cell, "n", NAME, student)
                grade.auto_score, grade.manual_score, grade.needs_manual_grade = auto, manual, waits
        gradebook.db.commit()
    return url


def test_the_queue_holds_what_waits_and_counts_what_a_person_marked(db_url):
    queue = read_queue(db_url, NAME)

    found = {(one.student, one.cell, one.suggested, one.earlier) for one in queue.waiting}
    assert found == {("ada", "analysis", 9.0, None), ("ada", "recommendation", 5.25, None), ("s001", "analysis", 4.0, 7.5)}
    assert (queue.left, queue.done) == (3, 2)
    assert assignments(db_url) == (NAME,)


def test_without_a_gradebook_nothing_waits(tmp_path):
    assert read_queue(f"sqlite:///{tmp_path / 'none.db'}", NAME) == Queue((), 0)
    assert assignments(f"sqlite:///{tmp_path / 'none.db'}") == ()


@pytest.mark.parametrize(("now", "following"), [("b", "d"), ("c", "d"), ("d", "b"), ("e", "b"), ("a", "b")])
def test_next_is_the_next_submission_that_waits(now, following):
    """From the start again after the last; a submission in between in which nothing waits is passed over."""
    queue = Queue(tuple(Waiting(one, "ada", cell, 1.0, None) for one, cell in (("b", "x"), ("b", "y"), ("d", "x"))), 0)

    assert queue.after(now) == following


def test_nothing_follows_the_only_submission():
    assert Queue((Waiting("b", "ada", "x", 1.0, None),), 4).after("b") is None


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (None, "nothing is kept"),
        (report(), "nothing is kept"),
        (report(CellReport("analysis", 9.0, 4.0, True, (), ("the decision is not clear",))), "the decision is not clear"),
        (report(CellReport("analysis", 9.0, 4.0, False, ())), "has changed since a person marked it"),
    ],
)
def test_why_it_waits_is_always_said(kept, said):
    assert said in reasons(kept, "analysis")[0]
