"""
The metrics: what each is called, its unit, which way is better, and how it follows from the data.

One decorated function per metric. Adding a metric is adding one function here; facts, table reading
and prose reading iterate over ``METRICS``. Definitions follow the serving benchmarks' terms (TTFT,
TPOT: NVIDIA AIPerf; percentiles over successful requests pooled: vLLM ``serve`` benchmark).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.exercise.data import J_PER_WH, Run
from grader.model import Better

Compute = Callable[[Run], float]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of the exercise. ``unit`` is the unit of facts; readers convert what students use."""

    key: str
    family: str
    """What a lay reader calls it: latency, throughput, memory, cost, energy, carbon, quality, ..."""
    statistic: str
    """``mean``, ``p50``, ``p95``, ``p99``, ``peak``, ``rate``, ``total`` or ``per_request``."""
    unit: str
    better: Better
    label: str
    """How reports name it."""
    compute: Callable[[Run], float]


METRICS: dict[str, Metric] = {}
"""Every metric by canonical key, in the order tables show them."""


def metric(family: str, statistic: str, unit: str, better: Better, label: str) -> Callable[[Compute], Compute]:
    """Register the decorated function under its own name as a metric."""

    def register(compute: Compute) -> Compute:
        METRICS[compute.__name__] = Metric(compute.__name__, family, statistic, unit, better, label, compute)
        return compute

    return register


def _percentile(values: np.ndarray[tuple[int], np.dtype[np.float64]], q: float) -> float:
    return float(np.percentile(values, q)) if len(values) else math.nan


def _latency(run: Run) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return run.ok["latency_ms"].to_numpy(dtype=float)


def _ttft(run: Run) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return run.ok["ttft_ms"].to_numpy(dtype=float)


def _tpot(run: Run) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    several = run.ok[run.ok["output_tokens"] >= 2]
    gaps = (several["latency_ms"] - several["ttft_ms"]) / (several["output_tokens"] - 1)
    return gaps.to_numpy(dtype=float)


@metric("latency", "mean", "ms", Better.LOWER, "mean latency")
def latency_mean(run: Run) -> float:
    """Mean end-to-end latency of successful requests, ms."""
    return float(_latency(run).mean()) if len(run.ok) else math.nan


@metric("latency", "p50", "ms", Better.LOWER, "p50 latency")
def latency_p50(run: Run) -> float:
    """Median end-to-end latency, ms."""
    return _percentile(_latency(run), 50)


@metric("latency", "p95", "ms", Better.LOWER, "p95 latency")
def latency_p95(run: Run) -> float:
    """95th percentile of end-to-end latency, pooled over requests, ms."""
    return _percentile(_latency(run), 95)


@metric("latency", "p99", "ms", Better.LOWER, "p99 latency")
def latency_p99(run: Run) -> float:
    """99th percentile of end-to-end latency, ms."""
    return _percentile(_latency(run), 99)


@metric("ttft", "p50", "ms", Better.LOWER, "p50 TTFT")
def ttft_p50(run: Run) -> float:
    """Median time to first token, ms."""
    return _percentile(_ttft(run), 50)


@metric("ttft", "p95", "ms", Better.LOWER, "p95 TTFT")
def ttft_p95(run: Run) -> float:
    """95th percentile of time to first token (send to first token), ms."""
    return _percentile(_ttft(run), 95)


@metric("tpot", "p95", "ms", Better.LOWER, "p95 TPOT")
def tpot_p95(run: Run) -> float:
    """95th percentile of (latency - TTFT) / (output tokens - 1) per request, ms."""
    return _percentile(_tpot(run), 95)


@metric("throughput", "rate", "req/s", Better.HIGHER, "throughput (requests)")
def throughput_requests(run: Run) -> float:
    """Successful requests per second of the measured window."""
    return len(run.ok) / run.fleet.duration_s


@metric("throughput_tokens", "rate", "tok/s", Better.HIGHER, "throughput (output tokens)")
def throughput_tokens(run: Run) -> float:
    """Output tokens of successful requests per second of the measured window."""
    return float(run.ok["output_tokens"].sum()) / run.fleet.duration_s


@metric("memory", "peak", "GiB", Better.LOWER, "peak GPU memory")
def peak_memory(run: Run) -> float:
    """Largest memory in use (weights, activations, KV) on any GPU, GiB."""
    return float(run.gpu["memory_gib"].max())


@metric("memory", "mean", "GiB", Better.LOWER, "mean GPU memory")
def mean_memory(run: Run) -> float:
    """Mean memory in use over samples and GPUs, GiB."""
    return float(run.gpu["memory_gib"].mean())


