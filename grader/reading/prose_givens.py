"""
Figures that only repeat what the assignment says: its limits, its demand, its prices, what was measured of other options.
"""

from __future__ import annotations

import re

from grader.model import Facts
from grader.reading.prose_types import FACTORS, Found


def repeats_limit(item: Found, facts: Facts) -> bool:
    """Whether a level said to be above or below a number ("stays above 0.80") only repeats a limit of the assignment."""
    return item.bound in ("over", "under") and item.kind in ("baseline_value", "optimized_value") and stated(item, facts)


def repeats(item: Found, facts: Facts) -> bool:
    """Whether a figure only repeats a limit or a given of the assignment, unit and all ("the 400 ms rule", "408 ms when cold")."""
    if item.value is None or item.kind not in ("baseline_value", "optimized_value", "pp", "delta") or (item.kind == "delta" and item.sign):
        return False
    size = _SIZES.get(item.unit, FACTORS.get(item.unit, 1.0))
    families = {_family(key) for key in item.metrics}
    for target in facts.targets:
        limit = target.limit
        timed = item.unit in _TIMES and target.unit in _TIMES
        wanted = (limit or 0.0) * FACTORS.get(target.unit, 1.0)
        if (
            limit is not None
            and (timed or _family(target.metric) in families)
            and abs(item.value * size - wanted) < 1e-6 * max(1.0, wanted)
        ):
            return True
    return any(given.value is not None and _same_given(item, size, given.text, given.value) for given in facts.givens)


_SIZES = {"%": 0.01, "pp": 0.01, "ct": 0.01}
_TIMES = ("ms", "s")
_NAMED = re.compile(r"\((\w+?)(?::[\w-]+)?\)$")
"""The metric a given was measured of: "INT8 on the same cards (latency_p95)"."""


def _family(key: str) -> str:
    return key.split(":")[0].split("_")[0]


def _same_given(item: Found, size: float, text: str, value: float) -> bool:
    """Whether a figure is the ``value`` of one given, by its unit and what the given is of."""
    said, named = item.value or 0.0, _NAMED.search(text)
    metric = named[1] if named else ""
    if item.unit in _TIMES:
        return metric.startswith(("latency", "ttft", "tpot")) and abs(said * size - value) <= max(0.006 * value, 1.02 * item.step * size)
    if item.unit in ("GB", "GiB"):
        return "G" in text and abs(said - value) < 0.06
    if item.unit == "pp":
        return "percentage point" in text and abs(abs(said) - value) < 1e-9
    return (
        item.unit in ("USD", "ct")
        and metric.startswith("cost")
        and abs(said * (size if item.unit == "ct" else 1.0) - value) <= 0.51 * item.step
    )


def stated(item: Found, facts: Facts) -> bool:
    """Whether the number only repeats a given or a limit of the assignment."""
    if item.value is None or item.kind not in ("baseline_value", "optimized_value", "delta", "pp", "ratio", "pct"):
        return False
    if item.kind in ("pp", "ratio", "pct"):
        word = {"pp": "percentage point", "ratio": "times", "pct": "%"}[item.kind]
        return any(given.value is not None and word in given.text and abs(given.value - abs(item.value)) < 1e-9 for given in facts.givens)
    factor = 0.01 if item.unit == "%" else FACTORS.get(item.unit, 1.0)
    for target in facts.targets:
        limit = target.limit
        if (
            limit is not None
            and target.metric.split(":")[0] in {key.split(":")[0] for key in item.metrics}
            and any(abs(v - limit * FACTORS.get(target.unit, 1.0)) < 1e-9 for v in (item.value * factor, item.value))
        ):
            return True
    said = {item.value, *([item.value * factor] if any(":" in given.text or "_" in given.text for given in facts.givens) else [])}
    return any(given.value is not None and any(abs(given.value - v) < 1e-9 + 1e-6 * abs(v) for v in said) for given in facts.givens)
