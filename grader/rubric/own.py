"""
A student's own earlier values, metric by metric, so that one mistake costs once.

Only what was read is carried; monthly figures and twins of a metric (per request, per thousand) follow
from what the student did state.
"""

from __future__ import annotations

from collections.abc import Callable

from grader.model import Facts
from grader.rubric.summaries import SYSTEMS, judged_summary

Pair = tuple[float | None, float | None]
DERIVED: tuple[tuple[str, str, Callable[[float, float], float]], ...] = (
    ("cost_per_1k", "cost_per_request", lambda value, month: value / 1000),
    ("cost_per_request", "cost_per_1k", lambda value, month: value * 1000),
    ("cost_per_request", "cost_per_month", lambda value, month: value * month),
    ("energy_per_request", "energy_per_month", lambda value, month: value * month / 1000),
    ("carbon_per_request", "carbon_per_month", lambda value, month: value * month / 1000),
)
"""(from, to, how) where ``month`` is requests per month; units are those of the metrics."""


def own_values(baseline: object, optimized: object, facts: Facts) -> dict[str, Pair]:
    """Return metric -> (baseline, optimized) in the facts' units, from the two exported summaries."""
    own: dict[str, Pair] = {}
    for side, value in enumerate((baseline, optimized)):
        for row in judged_summary(value, SYSTEMS[side], facts) or ():
            if row.match is not None:
                before, after = own.get(row.match.truth.metric, (None, None))
                own[row.match.truth.metric] = (before, row.match.optimized) if side else (row.match.baseline, after)
    for source, target, how in DERIVED:
        if source in own and target not in own:
            before, after = own[source]
            month = facts.requests_per_month
            own[target] = (None if before is None else how(before, month), None if after is None else how(after, month))
    return own
