"""The judge of ``concerns``: which stated targets the baseline misses."""

from __future__ import annotations

from grader.model import Target, Verdict
from grader.reading.entries import entries, is_missing, texts, truth, words_of
from grader.rubric.answers import all_missed, all_unscored
from grader.rubric.engine import Case, Criterion, Judged
from grader.rubric.verdicts import earned, missed, partly

CRITERIA = (
    Criterion("concerns-found", 4, "Every target the baseline misses is named as a concern."),
    Criterion("concerns-clear", 4, "No target the baseline meets is called a concern."),
)
FAMILY_WORDS = {
    "latency": {"latency", "e2e", "response", "responsiveness", "slow"},
    "ttft": {"ttft", "first", "responsiveness", "latency"},
    "tpot": {"tpot", "itl", "token"},
    "cost": {"cost", "price", "expensive", "budget", "usd"},
    "quality": {"quality", "accuracy", "correct"},
    "error": {"error", "failure", "reliability"},
    "throughput": {"throughput", "rps", "capacity"},
    "peak": {"memory"},
    "mean": {"memory"},
    "energy": {"energy", "power"},
    "carbon": {"carbon", "emission", "co"},
    "slo": {"slo", "goodput", "attainment"},
}
"""First word of a metric key -> words by which students name it."""


def judge(case: Case) -> Judged:
    """Return the verdicts on ``concerns``: against the data, or against the student's own baseline values."""
    value = case.evidence.value("concerns", "concerns")
    if is_missing(value):
        return Judged(all_missed(CRITERIA, "concerns"))
    flagged = _flagged(value, case.facts.targets)
    if flagged is None:
        return Judged(all_unscored(CRITERIA, value, "concerns could not be read as targets with yes or no"))
    by_data = _judge(flagged, _missed(case, own=False), case.facts.targets)
    by_own = _judge(flagged, _missed(case, own=True), case.facts.targets)
    own_better = sum(v.fraction or 0 for v in by_own) > sum(v.fraction or 0 for v in by_data)
    return Judged(by_own if own_better else by_data)


def _missed(case: Case, *, own: bool) -> set[str]:
    missed_by = set()
    for target in case.facts.targets:
        measure = case.facts.metrics[target.metric]
        value = case.own.get(target.metric, (None, None))[0] if own else None
        value = measure.baseline if value is None else value
        if value is not None and not target.met_by(value):
            missed_by.add(target.metric)
    return missed_by


def _judge(flagged: set[str], missed_by: set[str], targets: tuple[Target, ...]) -> tuple[Verdict, Verdict]:
    names = {target.metric for target in targets}
    said, truth_text = ", ".join(sorted(flagged)) or "none", ", ".join(sorted(missed_by)) or "none"
    hit, false_alarm, met = flagged & missed_by, flagged - missed_by, names - missed_by
    if missed_by:
        say = "At least one target that the baseline misses is not among your concerns; compare each target with your summary."
        found = (
            partly("concerns-found", len(hit) / len(missed_by), said, truth_text, say)
            if hit != missed_by
            else earned("concerns-found", said, truth_text)
        )
    elif false_alarm:
        found = missed(
            "concerns-found", said, truth_text, "The baseline meets more targets than you say; compare each limit with your summary."
        )
    else:
        found = earned("concerns-found", said, truth_text)
    if not false_alarm and (hit or not missed_by):
        clear = earned("concerns-clear", said, truth_text)
    elif not false_alarm:
        clear = missed("concerns-clear", said, truth_text, "Nothing the baseline misses was named, so there is nothing to credit here.")
    else:
        share = (1 - len(false_alarm) / max(len(met), 1)) * (1.0 if hit or not missed_by else 0.0)
        say = "You name a target as missed that the baseline meets; mind the unit and which side of the limit is good."
        clear = partly("concerns-clear", share, said, truth_text, say)
    return found, clear


def _flagged(value: object, targets: tuple[Target, ...]) -> set[str] | None:
    """Return the targets called a concern, or ``None`` when the answer cannot be read."""
    named = entries(value)
    if named:
        read = [(entry.label, truth(entry.value)) for entry in named]
        known = [(label, says) for label, says in read if _match(label, targets)]
        if not known or all(says is None for _, says in known):
            return None
        return {metric for label, says in known if says for metric in _match(label, targets)}
    if isinstance(value, dict) and value.get("kind") in {"sequence", "series"} and not texts(value):
        return set() if not value.get("items") else None
    found = [_match(text, targets) for text in texts(value)]
    return {metric for metrics in found for metric in metrics} if any(found) else None


def _match(label: str, targets: tuple[Target, ...]) -> set[str]:
    """Return the targets a label names: by its words, and by request class or category where it has them."""
    said = words_of(label)
    exact = {target.metric for target in targets if words_of(target.metric) <= said}
    if exact:
        most = max(len(words_of(metric)) for metric in exact)
        return {metric for metric in exact if len(words_of(metric)) == most}
    found = set()
    for target in targets:
        key, _, group = target.metric.partition(":")
        family = key.split("_")[0]
        if said & FAMILY_WORDS.get(family, {family}) and (not group or words_of(group) <= said or not _names_group(said, targets)):
            found.add(target.metric)
    return found


def _names_group(said: frozenset[str], targets: tuple[Target, ...]) -> bool:
    groups = [words_of(target.metric.partition(":")[2]) for target in targets if ":" in target.metric]
    return any(group <= said for group in groups)
