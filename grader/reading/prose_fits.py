"""
Whether one claim is true of one metric: levels, pairs, changes and ratios, with units, honest rounding and bounds.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.model import Better, Measure
from grader.reading.prose_types import FACTORS, RATES, Found

SIGNED = "signed"
"""The sign is that of the change: the same text writes decreases with a minus."""
ABOUT = 0.12
"""Relative slack of "about", "nearly", "a third"."""


def fits(item: Found, key: str, measure: Measure, flipped: bool) -> bool | None:
    """Whether a claim is true of one metric; ``None`` where this cannot be said."""
    before, after = measure.baseline, measure.optimized
    if before is None or after is None or item.value is None:
        return None
    if item.kind == "pct":
        return _change(item, key, measure, 100 * (after - before) / before if before else None, flipped)
    if item.kind == "ratio":
        return _ratio(item, before, after, measure.better)
    scales = list(scales_of(item, key, measure))
    if not scales:
        return None
    if item.kind == "pp":
        return _change(item, key, measure, 100 * (after - before), flipped) if key.split(":")[0] in RATES else None
    if item.kind == "delta":
        answers = [_change(item, key, measure, (after - before) / s, flipped) for s in scales]
        if True in answers or None in answers:
            return True if True in answers else None
        return None if not item.sure and any(_near(item, item.value, v / s) for s in scales for v in (before, after)) else False
    if item.kind == "pair":
        if item.praise == "turned":
            return False
        if item.praise != "unordered" and item.value2 is not None and (item.value2 - item.value) * (after - before) < 0:
            return False
        return any(_near(item, v, before / s) and _near(item, item.value2 or 0.0, after / s) for s in scales for v in (item.value,)) or (
            item.praise == "unordered"
            and any(_near(item, item.value, after / s) and _near(item, item.value2 or 0.0, before / s) for s in scales)
        )
    level = before if item.kind == "baseline_value" else after
    values = [item.value, *([item.other] if item.other else [])]
    if any(_bounded(item, v, level / s) for s in scales for v in values):
        return True
    other = after if item.kind == "baseline_value" else before
    if item.sure and _near(item, item.value, other / next(iter(scales))) and abs(before - after) > 0.03 * abs(before):
        return False
    if any(_near(item, v, level_or_change / s) for s in scales for v in values for level_or_change in (other, after - before)):
        return None  # right figure, and which system it belongs to was guessed
    return bool(not item.unit and _loosely(item, before, after))


def _loosely(item: Found, before: float, after: float) -> bool:
    """A bare number beside a metric may be its change, relative change or ratio."""
    value = -(item.value or 0.0) if item.sign == "-" else item.value or 0.0
    relative = (after - before) / before if before else 0.0
    return any(_near(item, value, truth) for truth in (after - before, relative, 100 * relative, after / before if before else 0.0))


PERIODS = {"month": (1.0,), "year": (1 / 12,), "week": (52 / 12, 4.0), "day": (365 / 12, 30.0), "hour": (730.0, 720.0)}
"""How often a period comes in a month; two customs where students differ."""
_BASES = {"request": "request", "1k": "1k requests", "million": "1M requests"}
_REQUESTS = {"request": 1.0, "1k requests": 1e3, "1M requests": 1e6}


def scales_of(item: Found, key: str, measure: Measure) -> Iterator[float]:
    """Yield what one of the student's units is in units of the fact; nothing where they do not compare."""
    unit, _, per = measure.unit.partition("/")
    monthly = PERIODS.get(item.per, (1.0,))
    basis = "month" if item.per in PERIODS else _BASES.get(item.per)
    if per and basis and basis != per and unit not in ("req", "tok"):
        if basis in _REQUESTS and per in _REQUESTS:
            size = FACTORS[item.unit] / FACTORS[unit] if item.unit in FACTORS and unit in FACTORS else 1.0
            yield _REQUESTS[per] / _REQUESTS[basis] * (0.01 if item.unit == "ct" else size)
        return
    family = key.split(":")[0]
    if family in RATES:
        yield 0.01 if item.unit == "%" or (not item.unit and (item.value or 0) > 1.5) else 1.0
    elif item.unit == "ct":
        yield from (0.01 * often for often in monthly)
    elif item.unit == "req/min" and measure.unit == "req/s":
        yield 1 / 60
    elif item.unit == "MB" and unit in ("GB", "GiB"):
        yield from (1 / 1000, 1 / 1024)
    elif not item.unit or item.unit == "USD":
        yield from monthly
        if not item.unit and unit == "ms":
            yield 1000.0
    elif item.unit in FACTORS and unit in FACTORS:
        yield from (FACTORS[item.unit] / FACTORS[unit] * often for often in monthly)
    elif item.unit in ("req/s", "tok/s") and measure.unit == item.unit:
        yield 1.0


