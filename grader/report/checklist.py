"""What `grader check` and `grader roster` show: one line per thing looked at, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.markup import escape
from rich.table import Table
from rich.text import Text


class State(StrEnum):
    """How a check ended. A note is worth knowing and needs nothing."""

    OK = "ok"
    NOTE = "note"
    MEND = "to mend"


MOST_NOTES = 15
STYLES = {State.OK: "green", State.NOTE: "yellow", State.MEND: "bold red"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found there and, where something is to mend, what to do."""

    area: str
    state: State
    found: str
    do: str = ""


def check_table(title: str, checks: Sequence[Check]) -> Table:
    """Return all checks as one table; every state is a word, not a colour alone."""
    table = Table(title=title, title_justify="left", caption=summary(checks), caption_justify="left", show_lines=False)
    table.add_column("", no_wrap=True)
    table.add_column("looked at", no_wrap=True)
    table.add_column("found, and what to do", overflow="fold")
    for check in checks:
        said = Text(check.found)
        if check.do:
            said.append(f"\n-> {check.do}", style="bold" if check.state is State.MEND else "")
        table.add_row(Text(check.state, style=STYLES[check.state]), Text(check.area), said)
    return table


def summary(checks: Sequence[Check]) -> str:
    """Return the end of the table in words."""
    mend, notes = (sum(check.state is state for check in checks) for state in (State.MEND, State.NOTE))
    noted = f", {notes} worth knowing" if notes else ""
    return f"{len(checks)} looked at: " + (f"{mend} to mend{noted}." if mend else f"nothing to mend{noted}.")


def roster_lines(findings: Iterable[tuple[int, str, bool]], students: int, new: int, changed: int, unchanged: int) -> list[str]:
    """Return the preview of a class list as marked-up lines; each finding is (line or 0, text, whether it is an error)."""
    lines: list[str] = []
    notes: list[str] = []
    for line, text, error in findings:
        state = State.MEND if error else State.NOTE
        (lines if error else notes).append(f"[{STYLES[state]}]{state}[/] {f'line {line}: ' if line else ''}{escape(text)}")
    more = [f"and {len(notes) - MOST_NOTES} more notes"] if len(notes) > MOST_NOTES else []
    lines = [*notes[:MOST_NOTES], *more, *lines]
    return [*lines, f"{students} students: {new} new, {changed} changed, {unchanged} as they are."]
