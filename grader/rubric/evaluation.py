"""
How good is the prose grader on labelled answers? The figures an instructor can check on their own class.

A labelled answer is a mapping with ``analysis``, ``recommendation``, ``scenario`` (a key of the facts) and any of ``decision`` or
``decision_ok``, ``claims`` (``part, start, end, kind, value, value2, truth``), ``topics``, ``scores`` (mapping, summing to at most 10)
and ``human`` (``yes``, ``no``, ``either``). What is not labelled is not measured.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.exercise.record import facts_for
from grader.model import Claim, Facts, ProseReport
from grader.rubric.prose import grade_prose

DECISIONS = {"conditional": "adopt-with-conditions", "conditions": "adopt-with-conditions", "reject": "do-not-adopt"}
FIGURES = frozenset({"pct", "pp", "ratio", "delta", "pair", "baseline_value", "optimized_value"})
"""Kinds of claims that state a figure; targets and bare directions are not counted."""
FULL = 10.0
Label = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts over all labelled answers; every figure below is a share of these."""

    answers: int = 0
    decisions: list[bool] = field(default_factory=list)
    unseen_wrong: list[str] = field(default_factory=list)
    """Answers whose decision was misread and that no person sees."""
    found: int = 0
    spurious: int = 0
    missing: int = 0
    true_called_wrong: int = 0
    true_claims: int = 0
    decided_right: list[bool] = field(default_factory=list)
    topics: list[int] = field(default_factory=lambda: [0, 0, 0])
    marks: list[tuple[float, float]] = field(default_factory=list)
    """(suggested, deserved) of 10, where no person is asked."""
    person: int = 0
    unasked: list[str] = field(default_factory=list)
    """Answers a person should see and does not."""
    falsified: int = 0
    caught: int = 0
    seconds: list[float] = field(default_factory=list)


def evaluate(
    answers: Iterable[Label],
    facts: Facts | Mapping[str, object],
    falsified: Iterable[Label] = (),
    clock: Callable[[], float] = time.perf_counter,
) -> Tally:
    """
    Return the tally over ``answers`` and over answers ``falsified`` by one edit (``part, start, end`` of the edit).

    ``facts`` may hold several by the answers' ``scenario``.
    """
    tally = Tally()
    for label in answers:
        started = clock()
        report = grade_prose(str(label["analysis"]), str(label["recommendation"]), facts_for(label, facts))
        tally.seconds.append(clock() - started)
        _add(tally, label, report)
    for label in falsified:
        report = grade_prose(str(label["analysis"]), str(label["recommendation"]), facts_for(label, facts))
        tally.falsified += 1
        tally.caught += any(claim.verdict == "contradicted" and _overlaps(claim, label) for claim in report.claims)
    return tally


def _add(tally: Tally, label: Label, report: ProseReport) -> None:
    name = str(label.get("id", tally.answers))
    tally.answers += 1
    tally.person += report.needs_person
    allowed = {DECISIONS.get(word, word) for word in (label.get("decision_ok") or [label.get("decision")]) if word}
    if allowed:
        right = report.decision.value in allowed
        tally.decisions.append(right)
        if not right and not report.needs_person:
            tally.unseen_wrong.append(name)
    if label.get("claims") is not None and label.get("claims_exhaustive", True):
        _add_claims(tally, label["claims"], report.claims)
    if label.get("topics") is not None:
        expected, got = {str(topic).replace("_", "-") for topic in label["topics"]}, set(report.topics)
        tally.topics = [
            old + new for old, new in zip(tally.topics, (len(expected & got), len(got - expected), len(expected - got)), strict=True)
        ]
    if label.get("scores") and not report.needs_person and report.fraction is not None:
        tally.marks.append((report.fraction * FULL, float(sum(label["scores"].values()))))
    if label.get("human") == "yes" and not report.needs_person:
        tally.unasked.append(name)