def _near(item: Found, said: float, truth: float) -> bool:
    slack = max(0.99 * item.step, 0.011 * abs(truth), 1e-12)
    if abs(truth) > 0 and item.step >= abs(truth):
        slack = 0.5 * item.step
    return abs(abs(said) - abs(truth)) <= max(slack, ABOUT * abs(truth) if item.bound == "about" else 0.0) and (
        said * truth >= 0 or item.kind != "pair"
    )


def _bounded(item: Found, said: float, truth: float) -> bool:
    if item.bound == "over":
        return (abs(truth) >= abs(said) * 0.98 and abs(truth) <= abs(said) * 2) or _near(item, said, truth)
    if item.bound == "under":
        return abs(truth) <= abs(said) * 1.02 and abs(truth) >= abs(said) * 0.4
    return _near(item, said, truth)


def _change(item: Found, key: str, measure: Measure, truth: float | None, flipped: bool) -> bool | None:
    """Check a signed or worded change; ``truth`` is optimized minus baseline in the claim's unit."""
    if truth is None:
        return None
    said = item.value or 0.0
    size = _bounded(item, said, truth) or (
        item.value2 is not None and min(said, item.value2) - 1 <= abs(truth) <= max(said, item.value2) + 1
    )
    if not size and item.kind == "pct":
        if _speedup(item, measure, said):
            return True
        points = 100 * ((measure.optimized or 0) - (measure.baseline or 0))
        if key.split(":")[0] in RATES and _near(item, said, points):
            return None  # percentage points called percent
    if not size and item.kind == "delta" and not item.unit and measure.baseline:
        relative = truth / measure.baseline  # written as a fraction, or in percent below a head that says so
        size = _near(item, said, relative) or _near(item, said, 100 * relative)
    if not size:
        return False
    way = said_way(item, measure)
    if way is None or abs(truth) < 1e-9:
        return True
    right = (way == "up") == (truth > 0)
    if right or (flipped and item.sign):
        return True
    return None if item.sign == "+" and item.direction in (None, "up") and item.praise not in ("worse", SIGNED) else False


def _speedup(item: Found, measure: Measure, said: float) -> bool:
    if item.praise != "better" or not measure.baseline or not measure.optimized or measure.better is not Better.LOWER:
        return False
    return _near(item, said, 100 * (measure.baseline / measure.optimized - 1)) and item.direction is None and "fast" in item.text


def said_way(item: Found, measure: Measure) -> str | None:
    """Return up or down as the student meant it: a word first, then a judgement, then the sign."""
    if {"-": "up", "+": "down"}.get(item.sign) == item.direction and item.direction:
        return "down" if item.sign == "-" else None  # the word and the sign say different things; a minus is rarely meant otherwise
    if item.direction in ("up", "down"):
        return item.direction
    if item.praise in ("better", "worse") and measure.better is not Better.NEUTRAL and item.sign != "-":
        lower = measure.better is Better.LOWER
        return "down" if (item.praise == "better") == lower else "up"
    return {"-": "down", "+": "up"}.get(item.sign)


def _ratio(item: Found, before: float, after: float, better: Better) -> bool | None:
    if not before or not after or not item.value:
        return None
    ratio = after / before
    turned = item.praise == "speed" or item.direction == "down" or (item.direction is None and item.praise == "better")
    readings = [ratio, *([1 / ratio] if turned else [])]
    if item.praise == "speed" and better is Better.LOWER and item.value > 1 and item.direction != "up":
        readings = [1 / ratio, 1 / ratio - 1]  # "four times faster" takes a quarter of the time
    if item.praise in ("better", "worse") and item.direction is None and item.value > 1 and better is not Better.NEUTRAL:
        readings = [ratio if (item.praise == "better") == (better is Better.HIGHER) else 1 / ratio]
    if item.direction == "up" and item.value < 1:
        readings = [ratio - 1]
    if item.direction == "down" and item.value < 1:
        readings = [ratio, 1 - ratio]
    part = not item.sure and item.bound == "about" and 0 < item.value < 1
    if part and item.direction is None:
        readings += [1 - ratio, ratio - 1]  # "two fifths of the energy are saved"
    if item.bound == "over" and item.value < 1 and any(0.4 * item.value <= r <= 1.02 * item.value for r in readings):
        return True  # "more than halved"
    if any(_bounded(item, item.value, r) for r in readings):
        return True
    if item.bound == "about" and any(abs(r - item.value) <= 0.15 * item.value for r in readings):
        return True
    if item.praise == "share":
        return False
    if part and item.direction is None:
        return None
    if item.direction == "up" and item.value > 1:
        return False
    return (
        None
        if (_near(item, item.value, 1 / ratio) and not item.sure) or (item.direction == "up" and _near(item, item.value, ratio - 1))
        else False
    )
