"""What is kept becomes records: a person's mark wins, what is not known stays unknown, nobody's broken file stops the report."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from grader.course.cohort_report import CHANGED, SCORING, collect_cohort
from grader.course.settings import load_settings
from grader.errors import CourseError
from grader.execution.command import run_module
from grader.execution.kernel import RunResult
from grader.execution.repair import rebuild
from grader.execution.store import Store
from grader.grade import Assignment, evidence_of, score
from grader.model import CellReport, Report, Status, Verdict
from grader.report.record import report_json
from grader.rubric.criteria import RUBRIC
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT

TABLES = """
    CREATE TABLE assignment (id TEXT, name TEXT, duedate TEXT);
    CREATE TABLE submitted_assignment (id TEXT, student_id TEXT, assignment_id TEXT, timestamp TEXT);
    CREATE TABLE submitted_notebook (id TEXT, assignment_id TEXT, late_submission_penalty REAL);
    CREATE TABLE base_cell (id TEXT, name TEXT);
    CREATE TABLE grade (notebook_id TEXT, cell_id TEXT, auto_score REAL, manual_score REAL, extra_credit REAL, needs_manual_grade INT);
    CREATE TABLE comment (notebook_id TEXT, cell_id TEXT, manual_comment TEXT);"""
TEXT = "The bill is what hurts the shop, and the bill is what the cards cost; calm evenings cost nothing, so I would take the smaller fleet and sleep well."


class Course:
    """A course folder with a gradebook that holds only what the report asks for."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("source", "release"):
            (folder / name).symlink_to(ROOT / name)
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        self.store = Store(folder, ASSIGNMENT)
        self.sql("INSERT INTO assignment VALUES ('a', ?, '2026-03-01 12:00:00.000000')", ASSIGNMENT)
        for rubric in RUBRIC:
            self.sql("INSERT INTO base_cell VALUES (?, ?)", rubric.graded_by, rubric.graded_by)

    def sql(self, text, *values):
        with closing(sqlite3.connect(self.folder / "gradebook.db")) as database:
            database.execute("PRAGMA synchronous = OFF")
            if not database.execute("SELECT name FROM sqlite_master").fetchall():
                database.executescript(TABLES)
            database.execute(text, values)
            database.commit()

    def hand_in(self, student, verdicts=(), *, reasons=None, by_person=None, waits=(), penalty=None, at="2026-03-01 11:00:00", text=TEXT):
        """Write a graded submission: cell -> verdicts, cell -> reasons, cell -> a person's mark."""
        reasons, by_person = reasons or {}, by_person or {}
        cells = tuple(self.cell(rubric, dict(verdicts).get(rubric.graded_by), reasons) for rubric in RUBRIC)
        self.store.write(
            student, "report.json", report_json(Report(0.0, 100.0, 0.0, cells, problems=("the kernel died",) if waits else ()))
        )
        prose = {"analysis": text, "recommendation": "Adopt."}
        self.store.write(student, "evidence.json", json.dumps({"cells": {}, "prose": prose}).encode())
        self.store.write(student, "state.json", json.dumps({"seconds": 1.5, "memory_bytes": 2_000_000}).encode())
        self.sql("INSERT INTO submitted_assignment VALUES (?, ?, 'a', ?)", student, student, at)
        self.sql("INSERT INTO submitted_notebook VALUES (?, ?, ?)", student, student, penalty)
        for cell in cells:
            person = by_person.get(cell.cell)
            self.sql("INSERT INTO grade VALUES (?, ?, ?, ?, 0, ?)", student, cell.cell, cell.score, person, cell.cell in waits)

    def cell(self, rubric, verdicts, reasons):
        given = verdicts or [Verdict(one.key, Status.EARNED, 1.0, points=one.points) for one in rubric.criteria]
        judged = [one.fraction * one.points for one in given if one.fraction is not None]
        return CellReport(
            rubric.graded_by, rubric.points, sum(judged) if judged else None, False, tuple(given), reasons.get(rubric.graded_by, ())
        )

    def collect(self):
        return collect_cohort(ASSIGNMENT, load_settings(self.folder))


