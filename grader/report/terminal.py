"""What the command line shows: marks per student and cell, one report in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from grader.model import Report
from grader.report.cells import SIGNS, points

Marks = Sequence[tuple[float, bool]]
"""The score of each cell, and whether somebody must look at it."""


Row = tuple[str, Marks, float]
"""Student, marks, total."""


def marks_table(title: str, cells: Sequence[tuple[str, float]], rows: Sequence[Row], width: int) -> Table:
    """
    Return marks as a table, a row per student: every cell where ``width`` columns hold them, else the total and what was lost, in words.

    ``cells`` are (heading, possible points).
    """
    caption = "? = a person must look: grader queue, or formgrader"
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    needed = max([7, *(len(student) for student, _, _ in rows)]) + sum(max(7, len(heading)) + 3 for heading, _ in cells) + 13
    (_cell_by_cell if needed <= width else _in_words)(table, cells, rows)
    return table


def _cell_by_cell(table: Table, cells: Sequence[tuple[str, float]], rows: Sequence[Row]) -> None:
    table.add_column("student", no_wrap=True)
    for heading, most in (*cells, ("total", sum(most for _, most in cells))):
        table.add_column(f"{heading}\n/{most:g}", justify="right", style="bold" if heading == "total" else "")
    for student, marks, total in rows:
        table.add_row(Text(student), *(_mark(*mark) for mark in marks), f"{total:g}")


def _in_words(table: Table, cells: Sequence[tuple[str, float]], rows: Sequence[Row]) -> None:
    table.add_column("student", overflow="fold")
    table.add_column(f"total\n/{sum(most for _, most in cells):g}", justify="right", style="bold", no_wrap=True)
    table.add_column("not in full", overflow="fold")
    for student, marks, total in rows:
        lost = [f"{cell} {_mark(*mark)} of {most:g}" for (cell, most), mark in zip(cells, marks, strict=True) if mark[1] or mark[0] < most]
        all_of_it = len(lost) == len(cells) and not any(score for score, _ in marks)
        table.add_row(Text(student), _mark(total, any(look for _, look in marks)), "all of it" if all_of_it else ", ".join(lost))


def _mark(score: float, look: bool) -> str:
    return f"{score:g}{' ?' if look else ''}"


def report_table(report: Report) -> Table:
    """Return one submission's report, criterion by criterion, with the instructor's words."""
    title = f"{report.score:g} of {report.points:g} points, {report.unscored_points:g} not judged yet"
    table = Table(title=title, title_justify="left", show_lines=False)
    for heading in ("criterion", "result", "points", "mistake", "why"):
        table.add_column(heading, overflow="fold")
    for cell in report.cells:
        for verdict in cell.verdicts:
            row = (verdict.key, SIGNS[verdict.status], points(verdict), verdict.mistake or "", verdict.say_instructor)
            table.add_row(*(Text(text) for text in row))
        table.add_section()
    return table


Rescored = tuple[str, float, float, Mapping[str, tuple[float, float]], Sequence[str]]
MOST_ROWS = 60


def changes_table(rows: Sequence[Rescored]) -> Table:
    """Return who changes by how much and by which criterion; each row is (student, before, after, criteria, cells a person marked)."""
    more = f" (the first {MOST_ROWS} of {len(rows)})" if len(rows) > MOST_ROWS else ""
    table = Table(title=f"{len(rows)} suggested marks change{more}", title_justify="left")
    for heading in ("student", "before", "after", "by criterion", "stays, marked by a person"):
        table.add_column(heading, justify="right" if heading in ("before", "after") else "left", overflow="fold")
    for student, before, after, criteria, by_person in rows[:MOST_ROWS]:
        why = ", ".join(f"{key} {old:g} -> {new:g}" for key, (old, new) in sorted(criteria.items()))
        table.add_row(Text(student), f"{before:g}", f"{after:g}", Text(why), Text(", ".join(by_person)))
    return table
