"""
What the cohort report shows, collected from what is kept: marks from the gradebook (a person's mark wins), everything else from the reports.

Reports are read one after another and nothing of them is held but what the page shows; no notebook is run and nothing is judged again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from grader.course.feedback import Marked, read_marked
from grader.course.item_analysis import criteria_of, mistakes_of
from grader.course.plan import read_state
from grader.course.same_text import same_texts
from grader.course.same_values import Value, same_values, unusual_values
from grader.course.settings import Settings
from grader.course.tables import query
from grader.errors import CourseError, SubmissionError
from grader.execution.store import Store
from grader.exercise.mistakes import CATALOGUE
from grader.grade import Assignment
from grader.model import CellReport, Decision, Report, Status, Verdict
from grader.reading.evidence import read_evidence
from grader.reading.prose_text import LONGEST
from grader.report.cohort_record import CellMark, Cohort, Item, Submission
from grader.report.record import read_report
from grader.rubric.criteria import RUBRIC

VARIABLE, PROSE = "decision-supported", "clear-decision"
"""The criteria that hold what the ``decision`` variable says, and what the recommendation was read as."""
DECISIONS = frozenset(str(decision) for decision in Decision)
NOTHING = "nothing"
NUMBERS = "numbers.key"
NEAR = 1e-6
SCORING = "nobody has marked it yet"
CHANGED = "a person marked it, and what is said about it has changed since"
TIMES = """
    SELECT sa.student_id, sa.timestamp, a.duedate FROM submitted_assignment sa JOIN assignment a ON a.id = sa.assignment_id
    WHERE a.name = :name"""


def key_of_numbers(name: str, settings: Settings) -> str:
    """
    Return the secret by which students get numbers for names: made once for an assignment, kept in ``.grader/``.

    Raises: CourseError when the course folder cannot be written.
    """
    store = Store(settings.root, name)
    if not store.lines(NUMBERS):
        store.append(NUMBERS, secrets.token_hex(16))
    return store.lines(NUMBERS)[0]


def collect_cohort(name: str, settings: Settings, watch: Callable[[int, int, str], None] = lambda *_: None) -> Cohort:
    """
    Return everything the report shows of the assignment ``name``.

    Raises: CourseError when nobody was graded yet, or the course's data are broken.
    """
    marked = read_marked(settings.db_url, name)
    if not marked:
        raise CourseError(where="report", got=f"no marks of {name!r}", expected="a graded cohort", do="Run `grader grade` first.")
    facts = Assignment(name, settings.root).facts()
    late = _late(settings, name)
    reader = _Reader(Store(settings.root, name))
    submissions = []
    for done, student in enumerate(sorted(marked), start=1):
        submissions.append(reader.read(student, marked[student], late.get(student)))
        watch(done, len(marked), student)
    sentences = {criterion.key: criterion.sentence for rubric in RUBRIC for criterion in rubric.criteria}
    handed_out = "\n".join([facts.prompt, *(given.text for given in facts.givens), *facts.reasons])
    return Cohort(
        name,
        facts.scenario,
        str(facts.decision),
        tuple(submissions),
        criteria_of(submissions, sentences),
        mistakes_of(submissions, reader.hints),
        same_texts(reader.texts.items(), handed_out),
        same_values(reader.values, len(submissions)),
        tuple(student for student in _handed_in(settings, name) if student not in marked),
    )


class _Reader:
    """Reads what is kept, one submission after another; holds the texts and the unusual values of all."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.texts: dict[str, str] = {}
        self.values: dict[str, dict[Value, str]] = {}
        self.hints: dict[str, str] = {}

    def read(self, student: str, marked: Marked, late_s: float | None) -> Submission:
        """Return one submission; without a readable report of ours, its marks alone."""
        report = self._report(student)
        state = read_state(self.store, student)
        seconds, memory = state.get("seconds"), state.get("memory_bytes")
        if report is None:
            report = Report(0.0, 0.0, 0.0, ())
        self._note(student, report)
        verdicts = {verdict.key: verdict for cell in report.cells for verdict in cell.verdicts}
        return Submission(
            student,
            _cells(report, marked),
            tuple(item for cell in report.cells for item in _items(cell, marked)),
            marked.penalty,
            late_s,
            _decision(verdicts.get(VARIABLE)),
            _decision(verdicts.get(PROSE)),
            report.repairs,
            tuple(text for text in report.problems if not any(text.startswith(f"{cell.cell}: ") for cell in report.cells)),
            float(seconds) if isinstance(seconds, int | float) else None,
            int(memory) if isinstance(memory, int) and memory else None,
        )

    def _report(self, student: str) -> Report | None:
        raw = self.store.read(student, "report.json")
        try:
            return read_report(raw) if raw else None
        except (ValueError, TypeError):  # written by an earlier version
            return None

    def _note(self, student: str, report: Report) -> None:
        """Keep what is compared between students, and the words of mistakes that the catalogue does not hold."""
        if values := unusual_values(report):
            self.values[student] = values
        for cell in report.cells:
            for verdict in cell.verdicts:
                if verdict.mistake and verdict.mistake not in self.hints:
                    known = CATALOGUE.get(verdict.mistake)
                    self.hints[verdict.mistake] = known.hint if known else verdict.say_student
        try:
            evidence = read_evidence(self.store.read(student, "evidence.json") or b"")
        except SubmissionError:  # nothing kept, or by an earlier version
            return
        self.texts[student] = "\n\n".join(text[:LONGEST] for cell, text in evidence.prose.items() if cell not in evidence.untouched)


