"""Made-up facts with asymmetric figures: a target missed before, another after, unequal changes, a loss of quality."""

import pytest

from grader.model import Better, Decision, Facts, Measure, Target
from grader.reading.evidence import CellEvidence, Evidence
from grader.reading.exporter import export
from grader.rubric.engine import Case

MEASURES = {
    "latency_mean": (1900.0, 1400.0, "ms", Better.LOWER),
    "latency_p95": (5200.0, 3100.0, "ms", Better.LOWER),
    "ttft_p95": (640.0, 410.0, "ms", Better.LOWER),
    "tpot_p95": (77.0, 52.0, "ms", Better.LOWER),
    "throughput_requests": (2.5, 2.75, "req/s", Better.HIGHER),
    "peak_memory": (18.4, 12.6, "GiB", Better.LOWER),
    "cost_per_1k": (0.66, 0.27, "USD/1k requests", Better.LOWER),
    "cost_per_request": (0.00066, 0.00027, "USD/request", Better.LOWER),
    "cost_per_month": (3960.0, 1620.0, "USD/month", Better.LOWER),
    "energy_per_request": (0.105, 0.046, "Wh/request", Better.LOWER),
    "energy_per_month": (630.0, 276.0, "kWh/month", Better.LOWER),
    "carbon_per_request": (0.0388, 0.017, "gCO2e/request", Better.LOWER),
    "carbon_per_month": (232.8, 102.0, "kgCO2e/month", Better.LOWER),
    "quality": (0.862, 0.845, "score 0-1", Better.HIGHER),
    "quality:maths": (0.61, 0.57, "score 0-1", Better.HIGHER),
}
WORKLOAD = {
    "requests_per_day": 200_000.0,
    "requests_per_month": 6_000_000.0,
    "mean_rate_rps": 4.62963,
    "input_tokens_mean": 450.0,
    "output_tokens_mean": 178.0,
    "measured_input_tokens": 447.0,
    "measured_output_tokens": 181.0,
    "traffic_shape": "bursty",
    "quality_change_pp": -1.7,
    "quality_loss_acceptable": False,
    "targets_met_before": 2,
    "targets_met_after": 2,
    "worst_categories": ("maths",),
    "memory_headroom_gib": 11.4,
}


@pytest.fixture
def facts():
    """Three targets: cost missed before, maths missed after."""
    return Facts(
        scenario="made-up",
        requests_per_month=6_000_000.0,
        decision=Decision.REJECT,
        targets=(
            Target("ttft_p95", "ms", at_most=1000.0),
            Target("cost_per_1k", "USD", at_most=0.45),
            Target("quality:maths", "", at_least=0.6),
        ),
        givens=(),
        metrics={key: Measure(*values) for key, values in MEASURES.items()},
        workload=WORKLOAD,
    )


@pytest.fixture
def case(facts):
    """Return a function that puts one variable in front of the judges."""

    def make(cell, name, value, own=None):
        evidence = Evidence({cell: CellEvidence({name: export(value)})}, {})
        return Case(facts, evidence, own or {})

    return make
