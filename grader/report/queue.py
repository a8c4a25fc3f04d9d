"""
What a person sees of an answer that waits: in formgrader a panel beside it, in the terminal a line.

The panel speaks to whoever marks, so it shows what was expected. Everything a student typed is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup
from rich.table import Table
from rich.text import Text

from grader.model import CellReport
from grader.report.cells import SIGNS, points
from grader.report.feedback import TITLES, Line, Piece, highlighted

TEMPLATES = Path(__file__).parent / "formgrader"
"""Templates that stand before nbgrader's own: ``queue`` for nbconvert, the rest for formgrader's lists."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One answer that waits: the suggestion, what it rests on, why a person is asked."""

    cell: str
    title: str
    possible: float
    suggested: float | None
    earlier: float | None
    """What a person gave before the suggestion changed."""
    reasons: tuple[str, ...]
    criteria: tuple[Line, ...]
    answer: tuple[Piece, ...] = ()
    """The student's text with its figures apart; empty where the answer is code."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What formgrader's page of one submission shows beside nbgrader's own."""

    assignment: str
    panels: dict[str, Panel]
    left: int
    done: int
    median_s: float | None
    comments: tuple[str, ...]
    base_url: str


def panel(
    report: CellReport | None,
    cell: str,
    *,
    suggested: float | None,
    earlier: float | None,
    reasons: tuple[str, ...],
    possible: float,
    text: str,
) -> Panel:
    """Return the panel of ``cell``; ``report`` is what was judged, ``text`` the student's where the answer is prose."""
    lines = (
        [Line(one.sentence, str(one.status), SIGNS[one.status], points(one), one.say_instructor) for one in report.verdicts]
        if report
        else []
    )
    answer = highlighted(text, report.quotes) if report and text else ()
    return Panel(cell, TITLES.get(cell, cell), possible, suggested, earlier, reasons, _told_once(lines, reasons), answer)


def _told_once(lines: Sequence[Line], reasons: tuple[str, ...]) -> tuple[Line, ...]:
    """Return ``lines``; none where each only repeats the one reason (a notebook that cannot be opened)."""
    return () if lines and all(line.why in reasons for line in lines) else tuple(lines)


def answer_html(pieces: tuple[Piece, ...]) -> Markup:
    """Return a student's text with its figures marked, as HTML that cannot act."""
    return Markup(_environment().get_template("answer.html.j2").render(pieces=pieces))


@dataclass(frozen=True, slots=True)
class Row:
    """One answer that waits, for the terminal and as JSON."""

    student: str
    cell: str
    suggested: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueReport:
    """The queue of an assignment: who waits and why, how many are left and done, how long a decision took."""

    assignment: str
    left: int
    done: int
    decisions: int
    accepted: int
    median_s: float | None
    waiting: tuple[Row, ...]


def queue_table(report: QueueReport) -> Table:
    """Return who waits as a table; answers of one student that wait for the same reason share a row."""
    table = Table(show_lines=False)
    for heading in ("student", "answer", "suggested", "why"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "suggested" else "left")
    grouped: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
    for row in report.waiting:
        grouped.setdefault((row.student, row.reasons), []).append(row)
    for (student, why), rows in grouped.items():
        answers = ", ".join(row.cell for row in rows) if len(rows) < MANY_ANSWERS else f"{len(rows)} answers"
        marks = ", ".join("–" if mark is None else f"{mark:g}" for mark in dict.fromkeys(row.suggested for row in rows))
        table.add_row(Text(student), Text(answers), marks, Text("; ".join(why)))
    return table


MANY_ANSWERS = 4


def told(report: QueueReport) -> str:
    """Return the state of the queue in one sentence."""
    total = report.left + report.done
    took = (
        f", {report.median_s:g} s per decision (median of {report.decisions}, {report.accepted} as suggested)"
        if report.median_s is not None
        else ""
    )
    return f"{report.assignment}: {report.left} of {total} answers left for a person{took}"


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES / "queue"), autoescape=True)
