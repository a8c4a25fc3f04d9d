"""What students and instructors read about each prose criterion; the student's words quote only the student."""

from __future__ import annotations

from grader.model import Claim, Decision, Facts
from grader.reading.prose import ProseReading
from grader.reading.prose_verify import CONFIRMED, CONTRADICTED
from grader.rubric.prose_marks import judged_claims, targets


def words_of(reading: ProseReading, facts: Facts) -> dict[str, tuple[str, str, str]]:
    """Return found, expected and what the student reads, per criterion; the student's words quote only the student."""
    wrong = {part: [c for c in reading.claims if c.verdict == CONTRADICTED and c.part == part] for part in ("analysis", "recommendation")}
    carried = f' The figure "{reading.carried[0].text}" agrees with your own table, so it keeps its credit.' if reading.carried else ""
    topics = ", ".join(reading.topics) or "none"
    said = {
        part: (
            f'You wrote "{wrong[part][0].text}"; check that figure against your table. A person will look at it.'
            if wrong[part]
            else "No figure here disagrees with the data."
        )
        + carried
        for part in wrong
    }
    count = {
        part: f"{sum(c.verdict == CONFIRMED for c in judged_claims(reading, part))} right, {len(wrong[part])} doubtful figures"
        for part in wrong
    }
    truth = {part: "; ".join(_truth(c, facts) for c in wrong[part]) or "figures that fit the data" for part in wrong}
    decided = (
        f"Your recommendation was read as: {reading.decision}."
        if reading.decision is not Decision.UNCLEAR
        else "No single clear decision could be read in your recommendation."
    )
    return {
        "improvements": (
            count["analysis"],
            "improved metrics with a reason why they matter",
            "Name the improvements that matter most, each with a figure and a reason.",
        ),
        "tradeoffs": (
            topics,
            "quality, responsiveness, flexibility, workload-fit where they apply",
            f"Trade-offs read in your text: {topics}. Say of each whether it is acceptable or concerning, and why.",
        ),
        "analysis-numbers": (count["analysis"], truth["analysis"], said["analysis"]),
        "clear-decision": (str(reading.decision), "one clear decision", decided),
        "support": (
            str(reading.decision),
            str(facts.decision),
            "A decision is supported when the figures and the stated targets lead to it.",
        ),
        "targets": (
            "a target or condition" if targets(reading) >= 0.6 else "none",
            "the stated targets",
            "Hold your decision against the stated targets, or name the conditions.",
        ),
        "recommendation-numbers": (count["recommendation"], truth["recommendation"], said["recommendation"]),
    }


def _truth(claim: Claim, facts: Facts) -> str:
    measure = facts.metrics.get(claim.metric or "")
    return f'"{claim.text}": {claim.metric} is {measure.baseline:g} -> {measure.optimized:g} {measure.unit}' if measure else claim.text
