"""Small named answers: what is missing or cannot be read is judged here once, for every cell that holds named entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.model import Verdict
from grader.reading.entries import Entry, entries, is_missing
from grader.rubric.engine import Case, Criterion, Judged
from grader.rubric.verdicts import missed, unscored


def judge_named(
    case: Case, cell: str, name: str, criteria: Sequence[Criterion], verdicts: Callable[[tuple[Entry, ...], Case], tuple[Verdict, ...]]
) -> Judged:
    """
    Return what ``verdicts`` says about the named entries of the variable ``name`` at ``cell``.

    An answer that was not filled in is missed in every criterion; one without named entries is unscored.
    """
    value = case.evidence.value(cell, name)
    if is_missing(value):
        return Judged(all_missed(criteria, name))
    found = entries(value)
    if not found:
        return Judged(all_unscored(criteria, value, f"{name} holds no named entries"))
    return Judged(verdicts(found, case))


def all_missed(criteria: Sequence[Criterion], name: str) -> tuple[Verdict, ...]:
    """Return a missed verdict per criterion: the variable ``name`` was not filled in."""
    return tuple(missed(criterion.key, "nothing", name, f"{name} was not filled in.") for criterion in criteria)


def all_unscored(criteria: Sequence[Criterion], value: object, reason: str) -> tuple[Verdict, ...]:
    """Return an unscored verdict per criterion: something is there, but ``reason``."""
    return tuple(unscored(criterion.key, str(value)[:120], reason) for criterion in criteria)
