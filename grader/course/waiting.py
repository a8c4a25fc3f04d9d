"""Which answers of an assignment wait for a person, and which have had one: read from the gradebook, written by nobody here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from grader.course.tables import query
from grader.execution.store import Store
from grader.model import Report
from grader.report.record import read_report

SEEN_OR_WAITING = """
    SELECT sn.id, sa.student_id, bc.name, g.auto_score, g.manual_score, g.needs_manual_grade
    FROM grade g JOIN submitted_notebook sn ON g.notebook_id = sn.id JOIN submitted_assignment sa ON sn.assignment_id = sa.id
    JOIN assignment a ON a.id = sa.assignment_id JOIN base_cell bc ON bc.id = g.cell_id
    WHERE a.name = :name AND (g.needs_manual_grade OR g.manual_score IS NOT NULL) ORDER BY sn.id, bc.name"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One answer that waits: whose, the submission as nbgrader's pages name it, the suggested mark and an earlier mark of a person."""

    submission: str
    student: str
    cell: str
    suggested: float | None
    earlier: float | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The answers that wait, in the order of nbgrader's submissions, and how many a person has marked."""

    waiting: tuple[Waiting, ...]
    done: int

    @property
    def left(self) -> int:
        """How many answers wait."""
        return len(self.waiting)

    def of(self, submission: str) -> dict[str, Waiting]:
        """Return cell -> what waits in ``submission``."""
        return {one.cell: one for one in self.waiting if one.submission == submission}

    def after(self, submission: str) -> str | None:
        """Return the next other submission in which something waits, from the start again after the last; ``None`` when there is none."""
        others = [name for name, _ in groupby(one.submission for one in self.waiting) if name != submission]
        return next((name for name in others if name > submission), others[0] if others else None)


def assignments(db_url: str) -> tuple[str, ...]:
    """Return the names of all assignments in the gradebook at ``db_url``, sorted; none without one."""
    return tuple(str(row[0]) for row in query(db_url, "SELECT name FROM assignment WHERE name LIKE :name ORDER BY name", "%"))


def read_queue(db_url: str, name: str) -> Queue:
    """Return the queue of the assignment ``name``; empty without a gradebook."""
    rows = query(db_url, SEEN_OR_WAITING, name)
    waiting = tuple(
        Waiting(str(submission), str(student), cell, auto, manual) for submission, student, cell, auto, manual, waits in rows if waits
    )
    return Queue(waiting, len(rows) - len(waiting))


def kept_report(store: Store, student: str) -> Report | None:
    """Return what was judged of ``student``, ``None`` where nothing is kept."""
    kept = store.read(student, "report.json")
    return read_report(kept) if kept else None


def reasons(report: Report | None, cell: str) -> tuple[str, ...]:
    """Return why ``cell`` waits, in words for the person who looks."""
    judged = next((one for one in report.cells if one.cell == cell), None) if report else None
    if report is None or judged is None:
        return ("nothing is kept of this submission; `grader grade` judges it again",)
    if judged.needs_person:
        return judged.reasons
    return ("what is said about this answer has changed since a person marked it",)
