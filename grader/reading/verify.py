"""
Hold found claims against the facts: confirmed, contradicted or unverifiable.

A figure is contradicted only where it is tied tightly to one metric and no honest reading of it (rounding, unit,
percentage points, another statistic left open) fits; against the student's own table it may still be carried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from grader.model import Better, Claim, Facts, Measure
from grader.reading.prose_types import FACTORS, RATES, Found

CONFIRMED, CONTRADICTED, UNVERIFIABLE = "confirmed", "contradicted", "unverifiable"
Own = Mapping[str, tuple[float | None, float | None]]
ABOUT = 0.12
"""Relative slack of "about", "nearly", "a third"."""


def judge_claims(found: Sequence[Found], facts: Facts, own: Own | None = None) -> tuple[list[Claim], list[Claim]]:
    """Return all claims with their verdicts, and those confirmed only by the student's own table."""
    truth = _with_derived(facts.metrics, facts.requests_per_month)
    table = _with_derived(_measures(own, facts), facts.requests_per_month) if own else {}
    flipped = _convention(found, truth)
    claims, carried = [], []
    for item in found:
        verdict, metric = check(item, truth, facts, flipped)
        carry = False
        if verdict != CONFIRMED and table:
            again, by = check(item, table, facts, flipped)
            carry = again == CONFIRMED
            verdict, metric = (CONFIRMED, by) if carry else (verdict, metric)
        claim = Claim(item.part, item.start, item.end, item.text, metric, item.kind, item.direction, item.value, item.unit + (f"/{item.per}" if item.per else ""), verdict)
        claims.append(claim)
        if carry:
            carried.append(claim)
    return claims, carried


def _measures(own: Own | None, facts: Facts) -> dict[str, Measure]:
    out = {}
    for key, (before, after) in (own or {}).items():
        known = facts.metrics.get(key)
        if known is not None and (before is not None or after is not None):
            out[key] = Measure(known.baseline if before is None else before, known.optimized if after is None else after, known.unit, known.better)
    return out


def _with_derived(metrics: Mapping[str, Measure], requests: float) -> dict[str, Measure]:
    """Add what follows from the facts by arithmetic: cost per 1,000 requests, and monthly figures."""
    out = dict(metrics)
    cost = out.get("cost_per_request")
    if cost and "cost_per_1k" not in out:
        out["cost_per_1k"] = _scaled(cost, 1000, "USD/1k requests")
    if cost and "cost_per_month" not in out and requests:
        out["cost_per_month"] = _scaled(cost, requests, "USD/month")
    return out


def _scaled(measure: Measure, factor: float, unit: str) -> Measure:
    before, after = (None if v is None else v * factor for v in (measure.baseline, measure.optimized))
    return Measure(before, after, unit, measure.better)


def _convention(found: Sequence[Found], truth: Mapping[str, Measure]) -> bool:
    """Whether the student writes all changes as baseline minus optimized: three or more signs, all the other way."""
    signs = []
    for item in found:
        if item.sign and item.kind in ("pct", "delta", "pp") and item.value:
            for key in item.metrics[:1]:
                m = truth.get(key)
                if m and m.baseline is not None and m.optimized is not None and m.baseline != m.optimized:
                    signs.append((item.sign == "-") == (m.optimized < m.baseline))
    return len(signs) >= 3 and not any(signs)


def check(item: Found, truth: Mapping[str, Measure], facts: Facts, flipped: bool = False) -> tuple[str, str | None]:
    """Return the verdict on one claim and the canonical metric it was held against."""
    known = [key for key in item.metrics if key in truth and truth[key].baseline is not None and truth[key].optimized is not None]
    first = item.metrics[0] if item.metrics else None
    if not known:
        return UNVERIFIABLE, first
    if item.kind == "target":
        return _target(item, known, truth, facts)
    answers = [_fits(item, key, truth[key], flipped) for key in known]
    for key, answer in zip(known, answers, strict=True):
        if answer:
            return CONFIRMED, key
    comparable = [a for key, a in zip(known, answers, strict=True) if item.kind in ("pct", "ratio") or any(True for _ in _scales(item, key, truth[key]))]
    undecided = not comparable or any(answer is None for answer in comparable) or _stated(item, facts)
    if not undecided and not item.tight:
        # A loose tie: the number may belong to another metric, so only one that fits nothing at all is wrong.
        undecided = any(_fits(item, key, m, flipped) for key, m in truth.items() if m.baseline is not None and m.optimized is not None)
    return (UNVERIFIABLE if undecided else CONTRADICTED), known[0]