FACTS = Assignment(ASSIGNMENT, ROOT).facts()


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course without submissions; its facts are computed once for all tests."""
    monkeypatch.setattr(Assignment, "facts", lambda self: FACTS)
    return Course(tmp_path)


def savings(*fractions, found="", mistake=None):
    """Return the verdicts of the savings cell: 4, 3 and 3 points."""
    lines = next(rubric for rubric in RUBRIC if rubric.cell == "savings").criteria
    kinds = {None: Status.UNSCORED, 0: Status.NOT_EARNED, 1: Status.EARNED}
    return [
        Verdict(line.key, kinds.get(fraction, Status.PARTLY), fraction, found, mistake=mistake, points=line.points, say_student="A hint.")
        for line, fraction in zip(lines, fractions, strict=True)
    ]


def cell_of(submission, name):
    return next(cell for cell in submission.cells if cell.cell == name)


def test_marks_are_those_that_count(course):
    """A person's mark wins over the suggestion, a penalty is taken off, what was not judged has no mark."""
    course.hand_in("ada", {"test-savings": savings(0.5, 0, 0)}, by_person={"test-savings": 9.0}, penalty=2.0, at="2026-03-01 15:30:00")
    course.hand_in("bob", {"test-savings": savings(0.5, 0, 0)}, by_person={"test-savings": 2.0})
    course.hand_in("eve", {"test-savings": savings(None, None, None)}, waits=("test-savings",))
    ada, bob, eve = course.collect().submissions
    assert (ada.total, ada.penalty, ada.late_s) == (97.0, 2.0, 12_600.0)
    assert (bob.total, bob.late_s, eve.total) == (92.0, None, 90.0)
    assert (cell_of(ada, "test-savings").mark, cell_of(ada, "test-savings").suggested) == (9.0, 2.0)
    assert cell_of(eve, "test-savings").mark is None
    earned = {one.student: [item.earned for item in one.items if item.cell == "test-savings"] for one in (ada, bob, eve)}
    assert earned == {"ada": [None] * 3, "bob": [2.0, 0.0, 0.0], "eve": [None] * 3}, "a person who agrees confirms the criteria"


def test_who_needs_a_look_and_why(course):
    waits, reasons = ("test-savings", "analysis", "test-decision"), {"test-savings": ("odd", "late"), "test-decision": ("unread",)}
    course.hand_in("ada", reasons=reasons, waits=waits, by_person={"test-decision": 4.0})
    course.hand_in("bob", reasons=reasons)
    ada, bob = course.collect().submissions
    assert ada.waiting == ("test-savings", "test-decision", "analysis")
    assert [cell_of(ada, name).reasons for name in waits] == [("odd", "late"), (SCORING,), (CHANGED,)]
    assert (bob.waiting, {cell.reasons for cell in bob.cells}) == ((), {()})
    assert ada.problems == ("the kernel died",)


@pytest.mark.parametrize(
    ("found", "status", "expected"),
    [
        ("adopt", Status.EARNED, "adopt"),
        ("do-not-adopt", Status.NOT_EARNED, "do-not-adopt"),
        ("nothing", Status.NOT_EARNED, "nothing"),
        ("maybe?", Status.UNSCORED, "unclear"),
        ("", Status.UNSCORED, ""),
    ],
)
def test_decisions_are_read_from_the_reports(course, found, status, expected):
    fraction = {Status.EARNED: 1.0, Status.NOT_EARNED: 0.0}.get(status)
    course.hand_in("ada", {"test-decision": [Verdict("decision-supported", status, fraction, found, points=4.0)]})
    (ada,) = course.collect().submissions
    assert (ada.decision, ada.prose_decision) == (expected, "nothing")