def _cells(report: Report, marked: Marked) -> tuple[CellMark, ...]:
    """Return the graded cells in the notebook's order, also where no report is kept."""
    judged = {cell.cell: cell for cell in report.cells}
    return tuple(_cell(rubric.graded_by, rubric.points, judged.get(rubric.graded_by), marked) for rubric in RUBRIC)


def _cell(name: str, points: float, judged: CellReport | None, marked: Marked) -> CellMark:
    by_person, waiting = name in marked.by_person, name in marked.waiting
    suggested = judged.score if judged else None
    unknown = not by_person and (suggested is None if judged else waiting)
    reasons = judged.reasons if judged and not by_person else ()
    return CellMark(
        name,
        judged.points if judged else points,
        None if unknown else marked.scores.get(name, suggested),
        suggested,
        by_person,
        waiting,
        (reasons or (CHANGED if by_person else SCORING,)) if waiting else (),
    )


def _items(cell: CellReport, marked: Marked) -> tuple[Item, ...]:
    by_person = cell.cell in marked.by_person
    other = by_person and (cell.score is None or abs(marked.scores[cell.cell] - cell.score) > NEAR)
    return tuple(
        Item(
            cell.cell,
            verdict.key,
            verdict.points,
            None if other or verdict.fraction is None else round(verdict.fraction * verdict.points, 4),
            verdict.status,
            verdict.mistake or "",
            by_person,
        )
        for verdict in cell.verdicts
    )


def _decision(verdict: Verdict | None) -> str:
    """Return the decision a verdict found: one of the words, ``nothing``, or empty where it was not judged."""
    if verdict is None:
        return ""
    if verdict.found in DECISIONS:
        return verdict.found
    if verdict.status is Status.UNSCORED:
        return str(Decision.UNCLEAR) if verdict.found not in ("", NOTHING) else ""
    return NOTHING


def _late(settings: Settings, name: str) -> dict[str, float]:
    """Return student -> seconds after the due date, for those who were late."""
    found = {}
    for student, handed_in, due in query(settings.db_url, TIMES, name):
        if handed_in and due:
            seconds = (_time(handed_in) - _time(due)).total_seconds()
            if seconds > 0:
                found[str(student)] = seconds
    return found


def _time(value: Any) -> datetime:
    """Return a time of the gradebook: text in SQLite, a time elsewhere."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found.replace(tzinfo=None)


def _handed_in(settings: Settings, name: str) -> list[str]:
    if not settings.submitted.is_dir():
        return []
    return sorted(path.name for path in settings.submitted.iterdir() if (path / name).is_dir() and path.name not in settings.excluded)
