"""
Truths: every figure that follows from the facts, in every basis students use.

Facts may hold cost per request only; a table may say cost per 1,000 requests or per month. The bases of
one family follow from each other, so all of them can be verified.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.exercise.metrics import find_metric
from grader.memo import last_answer
from grader.model import Better, Facts

DAYS_PER_MONTH = 30.0
BY_BASIS = {"cost": "USD", "energy": "Wh", "carbon": "gCO2e"}
"""Families whose amounts are per something."""
_BASIS_OF_KEY = {"per_request": "per_request", "per_1k": "per_1k", "per_month": "per_month"}


@dataclass(frozen=True, slots=True)
class Truth:
    """One true figure before and after. ``unit`` is the unit without its basis: ``J``, not ``J/request``."""

    metric: str
    """Canonical key, or the key it would have (``energy_per_1k``)."""
    family: str
    statistic: str
    basis: str | None
    baseline: float | None
    optimized: float | None
    unit: str
    better: Better
    qualifier: str = ""
    """Request class or quality category of a partial figure."""

    @property
    def is_percentile(self) -> bool:
        """Whether more than one honest definition exists."""
        return self.statistic in {"p50", "p95", "p99"}


@last_answer
def truths(facts: Facts) -> tuple[Truth, ...]:
    """Return every figure that ``facts`` holds or implies; overall figures before partial ones."""
    found: list[Truth] = []
    for key, measure in facts.metrics.items():
        metric = find_metric(key)
        if metric is None:
            continue
        family = metric.family
        unit, basis = measure.unit, None
        if family in BY_BASIS:
            unit = measure.unit.split("/")[0].strip()
            basis = next((name for ending, name in _BASIS_OF_KEY.items() if key.split(":")[0].endswith(ending)), "per_request")
        qualifier = key.partition(":")[2]
        found.append(Truth(key, family, metric.statistic, basis, measure.baseline, measure.optimized, unit, measure.better, qualifier))
    for family in BY_BASIS:
        found.extend(_derived([truth for truth in found if truth.family == family and not truth.qualifier], facts))
    return tuple(sorted(found, key=lambda truth: bool(truth.qualifier)))


def requests_of(basis: str, facts: Facts) -> float | None:
    """Return how many requests an amount of ``basis`` is for."""
    per_day = facts.workload.get("requests_per_day")
    day = float(per_day) if isinstance(per_day, int | float) else facts.requests_per_month / DAYS_PER_MONTH
    fixed = {
        "per_request": 1.0,
        "per_1k": 1e3,
        "per_1m": 1e6,
        "per_month": facts.requests_per_month,
        "per_day": day,
        "per_year": 12 * facts.requests_per_month,
    }
    return fixed.get(basis)


def _derived(known: list[Truth], facts: Facts) -> list[Truth]:
    """Return the amounts in the bases that are missing, from the first one known."""
    if not known or known[0].basis is None:
        return []
    source, have = known[0], {truth.basis for truth in known}
    base = requests_of(source.basis or "", facts)
    out = []
    for basis in ("per_request", "per_1k", "per_month", "per_day", "per_1m", "per_year"):
        count = requests_of(basis, facts)
        if basis in have or not base or not count:
            continue
        factor = count / base
        before = None if source.baseline is None else source.baseline * factor
        after = None if source.optimized is None else source.optimized * factor
        out.append(Truth(f"{source.family}_{basis}", source.family, basis, basis, before, after, source.unit, source.better))
    return out
