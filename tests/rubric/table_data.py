"""Facts and values for table tests: asymmetric on purpose, so that no two mistakes give the same number."""

from __future__ import annotations

import pandas as pd

from grader.exercise.record import facts_from

FACTS = facts_from(
    {
        "scenario": "invented",
        "requests_per_month": 1_300_000,
        "decision": "adopt",
        "metrics": {
            "latency_mean": {"baseline": 731.0, "optimized": 522.0, "unit": "ms", "better": "lower"},
            "latency_p50": {"baseline": 655.0, "optimized": 471.0, "unit": "ms", "better": "lower"},
            "latency_p95": {"baseline": 1483.0, "optimized": 1127.0, "unit": "ms", "better": "lower"},
            "throughput_requests": {"baseline": 7.3, "optimized": 12.9, "unit": "req/s", "better": "higher"},
            "throughput_tokens": {"baseline": 1311.0, "optimized": 2290.0, "unit": "tok/s", "better": "higher"},
            "peak_memory": {"baseline": 21.7, "optimized": 12.2, "unit": "GiB", "better": "lower"},
            "cost_per_request": {"baseline": 0.00157, "optimized": 0.00083, "unit": "USD/request", "better": "lower"},
            "energy_per_request": {"baseline": 0.231, "optimized": 0.164, "unit": "Wh/request", "better": "lower"},
            "quality": {"baseline": 0.873, "optimized": 0.851, "unit": "score 0-1", "better": "higher"},
            "error_rate": {"baseline": 0.017, "optimized": 0.009, "unit": "fraction", "better": "lower"},
        },
    }
)
LABELS = {
    "mean_latency_ms": "latency_mean",
    "p95_latency_ms": "latency_p95",
    "throughput_rps": "throughput_requests",
    "peak_memory_gib": "peak_memory",
    "cost_per_request_usd": "cost_per_request",
    "energy_wh_per_request": "energy_per_request",
    "quality": "quality",
    "error_rate": "error_rate",
}


def column(system: str) -> pd.Series:
    """Return one system's true values under student labels."""
    return pd.Series({label: getattr(FACTS.metrics[key], system) for label, key in LABELS.items()})


def values() -> tuple[pd.Series, pd.Series]:
    """Return (baseline, optimized)."""
    return column("baseline"), column("optimized")
