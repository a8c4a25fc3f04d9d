"""What the command line shows: marks per student and cell, one report in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from grader.model import Report
from grader.report.cells import SIGNS, points


def marks_table(title: str, cells: Sequence[tuple[str, float]], rows: Iterable[tuple[str, Sequence[tuple[float, bool]], float]]) -> Table:
    """
    Return marks as a table: a row per student, a column per graded cell.

    ``cells`` are (heading, possible points); each row is (student, [(score, somebody must look)], total).
    """
    table = Table(
        title=title, caption="? = a person must look; open formgrader's manual grading", title_justify="left", caption_justify="left"
    )
    table.add_column("student", no_wrap=True)
    for heading, possible in cells:
        table.add_column(f"{heading}\n/{possible:g}", justify="right")
    table.add_column(f"total\n/{sum(possible for _, possible in cells):g}", justify="right", style="bold")
    for student, scores, total in rows:
        table.add_row(student, *(f"{score:g}{' ?' if look else ''}" for score, look in scores), f"{total:g}")
    return table


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
