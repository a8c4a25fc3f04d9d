"""Judge the two prose cells. Every mark here is a suggestion; what the reader is unsure of goes to a person, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from grader.exercise.record import facts_for, facts_from
from grader.model import Decision, Facts, ProseReport, Status, Verdict
from grader.reading.prose import ProseReading, read_prose
from grader.reading.prose_verify import CONTRADICTED, UNVERIFIABLE
from grader.rubric.prose_marks import improvements, judged_claims, numbers, support, targets, tradeoffs
from grader.rubric.prose_reasons import reasons_for_person
from grader.rubric.prose_words import words_of

Own = Mapping[str, tuple[float | None, float | None]]


PROSE_CRITERIA: tuple[tuple[str, str, float, str], ...] = (
    ("improvements", "analysis", 3.0, "Says which improvements matter most, and why."),
    (
        "tradeoffs",
        "analysis",
        4.0,
        "Discusses trade-offs (quality, responsiveness, flexibility, fit to the workload) and calls each acceptable or concerning.",
    ),
    ("analysis-numbers", "analysis", 2.0, "Supports the analysis with figures, and the figures are right."),
    ("clear-decision", "recommendation", 2.0, "States one clear decision: adopt, adopt with conditions, or do not adopt."),
    ("support", "recommendation", 4.0, "The decision follows from the data."),
    ("targets", "recommendation", 2.0, "Holds the decision against the stated targets or names the conditions."),
    ("recommendation-numbers", "recommendation", 1.0, "The figures the recommendation rests on are right."),
)
"""Key, cell, points and public sentence of every prose criterion."""


def grade_prose(analysis: str, recommendation: str, facts: Facts | Mapping[str, object]) -> ProseReport:
    """Return the report on the two prose cells; ``facts`` is a ``Facts`` or the documented mapping."""
    return judge_prose(analysis, recommendation, facts_from(facts))


def judge_prose(analysis: str, recommendation: str, facts: Facts, own: Own | None = None, decision: Decision | None = None) -> ProseReport:
    """
    Return the report on the two prose cells.

    ``own`` holds the student's own table values, so that a figure consistent with a wrong table keeps its credit;
    ``decision`` is what the student's ``decision`` variable says.
    """
    reading = read_prose(analysis, recommendation, facts, own)
    strict = _judged(reading, facts)
    kind = _judged(_in_doubt(reading), facts)
    cost = _share(kind) - _share(strict)
    doubtful = tuple(claim for claim in reading.claims if claim.verdict == CONTRADICTED)
    suggested = _share(kind if len(doubtful) == 1 else strict)
    reasons = reasons_for_person(reading, facts, decision, doubtful if cost > MOST_TAKEN else (), suggested)
    verdicts = kind if len(doubtful) == 1 and not reasons else strict
    return ProseReport(_share(verdicts), verdicts, reading.decision, reading.claims, reading.topics, bool(reasons), reasons)


MOST_TAKEN = 0.1
"""The largest share of the prose points that doubtful figures cost without a person. A single one costs nothing then: it may be misread."""


def _share(verdicts: tuple[Verdict, ...]) -> float:
    """Return the share of the prose points."""
    points = sum(entry[2] for entry in PROSE_CRITERIA)
    return round(
        sum(weight * (verdict.fraction or 0.0) for verdict, (_, _, weight, _) in zip(verdicts, PROSE_CRITERIA, strict=True)) / points, 4
    )


def _in_doubt(reading: ProseReading) -> ProseReading:
    """Return ``reading`` with every doubtful figure given the benefit of the doubt: it counts neither for nor against."""
    return replace(reading, claims=tuple(replace(c, verdict=UNVERIFIABLE) if c.verdict == CONTRADICTED else c for c in reading.claims))


def explain_prose_line(line: Mapping[str, object], facts: Facts | Mapping[str, object] | None = None) -> dict[str, object]:
    """
    Return the report for one line of ``explain-prose``, ready for JSON.

    The line's own ``facts`` win over ``facts``, which may also hold several by the line's ``scenario``.
    """
    truth = facts_for(line, facts)
    report = judge_prose(str(line.get("analysis") or ""), str(line.get("recommendation") or ""), truth)
    return asdict(report)


def _judged(reading: ProseReading, facts: Facts) -> tuple[Verdict, ...]:
    if all(reading.empty):
        return tuple(_verdict(key, 0.0, "nothing", "an answer", "This cell is still empty.") for key, *_ in PROSE_CRITERIA)
    cap = min((finding.cap for finding in reading.findings), default=1.0)
    weighed = tradeoffs(reading)
    right = {part: numbers(reading, part) for part in ("analysis", "recommendation", "both")}
    grounds = support(reading, facts, weighed, right["both"])
    fractions = {
        "improvements": improvements(reading, facts),
        "tradeoffs": weighed,
        "analysis-numbers": right["analysis"],
        "clear-decision": 0.0 if reading.decision is Decision.UNCLEAR else 1.0,
        "support": grounds,
        "targets": targets(reading) * min(1.0, 3 * grounds),
        "recommendation-numbers": min(right["both"], right["recommendation"] if judged_claims(reading, "recommendation") else grounds),
    }
    words = words_of(reading, facts)
    return tuple(
        _verdict(key, fractions[key] if key == "clear-decision" and cap > 0 else min(fractions[key], cap), *words[key])
        for key, *_ in PROSE_CRITERIA
    )


def _verdict(key: str, fraction: float, found: str, expected: str, say: str) -> Verdict:
    fraction = round(min(max(fraction, 0.0), 1.0), 4)
    status = Status.EARNED if fraction >= 0.999 else Status.NOT_EARNED if fraction <= 0 else Status.PARTLY
    return Verdict(key, status, fraction, found, expected, None, say, f"found {found}; expected {expected}; suggested {fraction:.0%}")