def test_figures_mistakes_and_likely_copies_are_of_the_whole_cohort(course):
    wrong = {"test-savings": savings(0, 0, 1, found="cost = 1981.4; kwh = 15.35")}
    also = {"test-decision": [Verdict("decision-supported", Status.NOT_EARNED, 0.0, "own = 0.7321", points=4.0)]}
    for student in ("ada", "eve"):
        course.hand_in(student, {**wrong, **also}, text=f"{TEXT} Truly, {student}.")
    for number in range(20):
        course.hand_in(f"s{number}", {"test-savings": savings(0.5, 1, 1, mistake="sign_inverted")}, text=f"Short {number}.")
    cohort = course.collect()
    figures = {one.key: one for one in cohort.criteria}
    assert list(figures) == [criterion.key for rubric in RUBRIC for criterion in rubric.criteria if criterion.key in figures]
    assert (figures["savings-cost"].counts, figures["savings-cost"].share) == ((0, 20, 2, 0), pytest.approx(10 / 22))
    assert figures["savings-cost"].discrimination == pytest.approx(1.0)
    assert figures["savings-emissions"].discrimination is None
    assert [(one.key, one.students, one.times) for one in cohort.mistakes] == [("sign_inverted", 20, 60)]
    assert "baseline" in cohort.mistakes[0].hint, "the catalogue's own words"
    assert [one.students for one in cohort.texts] == [("ada", "eve")]
    assert [(one.students, len(one.values)) for one in cohort.values] == [(("ada", "eve"), 5)]
    assert (cohort.scenario, cohort.decision) == (FACTS.scenario, "adopt")


@pytest.mark.parametrize("student", ["a b", "=1+1", "<b>x</b>", "ü/../x", "..", "x" * 300, "日本", "a\tb", "%2E"])
def test_any_student_id_is_read(course, student):
    course.hand_in(student)
    (one,) = course.collect().submissions
    assert (one.student, one.total, one.seconds, one.memory_bytes) == (student, 100.0, 1.5, 2_000_000)


@pytest.mark.parametrize("name", ["report.json", "evidence.json", "state.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", None])
def test_what_is_broken_or_gone_is_not_known(course, name, content):
    """Marks come from the gradebook all the same."""
    course.hand_in("ada")
    path = course.store.path("ada", name)
    path.unlink() if content is None else path.write_bytes(content)
    (ada,) = course.collect().submissions
    assert ada.total == 100.0
    assert (ada.items == ()) == (name == "report.json")
    assert (ada.seconds is None) == (name == "state.json")


def test_a_submission_of_which_nothing_was_judged(course):
    """As the grader itself leaves a file that is no notebook."""
    rebuilt = rebuild(b"no notebook", Assignment(ASSIGNMENT, ROOT).released())
    report = score(
        evidence_of(rebuilt, RunResult(lost={rubric.cell: rubric.cell for rubric in RUBRIC})), Assignment(ASSIGNMENT, ROOT).facts()
    )
    course.hand_in("ada", {cell.cell: cell.verdicts for cell in report.cells}, waits=[cell.cell for cell in report.cells])
    cohort = course.collect()
    assert {one.share for one in cohort.criteria} == {None}
    assert {cell.mark for cell in cohort.submissions[0].cells} == {None}


def test_handed_in_and_not_graded_is_said(course):
    course.hand_in("ada")
    for student, name in (("ada", ASSIGNMENT), ("zoe", ASSIGNMENT), ("yan", "another")):
        (course.folder / "submitted" / student / name).mkdir(parents=True)
    assert course.collect().ungraded == ("zoe",)


def test_an_empty_cohort_is_refused(course):
    with pytest.raises(CourseError, match="a graded cohort"):
        course.collect()


def test_the_command_writes_a_page_and_tables(course):
    course.hand_in("ada", {"test-savings": savings(0.5, 0, 0)})
    course.hand_in("secret-eve", {"test-savings": savings(1, 1, 1)})
    done = run_module("grader.cli", ("report", "--csv", "tables", "--parquet", "tables"), course.folder, 120)
    assert done.code == 0, done.output
    page = (course.folder / "report" / f"{ASSIGNMENT}.html").read_text()
    assert "secret-eve" in page
    assert sorted(path.name for path in (course.folder / "tables").iterdir()) == sorted(
        f"{table}.{kind}" for table in ("cells", "criteria", "students") for kind in ("csv", "parquet")
    )
    done = run_module("grader.cli", ("report", "--anonymous", "--out", "page.html"), course.folder, 120)
    assert done.code == 0, done.output
    assert "secret-eve" not in (course.folder / "page.html").read_text()


def test_the_report_is_never_committed():
    """The default place is ignored, and our own folder of that name is not."""
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "/report/" in ignored
    assert "report/" not in ignored