@metric("cost", "per_request", "USD/request", Better.LOWER, "cost per request")
def cost_per_request(run: Run) -> float:
    """GPU-hours of the fleet times price, idle time included, over successful requests, USD."""
    hours = run.fleet.gpus * run.fleet.duration_s / 3600
    return hours * run.prices.usd_per_gpu_hour / len(run.ok)


@metric("cost", "per_1k", "USD/1k requests", Better.LOWER, "cost per 1,000 requests")
def cost_per_1k(run: Run) -> float:
    """Cost of 1,000 successful requests, USD."""
    return 1000 * cost_per_request(run)


@metric("cost", "total", "USD/month", Better.LOWER, "cost per month")
def cost_per_month(run: Run) -> float:
    """Cost per request times requests per month, USD."""
    return cost_per_request(run) * run.requests_per_month


@metric("energy", "per_request", "Wh/request", Better.LOWER, "energy per request")
def energy_per_request(run: Run) -> float:
    """(GPU energy + host energy) x PUE over successful requests, Wh. GPU energy = mean power x time."""
    per_gpu = run.gpu.groupby("gpu")["power_w"].mean()
    watts = float(per_gpu.sum()) + run.prices.host_power_w_per_gpu * run.fleet.gpus
    return watts * run.fleet.duration_s / J_PER_WH * run.prices.pue / len(run.ok)


@metric("energy", "total", "kWh/month", Better.LOWER, "energy per month")
def energy_per_month(run: Run) -> float:
    """Energy per request times requests per month, kWh."""
    return energy_per_request(run) * run.requests_per_month / 1000


@metric("carbon", "per_request", "gCO2e/request", Better.LOWER, "emissions per request")
def carbon_per_request(run: Run) -> float:
    """Facility energy times grid intensity (location-based), gCO2e. PUE is already in the energy."""
    return energy_per_request(run) / 1000 * run.prices.grid_gco2e_per_kwh


@metric("carbon", "total", "kgCO2e/month", Better.LOWER, "emissions per month")
def carbon_per_month(run: Run) -> float:
    """Emissions per request times requests per month, kgCO2e."""
    return carbon_per_request(run) * run.requests_per_month / 1000


@metric("quality", "mean", "score 0-1", Better.HIGHER, "quality")
def quality(run: Run) -> float:
    """Share of evaluation items answered correctly."""
    return float(run.quality[f"{run.system}_correct"].mean())


@metric("error_rate", "rate", "fraction", Better.LOWER, "error rate")
def error_rate(run: Run) -> float:
    """Share of all requests that did not succeed (error or time-out)."""
    return 1 - len(run.ok) / len(run.requests)


@metric("slo_attainment", "rate", "fraction", Better.HIGHER, "SLO attainment")
def slo_attainment(run: Run) -> float:
    """Share of all requests within every per-request limit; failed ones are misses. NaN without limits."""
    if not run.targets or run.requests.empty:
        return math.nan
    ok = run.ok
    gaps = (ok["latency_ms"] - ok["ttft_ms"]) / (ok["output_tokens"] - 1).clip(lower=1)
    measured = {"latency": ok["latency_ms"], "ttft": ok["ttft_ms"], "tpot": gaps}
    within = np.ones(len(ok), dtype=bool)
    for family, limit in run.targets:
        within &= (measured[family] <= limit).to_numpy()
    return float(within.sum()) / len(run.requests)


@metric("utilization", "mean", "fraction", Better.NEUTRAL, "GPU utilization")
def gpu_utilization(run: Run) -> float:
    """Mean busy fraction over samples and GPUs."""
    return float(run.gpu["utilization"].mean())


@metric("output_tokens", "mean", "tokens/request", Better.NEUTRAL, "mean output tokens")
def output_tokens_mean(run: Run) -> float:
    """Mean output tokens of successful requests."""
    return float(run.ok["output_tokens"].mean())


NOT_IN_DATA = {
    "cache_hit_rate": Metric("cache_hit_rate", "cache", "rate", "fraction", Better.HIGHER, "cache hit rate", lambda run: math.nan),
}
"""Canonical metrics that facts may hold although the shipped data files do not support them."""


def find_metric(key: str) -> Metric | None:
    """Return the metric for a canonical key; ``quality:maths`` finds ``quality``; ``None`` if unknown."""
    base = key.split(":", 1)[0]
    return METRICS.get(base) or NOT_IN_DATA.get(base)
