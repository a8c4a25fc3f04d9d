"""Disguises of a right comparison table, each harmless, drawn and combined at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from hypothesis import strategies as st

METRICS = {
    "latency_p95": (
        "p95 latency|latency_p95|P95 Latency|Latency (p95)|95th percentile latency|lat_p95|E2E latency p95|latencyP95|p95_latency|95 % latency|"
        "Latenz p95|p95-Latenz|latence p95|latencia p95|latency quantile 0.95|P95 response time|tail latency (p95)",
        "time",
    ),
    "latency_mean": (
        "mean latency|latency_mean|avg_latency|Average latency|Latency (mean)|mean_lat|meanLatency|Mittlere Latenz|latence moyenne|latencia media|"
        "mean response time|Avg. latency|LATENCY MEAN",
        "time",
    ),
    "throughput_requests": (
        "throughput|requests per second|Throughput (req/s)|RPS|throughput_rps|req/s|QPS|Requests/s|Durchsatz|débit|rendimiento|tput|throughput_req_per_s",
        "rate",
    ),
    "peak_memory": (
        "peak memory|Peak GPU memory|max_memory|peak_mem|memory peak|Peak VRAM|peakMemory|GPU memory (peak)|Speicher (max)|mémoire max|memoria pico|max mem",
        "memory",
    ),
    "cost_per_request": (
        "cost per request|cost/request|Cost per request|cost_per_request|unit cost per request|Kosten pro Anfrage|coût par requête|costPerRequest|$/request",
        "cost",
    ),
    "energy_per_request": (
        "energy per request|energy/request|Energy per request|energy_per_request|Energie pro Anfrage|énergie par requête|energyPerRequest",
        "energy",
    ),
    "quality": ("quality|accuracy|Quality score|Answer quality|Qualität|qualité|calidad|eval accuracy", "share"),
    "error_rate": (
        "error rate|error_rate|Error rate|failure rate|Fehlerrate|taux d'erreur|tasa de error|errorRate|share of failed requests",
        "share",
    ),
}
UNITS = {
    "time": {"ms": 1.0, "s": 1e-3},
    "rate": {"req/s": 1.0},
    "memory": {"GiB": 1.0, "MiB": 1024.0, "GB": 2**30 / 1e9},
    "cost": {"USD": 1.0, "$": 1.0},
    "energy": {"Wh": 1.0, "J": 3600.0, "mWh": 1000.0},
    "share": {"": 1.0, "%": 100.0},
}
PAIRS = [
    tuple(pair.split("/"))
    for pair in (
        "baseline/optimized Baseline/Optimized before/after Before/After old/new base/opt original/optimised BASELINE/OPTIMIZED "
        "vorher/nachher avant/après antes/después control/treatment"
    ).split(" ")
]
CHANGES = {
    "delta": lambda b, a: a - b,
    "abs_change": lambda b, a: a - b,
    "Δ": lambda b, a: a - b,
    "Differenz": lambda b, a: a - b,
    "change_pct": lambda b, a: (a - b) / b * 100,
    "Δ %": lambda b, a: (a - b) / b * 100,
    "relative change (%)": lambda b, a: (a - b) / b * 100,
    "relative change": lambda b, a: (a - b) / b,
    "rel_change": lambda b, a: (a - b) / b,
    "% change": lambda b, a: (a - b) / b * 100,
    "ratio": lambda b, a: a / b,
    "reduction_pct": lambda b, a: (b - a) / b * 100,
    "baseline - optimized": lambda b, a: b - a,
}
FORMS = (
    "wide",
    "transposed",
    "column",
    "long",
    "rows in two levels",
    "columns in two levels",
    "dict of dicts",
    "records",
    "polars",
    "styler",
    "nullable",
    "object",
)


@dataclass(frozen=True)
class Disguise:
    """What a table is given to look like."""

    labels: dict[str, str]
    units: dict[str, str]
    pair: tuple[str, str]
    changes: tuple[str, ...]
    order: tuple[str, ...]
    optimized_first: bool
    form: str
    text: str
    digits: int

    def frame(self, facts) -> pd.DataFrame:
        """Return the true values of ``facts``, metrics as rows, names and numbers in this disguise."""
        rows = {}
        for metric in self.order:
            unit = self.units[metric]
            factor = UNITS[METRICS[metric][1]][unit]
            before, after = facts.metrics[metric].baseline * factor, facts.metrics[metric].optimized * factor
            in_values = self.text == "unit" and unit not in ("", "$")
            label = self.labels[metric] + (f" [{unit}]" if unit and not in_values and unit not in self.labels[metric] else "")
            values = {self.pair[0]: before, self.pair[1]: after}
            changes = {name: CHANGES[name](before, after) for name in self.changes}
            rows[label] = {
                **{name: self._shown(value, unit if in_values else "") for name, value in values.items()},
                **{
                    name: self._shown(value, "%" if in_values and ("pct" in name or "%" in name) else "") for name, value in changes.items()
                },
            }
        frame = pd.DataFrame(rows).T
        if self.text == "none":
            frame = frame.astype(float)
        return frame[[self.pair[1], self.pair[0], *self.changes]] if self.optimized_first else frame

    def _shown(self, value: float, unit: str) -> Any:
        rounded = value if self.digits == 0 or not value else float(np.format_float_positional(value, self.digits, fractional=False))
        if self.text == "none":
            return rounded
        shown = f"{rounded:,.10g}".replace("-", "\u2212" if self.text == "minus" else "-")
        return f"{shown} {unit}".strip()

    def table(self, facts) -> Any:
        """Return the table in its form."""
        return getattr(self, "_" + self.form.replace(" ", "_"))(self.frame(facts))

    def _wide(self, frame):
        return frame

    def _transposed(self, frame):
        return frame.T

    def _column(self, frame):
        return frame.rename_axis("metric").reset_index()

    def _long(self, frame):
        return frame.rename_axis("metric").reset_index().melt(id_vars="metric", var_name="system", value_name="value")

    def _rows_in_two_levels(self, frame):
        return frame.set_axis(pd.MultiIndex.from_arrays([["efficiency"] * len(frame), frame.index], names=["group", "metric"]))

    def _columns_in_two_levels(self, frame):
        upper = ["change" if name in self.changes else "value" for name in frame.columns]
        return frame.set_axis(pd.MultiIndex.from_arrays([upper, frame.columns]), axis=1)

    def _dict_of_dicts(self, frame):
        return frame.to_dict()

    def _records(self, frame):
        return self._column(frame).to_dict("records")

    def _polars(self, frame):
        return pl.DataFrame(self._column(frame).to_dict("list"))

    def _styler(self, frame):
        return frame.style

    def _nullable(self, frame):
        return frame.convert_dtypes()

    def _object(self, frame):
        return frame.astype(object)


@st.composite
def disguises(draw, forms=FORMS) -> Disguise:
    """Draw one disguise."""
    return Disguise(
        labels={metric: draw(st.sampled_from(names.split("|"))) for metric, (names, _) in METRICS.items()},
        units={metric: draw(st.sampled_from(sorted(UNITS[kind]))) for metric, (_, kind) in METRICS.items()},
        pair=draw(st.sampled_from(PAIRS)),
        changes=tuple(draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3, unique=True))),
        order=tuple(draw(st.permutations(sorted(METRICS)))),
        optimized_first=draw(st.booleans()),
        form=draw(st.sampled_from(forms)),
        text=draw(st.sampled_from(["none", "none", "plain", "minus", "unit"])),
        digits=draw(st.sampled_from([0, 6, 5])),
    )
