"""Disguises of a right comparison table, each harmless, drawn and combined at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from hypothesis import strategies as st

METRICS = {
    "latency_p95": (
        ["p95 latency", "latency_p95", "P95 Latency", "Latency (p95)", "95th percentile latency", "lat_p95", "E2E latency p95"],
        "time",
    ),
    "latency_mean": (["mean latency", "latency_mean", "avg_latency", "Average latency", "Latency (mean)", "mean_lat"], "time"),
    "throughput_requests": (["throughput", "requests per second", "Throughput (req/s)", "RPS", "throughput_rps", "req/s", "QPS"], "rate"),
    "peak_memory": (["peak memory", "Peak GPU memory", "max_memory", "peak_mem", "memory peak", "Peak VRAM"], "memory"),
    "cost_per_request": (["cost per request", "cost/request", "Cost per request", "cost_per_request", "unit cost per request"], "cost"),
    "energy_per_request": (["energy per request", "energy/request", "Energy per request", "energy_per_request"], "energy"),
    "quality": (["quality", "accuracy", "Quality score", "Answer quality"], "share"),
    "error_rate": (["error rate", "error_rate", "Error rate", "failure rate"], "share"),
}
UNITS = {
    "time": {"ms": 1.0, "s": 1e-3},
    "rate": {"req/s": 1.0},
    "memory": {"GiB": 1.0, "MiB": 1024.0, "GB": 2**30 / 1e9},
    "cost": {"USD": 1.0},
    "energy": {"Wh": 1.0, "J": 3600.0, "mWh": 1000.0},
    "share": {"": 1.0, "%": 100.0},
}
PAIRS = [
    ("baseline", "optimized"),
    ("Baseline", "Optimized"),
    ("before", "after"),
    ("Before", "After"),
    ("old", "new"),
    ("base", "opt"),
    ("original", "optimised"),
]
CHANGES = {
    "delta": lambda b, a: a - b,
    "change_pct": lambda b, a: (a - b) / b * 100,
    "relative change (%)": lambda b, a: (a - b) / b * 100,
    "relative change": lambda b, a: (a - b) / b,
    "% change": lambda b, a: (a - b) / b * 100,
    "ratio": lambda b, a: a / b,
    "reduction_pct": lambda b, a: (b - a) / b * 100,
    "baseline - optimized": lambda b, a: b - a,
}


@dataclass(frozen=True)
class Disguise:
    """What a table is given to look like."""

    labels: dict[str, str]
    units: dict[str, str]
    pair: tuple[str, str]
    changes: tuple[str, ...]
    order: tuple[str, ...]
    optimized_first: bool
    transposed: bool
    as_text: bool
    index_as_column: bool
    digits: int

    def table(self, facts) -> pd.DataFrame:
        """Return the true values of ``facts`` in this disguise."""
        rows = {}
        for metric in self.order:
            unit = self.units[metric]
            factor = UNITS[METRICS[metric][1]][unit]
            before, after = facts.metrics[metric].baseline * factor, facts.metrics[metric].optimized * factor
            label = self.labels[metric] + (f" [{unit}]" if unit and unit not in self.labels[metric] else "")
            columns = {self.pair[0]: before, self.pair[1]: after, **{name: CHANGES[name](before, after) for name in self.changes}}
            rows[label] = {name: self._rounded(value) for name, value in columns.items()}
        frame = pd.DataFrame(rows).T
        if self.optimized_first:
            frame = frame[[self.pair[1], self.pair[0], *self.changes]]
        if self.as_text:
            frame = frame.map(lambda value: f"{value:,.10g}")
        if self.transposed:
            return frame.T
        return frame.rename_axis("metric").reset_index() if self.index_as_column else frame

    def _rounded(self, value: float) -> float:
        return value if self.digits == 0 or not value else float(np.format_float_positional(value, self.digits, fractional=False))


@st.composite
def disguises(draw) -> Disguise:
    """Draw one disguise."""
    return Disguise(
        labels={metric: draw(st.sampled_from(names)) for metric, (names, _) in METRICS.items()},
        units={metric: draw(st.sampled_from(sorted(UNITS[kind]))) for metric, (_, kind) in METRICS.items()},
        pair=draw(st.sampled_from(PAIRS)),
        changes=tuple(draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3, unique=True))),
        order=tuple(draw(st.permutations(sorted(METRICS)))),
        optimized_first=draw(st.booleans()),
        transposed=draw(st.booleans()),
        as_text=draw(st.booleans()),
        index_as_column=draw(st.booleans()),
        digits=draw(st.sampled_from([0, 6, 5])),
    )
