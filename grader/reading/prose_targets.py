"""Whether a stated limit is the assignment's own: its value, whether it is met, and a level said beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.model import Facts, Measure
from grader.reading.prose_fits import fits
from grader.reading.prose_givens import repeats, stated
from grader.reading.prose_margins import MARGIN, in_target, margin_fits
from grader.reading.prose_types import FACTORS, Found


def beside_limit(item: Found, truth: Mapping[str, Measure], facts: Facts) -> bool:
    """Whether a pair holds a level of the optimized system against its limit: "2.1 s against 2.5 s"."""
    for target in facts.targets:
        limit = target.limit
        measure = truth.get(target.metric)
        if limit is None or measure is None:
            continue
        own = Measure(
            measure.optimized,
            limit * FACTORS.get(target.unit, 1.0) / FACTORS.get(measure.unit.split("/")[0], 1.0),
            measure.unit,
            measure.better,
        )
        if fits(item, target.metric, own, False):
            return True
    return False


def limit_fits(item: Found, known: list[str], truth: Mapping[str, Measure], facts: Facts) -> tuple[bool | None, str]:
    """Whether a stated limit is one of the assignment's and is met or missed as said, and its metric; ``None`` where that cannot be told."""
    for target in facts.targets:
        if target.metric not in known or item.value is None:
            continue
        limit = target.limit
        wanted = (limit or 0.0) * FACTORS.get(target.unit, 1.0)
        unit = {"%": 0.01}.get(item.unit, FACTORS.get(item.unit, 1.0))
        if abs(item.value * unit - wanted) > 0.011 * abs(wanted):
            continue
        measure = truth[target.metric]
        level = in_target(measure.optimized or 0.0, measure, target)
        if item.direction is None:
            return True, target.metric
        right = target.met_by(level) == (item.direction == "meets")
        return (True if right else False if item.sure else None), target.metric
    return (False if _no_such_limit(item, known, truth, facts) else None), known[0]


def _no_such_limit(item: Found, known: list[str], truth: Mapping[str, Measure], facts: Facts) -> bool:
    """Whether a limit is stated of metrics that have limits, and is none of them, no level and no other figure of the assignment."""
    level = replace(item, kind="optimized_value", sure=False)
    if not item.tight or item.value is None or item.unit == "x":
        return False
    if not item.unit and (item.value > 1 or not all(key.startswith("quality") for key in known)):
        return False
    limited = {target.metric for target in facts.targets}
    if not any(key in limited for key in known) or repeats(level, facts) or stated(level, facts):
        return False
    if margin_fits(replace(item, direction=None, stands="", praise=MARGIN), facts):
        return False
    return all(fits(level, key, truth[key], False) is False for key in known)
