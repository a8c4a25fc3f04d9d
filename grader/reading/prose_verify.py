"""
Hold found claims against the facts: confirmed, contradicted or unverifiable.

A figure is contradicted only where it is tied tightly to one metric and no honest reading of it (rounding, unit,
percentage points, another statistic left open) fits; against the student's own table it may still be carried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.model import Better, Claim, Facts, Measure
from grader.reading.prose_facts import Own, own_measures, with_derived
from grader.reading.prose_fits import SIGNED, fits, scales_of
from grader.reading.prose_givens import repeats, repeats_limit, stated
from grader.reading.prose_limits import stands_right
from grader.reading.prose_margins import MARGIN, margin_fits
from grader.reading.prose_special import headroom_measures, interval_fits
from grader.reading.prose_targets import beside_limit, limit_fits
from grader.reading.prose_types import Found

CONFIRMED, CONTRADICTED, UNVERIFIABLE = "confirmed", "contradicted", "unverifiable"


def judge_claims(found: Sequence[Found], facts: Facts, own: Own | None = None, declared: bool = False) -> tuple[list[Claim], list[Claim]]:
    """
    Return all claims with their verdicts, and those confirmed only by the student's own table.

    ``declared`` says that the student declared changes to be baseline minus optimized.
    """
    truth = with_derived(facts.metrics, facts.requests_per_month) | headroom_measures(facts)
    if declared and not _otherwise(found, truth, facts):
        found = [_as_declared(item) for item in found]
    table = with_derived(own_measures(own, facts), facts.requests_per_month) if own else {}
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
        at_limit = stands_right(item, truth, facts) is not None
        if verdict == CONTRADICTED and not (at_limit or item.sure) and repeats(item, facts):
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
            "target" if at_limit or repeats_limit(item, facts) or (verdict != CONFIRMED and repeats(item, facts)) else item.kind,
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


def _otherwise(found: Sequence[Found], truth: Mapping[str, Measure], facts: Facts) -> bool:
    """Whether the signs of a text say the other way than it declares: two or more are right as they stand, and fewer turned."""
    signed = [item for item in found if item.sign and _as_declared(item) is not item]
    as_it_is = sum(check(item, truth, facts)[0] == CONFIRMED for item in signed)
    return as_it_is > max(1, sum(check(_as_declared(item), truth, facts)[0] == CONFIRMED for item in signed))


def _as_declared(item: Found) -> Found:
    """Return a bare change with the sign it has as optimized minus baseline; words of direction stay."""
    bare = item.kind in ("pct", "delta", "pp") and item.direction is None and not item.praise
    return replace(item, sign=_SIGNS[item.sign], praise=SIGNED) if bare else item


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
        return _verdict(interval_fits(item, facts)), first
    if item.kind == "target" and item.praise == MARGIN:
        return _margin(item, truth, facts, flipped), first
    stands = stands_right(item, truth, facts)
    if stands is not None:
        return (CONFIRMED if stands else CONTRADICTED), first
    if not known:
        return UNVERIFIABLE, first
    if item.kind == "target":
        right, metric = limit_fits(item, known, truth, facts)
        return _verdict(right), metric
    if item.kind == "pair" and item.praise == "unordered" and beside_limit(item, truth, facts):
        return CONFIRMED, known[0]
    return _figure(item, known, truth, facts, flipped)


def _verdict(right: bool | None) -> str:
    return {True: CONFIRMED, False: CONTRADICTED, None: UNVERIFIABLE}[right]


def _figure(item: Found, known: list[str], truth: Mapping[str, Measure], facts: Facts, flipped: bool) -> tuple[str, str | None]:
    """Return the verdict on a level, a pair or a change of metrics that are known, and the metric it was held against."""
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


def _margin(item: Found, truth: Mapping[str, Measure], facts: Facts, flipped: bool) -> str:
    """Return the verdict on a distance to a limit, which may also be a level said beside one ("is 450 ms under the limit of 600")."""
    right = margin_fits(item, facts)
    level = replace(item, kind="optimized_value", praise="", stands="", direction=None)
    if not right and item.unit and check(level, truth, facts, flipped)[0] == CONFIRMED:
        return CONFIRMED
    turned = right is False and margin_fits(replace(item, stands="", direction=None), facts) is True
    return CONFIRMED if right else CONTRADICTED if turned or (right is False and item.tight) else UNVERIFIABLE
