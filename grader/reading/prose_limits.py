"""On which side of a limit something is said to stand: "above the limit of 1,200 ms", "well under its 0.80", "over the $0.40 we may spend"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.model import Facts, Measure, Target
from grader.reading.lexicon import lexicon
from grader.reading.prose_numbers import Quantity
from grader.reading.prose_types import FACTORS, Found

_SIDE = re.compile(
    r"(?<!\bor )\b(above|over|exceeds|beyond|under|below|beneath|within|inside)\s(?:(?:the|its|our|their|his|her|a|what is|what was)\s)?"
    r"(?:(?:stated|agreed|required|promised|demanded|allowed|permitted|accepted|contractual|given|hard|own|\w+'s)\s)?"
    r"(?:(?:limit|target|floor|threshold|slo|sla|budget|ceiling|bound|promise|bar|line|minimum|maximum|requirement)\s)?(?:of )?(?:the )?[$(]?$",
    re.IGNORECASE,
)
_ABOVE = ("above", "over", "exceeds", "beyond")
_OPEN = re.compile(
    r"\b(?:not|no|n't|never|if|when|should|shoud|shuld|must|has to|have to|needs?|required|only|until|unless|would|could|might|stays?|keeps?|goes|rises|falls|drops|"
    r"go|rise|fall|drop|push\w*|bring\w*|once|nor|neither|without|hardly|barely|risk|danger|gone|avoid\w*|"
    r"today|currently|start\w*|at first|initially|used to|some|few|many|several|percent of|share of)\b|% of\b|n't\b|\?",
    re.IGNORECASE,
)
"""Words by which a relation to a limit is denied, demanded or supposed, or made a way ("falls under") that may be another system's."""


_ASKED = re.compile(
    r"\b(?:shows? (?:that|in)|showing that|shows\b|prov(?:e|es|ing) that|demonstrat\w+|conditions?|provided|until|unless|re-?(?:measure|run|evaluat|test)\w*|"
    r"new (?:run|measurement|test|evaluation))\b",
    re.IGNORECASE,
)
"""Before what is asked for, not measured: "show in a new run that TTFT is below 400 ms"."""
_BREAK = re.compile(
    r",(?!\d)|[;\n()]|\b(?:but|while|whereas|although|because|so)\b|\band\b(?=\s(?:way|well|far|still|clearly|now|thus)\b)", re.IGNORECASE
)


def plainly(lead: str, near: str) -> bool:
    """Whether a clause behind ``lead`` says how things are with the change: nothing denied, asked or supposed, nothing of the old system."""
    return not (_ASKED.search(lead) or _OPEN.search(near) or lexicon().found("systems", "baseline", near))


_ENDS = re.compile(rf"{_BREAK.pattern}|→|->|=>", re.IGNORECASE)
"""Where what is said of a limit ends; behind an arrow stands what follows from it."""


def stands(text: str, q: Quantity) -> str:
    """Return ``above`` or ``below`` where a number is what the optimized system is plainly said to be on that side of, else an empty string."""
    beside = _SIDE.search(text[: q.start])
    if beside is None or q.sign:
        return ""
    begin = max((m.end() for m in _BREAK.finditer(text, 0, beside.start())), default=0)
    end = _ENDS.search(text, q.end)
    near = text[begin : end.start() if end else len(text)]
    if _ASKED.search(text[: q.start]) or _OPEN.search(near) or lexicon().found("systems", "baseline", near):
        return ""
    return "above" if beside[1].lower() in _ABOVE else "below"


def stands_right(item: Found, truth: Mapping[str, Measure], facts: Facts) -> bool | None:
    """
    Whether the optimized system is on the side of a limit that ``item`` says; ``None`` where the number is no limit of the assignment.

    Right is what is right for any metric the number may be about, so that a doubt is never a fault.
    """
    if not item.stands or item.value is None or item.kind not in ("target", "baseline_value", "optimized_value", "pct"):
        return None
    meant = [target for target in facts.targets if _is_limit(item, target)]
    if not meant:
        return None
    alike = () if item.part_named or item.unit in ("USD", "ct") else item.metrics
    keys = {target.metric for target in meant} | set(alike)
    sides = [_side(truth[key], meant[0]) for key in keys if key in truth]
    return item.stands in sides if any(sides) else None


def _limit(target: Target) -> float:
    return (target.limit or 0.0) * FACTORS.get(target.unit, 1.0)


def _is_limit(item: Found, target: Target) -> bool:
    scale = {"%": 0.01, "ct": 0.01}.get(item.unit, FACTORS.get(item.unit, 1.0))
    timed = item.unit in ("ms", "s") and target.unit in ("ms", "s")
    named = target.metric.split(":")[0].split("_")[0] in {key.split(":")[0].split("_")[0] for key in item.metrics}
    exact = abs((item.value or 0.0) * scale - _limit(target)) <= 1e-6 * max(1.0, _limit(target))
    return exact and (named or (timed and not item.metrics))


def _side(measure: Measure, target: Target) -> str:
    if measure.optimized is None:
        return ""
    level = measure.optimized * FACTORS.get(measure.unit.split("/")[0], 1.0)
    return "above" if level > _limit(target) else "below"
