"""Judge the two prose cells. Every mark here is a suggestion; what the reader is unsure of goes to a person, with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace

from grader.model import Better, Claim, Decision, Facts, ProseReport, Status, Verdict
from grader.reading.lexicon import lexicon
from grader.reading.prose import ProseReading, read_prose
from grader.reading.prose_verify import CONFIRMED, CONTRADICTED, UNVERIFIABLE

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
    from grader.exercise.record import facts_from

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
    reasons = reasons_for_person(reading, facts, decision, doubtful if cost > MOST_TAKEN else (), _share(strict))
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
    from grader.exercise.record import facts_from

    given = line.get("facts")
    if given is None and isinstance(facts, Mapping):
        given = facts.get(str(line.get("scenario")), facts if "metrics" in facts else None)
    truth = facts_from(given) if isinstance(given, Mapping | Facts) else facts if isinstance(facts, Facts) else None
    if truth is None:
        return {"error": "no facts: give them in the line or with --facts"}
    report = judge_prose(str(line.get("analysis") or ""), str(line.get("recommendation") or ""), truth)
    return asdict(report)


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
    out += [f'the figure "{claim.text}" in the {claim.part} does not fit the data' for claim in doubtful]
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
    if not out and suggested > MOST_WITHOUT_FIGURES and not any(claim.verdict == CONFIRMED for claim in reading.claims):
        out.append("no figure in the text fits the data, so it could be about any system")
    return tuple(dict.fromkeys(out))


MOST_WITHOUT_FIGURES = 0.4
"""The largest share of the prose points for a text without a figure that fits, unless a person has looked."""


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
    if praise >= 2 and words >= 40 and not any(c.verdict == CONFIRMED for c in reading.claims):
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


def _judged(reading: ProseReading, facts: Facts) -> tuple[Verdict, ...]:
    if all(reading.empty):
        return tuple(_verdict(key, 0.0, "nothing", "an answer", "This cell is still empty.") for key, *_ in PROSE_CRITERIA)
    cap = min((finding.cap for finding in reading.findings), default=1.0)
    tradeoffs = _tradeoffs(reading)
    numbers = {part: _numbers(reading, part) for part in ("analysis", "recommendation", "both")}
    support = _support(reading, facts, tradeoffs, numbers["both"])
    fractions = {
        "improvements": _improvements(reading, facts),
        "tradeoffs": tradeoffs,
        "analysis-numbers": numbers["analysis"],
        "clear-decision": 0.0 if reading.decision is Decision.UNCLEAR else 1.0,
        "support": support,
        "targets": _targets(reading) * min(1.0, 4 * support),
        "recommendation-numbers": min(numbers["both"], numbers["recommendation"])
        if _of(reading, "recommendation")
        else min(numbers["both"], support),
    }
    words = _words(reading, facts)
    return tuple(
        _verdict(key, fractions[key] if key == "clear-decision" and cap > 0 else min(fractions[key], cap), *words[key])
        for key, *_ in PROSE_CRITERIA
    )


def _verdict(key: str, fraction: float, found: str, expected: str, say: str) -> Verdict:
    fraction = round(min(max(fraction, 0.0), 1.0), 4)
    status = Status.EARNED if fraction >= 0.999 else Status.NOT_EARNED if fraction <= 0 else Status.PARTLY
    return Verdict(key, status, fraction, found, expected, None, say, f"found {found}; expected {expected}; suggested {fraction:.0%}")


def _of(reading: ProseReading, part: str) -> list[Claim]:
    return [c for c in reading.claims if (part in (c.part, "both")) and c.verdict in (CONFIRMED, CONTRADICTED)]


def _numbers(reading: ProseReading, part: str) -> float:
    claims = _of(reading, "both" if part == "analysis" and _misplaced(reading) else part)
    wrong = sum(c.verdict == CONTRADICTED for c in claims)
    right = len(claims) - wrong
    if not right:
        return 0.0
    depth: float = (0.0, 0.5, 0.75, 1.0)[min(right, 3)]
    return depth * max(0.0, 1 - 1.6 * wrong / len(claims))


THIN = 18
"""Words below which an analysis can hardly say why anything matters."""


def _misplaced(reading: ProseReading) -> bool:
    """Whether the whole argument stands in the recommendation; it is read there then."""
    return len(reading.texts[0].text.split()) < THIN and len(reading.texts[1].text.split()) >= 40


def _improvements(reading: ProseReading, facts: Facts) -> float:
    """Improved metrics named with a right figure count most; saying why adds; wrong figures take away."""
    if reading.empty[0]:
        return 0.0
    text = reading.texts[0].text + (f"\n{reading.texts[1].text}" if _misplaced(reading) else "")
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


def _tradeoffs(reading: ProseReading) -> float:
    text = reading.texts[0].text + "\n" + reading.texts[1].text
    words = lexicon()
    base = (0.0, 0.5, 0.75, 0.9, 1.0)[len(reading.topics)]
    judged = words.found("topics", "acceptable", text) + words.found("topics", "concerning", text)
    short = 0.75 if len(reading.texts[0].text.split()) < 25 and not _misplaced(reading) else 1.0
    return base * (0.6, 0.9, 1.0)[judged] * short * (0.3 if reading.empty[0] else 1.0)


def _support(reading: ProseReading, facts: Facts, tradeoffs: float, numbers: float) -> float:
    """A decision follows from the data where it is the one the targets lead to and the text gives grounds."""
    if reading.decision is Decision.UNCLEAR:
        return 0.2 if reading.claims and not reading.doubt.startswith("the analysis and") else 0.0
    grounds = bool(reading.topics) or any(c.verdict == CONFIRMED for c in reading.claims)
    if not grounds or (reading.empty[0] and not reading.topics):
        return 0.0
    if not tradeoffs and len(reading.texts[0].text.split()) >= THIN and numbers <= 0.5:
        return 0.25  # words without a trade-off, and hardly a figure
    if reading.decision is Decision.CONDITIONS and _condition(reading) <= EMPTY_CONDITION:
        return 0.3 * (0.4 + 0.4 * tradeoffs + 0.2 * numbers)
    if reading.decision is Decision.CONDITIONS is not facts.decision:
        return 0.75 * (0.4 + 0.4 * tradeoffs + 0.2 * numbers)
    if reading.decision is not facts.decision:
        right = any(c.verdict == CONFIRMED for c in reading.claims)
        return (0.4 * max(tradeoffs, 0.5) if facts.decision is Decision.CONDITIONS else 0.25) * (1.0 if right else 0.4)
    return 0.4 + 0.4 * tradeoffs + 0.2 * numbers if tradeoffs or numbers else 0.25


EMPTY_CONDITION = 0.0
"""A condition with no more than this names nothing that could be checked."""


def _targets(reading: ProseReading) -> float:
    words = lexicon()
    text = reading.texts[0].text + "\n" + reading.texts[1].text
    held = any(c.kind == "target" for c in reading.claims) or words.found("targets", "cue", text) or words.found("targets", "misses", text)
    if reading.decision is Decision.CONDITIONS:
        named = max(0.5 * held, _condition(reading))
    else:
        named = float(held or words.found("decision", "conditional", reading.texts[1].text))
    thin = 0.7 if len(text.split()) < 2 * THIN else 1.0
    return thin * min(1.0, 0.4 * bool(reading.topics) + 0.6 * named)


def _condition(reading: ProseReading) -> float:
    """Return how much of a condition is there: what it is about (a metric, a part of the traffic), its limit, what happens then."""
    words, text = lexicon(), reading.texts[1].text
    about = any(pattern.search(text) for pattern in words.sections["families"].values()) or any(
        pattern.search(text) for pattern in words.sections["statistics"].values()
    )
    part = reading.scoped or words.found("decision", "part", text)
    limit = re.search(r"\d", text) is not None or words.found("targets", "cue", text)
    then = words.found("integrity", "consequence", text)
    return max(0.4 * (about or part) + 0.3 * (limit or part) + 0.3 * then, 0.2)


def _words(reading: ProseReading, facts: Facts) -> dict[str, tuple[str, str, str]]:
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
        part: f"{sum(c.verdict == CONFIRMED for c in _of(reading, part))} right, {len(wrong[part])} doubtful figures" for part in wrong
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
            "a target or condition" if _targets(reading) >= 0.6 else "none",
            "the stated targets",
            "Hold your decision against the stated targets, or name the conditions.",
        ),
        "recommendation-numbers": (count["recommendation"], truth["recommendation"], said["recommendation"]),
    }


def _truth(claim: Claim, facts: Facts) -> str:
    measure = facts.metrics.get(claim.metric or "")
    return f'"{claim.text}": {claim.metric} is {measure.baseline:g} -> {measure.optimized:g} {measure.unit}' if measure else claim.text
