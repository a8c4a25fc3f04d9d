"""
The catalogue of mistakes: each is a formula for what the error would have produced, a share kept and a hint.

``CATALOGUE`` holds them all; adding one is one decorated function in ``value_mistakes``,
``change_mistakes`` or ``data_mistakes``. Two mistakes that give the same number on given data are
``collisions``: a table showing that number cannot say which one happened.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.exercise import change_mistakes, data_mistakes, value_mistakes
from grader.exercise.catalogue import CATALOGUE, Known, Pair
from grader.exercise.data import Dataset
from grader.exercise.truth import Truth, truths
from grader.model import Facts

__all__ = ["CATALOGUE", "Collision", "Known", "Pair", "collisions", "mistaken_values", "value_slips"]

SOURCES = (value_mistakes, change_mistakes, data_mistakes)
"""The files that fill the catalogue."""
TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Collision:
    """Two mistakes with one result: the same (baseline, optimized) for ``metric``."""

    one: str
    other: str
    metric: str


def mistaken_values(dataset: Dataset) -> Mapping[str, Mapping[str, Pair]]:
    """Return what every mistake on raw data makes of ``dataset``: mistake -> metric -> (baseline, optimized)."""
    found: dict[str, dict[str, Pair]] = {}
    for known in CATALOGUE.values():
        if known.data is not None:
            before, after = known.data(dataset.baseline), known.data(dataset.optimized)
            pairs = {key: (before[key], after[key]) for key in before if key in after}
            sound = {key: pair for key, pair in pairs.items() if math.isfinite(pair[0]) and math.isfinite(pair[1])}
            if sound:
                found[known.key] = dict(sound)
    return found


def value_slips(truth: Truth, facts: Facts) -> Iterator[tuple[Known, Pair]]:
    """Yield what every known mistake makes of one true figure; those computed from the raw data come first."""
    for key, metrics in facts.mistaken.items():
        known = CATALOGUE.get(key)
        if known is not None and truth.metric in metrics:
            yield known, metrics[truth.metric]
    for known in CATALOGUE.values():
        if known.value is not None:
            for pair in known.value(truth, facts):
                if pair[0] is not None or pair[1] is not None:
                    yield known, pair


def collisions(facts: Facts) -> list[Collision]:
    """Return the pairs of different mistakes that give the same two numbers, within rounding, on ``facts``."""
    found: dict[Collision, None] = {}
    for truth in truths(facts):
        if truth.metric not in facts.metrics:
            continue
        slips = [(known, pair) for known, pair in value_slips(truth, facts) if not _same(pair, (truth.baseline, truth.optimized))]
        for place, (known, pair) in enumerate(slips):
            for other, twin in slips[place + 1 :]:
                if known.key != other.key and _same(pair, twin):
                    found[Collision(known.key, other.key, truth.metric)] = None
    return list(found)


def _same(one: Pair, other: Pair) -> bool:
    return all(a is not None and b is not None and math.isclose(a, b, rel_tol=TOLERANCE) for a, b in zip(one, other, strict=True))
