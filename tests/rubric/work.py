"""An honest student's work, built from facts, so that one thing of it can be made wrong at a time."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from grader.grade import Assignment, score
from grader.model import Facts, Report
from grader.reading.evidence import CellEvidence, Evidence
from grader.reading.exporter import export
from grader.rubric.criteria import VARIABLES
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT

FACTS: Facts = Assignment(ASSIGNMENT, ROOT).facts()
LABELS = {
    "latency_mean_ms": "latency_mean",
    "latency_p95_ms": "latency_p95",
    "ttft_p95_ms": "ttft_p95",
    "tpot_p95_ms": "tpot_p95",
    "throughput_rps": "throughput_requests",
    "peak_memory_gib": "peak_memory",
    "cost_per_1k_usd": "cost_per_1k",
    "energy_wh_per_request": "energy_per_request",
    "carbon_g_per_request": "carbon_per_request",
}
"""Label the student uses -> metric."""
LIMITS = {target.metric: target for target in FACTS.targets}
MONTH = FACTS.requests_per_month
PROSE = {"analysis": "", "recommendation": ""}


@dataclass
class Work:
    """What the student leaves; ``before`` and ``after`` are values by label, everything later follows from them."""

    before: dict[str, float] = field(default_factory=lambda: {name: FACTS.metrics[key].baseline for name, key in LABELS.items()})
    after: dict[str, float] = field(default_factory=lambda: {name: FACTS.metrics[key].optimized for name, key in LABELS.items()})
    values: dict[str, Any] = field(default_factory=dict)
    """Variables that do not follow, put in place of those that would."""

    def built(self) -> dict[str, Any]:
        """Return every variable, consistent with ``before`` and ``after``."""
        before, after = pd.Series(self.before), pd.Series(self.after)
        facts = FACTS.workload
        found = {
            "workload_facts": {
                **{name: facts[name] for name in ("requests_per_day", "requests_per_month", "mean_rate_rps", "input_tokens_mean")},
                **{name: facts[name] for name in ("output_tokens_mean", "traffic_shape")},
                "targets": {name: target.at_most if target.at_most is not None else target.at_least for name, target in LIMITS.items()},
            },
            "baseline_summary": dict(self.before),
            "optimized_summary": dict(self.after),
            "concerns": {name: not target.met_by(self._value(name)) for name, target in LIMITS.items()},
            "comparison": pd.DataFrame(
                {"baseline": before, "optimized": after, "change": after - before, "change_pct": (after - before) / before * 100}
            ),
            "savings": {
                "cost_usd_per_month": (before.cost_per_1k_usd - after.cost_per_1k_usd) / 1000 * MONTH,
                "energy_kwh_per_month": (before.energy_wh_per_request - after.energy_wh_per_request) / 1000 * MONTH,
                "emissions_kg_per_month": (before.carbon_g_per_request - after.carbon_g_per_request) / 1000 * MONTH,
            },
            "tradeoffs": {
                **{
                    name: facts[name]
                    for name in ("quality_change_pp", "quality_loss_acceptable", "targets_met_before", "targets_met_after")
                },
                "worst_category": facts["worst_categories"][0],
                "memory_headroom_gib": facts["memory_headroom_gib"],
                "latency_p95_change_pct": (after.latency_p95_ms / before.latency_p95_ms - 1) * 100,
            },
            "decision": FACTS.decision.value,
        }
        return {**found, **deepcopy(self.values)}

    def _value(self, metric: str) -> float:
        label = next((label for label, key in LABELS.items() if key == metric), None)
        measured = FACTS.metrics[metric].baseline if label is None else self.before[label]
        assert measured is not None
        return measured

    def report(self) -> Report:
        """Return the report on the work."""
        built = self.built()
        cells = {cell: CellEvidence({name: export(built[name]) for name in names if name in built}) for cell, names in VARIABLES.items()}
        return score(Evidence(cells, dict(PROSE)), FACTS)


def fractions(report: Report) -> dict[str, float | None]:
    """Return criterion -> fraction, the prose left out."""
    return {verdict.key: verdict.fraction for cell in report.cells if cell.cell not in PROSE for verdict in cell.verdicts}


def lost(report: Report) -> set[str]:
    """Return the criteria that did not earn everything, the prose left out."""
    return {key for key, fraction in fractions(report).items() if fraction != 1}


def named(report: Report) -> set[str]:
    """Return the mistakes that were recognised."""
    return {verdict.mistake for cell in report.cells for verdict in cell.verdicts if verdict.mistake}