def _stated(item: Found, facts: Facts) -> bool:
    """Whether the number only repeats a given or a limit of the assignment."""
    if item.value is None or item.kind not in ("baseline_value", "optimized_value", "delta"):
        return False
    factor = 0.01 if item.unit == "%" else FACTORS.get(item.unit, 1.0)
    for target in facts.targets:
        limit = target.at_most if target.at_most is not None else target.at_least
        if limit is not None and target.metric in item.metrics and any(abs(v - limit * FACTORS.get(target.unit, 1.0)) < 1e-9 for v in (item.value * factor, item.value)):
            return True
    return any(given.value is not None and abs(given.value - item.value) < 1e-9 for given in facts.givens)


def _target(item: Found, known: list[str], truth: Mapping[str, Measure], facts: Facts) -> tuple[str, str | None]:
    for target in facts.targets:
        if target.metric not in known or item.value is None:
            continue
        limit = target.at_most if target.at_most is not None else target.at_least
        wanted = (limit or 0.0) * FACTORS.get(target.unit, 1.0)
        unit = {"%": 0.01}.get(item.unit, FACTORS.get(item.unit, 1.0))
        if abs(item.value * unit - wanted) > 0.011 * abs(wanted):
            continue
        level = (truth[target.metric].optimized or 0.0) * FACTORS.get(truth[target.metric].unit.split("/")[0], 1.0) / FACTORS.get(target.unit, 1.0)
        if item.direction is None:
            return CONFIRMED, target.metric
        right = target.met_by(level) == (item.direction == "meets")
        return (CONFIRMED if right else UNVERIFIABLE), target.metric
    return UNVERIFIABLE, known[0]


def _fits(item: Found, key: str, measure: Measure, flipped: bool) -> bool | None:
    """Whether a claim is true of one metric; ``None`` where this cannot be said."""
    before, after = measure.baseline, measure.optimized
    if before is None or after is None or item.value is None:
        return None
    if item.kind == "pct":
        return _change(item, key, measure, 100 * (after - before) / before if before else None, flipped)
    if item.kind == "ratio":
        return _ratio(item, measure, before, after)
    scales = list(_scales(item, key, measure))
    if not scales:
        return None
    if item.kind == "pp":
        return _change(item, key, measure, 100 * (after - before), flipped) if key.split(":")[0] in RATES else None
    if item.kind == "delta":
        answers = [_change(item, key, measure, (after - before) / s, flipped) for s in scales]
        if True in answers or None in answers:
            return True if True in answers else None
        return None if any(_near(item, item.value, v / s) for s in scales for v in (before, after)) else False
    if item.kind == "pair":
        if item.praise != "unordered" and item.value2 is not None and (item.value2 - item.value) * (after - before) < 0:
            return False
        return any(_near(item, v, before / s) and _near(item, item.value2 or 0.0, after / s) for s in scales for v in (item.value,)) or (
            item.praise == "unordered" and any(_near(item, item.value, after / s) and _near(item, item.value2 or 0.0, before / s) for s in scales)
        )
    level = before if item.kind == "baseline_value" else after
    values = [item.value, *([item.other] if item.other else [])]
    if any(_bounded(item, v, level / s) for s in scales for v in values):
        return True
    other = after if item.kind == "baseline_value" else before
    if any(_near(item, v, level_or_change / s) for s in scales for v in values for level_or_change in (other, after - before)):
        return None  # right figure, and which system it belongs to was guessed
    if not item.unit and (_loosely(item, before, after)):
        return True
    return False


def _loosely(item: Found, before: float, after: float) -> bool:
    """A bare number beside a metric may be its change, relative change or ratio."""
    value = -(item.value or 0.0) if item.sign == "-" else item.value or 0.0
    relative = (after - before) / before if before else 0.0
    return any(_near(item, value, truth) for truth in (after - before, relative, 100 * relative, after / before if before else 0.0))