def _add_claims(tally: Tally, labels: Sequence[Label], claims: Sequence[Claim]) -> None:
    figures = [label for label in labels if label.get("kind") in FIGURES]
    ours = [claim for claim in claims if claim.kind in FIGURES]
    pairs = [(label, claim) for label in figures for claim in ours if _overlaps(claim, label) and _same_value(claim, label)]
    tally.found += len({id(label) for label, _ in pairs})
    tally.missing += len(figures) - len({id(label) for label, _ in pairs})
    tally.spurious += len(ours) - len({id(claim) for claim in ours if any(_overlaps(claim, label) for label in labels)})
    for label, claim in pairs:
        if label.get("truth") not in ("true", "false"):
            continue
        true = label["truth"] == "true"
        tally.true_claims += true
        tally.true_called_wrong += true and claim.verdict == "contradicted"
        if claim.verdict in ("confirmed", "contradicted"):
            tally.decided_right.append(true == (claim.verdict == "confirmed"))


def _overlaps(claim: Claim, label: Label) -> bool:
    return bool(claim.part == label["part"] and claim.start < label["end"] and label["start"] < claim.end)


def _same_value(claim: Claim, label: Label) -> bool:
    stated = [abs(float(label[name])) for name in ("value", "value2") if isinstance(label.get(name), int | float)]
    if not stated or claim.value is None or label.get("kind") == "ratio":
        return True
    scales = (1.0, 1000.0, 0.001, 100.0, 0.01, 60.0, 3600.0, 1 / 3600)
    ours = [abs(value) for value in (claim.value, claim.value2) if value is not None]
    return any(math.isclose(one * scale, value, rel_tol=0.02, abs_tol=1e-9) for one in ours for scale in scales for value in stated)


def kappa(pairs: Sequence[tuple[float, float]], step: float = 0.5) -> float | None:
    """
    Return Cohen's kappa with quadratic weights of (one, other) marks, binned to ``step``; ``None`` where it is not defined.

    Source: Cohen 1968, weighted kappa, with weights (i - j)^2.
    """
    if not pairs:
        return None
    binned = [(round(one / step), round(other / step)) for one, other in pairs]
    observed = statistics.fmean((one - other) ** 2 for one, other in binned)
    chance = statistics.fmean((one - other) ** 2 for one, _ in binned for _, other in binned)
    return 1 - observed / chance if chance else None


def figures(tally: Tally) -> list[tuple[str, str]]:
    """Return (what was measured, figure) rows, in printed order; what was not labelled is left out."""
    gaps = [abs(one - other) for one, other in tally.marks]
    hit, extra, absent = tally.topics
    agreement = kappa(tally.marks)
    rows = [
        ("answers", str(tally.answers)),
        ("decision accuracy", _share(sum(tally.decisions), len(tally.decisions))),
        ("decisions misread that no person sees", ", ".join(tally.unseen_wrong) or "none"),
        ("claims: precision", _share(tally.found, tally.found + tally.spurious)),
        ("claims: recall", _share(tally.found, tally.found + tally.missing)),
        ("truth of decided claims", _share(sum(tally.decided_right), len(tally.decided_right))),
        ("true figures called wrong", _share(tally.true_called_wrong, tally.true_claims)),
        ("falsified by one edit: caught", _share(tally.caught, tally.falsified)),
        ("topics F1", _share(2 * hit, 2 * hit + extra + absent)),
        ("QWK, answers graded without a person", "" if agreement is None else f"{agreement:.2f}"),
        ("mean error of 10, without a person", f"{statistics.fmean(gaps):.2f}" if gaps else ""),
        ("largest error of 10, without a person", f"{max(gaps):.2f}" if gaps else ""),
        ("left to a person", _share(tally.person, tally.answers)),
        ("should reach a person and do not", ", ".join(tally.unasked) or "none"),
        ("ms per answer, median", f"{1000 * statistics.median(tally.seconds):.1f}" if tally.seconds else ""),
    ]
    return [(name, figure) for name, figure in rows if figure]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else ""
