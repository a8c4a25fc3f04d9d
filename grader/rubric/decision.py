"""The judge of ``decision``: one of the three words, held against the targets."""

from __future__ import annotations

import re

from grader.model import Decision, Facts
from grader.reading.entries import entries, is_missing
from grader.rubric.engine import Case, Criterion, Judged, Own
from grader.rubric.verdicts import earned, missed, partly, unscored

CRITERIA = (Criterion("decision-supported", 4, "The decision is one of the three and follows from targets, quality and known effects."),)
KEY = CRITERIA[0].key
NEGATED = re.compile(r"\b(?:do(?:es)?\s+not|don'?t|not|no|never|cannot|can'?t|against|reject(?:ed)?|keep (?:the )?baseline|decline)\b")
CONDITIONAL = re.compile(r"\b(?:condition\w*|conditional\w*|provided|only if|if|with (?:safeguards?|limits?)|partial\w*|gated)\b")
POSITIVE = re.compile(r"\b(?:adopt\w*|yes|accept\w*|go|deploy|roll ?out|approve\w*|ship|recommend\w*)\b")
SAY_HALF = (
    "Your decision goes in a defensible direction, but look again at what is met, what is missed and what is documented about the change."
)


def judge(case: Case) -> Judged:
    """Return the verdict on ``decision``: the documented one, or the one the student's own values imply."""
    value = case.evidence.value("decision", "decision")
    if is_missing(value) or value == "":
        return Judged((missed(KEY, "nothing", case.facts.decision, "decision was not filled in."),))
    said = read_decision(value)
    if said is Decision.UNCLEAR:
        return Judged((unscored(KEY, str(value)[:120], f"decision {value!r} could not be read as one of the three"),))
    if said is case.facts.decision:
        return Judged((earned(KEY, said, case.facts.decision),))
    if said is implied_decision(case.facts, case.own):
        say = "Your decision follows from your own earlier values, so it keeps its points; the earlier step is where to look."
        return Judged((earned(KEY, said, f"{case.facts.decision}, or {said} from the student's own values", say),))
    if Decision.CONDITIONS in {said, case.facts.decision}:
        return Judged((partly(KEY, 0.5, said, case.facts.decision, SAY_HALF),))
    say = "Your decision does not follow from the data: hold each target and the quality margin against the optimized system."
    return Judged((missed(KEY, said, case.facts.decision, say),))


def read_decision(value: object) -> Decision:
    """Return the decision a value states: text, or a mapping with one text in it; ``unclear`` otherwise."""
    if not isinstance(value, str):
        words = [entry.value for entry in entries(value) if isinstance(entry.value, str)]
        return read_decision(words[0]) if words else Decision.UNCLEAR
    text = re.sub(r"[_\-\s]+", " ", value.lower()[:400]).strip()
    if NEGATED.search(text):
        return (
            Decision.UNCLEAR
            if CONDITIONAL.search(text) and POSITIVE.search(NEGATED.sub(" ", text)) and "adopt with" in text
            else Decision.REJECT
        )
    if CONDITIONAL.search(text) and POSITIVE.search(text):
        return Decision.CONDITIONS
    return Decision.ADOPT if POSITIVE.search(text) else Decision.UNCLEAR


def implied_decision(facts: Facts, own: Own) -> Decision | None:
    """Return the decision the student's own optimized values imply, or ``None`` when they change nothing."""
    seen = [target for target in facts.targets if own.get(target.metric, (None, None))[1] is not None]
    missed_own = {target.metric for target in seen if not target.met_by(own[target.metric][1] or 0.0)}
    missed_true = {target.metric for target in seen if not target.met_by(facts.metrics[target.metric].optimized or 0.0)}
    if missed_own == missed_true:
        return None
    if missed_own:
        return Decision.REJECT
    other = {target.metric for target in facts.targets if not target.met_by(facts.metrics[target.metric].optimized or 0.0)} - missed_true
    quality_holds = bool(facts.workload.get("quality_loss_acceptable"))
    return Decision.ADOPT if not other and quality_holds else None