def _scales(item: Found, key: str, measure: Measure) -> Iterator[float]:
    """Yield what one of the student's units is in units of the fact; nothing where they do not compare."""
    unit, _, per = measure.unit.partition("/")
    year = 1 / 12 if item.per == "year" else 1.0
    basis = {"request": "request", "1k": "1k requests", "month": "month", "year": "month"}.get(item.per)
    if per and basis and basis != per and unit not in ("req", "tok"):
        if {basis, per} == {"request", "1k requests"}:
            yield 1000.0 if basis == "request" else 0.001
        return
    family = key.split(":")[0]
    if family in RATES:
        yield 0.01 if item.unit == "%" or (not item.unit and (item.value or 0) > 1.5) else 1.0
    elif not item.unit or item.unit == "USD":
        yield year
        if not item.unit and unit == "ms":
            yield 1000.0
    elif item.unit in FACTORS and unit in FACTORS:
        yield FACTORS[item.unit] / FACTORS[unit] * year
    elif item.unit in ("req/s", "tok/s") and measure.unit == item.unit:
        yield 1.0


def _near(item: Found, said: float, truth: float) -> bool:
    slack = max(1.02 * item.step, 0.011 * abs(truth), 1e-12)
    if abs(truth) > 0 and item.step >= abs(truth):
        slack = 0.5 * item.step
    return abs(abs(said) - abs(truth)) <= max(slack, ABOUT * abs(truth) if item.bound == "about" else 0.0) and (said * truth >= 0 or item.kind != "pair")


def _bounded(item: Found, said: float, truth: float) -> bool:
    if item.bound == "over":
        return abs(truth) >= abs(said) * 0.98 and abs(truth) <= abs(said) * 2 or _near(item, said, truth)
    if item.bound == "under":
        return abs(truth) <= abs(said) * 1.02 and abs(truth) >= abs(said) * 0.4
    return _near(item, said, truth)


def _change(item: Found, key: str, measure: Measure, truth: float | None, flipped: bool) -> bool | None:
    """Check a signed or worded change; ``truth`` is optimized minus baseline in the claim's unit."""
    if truth is None:
        return None
    said = item.value or 0.0
    size = _bounded(item, said, truth) or (item.value2 is not None and min(said, item.value2) - 1 <= abs(truth) <= max(said, item.value2) + 1)
    if not size and item.kind == "pct":
        if _speedup(item, measure, said):
            return True
        points = 100 * ((measure.optimized or 0) - (measure.baseline or 0))
        if key.split(":")[0] in RATES and _near(item, said, points):
            return None  # percentage points called percent
    if not size and item.kind == "delta" and not item.unit and measure.baseline and _near(item, said, truth / measure.baseline):
        return True
    if not size:
        return False
    way = said_way(item, measure)
    if way is None or abs(truth) < 1e-9:
        return True
    right = (way == "up") == (truth > 0)
    if right or (flipped and item.sign):
        return True
    return None if item.sign == "+" and item.direction in (None, "up") and not item.praise == "worse" else False


def _speedup(item: Found, measure: Measure, said: float) -> bool:
    if item.praise != "better" or not measure.baseline or not measure.optimized or measure.better is not Better.LOWER:
        return False
    return _near(item, said, 100 * (measure.baseline / measure.optimized - 1)) and item.direction is None and "fast" in item.text


def said_way(item: Found, measure: Measure) -> str | None:
    """Return up or down as the student meant it: a word first, then a judgement, then the sign."""
    if item.direction in ("up", "down"):
        return item.direction
    if item.praise in ("better", "worse") and measure.better is not Better.NEUTRAL and not (item.sign == "-"):
        lower = measure.better is Better.LOWER
        return "down" if (item.praise == "better") == lower else "up"
    return {"-": "down", "+": "up"}.get(item.sign)


def _ratio(item: Found, measure: Measure, before: float, after: float) -> bool | None:
    if not before or not after or not item.value:
        return None
    ratio = after / before
    turned = item.praise == "speed" or item.direction == "down" or (item.direction is None and item.praise == "better")
    readings = [ratio, *([1 / ratio] if turned else [])]
    if item.direction == "up" and item.value < 1:
        readings = [ratio - 1]
    if item.direction == "down" and item.value < 1:
        readings = [ratio, 1 - ratio]
    if any(_bounded(item, item.value, r) for r in readings):
        return True
    if item.bound == "about" and any(abs(r - item.value) <= 0.15 * item.value for r in readings):
        return True
    return None if _near(item, item.value, 1 / ratio) or _near(item, item.value, ratio - 1) else False
