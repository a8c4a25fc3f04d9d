"""Read the two prose cells: clean them, find and check the figures, the decision, the topics and what speaks against trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from grader.model import Claim, Decision, Facts
from grader.reading.claims import declares_savings, find_claims
from grader.reading.decision import Stated, stated_decision
from grader.reading.decision_scope import names_part
from grader.reading.integrity import Finding, integrity, untouched
from grader.reading.prose_text import Clean, cleaned
from grader.reading.prose_verify import UNVERIFIABLE, judge_claims
from grader.reading.topics import discussed_topics

PARTS = ("analysis", "recommendation")
OPPOSITE = {(Decision.ADOPT, Decision.REJECT), (Decision.REJECT, Decision.ADOPT)}


@dataclass(frozen=True, slots=True)
class ProseReading:
    """What was read in the two cells; nothing here is a mark yet."""

    texts: tuple[Clean, Clean]
    empty: tuple[bool, bool]
    claims: tuple[Claim, ...]
    carried: tuple[Claim, ...]
    """Claims true only of the student's own table."""
    decision: Decision
    decided_in: str
    """The part the decision was taken from."""
    doubt: str
    """Why the decision is unclear or doubtful, for people."""
    topics: tuple[str, ...]
    findings: tuple[Finding, ...]
    scoped: bool = False
    """Whether the recommendation names a class of requests or a category of the data."""


def read_prose(
    analysis: str, recommendation: str, facts: Facts, own: Mapping[str, tuple[float | None, float | None]] | None = None
) -> ProseReading:
    """Return what the two cells say, checked against ``facts`` and, second, against the student's own values."""
    first, second = cleaned(analysis), cleaned(recommendation)
    empty = (untouched(first.text), untouched(second.text))
    categories = tuple(key.split(":", 1)[1] for key in facts.metrics if key.startswith("quality:"))
    classes = tuple(dict.fromkeys(key.split(":", 1)[1] for key in facts.metrics if ":" in key and not key.startswith("quality:")))
    found = [
        claim
        for part, text, blank in zip(PARTS, (first, second), empty, strict=True)
        if not blank
        for claim in find_claims(part, text.text, categories, classes)
    ]
    claims, carried = judge_claims(found, facts, own, declared=declares_savings(f"{first.text}\n{second.text}"))
    findings = tuple(integrity(first, second, facts))
    foreign = any(finding.key == "language" for finding in findings)
    if foreign:  # words were not understood, so neither was what its numbers are about
        claims, carried = [replace(claim, verdict=UNVERIFIABLE) for claim in claims], []
    texts = [text.text for text, blank in zip((first, second), empty, strict=True) if not blank]
    decision, place, doubt = _decided(first.text, second.text, empty, tuple(dict.fromkeys((*categories, *classes))))
    if foreign:  # a person looks in any case
        doubt = ""
    return ProseReading(
        (first, second),
        empty,
        tuple(claims),
        tuple(carried),
        decision,
        place,
        doubt,
        discussed_topics(texts, categories, facts.prompt),
        findings,
        names_part(second.text, tuple(dict.fromkeys((*categories, *classes)))),
    )


def _decided(analysis: str, recommendation: str, empty: tuple[bool, bool], categories: tuple[str, ...]) -> tuple[Decision, str, str]:
    nothing = Stated(Decision.UNCLEAR, "no decision is stated")
    early = nothing if empty[0] else stated_decision(analysis, categories, strict=not empty[1])
    late = nothing if empty[1] else stated_decision(recommendation, categories)
    if late.decision is not Decision.UNCLEAR:
        if (early.decision, late.decision) in OPPOSITE:
            return Decision.UNCLEAR, "recommendation", "the analysis and the recommendation decide differently"
        return late.decision, "recommendation", late.reason
    if empty[1] and early.decision is not Decision.UNCLEAR:
        return early.decision, "analysis", "the decision stands in the analysis, not in the recommendation"
    return Decision.UNCLEAR, "recommendation", "" if all(empty) else late.reason
