"""
The marks that leave the course: per student in total, per graded cell or per criterion.

A total is nbgrader's: what counts now (a person's mark before a suggested one) minus the late penalty, never below zero. It is ``None`` for
who waits for a person and for who did not hand in: an empty field, never a zero. (nbgrader's own exporter gives a zero there.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from grader.course.feedback import Marked, read_marked
from grader.course.settings import Settings
from grader.errors import CourseError, MachineError
from grader.execution.store import Store
from grader.model import Report
from grader.report.feedback import TITLES
from grader.report.record import read_report
from grader.rubric.criteria import RUBRIC


class Per(StrEnum):
    """What gets a column of its own."""

    TOTAL = "total"
    CELL = "cell"
    CRITERION = "criterion"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of marks: its title in the LMS and the points there are to get."""

    title: str
    points: float
    key: str = ""
    """The cell or the criterion, empty for the total."""


@dataclass(slots=True)
class Outgoing:
    """All marks of one assignment: student -> one mark per column, ``None`` where there is none to give."""

    assignment: str
    columns: tuple[Column, ...]
    marks: dict[str, tuple[float | None, ...]] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    """Who waits for a person and was left empty."""
    penalties: dict[str, float] = field(default_factory=dict)
    """Student -> late penalty, where the columns do not hold it."""
    split: tuple[str, ...] = ()
    """Cells a person marked, "student: cell", whose criteria therefore stay empty."""

    @property
    def graded(self) -> tuple[str, ...]:
        """Who has a mark to give."""
        return tuple(student for student, marks in self.marks.items() if any(mark is not None for mark in marks))


def outgoing(settings: Settings, assignment: str, per: Per = Per.TOTAL, *, unseen: bool = False) -> Outgoing:
    """
    Return the marks of everybody who handed in ``assignment``; ``unseen`` takes the marks so far of who waits for a person, too.

    Raises: CourseError when nobody was graded yet.
    """
    found = read_marked(settings.db_url, assignment)
    if not found:
        raise CourseError(
            where="gradebook",
            got=f"no marks of {assignment!r}",
            expected="graded submissions",
            do=f"Put notebooks into submitted/<student>/{assignment}/ and run `grader grade`.",
        )
    out = Outgoing(assignment, columns(assignment, per))
    store = Store(settings.root, assignment)
    waiting: list[str] = []
    split: list[str] = []
    for student, marked in sorted(found.items()):
        if (marked.waiting or marked.unscored) and not unseen:
            waiting.append(student)
            out.marks[student] = (None,) * len(out.columns)
        elif per is Per.TOTAL:
            nothing_yet = len(marked.unscored) == len(marked.scores)
            out.marks[student] = (None if nothing_yet else total(marked),)
        else:
            if marked.penalty:
                out.penalties[student] = marked.penalty
            parts = _cells(marked) if per is Per.CELL else _criteria(store, student, marked, split)
            out.marks[student] = tuple(parts.get(column.key) for column in out.columns)
    out.waiting, out.split = tuple(waiting), tuple(split)
    return out


def columns(assignment: str, per: Per) -> tuple[Column, ...]:
    """Return the columns for ``assignment``, in the rubric's order."""
    if per is Per.TOTAL:
        return (Column(assignment, sum(rubric.points for rubric in RUBRIC)),)
    if per is Per.CELL:
        return tuple(
            Column(f"{assignment}: {TITLES.get(rubric.graded_by, rubric.graded_by)}", rubric.points, rubric.graded_by) for rubric in RUBRIC
        )
    return tuple(Column(f"{assignment}: {one.key}", one.points, one.key) for rubric in RUBRIC for one in rubric.criteria)


def total(marked: Marked) -> float:
    """Return what a submission counts: nbgrader's score minus its late penalty, never below zero."""
    return round(max(0.0, sum(marked.scores.values()) - marked.penalty), 2)


def _cells(marked: Marked) -> dict[str, float | None]:
    return {cell: None if cell in marked.unscored else round(score, 2) for cell, score in marked.scores.items()}


def _criteria(store: Store, student: str, marked: Marked, split: list[str]) -> dict[str, float | None]:
    """Return the points per criterion; a person marks cells, so where theirs is another mark no criterion of the cell gets any."""
    parts: dict[str, float | None] = {}
    for cell in _report(store, student).cells:
        theirs = cell.cell in marked.by_person and marked.scores.get(cell.cell) != cell.score
        if theirs:
            split.append(f"{student}: {TITLES.get(cell.cell, cell.cell)}")
        for verdict in cell.verdicts:
            parts[verdict.key] = None if theirs or verdict.fraction is None else round(verdict.fraction * verdict.points, 2)
    return parts


def _report(store: Store, student: str) -> Report:
    raw = store.read(student, "report.json")
    try:
        return read_report(raw or b"")
    except ValueError as error:
        raise MachineError(
            where=str(store.path(student, "report.json")),
            got="no report that can be read",
            expected="the criteria of this submission",
            do="Run `grader grade` (or `nbgrader autograde --force`) again, or export --per cell.",
        ) from error


def spelled(mark: float | None) -> str:
    """Return a mark as it stands in a file: at most two decimals, a point, empty where there is none."""
    return "" if mark is None else f"{mark:.2f}".rstrip("0").rstrip(".")


def named(students: Iterable[str], most: int = 10) -> str:
    """Return students as a short list."""
    everybody = sorted(students)
    more = f" and {len(everybody) - most} more" if len(everybody) > most else ""
    return ", ".join(everybody[:most]) + more
