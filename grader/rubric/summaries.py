"""The judges of ``baseline_summary`` and ``optimized_summary``: one criterion per metric asked for."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from grader.exercise.mistakes import CATALOGUE
from grader.model import Facts, Verdict
from grader.reading.entries import is_missing
from grader.reading.single import read_single
from grader.rubric.answers import all_missed, all_unscored
from grader.rubric.engine import Case, Criterion, Judged
from grader.rubric.table_values import JudgedRow, judge_rows
from grader.rubric.verdicts import earned, missed, partly, unscored

SYSTEMS = ("baseline", "optimized")
MISTAKE_KEEPS = 0.4
"""Largest share a named mistake keeps of one summary value."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One metric a summary is asked for: the metric, its points before and after, twins that say the same."""

    metric: str
    points_before: float
    points_after: float
    what: str
    twins: frozenset[str] = frozenset()


ASKED = (
    Asked("latency_mean", 1, 1, "mean latency"),
    Asked("latency_p95", 2, 2, "p95 latency"),
    Asked("ttft_p95", 1, 1, "p95 time to first token"),
    Asked("tpot_p95", 1, 0, "p95 time per output token"),
    Asked("throughput_requests", 2, 1, "throughput in requests per second"),
    Asked("peak_memory", 2, 1, "peak GPU memory"),
    Asked("cost_per_1k", 2, 1, "cost per 1,000 requests", frozenset({"cost_per_request", "cost_per_month", "cost_per_day"})),
    Asked("energy_per_request", 2, 1, "energy per request", frozenset({"energy_per_1k", "energy_per_month", "energy_per_day"})),
    Asked("carbon_per_request", 1, 0, "emissions per request", frozenset({"carbon_per_1k", "carbon_per_month", "carbon_per_day"})),
)


def criteria(system: str) -> tuple[Criterion, ...]:
    """Return the criteria of one system's summary, in printed order."""
    return tuple(Criterion(_key(system, asked), _points(system, asked), f"The {system} {asked.what} is right.") for asked in _asked(system))


def _points(system: str, asked: Asked) -> float:
    return asked.points_before if system == "baseline" else asked.points_after


def _asked(system: str) -> tuple[Asked, ...]:
    return tuple(asked for asked in ASKED if _points(system, asked))


def _key(system: str, asked: Asked) -> str:
    return f"{system}-{asked.metric.replace('_', '-')}"


def judged_summary(value: object, system: str, facts: Facts) -> tuple[JudgedRow, ...] | None:
    """Return the rows of one summary, judged; ``None`` when nothing in it has a name."""
    reading = read_single(value, system, facts)
    return None if reading is None else judge_rows(reading, facts, {})


def judge(case: Case, *, system: str) -> Judged:
    """Return the verdicts on one system's summary."""
    name = f"{system}_summary"
    value = case.evidence.value(system, name)
    if is_missing(value):
        return Judged(all_missed(criteria(system), name))
    rows = judged_summary(value, system, case.facts)
    if rows is None:
        return Judged(all_unscored(criteria(system), value, f"{name} holds no named values"))
    return Judged(tuple(_judge_metric(asked, rows, case, system) for asked in _asked(system)))


JUDGES = {system: functools.partial(judge, system=system) for system in SYSTEMS}


def _judge_metric(asked: Asked, rows: tuple[JudgedRow, ...], case: Case, system: str) -> Verdict:
    key, side = _key(system, asked), SYSTEMS.index(system)
    measure = case.facts.metrics.get(asked.metric)
    truth = (measure.optimized if side else measure.baseline) if measure else None
    if truth is None:
        return unscored(key, "", f"the data do not support {asked.metric}")
    expected = f"{truth:.6g} {measure.unit if measure else ''}".strip()
    found = _found(asked, rows, side)
    if not found:
        unread = [row.row.label for row in rows if row.match is None]
        if unread:
            return unscored(
                key, ", ".join(unread[:5]), f"no entry read as {asked.what}, but these could not be read: {', '.join(unread[:5])}"
            )
        return missed(key, "nothing", expected, f"There is no value for the {asked.what}.")
    right = [row for row in found if not row.wrong[side]]
    row = right[0] if right else found[0]
    said = f"{row.row.label} = {_value(row, side)}"
    if right:
        return earned(key, said, expected)
    known = CATALOGUE.get(row.mistake or "")
    if known is None:
        return missed(key, said, expected, f"Your {asked.what} does not follow from the data. Check how it is computed, and its unit.")
    return partly(key, min(known.keeps, MISTAKE_KEEPS), said, expected, known.hint, known.key)


def _found(asked: Asked, rows: tuple[JudgedRow, ...], side: int) -> list[JudgedRow]:
    """Return the rows that state the metric, itself before its twins; blank ones do not count."""
    stated = [row for row in rows if row.match is not None and _value(row, side) is not None]
    same = [row for row in stated if row.match and row.match.truth.metric == asked.metric]
    return same or [row for row in stated if row.match and row.match.truth.metric in asked.twins]


def _value(row: JudgedRow, side: int) -> float | None:
    return None if row.match is None else (row.match.optimized if side else row.match.baseline)
