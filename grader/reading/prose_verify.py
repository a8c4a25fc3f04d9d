"""
Hold found claims against the facts: confirmed, contradicted or unverifiable.

A figure is contradicted only where it is tied tightly to one metric and no honest reading of it (rounding, unit,
percentage points, another statistic left open) fits; against the student's own table it may still be carried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.model import Better, Claim, Facts, Measure
from grader.reading.prose_fits import SIGNED, fits, scales_of
from grader.reading.prose_givens import repeats, repeats_limit, stated
from grader.reading.prose_limits import stands_right
from grader.reading.prose_margins import MARGIN, margin_fits
from grader.reading.prose_special import headroom_measures, interval_fits
from grader.reading.prose_types import FACTORS, Found

CONFIRMED, CONTRADICTED, UNVERIFIABLE = "confirmed", "contradicted", "unverifiable"
Own = Mapping[str, tuple[float | None, float | None]]


def judge_claims(found: Sequence[Found], facts: Facts, own: Own | None = None, declared: bool = False) -> tuple[list[Claim], list[Claim]]:
    """
    Return all claims with their verdicts, and those confirmed only by the student's own table.

    ``declared`` says that the student declared changes to be baseline minus optimized.
    """
    if declared:
        found = [_as_declared(item) for item in found]
    truth = _with_derived(facts.metrics, facts.requests_per_month) | headroom_measures(facts)
    table = _with_derived(_measures(own, facts), facts.requests_per_month) if own else {}
    flipped = _convention(found, truth)
    if any(
        item.sign == "-" and item.kind in ("pct", "delta", "pp") and check(item, truth, facts, flipped)[0] == CONFIRMED for item in found
    ):
        found = [replace(item, praise=SIGNED) if item.sign == "+" and not item.praise else item for item in found]
    claims, carried = [], []
    pair, told = None, ""
    for item in found:
        verdict, metric = check(item, truth, facts, flipped)
        if verdict != CONFIRMED and pair and told == CONFIRMED and _again(pair, item):
            verdict = CONFIRMED
        pair, told = (item, verdict) if item.kind == "pair" else (pair, told)
        beside_limit = stands_right(item, truth, facts) is not None
        if verdict == CONTRADICTED and not (beside_limit or item.sure) and repeats(item, facts):
            verdict = UNVERIFIABLE
        carry = False
        if verdict != CONFIRMED and table:
            again, by = check(item, table, facts, flipped)
            carry = again == CONFIRMED
            verdict, metric = (CONFIRMED, by) if carry else (verdict, metric)
        claim = Claim(
            item.part,
            item.start,
            item.end,
            item.text,
            metric,
            "target" if beside_limit or repeats_limit(item, facts) or (verdict != CONFIRMED and repeats(item, facts)) else item.kind,
            item.direction,
            item.value,
            item.unit + (f"/{item.per}" if item.per else ""),
            verdict,
            item.value2 if item.kind == "pair" else None,
        )
        claims.append(claim)
        if carry:
            carried.append(claim)
    return claims, carried


AGAIN_WITHIN = 24
"""Characters behind a pair in which its change may be said once more."""


def _again(pair: Found, item: Found) -> bool:
    """Whether ``item`` says the change of the pair right before it once more: "216 → 42.5 ms (5.1x faster)"."""
    if item.kind not in ("pct", "ratio", "delta") or item.part != pair.part or not 0 < item.end - pair.end < AGAIN_WITHIN:
        return False
    own = Measure(pair.value, pair.value2, "", Better.NEUTRAL)
    better = Better.LOWER if item.praise == "speed" else Better.NEUTRAL
    return fits(replace(item, unit="" if item.kind == "delta" else item.unit, per=""), "pair", replace(own, better=better), False) is True


_SIGNS = {"-": "+", "+": "-", "": "-"}


def _as_declared(item: Found) -> Found:
    """Return a bare change with the sign it has as optimized minus baseline; words of direction stay."""
    bare = item.kind in ("pct", "delta", "pp") and item.direction is None and not item.praise
    return replace(item, sign=_SIGNS[item.sign], praise=SIGNED) if bare else item


def _measures(own: Own | None, facts: Facts) -> dict[str, Measure]:
    out = {}
    for key, (before, after) in (own or {}).items():
        known = facts.metrics.get(key)
        if known is not None and (before is not None or after is not None):
            out[key] = Measure(
                known.baseline if before is None else before, known.optimized if after is None else after, known.unit, known.better
            )
    return out


def _with_derived(metrics: Mapping[str, Measure], requests: float) -> dict[str, Measure]:
    """Add what follows from the facts by arithmetic: cost per 1,000 requests, and monthly figures."""
    out = dict(metrics)
    cost = out.get("cost_per_request")
    if cost and "cost_per_1k" not in out:
        out["cost_per_1k"] = _scaled(cost, 1000, "USD/1k requests")
    if cost and "cost_per_month" not in out and requests:
        out["cost_per_month"] = _scaled(cost, requests, "USD/month")
    energy, carbon = out.get("energy_per_request"), out.get("carbon_per_request")
    if energy and "energy_per_month" not in out and requests and energy.unit == "Wh/request":
        out["energy_per_month"] = _scaled(energy, requests / 1000, "kWh/month")
    if carbon and "carbon_per_month" not in out and requests and carbon.unit == "gCO2e/request":
        out["carbon_per_month"] = _scaled(carbon, requests / 1000, "kgCO2e/month")
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
    if item.kind == "interval":
        return {True: CONFIRMED, False: CONTRADICTED, None: UNVERIFIABLE}[interval_fits(item, facts)], first
    if item.kind == "target" and item.praise == MARGIN:
        right = margin_fits(item, facts)
        if not right and item.unit and check(level := _as_level(item), truth, facts, flipped)[0] == CONFIRMED:
            return CONFIRMED, level.metrics[0]  # "TTFT is 450 ms, under the limit" without its comma
        turned = right is False and margin_fits(replace(item, stands="", direction=None), facts) is True
        return (CONFIRMED if right else CONTRADICTED if turned or (right is False and item.tight) else UNVERIFIABLE), first
    stands = stands_right(item, truth, facts)
    if stands is not None:
        return (CONFIRMED if stands else CONTRADICTED), first
    if not known:
        return UNVERIFIABLE, first
    if item.kind == "target":
        return _target(item, known, truth, facts)
    if item.kind == "pair" and item.praise == "unordered" and _beside_limit(item, truth, facts):
        return CONFIRMED, known[0]
    answers = [fits(item, key, truth[key], flipped) for key in known]
    for key, answer in zip(known, answers, strict=True):
        if answer:
            return CONFIRMED, key
    if item.other is not None and item.kind != "pair":
        again = check(replace(item, value=item.other, other=None), truth, facts, flipped)
        if again[0] == CONFIRMED:
            return again
    grouped = (
        []
        if known and all(":" in key for key in known)
        else [(key, m) for key, m in truth.items() if ":" in key and key.split(":")[0] in known and key not in item.metrics]
    )
    # The figure of one class or category, which the student may have named in words of their own.
    fitting = [
        key
        for key, m in grouped
        if item.kind != "ratio" and m.baseline is not None and m.optimized is not None and fits(item, key, m, flipped)
    ]
    named = {f"{key.split(':')[0]}:{item.group}" for key in known} & truth.keys()
    if fitting and (not named or named & {*fitting}):
        return CONFIRMED, fitting[0]
    if fitting:  # of another one than the sentence names
        return (CONTRADICTED if item.kind == "pair" else UNVERIFIABLE), known[0]
    comparable = [
        a
        for key, a in zip(known, answers, strict=True)
        if item.kind in ("pct", "ratio") or any(True for _ in scales_of(item, key, truth[key]))
    ]
    undecided = not comparable or any(answer is None for answer in comparable) or (stated(item, facts) and not item.sure)
    if not undecided and not item.tight:
        # A loose tie: the number may belong to another metric, so only one that fits nothing at all is wrong.
        undecided = any(fits(item, key, m, flipped) for key, m in truth.items() if m.baseline is not None and m.optimized is not None)
    if not undecided and item.part_named and not any(":" in key for key in item.metrics):
        parts = [(key, m) for key, m in truth.items() if ":" in key and key.split(":")[0] in known]
        undecided = any(fits(item, key, m, flipped) is not False for key, m in parts)
    return (UNVERIFIABLE if undecided else CONTRADICTED), known[0]


def _beside_limit(item: Found, truth: Mapping[str, Measure], facts: Facts) -> bool:
    """Whether a pair holds a level of the optimized system against its limit: "2.1 s against 2.5 s"."""
    for target in facts.targets:
        limit = target.at_most if target.at_most is not None else target.at_least
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


def _as_level(item: Found) -> Found:
    return replace(item, kind="optimized_value", praise="", stands="", direction=None)


def _target(item: Found, known: list[str], truth: Mapping[str, Measure], facts: Facts) -> tuple[str, str | None]:
    for target in facts.targets:
        if target.metric not in known or item.value is None:
            continue
        limit = target.at_most if target.at_most is not None else target.at_least
        wanted = (limit or 0.0) * FACTORS.get(target.unit, 1.0)
        unit = {"%": 0.01}.get(item.unit, FACTORS.get(item.unit, 1.0))
        if abs(item.value * unit - wanted) > 0.011 * abs(wanted):
            continue
        level = (
            (truth[target.metric].optimized or 0.0)
            * FACTORS.get(truth[target.metric].unit.split("/")[0], 1.0)
            / FACTORS.get(target.unit, 1.0)
        )
        if item.direction is None:
            return CONFIRMED, target.metric
        right = target.met_by(level) == (item.direction == "meets")
        return (CONFIRMED if right else CONTRADICTED if item.sure else UNVERIFIABLE), target.metric
    return (CONTRADICTED if _no_such_limit(item, known, truth, facts) else UNVERIFIABLE), known[0]


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
    return all(fits(level, key, truth[key], False) is False for key in known)
