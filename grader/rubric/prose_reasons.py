"""
Why a person must look at a prose answer: what the reader is unsure of, and what a mark should not rest on unseen.
"""

from __future__ import annotations

import re

from grader.model import Better, Claim, Decision, Facts
from grader.reading.lexicon import lexicon
from grader.reading.prose import ProseReading
from grader.reading.prose_verify import CONFIRMED, CONTRADICTED
from grader.rubric.prose_conditions import idle_conditions


def reasons_for_person(
    reading: ProseReading, facts: Facts, decision: Decision | None = None, doubtful: tuple[Claim, ...] = (), suggested: float = 0.0
) -> tuple[str, ...]:
    """
    Return why a person must look, one sentence each; empty if nobody must.

    ``doubtful`` figures are those that cost much, ``suggested`` is the share of the points without a person.
    """
    out = [finding.say for finding in reading.findings]
    if all(reading.empty):
        return tuple(out)
    out += _figures(doubtful)
    if reading.doubt and not (
        reading.decision is Decision.REJECT and facts.decision is Decision.REJECT and reading.decided_in != "analysis"
    ):
        out.append(reading.doubt)
    if reading.decision is not Decision.UNCLEAR:
        if reading.decision not in (facts.decision, Decision.CONDITIONS) and _argued(reading):
            out.append(f"the decision read in the text ({reading.decision}) should be held against the targets")
        if decision not in (None, Decision.UNCLEAR, reading.decision):
            out.append(f"the text decides {reading.decision}, the variable `decision` says {decision}")
    words = len(reading.texts[0].text.split())
    if words >= 40 and not reading.claims and not reading.topics:
        out.append("the analysis holds no figure and no trade-off the reader recognises")
    out += _odd_praise(reading, facts)
    out += idle_conditions(reading, facts) if reading.decision is Decision.CONDITIONS else []
    wrong = sum(claim.verdict == CONTRADICTED for claim in reading.claims)
    if not out and suggested > MOST_WITHOUT_FIGURES and wrong >= 2 and wrong > sum(c.verdict == CONFIRMED for c in reading.claims):
        out.append("most figures in the text do not fit the data")
    numbers = sum(len(_NUMBER.findall(part.text)) for part in reading.texts)
    most = MOST_WITHOUT_FIGURES if numbers < MANY_NUMBERS else MOST_WITH_OTHER_FIGURES
    if not out and suggested > most and not any(claim.verdict == CONFIRMED for claim in reading.claims):
        out.append("no figure in the text fits the data, so it could be about any system")
    if out and not doubtful:  # a person looks anyway, so small doubts are named as well
        out += _figures(tuple(claim for claim in reading.claims if claim.verdict == CONTRADICTED))
    return tuple(dict.fromkeys(out))


def _figures(doubtful: tuple[Claim, ...]) -> list[str]:
    return [f'the figure "{claim.text}" in the {claim.part} does not fit the data' for claim in doubtful]


MOST_WITHOUT_FIGURES = 0.4
"""The largest share of the prose points for a text without a figure that fits, unless a person has looked."""
MOST_WITH_OTHER_FIGURES = 0.2
"""The same for a text with many numbers, none of which fits: they are of something else."""
MANY_NUMBERS = 6
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


_BEST = re.compile(
    r"\b(?:best|main|most important|biggest|greatest|first|real) (?:improvement|gain|advantage|benefit)s?\s(?:is|was|of all is)\s(?:that\s)?(?:the\s|its\s|our\s)?",
    re.IGNORECASE,
)


def _odd_praise(reading: ProseReading, facts: Facts) -> list[str]:
    """Return why praise needs a person: what became worse is called the best improvement, or there is praise and no figure at all."""
    out = []
    for part, text in zip(("analysis", "recommendation"), reading.texts, strict=True):
        for said in _BEST.finditer(text.text):
            near = [c for c in reading.claims if c.part == part and c.verdict == CONFIRMED and 0 <= c.start - said.end() < 40]
            worse = [c for c in near[:1] if _worsened(c.metric, facts)]
            out += [f'"{c.text}" is praised, and it became worse' for c in worse]
    praise = lexicon().count("integrity", "praise", "\n".join(text.text for text in reading.texts))
    words = sum(len(text.text.split()) for text in reading.texts)
    if praise >= (2 if words >= 40 else 4) and not any(c.verdict == CONFIRMED for c in reading.claims):
        out.append("there is praise without a figure; it may not be meant as it is said")
    return out


def _worsened(metric: str | None, facts: Facts) -> bool:
    measure = facts.metrics.get(metric or "")
    if measure is None or measure.baseline is None or measure.optimized is None or measure.better is Better.NEUTRAL:
        return False
    return (measure.optimized > measure.baseline) == (measure.better is Better.LOWER) and measure.optimized != measure.baseline


def _argued(reading: ProseReading) -> bool:
    """
    Whether another decision than the documented one is argued with data, so that a person may be persuaded.

    A decision with conditions is judged by its reasons alone; a bare one, or one on wrong figures, persuades nobody.
    """
    right = sum(claim.verdict == CONFIRMED for claim in reading.claims)
    words = sum(len(text.text.split()) for text in reading.texts)
    praised = lexicon().count("integrity", "praise", reading.texts[0].text + "\n" + reading.texts[1].text) > 0
    return (
        right >= 3
        or (right >= 2 and len(reading.topics) >= 2)
        or (words >= MANY_WORDS and bool(right or reading.topics))
        or (praised and right > 0)
    )


MANY_WORDS = 70
"""Words of both cells from which another decision counts as argued, where anything in them was read."""
