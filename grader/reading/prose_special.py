"""Figures that are no metric of the table but follow from the data: memory that stays free and the ends of the quality interval."""

from __future__ import annotations

import re

from grader.model import Facts, Measure
from grader.reading.prose_numbers import Quantity
from grader.reading.prose_types import Found

HEADROOM, INTERVAL = "memory_headroom", "quality_interval"
NOMINAL = "nominal_headroom"
"""Headroom by the size on the box: a "24 GB" card holds 22.4 GiB."""
_GB_PER_GIB = 1.0737
_FREE_BEHIND = re.compile(
    r"\s?(?:of\s(?:each|the|every|our|a|one|its|gpu|card)?\s?(?:\d+\s?gi?b\s)?(?:cards?|gpus?|devices?|v?ram|memory)?(?:'?s)?\s?(?:v?ram|memory)?\s?)?"
    r"(?:(?:per|on (?:each|every|the|a)) (?:card|gpu)\s)?(?:is |are |stays? |remains? |being |still |now |of |memory ){0,3}"
    r"(?:free|unused|spare|idle|left|in reserve|to spare|headroom|unallocated|available|free memory|room\b)",
    re.IGNORECASE,
)
_FREE_AHEAD = re.compile(
    r"(?:headroom|free memory|memory (?:that is )?(?:left|free)|spare memory|reserve|leav(?:es|ing)(?: us| only)?|left (?:over )?)"
    r"(?:\s(?:of|is|was|are|on|per|each|the|a|card|gpu|grows?|falls?|rises?|shrinks?|from|to|at|about|was|went|goes|increases|rose|fell|by|only|still|now|roughly|with))*"
    r"[\s:=(]*$",
    re.IGNORECASE,
)
_FREED = re.compile(
    r"\b(?:fre(?:es|ed|eing|e)|releas(?:es|ed|ing|e))(?: up)?(?: about| around| roughly| another| nearly)?\s$", re.IGNORECASE
)
_BOUND = re.compile(
    r"\b(?:interval|confidence|lower (?:end|bound|limit)|upper (?:end|bound|limit)|worst case|ci)\b[^.;\d]{0,40}"
    r"(?:\d\d\s?%[^.;\d]{0,30})?(?:[-+]?\d[\d.]*\s?(?:pp|%|points|percentage points)?\s?(?:to|and|,|\.\.|;|-)\s?)?[-+(\[]?$",
    re.IGNORECASE,
)


def special_of(text: str, q: Quantity, paired: Quantity | None = None) -> str:
    """Return which figure of this module a number, or a pair of them, is, or an empty string."""
    lead, last = text[: q.start], paired or q
    if last.unit in ("GB", "MB"):
        return HEADROOM if _FREE_BEHIND.match(text, last.end) or _FREE_AHEAD.search(lead[-60:]) else ""
    if q.unit in ("pp", "%", "") and _BOUND.search(lead[-110:]) and not re.search(r"\bwithin\b[^,;]{0,20}$", lead, re.IGNORECASE):
        return INTERVAL
    return ""


def freed(text: str, q: Quantity) -> bool:
    """Whether a number of GB is what the change sets free ("frees 6 GB"): a difference, not a level."""
    return q.unit in ("GB", "MB") and _FREED.search(text[: q.start]) is not None


def headroom_measures(facts: Facts) -> dict[str, Measure]:
    """Return free memory before and after where the facts know it."""
    free, used = _workload(facts, "memory_headroom_gib"), facts.metrics.get("peak_memory")
    if free is None or used is None or used.baseline is None or used.optimized is None:
        return {}
    size = free + used.optimized
    return {
        HEADROOM: Measure(size - used.baseline, free, used.unit, used.better),
        NOMINAL: Measure(_GB_PER_GIB * size - used.baseline, _GB_PER_GIB * size - used.optimized, used.unit, used.better),
    }


def interval_fits(item: Found, facts: Facts) -> bool | None:
    """Whether a stated end of the quality interval can be right; another method may give a somewhat different one."""
    low, change = _workload(facts, "quality_low_pp"), _workload(facts, "quality_change_pp")
    if low is None or item.value is None:
        return None
    ends = [low] if change is None else [low, 2 * change - low]
    said = [abs(item.value), *([100 * abs(item.value)] if not item.unit and abs(item.value) < 0.2 else [])]
    if any(abs(s - abs(end)) <= max(1.02 * item.step, 0.02) for s in said for end in ends):
        return True
    near = any(abs(s - abs(end)) <= max(0.5, 0.5 * abs(end)) for s in said for end in (*ends, (change or 0.0) - low))
    return None if near else False


def _workload(facts: Facts, key: str) -> float | None:
    value = facts.workload.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
