"""
The documented decision, by computation: targets, quality margin, operating limits, known effects.

The rule, in order:

1. The optimized system misses a target, the quality margin or the smallest fleet: adopt with conditions
   if a documented *safeguard* (a restricted use of the same change) meets what was missed, else do not adopt.
2. It misses nothing, but a documented *risk* (a foreseeable state) misses a target: adopt with conditions.
3. It misses nothing: adopt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from grader.exercise.data import Dataset
from grader.exercise.workload import Effect
from grader.model import Decision, Measure, Target

Z_95 = 1.959964
"""Two-sided 95 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The decision and what it rests on. Quality figures are fractions, optimized minus baseline."""

    decision: Decision
    reasons: tuple[str, ...]
    missed_before: tuple[str, ...]
    missed_after: tuple[str, ...]
    quality_change: float
    quality_low: float
    """Lower end of the paired 95 % confidence interval of the change."""
    quality_holds: bool
    worst_categories: tuple[str, ...]
    """Categories with the largest drop in quality; several where they tie."""


def judge(dataset: Dataset, metrics: Mapping[str, Measure]) -> Judgement:
    """Return the decision for ``dataset``, its reasons and the targets missed before and after."""
    workload = dataset.workload
    before = _missed(workload.targets, {key: measure.baseline for key, measure in metrics.items()})
    after = _missed(workload.targets, {key: measure.optimized for key, measure in metrics.items()})
    change, low = paired_interval(dataset.quality)
    holds = 100 * low > -workload.quality.max_loss_pp
    too_few = workload.optimized.gpus < workload.min_gpus
    decision, why = _decide(workload.targets, after, workload.effects, broken=not holds or too_few)
    reasons = [
        f"targets missed before: {_names(before)}; after: {_names(after)}",
        f"quality change {100 * change:+.2f} pp, 95 % lower bound {100 * low:+.2f} pp, margin -{workload.quality.max_loss_pp:g} pp: "
        + ("holds" if holds else "does not hold"),
    ]
    if too_few:
        reasons.append(f"{workload.optimized.gpus} GPUs are fewer than the {workload.min_gpus} that operations need")
    return Judgement(decision, (*reasons, why), before, after, change, low, holds, _worst(dataset))


def paired_interval(quality: pd.DataFrame) -> tuple[float, float]:
    """
    Return (change, lower bound of its 95 % interval) of paired correctness, as fractions.

    Source: paired difference of proportions, d = (c - b)/n, SE = sqrt((b + c)/n - d^2)/sqrt(n).
    """
    difference = quality["optimized_correct"] - quality["baseline_correct"]
    mean = float(difference.mean())
    spread = float((difference**2).mean()) - mean**2
    return mean, mean - Z_95 * math.sqrt(max(spread, 0.0) / len(difference))


def _missed(targets: Iterable[Target], values: Mapping[str, float | None]) -> tuple[str, ...]:
    missed = []
    for target in targets:
        value = values.get(target.metric)
        if value is not None and not target.met_by(value):
            missed.append(target.metric)
    return tuple(missed)


def _decide(targets: tuple[Target, ...], missed: tuple[str, ...], effects: Iterable[Effect], *, broken: bool) -> tuple[Decision, str]:
    if missed or broken:
        for effect in effects:
            repaired = effect.kind == "safeguard" and not broken and set(missed) <= set(effect.measured)
            if repaired and not _missed(targets, dict(effect.measured)):
                return Decision.CONDITIONS, f"meets what it misses only with the safeguard: {effect.text}"
        return Decision.REJECT, "the optimized system breaks a stated requirement and no safeguard mends it"
    for effect in effects:
        endangered = _missed(targets, dict(effect.measured)) if effect.kind == "risk" else ()
        if endangered:
            return Decision.CONDITIONS, f"every target is met, but {_names(endangered)} is missed when: {effect.text}"
    return Decision.ADOPT, "every target is met after the change and no documented risk endangers one"


def _worst(dataset: Dataset) -> tuple[str, ...]:
    drops = {
        category: round(float((rows["optimized_correct"] - rows["baseline_correct"]).mean()), 9)
        for category, rows in dataset.quality.groupby("category")
    }
    low = min(drops.values())
    return tuple(str(category) for category, drop in drops.items() if drop <= low)


def _names(metrics: Iterable[str]) -> str:
    return ", ".join(metrics) or "none"
