"""
What each prose criterion earns, from 0 to 1: pure functions of what was read and of the facts.
"""

from __future__ import annotations

import re

from grader.model import Better, Claim, Decision, Facts
from grader.reading.lexicon import lexicon
from grader.reading.prose import ProseReading
from grader.reading.prose_verify import CONFIRMED, CONTRADICTED


def judged_claims(reading: ProseReading, part: str) -> list[Claim]:
    """Return the claims of ``part`` (or of ``both``) that could be checked."""
    return [c for c in reading.claims if (part in (c.part, "both")) and c.verdict in (CONFIRMED, CONTRADICTED)]


def numbers(reading: ProseReading, part: str) -> float:
    """Right figures earn, up to three; each wrong one takes more than its share away."""
    claims = judged_claims(reading, "both" if part == "analysis" and misplaced(reading) else part)
    wrong = sum(c.verdict == CONTRADICTED for c in claims)
    right = len(claims) - wrong
    if not right:
        return 0.0
    depth: float = (0.0, 0.5, 0.75, 1.0)[min(right, 3)]
    return depth * max(0.0, 1 - 1.6 * wrong / len(claims))


THIN = 18
"""Words below which an analysis can hardly say why anything matters."""


def misplaced(reading: ProseReading) -> bool:
    """Whether the whole argument stands in the recommendation; it is read there then."""
    return len(reading.texts[0].text.split()) < THIN and len(reading.texts[1].text.split()) >= 40


def improvements(reading: ProseReading, facts: Facts) -> float:
    """Improved metrics named with a right figure count most; saying why adds; wrong figures take away."""
    if reading.empty[0]:
        return 0.0
    text = reading.texts[0].text + (f"\n{reading.texts[1].text}" if misplaced(reading) else "")
    words = lexicon()
    right: set[str] = set()
    wrong: set[str] = set()
    for claim in reading.claims:
        family = (claim.metric or "").split(":")[0].split("_")[0]
        measure = facts.metrics.get(claim.metric or "")
        if measure and measure.baseline is not None and measure.optimized is not None and measure.better is not Better.NEUTRAL:
            gained = (measure.optimized < measure.baseline) == (measure.better is Better.LOWER) and measure.optimized != measure.baseline
            (wrong if claim.verdict == CONTRADICTED else right if gained else set()).add(family)
    named = {family for family in ("latency", "ttft", "throughput", "memory", "cost", "energy") if words.found("families", family, text)}
    base = (0.0, 0.5, 0.7, 0.85)[min(len(right), 3)]
    base = max(base, min(0.6, 0.1 + 0.15 * len(named)) if named and reading.topics else 0.2 if named else 0.0)
    why = 0.15 if base and reading.topics and words.count("topics", "connective", text) >= 1 else 0.0
    return max(0.0, base + why - 0.1 * len(wrong - right)) * (0.7 if len(text.split()) < THIN else 1.0)


def tradeoffs(reading: ProseReading) -> float:
    """Topics discussed, and whether they are called acceptable and concerning."""
    text = reading.texts[0].text + "\n" + reading.texts[1].text
    words = lexicon()
    base = (0.0, 0.5, 0.75, 0.9, 1.0)[len(reading.topics)]
    judged = words.found("topics", "acceptable", text) + words.found("topics", "concerning", text)
    short = 0.75 if len(reading.texts[0].text.split()) < 25 and not misplaced(reading) else 1.0
    return base * (0.6, 0.9, 1.0)[judged] * short * (0.3 if reading.empty[0] else 1.0)


def support(reading: ProseReading, facts: Facts, weighed: float, right_figures: float) -> float:
    """A decision follows from the data where it is the one the targets lead to and the text gives grounds."""
    if reading.decision is Decision.UNCLEAR:
        return 0.2 if reading.claims and not reading.doubt.startswith("the analysis and") else 0.0
    grounds = bool(reading.topics) or any(c.verdict == CONFIRMED for c in reading.claims)
    if not grounds or (reading.empty[0] and not reading.topics):
        return 0.0
    if not weighed and len(reading.texts[0].text.split()) >= THIN and right_figures <= 0.5:
        return 0.25  # words without a trade-off, and hardly a figure
    if reading.decision is Decision.CONDITIONS and condition_named(reading) <= EMPTY_CONDITION:
        return 0.3 * (0.4 + 0.4 * weighed + 0.2 * right_figures)
    if reading.decision is Decision.CONDITIONS is not facts.decision:
        return 0.75 * (0.4 + 0.4 * weighed + 0.2 * right_figures)
    if reading.decision is not facts.decision:
        right = any(c.verdict == CONFIRMED for c in reading.claims)
        return (0.4 * max(weighed, 0.5) if facts.decision is Decision.CONDITIONS else 0.25) * (1.0 if right else 0.4)
    return 0.4 + 0.4 * weighed + 0.2 * right_figures if weighed or right_figures else 0.25


EMPTY_CONDITION = 0.0
"""A condition with no more than this names nothing that could be checked."""


def targets(reading: ProseReading) -> float:
    """The stated targets named, or conditions that could be checked."""
    words = lexicon()
    text = reading.texts[0].text + "\n" + reading.texts[1].text
    held = any(c.kind == "target" for c in reading.claims) or words.found("targets", "cue", text) or words.found("targets", "misses", text)
    if reading.decision is Decision.CONDITIONS:
        named = max(0.5 * held, condition_named(reading))
    else:
        named = float(held or words.found("decision", "conditional", reading.texts[1].text))
    thin = 0.7 if len(text.split()) < 2 * THIN else 1.0
    return thin * min(1.0, 0.4 * bool(reading.topics) + 0.6 * named)


def condition_named(reading: ProseReading) -> float:
    """Return how much of a condition is there: what it is about (a metric, a part of the traffic), its limit, what happens then."""
    words, text = lexicon(), reading.texts[1].text
    named = [*words.sections["families"].values(), *words.sections["statistics"].values()]
    part = reading.scoped or words.found("decision", "part", text)
    about = any(pattern.search(text) for pattern in named) or words.found("decision", "new", text)
    limit = re.search(r"\d", text) is not None or words.found("targets", "cue", text)
    then = words.found("integrity", "consequence", text)
    if not (part or limit or then) or not (about or part):
        return 0.0
    return 0.4 + 0.3 * (limit or part) + 0.3 * then
