"""
Judge one number against the truth and against what the student's own earlier values imply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.model import Verdict
from grader.reading.entries import Entry, is_missing
from grader.reading.quantity import read_number
from grader.rubric.verdicts import earned, missed, partly, unscored

REL_TOL = 0.005
"""Honest rounding: half a percent."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A known wrong number: what this mistake would have produced, the share it keeps and the hint."""

    mistake: str
    value: float
    fraction: float
    hint: str


def same(got: float, expected: float, rel: float = REL_TOL, slack: float = 1e-9) -> bool:
    """Whether two numbers agree within ``rel`` of the expected one, or within the absolute ``slack``."""
    return abs(got - expected) <= max(rel * abs(expected), slack)


def judge_number(
    key: str,
    entry: Entry | None,
    expected: float,
    *,
    what: str,
    carried: float | None = None,
    slips: Iterable[Slip] = (),
    also: Sequence[float] = (),
    rel: float = REL_TOL,
    slack: float = 1e-9,
) -> Verdict:
    """
    Return the verdict for one number.

    ``carried`` is what the student's own earlier values imply (full credit, said so); ``also`` are other
    right values (another percentile definition, percent instead of points where the name says so).
    """
    if entry is None or is_missing(entry.value):
        return missed(key, "nothing", f"{expected:g}", f"There is no value for {what}.")
    number = read_number(entry.value)
    if number is None:
        return unscored(key, f"{entry.label}: {entry.value!r}"[:200], f"{entry.label!r} holds no number that could be read")
    found = f"{entry.label} = {number:g}"
    if any(same(number, right, rel, slack) for right in (expected, *also)):
        return earned(key, found, f"{expected:g}")
    if carried is not None and same(number, carried, rel, slack):
        say = f"Your {what} follows from your own earlier values, so it keeps its points; the earlier step is where to look."
        return earned(key, found, f"{expected:g}, or {carried:g} from the student's own values", say)
    for slip in slips:
        if same(number, slip.value, rel, 1e-12):
            return partly(key, slip.fraction, found, f"{expected:g}", slip.hint, slip.mistake)
    return missed(key, found, f"{expected:g}", f"Your {what} does not follow from the data. Check how it is computed.")
