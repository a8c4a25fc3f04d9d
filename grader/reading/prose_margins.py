"""How far from a limit something is said to be: "missed by 440 ms", "183 ms to spare", "150 ms under its limit"."""

from __future__ import annotations

import re

from grader.model import Facts, Measure, Target
from grader.reading.prose_numbers import Quantity
from grader.reading.prose_types import FACTORS, Found

MARGIN = "margin"
_LIMIT = (
    r"(?:targets?|limits?|slos?|slas?|thresholds?|floors?|allow\w*|maximum|minimum|budget|bounds?|goals?|requirements?|required|line|bar|"
    r"promised?|\d[\d.,]*\s?(?:ms|s|usd|%)?)"
)
_MISSED = re.compile(
    r"\b(?:miss\w*|exceed\w*|overshoot\w*|violat\w*|br(?:eaks?|oken?)|fail\w*|beyond|short)\b[^.;\d]{0,48}(?:\b\d[\d.,]*\s{0,6}(?:ms|s)\b[^.;\d]{0,24})?"
    r"\bby\s(?:about |around |roughly |nearly |almost |only |just |more than |a factor of |factor )?\$?$",
    re.IGNORECASE,
)
_MET = re.compile(
    r"\b(?:met|meets?|kept|keeps?|within|inside|holds?|undercuts?|beats?)\b[^.,;\d]{0,30}\b(?:with|by)\s(?:about |around |roughly |nearly |only |just )?\$?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"\s*(?:(?P<spare>(?:to spare|left|of (?:slack|margin|reserve|headroom|leeway|room))\b)|"
    rf"(?P<way>below|under|inside|within|short of|better than|above|over|beyond|worse than|too (?:slow|high|long|late)|more than|less than)"
    rf"(?=\s(?:the |its |our |their |what )?(?:\w+\s){{0,2}}?{_LIMIT}))",
    re.IGNORECASE,
)
_TOO = re.compile(r"\stoo (?:slow|high|long|late|low|much)\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:drop\w*|f[ae]ll\w*|r[io]se\w*|rising|increas\w*|decreas\w*|improv\w*|gr[eo]w\w*|declin\w*|up|down|shr[aiu]nk\w*|go(?:es)?|went|reduc\w*)"
    r"\s(?:\w+ly\s)?by\s(?:about |around |roughly |nearly |almost |only |just )?\$?$",
    re.IGNORECASE,
)
"""Before a number that is how far a metric moved, whatever was missed or met before."""
_TIMES = re.compile(
    r"\s*(?:(?:less|lower|smaller|shorter|more|higher) than (?:is |was |what is |it is |we are )?(?:allowed|permitted|needed|promised|required|agreed)\b|"
    r"(?:over|above|the|of|as (?:long|much|slow|high) as (?:the|is))\s(?:[^.;,]|\.\d){0,24}?\b"
    r"(?:targets?|limit|budget|slo|allowed|admissible|permitted|tolerated|required|bound|promised?)\b)",
    re.IGNORECASE,
)


def margin_of(text: str, q: Quantity) -> str | None:
    """Return ``meets`` or ``misses`` where a number is a distance to a limit, an empty string where the side is open, else ``None``."""
    if q.unit == "x":
        return "" if _TIMES.match(text, q.end) else "misses" if _MISSED.search(text[max(0, q.start - 90) : q.start]) else None
    if q.unit not in ("ms", "s", "USD", "ct", "pp", "%", "req/s") or q.sign:
        bare = _BEHIND.match(text, q.end) if not q.unit and not q.sign and 0 < q.value < 1 else None
        return "" if bare and bare["way"] else None  # "0.04 below the floor"
    lead = text[max(0, q.start - 90) : q.start]
    if _CHANGED.search(lead):
        return None
    if _MISSED.search(lead) or _TOO.match(text, q.end):
        return "misses"
    behind = _BEHIND.match(text, q.end)
    if behind and behind["spare"]:
        return "meets"
    if behind and q.unit != "%" and not re.search(r"\b(?:at|to|of)\s(?:about |around |only )?\$?$", lead):
        return ""
    return "meets" if behind is None and _MET.search(lead) and q.unit != "%" else None


def side_of_margin(text: str, q: Quantity) -> str:
    """Return ``above`` or ``below`` where a distance is said to be on that side of a limit, else an empty string."""
    behind = _BEHIND.match(text, q.end)
    way = (behind["way"] or "").lower() if behind else ""
    return "above" if way in ("above", "over", "beyond", "more than") else "below" if way in ("below", "under", "less than") else ""


def in_target(level: float, measure: Measure, target: Target) -> float:
    """Return ``level`` in the unit of ``target``."""
    return level * FACTORS.get(measure.unit.split("/")[0], 1.0) / FACTORS.get(target.unit, 1.0)


def _on_its_side(item: Found, level: float, measure: Measure, target: Target) -> bool:
    """Whether ``level`` is on the side of the target that the student says; true where nothing is said."""
    said = in_target(level, measure, target)
    if item.stands:
        return (said > (target.limit or 0.0)) == (item.stands == "above")
    return item.direction is None or target.met_by(said) == (item.direction == "meets")


def margin_fits(item: Found, facts: Facts) -> bool | None:
    """Whether a stated distance to a limit is right for either system; ``None`` where there is no such limit."""
    answers = []
    for target in facts.targets:
        measure = facts.metrics.get(target.metric)
        limit = target.limit
        if (
            measure is None
            or limit is None
            or item.value is None
            or (item.metrics and target.metric.split(":")[0] not in {m.split(":")[0] for m in item.metrics})
        ):
            continue
        scale = {"pp": 0.01, "%": 0.01, "ct": 0.01}.get(item.unit, FACTORS.get(item.unit, 1.0))
        if item.unit in ("%", "x") and not target.metric.startswith(("quality", "error", "slo")):
            for level in (measure.optimized, measure.baseline):
                ratio = (level or 0.0) * FACTORS.get(measure.unit.split("/")[0], 1.0) / (limit * FACTORS.get(target.unit, 1.0) or 1.0)
                said = (item.value, item.value + 1) if item.unit == "x" else (1 + item.value / 100, 1 - item.value / 100)
                side = level is None or _on_its_side(item, level, measure, target)
                answers.append(
                    side
                    and any(abs(ratio - one) <= max(0.02 * ratio, 0.012, 0.12 * ratio if item.bound == "about" else 0.0) for one in said)
                )
            continue
        if item.unit == "pp" and not target.metric.startswith(("quality", "error", "slo")):
            continue
        wanted, size = limit * FACTORS.get(target.unit, 1.0), item.value * scale
        for level in (measure.optimized, measure.baseline):
            if level is not None:
                here = abs(level * FACTORS.get(measure.unit.split("/")[0], 1.0) - wanted)
                slack = max(1.02 * item.step * scale, 0.02 * here, 0.12 * here if item.bound == "about" else 0.0)
                answers.append(abs(here - size) <= slack and _on_its_side(item, level, measure, target))
    return any(answers) if answers else None
