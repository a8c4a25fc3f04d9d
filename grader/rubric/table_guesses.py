"""Mistakes that wrong values look like where no formula gives them: a likeness, trusted only where most of the table is right."""

from __future__ import annotations

from grader.exercise.truth import Truth, truths
from grader.model import Facts
from grader.reading.verify import Match, close

TIMES = frozenset({"latency", "ttft", "tpot"})
GUESSED = frozenset({"wrong_tail", "mean_for_peak_memory", "memory_summed", "rounded_to_nothing"})
"""Names that are taken back where most of a table is wrong."""
HALF = 0.5
"""What is smaller rounds to nothing."""
Pair = tuple[float, float]


def guessed(match: Match, facts: Facts) -> str | None:
    """Return the mistake that the wrong values of a row look like, or ``None``."""
    truth = match.truth
    if (
        match.baseline == match.optimized == 0
        and truth.baseline
        and truth.optimized
        and max(abs(truth.baseline), abs(truth.optimized)) < HALF
    ):
        return "rounded_to_nothing"
    if truth.baseline is None or truth.optimized is None or match.baseline is None or match.optimized is None:
        return None
    got, true = (match.baseline, match.optimized), (truth.baseline, truth.optimized)
    if truth.family in TIMES:
        return _of_a_tail(truth, got, facts) if truth.statistic in {"p95", "p99"} else None
    if truth.metric == "throughput_requests":
        counted = all(value >= 20 and float(value).is_integer() and value > 5 * max(true) for value in got)
        return "throughput_is_a_count" if counted else None
    if not all(true):
        return None
    parts = (got[0] / true[0], got[1] / true[1])
    if truth.metric == "peak_memory":
        return "mean_for_peak_memory" if all(0.6 < part < 1 for part in parts) else "memory_summed" if min(parts) > 20 else None
    if truth.family in {"cost", "energy"} and parts[0] > 1.5 and close(parts[1], parts[0], rel=0.03):
        return "cost_unit_factor" if truth.family == "cost" else "unit_factor"
    return None


def _of_a_tail(truth: Truth, got: Pair, facts: Facts) -> str | None:
    """Tell the fast end from the very slow one: below the median, or above p99."""
    low = _sibling(truth, "p50", facts) or _sibling(truth, "mean", facts)
    high = _sibling(truth, "p99", facts)
    if low and all(0 < value < limit for value, limit in zip(got, low, strict=True)):
        return "wrong_tail"
    return "wrong_percentile" if high and all(value > limit for value, limit in zip(got, high, strict=True)) else None


def _sibling(truth: Truth, statistic: str, facts: Facts) -> Pair | None:
    for other in truths(facts):
        if other.family == truth.family and other.statistic == statistic and not other.qualifier:
            return None if other.baseline is None or other.optimized is None else (other.baseline, other.optimized)
    return None
