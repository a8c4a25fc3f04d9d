"""The facts a text is held against: the measured ones, what follows from them by arithmetic, and the student's own table."""

from __future__ import annotations

from collections.abc import Mapping

from grader.model import Facts, Measure

Own = Mapping[str, tuple[float | None, float | None]]
"""Metric -> (baseline, optimized) of the student's table."""


def own_measures(own: Own | None, facts: Facts) -> dict[str, Measure]:
    """Return the student's own values in the units of the facts, a missing side as measured."""
    out = {}
    for key, (before, after) in (own or {}).items():
        known = facts.metrics.get(key)
        if known is not None and (before is not None or after is not None):
            out[key] = Measure(
                known.baseline if before is None else before, known.optimized if after is None else after, known.unit, known.better
            )
    return out


def with_derived(metrics: Mapping[str, Measure], requests: float) -> dict[str, Measure]:
    """Add what follows from the facts by arithmetic: cost per 1,000 requests, and monthly figures."""
    out = dict(metrics)
    cost = out.get("cost_per_request")
    if cost and "cost_per_1k" not in out:
        out["cost_per_1k"] = _scaled(cost, 1000, "USD/1k requests")
    if cost and "cost_per_month" not in out and requests:
        out["cost_per_month"] = _scaled(cost, requests, "USD/month")
    energy, carbon = out.get("energy_per_request"), out.get("carbon_per_request")
    if energy and "energy_per_month" not in out and requests and energy.unit == "Wh/request":
        out["energy_per_month"] = _scaled(energy, requests / 1000, "kWh/month")
    if carbon and "carbon_per_month" not in out and requests and carbon.unit == "gCO2e/request":
        out["carbon_per_month"] = _scaled(carbon, requests / 1000, "kgCO2e/month")
    return out


def _scaled(measure: Measure, factor: float, unit: str) -> Measure:
    before, after = (None if v is None else v * factor for v in (measure.baseline, measure.optimized))
    return Measure(before, after, unit, measure.better)
