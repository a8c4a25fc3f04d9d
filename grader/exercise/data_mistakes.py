"""Mistakes made on the raw data: what one run looks like through this error. Keys are metric keys, units the metrics'."""

from __future__ import annotations

import numpy as np
import pandas as pd

from grader.exercise.catalogue import data_mistake
from grader.exercise.data import J_PER_WH, Run
from grader.exercise.metrics import METRICS

SAMPLED = ("latency_mean", "latency_p50", "latency_p95", "latency_p99", "ttft_p50", "ttft_p95", "tpot_p95", "output_tokens_mean")


def _of(run: Run, keys: tuple[str, ...], requests: pd.DataFrame) -> dict[str, float]:
    other = Run(run.system, requests, run.gpu, run.quality, run.fleet, run.prices, run.requests_per_month, run.targets)
    return {key: METRICS[key].compute(other) for key in keys}


def _per_request(run: Run, wh: float) -> dict[str, float]:
    carbon = wh / 1000 * run.prices.grid_gco2e_per_kwh
    month = run.requests_per_month / 1000
    return {"energy_per_request": wh, "energy_per_month": wh * month, "carbon_per_request": carbon, "carbon_per_month": carbon * month}


def _cost(run: Run, usd: float) -> dict[str, float]:
    return {"cost_per_request": usd, "cost_per_1k": 1000 * usd, "cost_per_month": usd * run.requests_per_month}


def _gpu_wh(run: Run) -> float:
    return float(run.gpu.groupby("gpu")["power_w"].mean().sum()) * run.fleet.duration_s / J_PER_WH


@data_mistake("The value called p95 is from the fast end of the requests. quantile(0.95) is the slow end.", scope="value")
def wrong_tail(run: Run) -> dict[str, float]:
    """The 5th percentile under the name of the 95th."""
    ok = run.ok
    return {"latency_p95": float(np.percentile(ok["latency_ms"], 5)), "ttft_p95": float(np.percentile(ok["ttft_ms"], 5))}


@data_mistake("This is another percentile than the label says. Check the quantile you asked for.", scope="value")
def wrong_percentile(run: Run) -> dict[str, float]:
    """The 90th percentile under the name of the 95th."""
    ok = run.ok
    return {f"{name}_p95": float(np.percentile(ok[f"{name}_ms"], 90)) for name in ("latency", "ttft")}


@data_mistake(
    "This is the mean of one over the latency. Requests overlap, so throughput is successful requests over the length of the window.",
    scope="value",
)
def throughput_from_mean_of_rates(run: Run) -> dict[str, float]:
    """The mean over requests of 1 / latency."""
    return {"throughput_requests": float((1000 / run.ok["latency_ms"]).mean())}


@data_mistake("This is a number of requests, not a rate.", scope="value")
def throughput_is_a_count(run: Run) -> dict[str, float]:
    """The count of successful requests."""
    return {"throughput_requests": float(len(run.ok))}


@data_mistake("Failed requests have no measurement; filled with zero they pull every average down.", keeps=0.5)
def errors_counted_as_zero(run: Run) -> dict[str, float]:
    """Missing measurements filled with zero."""
    ok = run.requests["status"] == "ok"
    times = {name: run.requests[name].where(ok, 0.0) for name in ("latency_ms", "ttft_ms")}
    filled = run.requests.assign(**times, status="ok")
    return _of(run, ("latency_mean", "latency_p50", "latency_p95", "latency_p99", "ttft_p50", "ttft_p95"), filled)


@data_mistake("Latency of failed requests (a time-out is a limit, not an answer) was averaged with the rest.", keeps=0.5)
def failures_measured(run: Run) -> dict[str, float]:
    """Statistics over all rows that hold a number, whatever their status."""
    return _of(
        run,
        ("latency_mean", "latency_p50", "latency_p95", "latency_p99", "ttft_p50", "ttft_p95"),
        run.requests[run.requests["latency_ms"].notna()].assign(status="ok"),
    )


@data_mistake("The slowest requests were removed before the statistics. They are measurements, not outliers.", keeps=0.4)
def tail_cut_off(run: Run) -> dict[str, float]:
    """Requests above the 95th percentile of latency dropped."""
    limit = run.requests["latency_ms"].quantile(0.95)
    return _of(
        run, (*SAMPLED, "throughput_requests"), run.requests[run.requests["latency_ms"].isna() | (run.requests["latency_ms"] < limit)]
    )


@data_mistake("Only part of the requests was used. Use every successful one.")
def subset_of_requests(run: Run) -> dict[str, float]:
    """The first 100 rows."""
    return _of(run, SAMPLED, run.requests.head(100))


@data_mistake("Percentiles cannot be averaged: pool all requests, then take the percentile.", scope="value", keeps=0.2)
def percentiles_averaged(run: Run) -> dict[str, float]:
    """Mean over minutes of the 95th percentile within each."""
    ok = run.ok
    minute = (ok["arrival_s"] // 60).astype(int)
    return {f"{name}_p95": float(ok.groupby(minute)[f"{name}_ms"].quantile(0.95).mean()) for name in ("latency", "ttft")}


@data_mistake("This is a percentile of averages per minute, which hides the slow requests inside each minute.", scope="value", keeps=0.2)
def percentile_of_averages(run: Run) -> dict[str, float]:
    """95th percentile of the means per minute; a queue that all arrives at once has no minutes to tell apart."""
    ok = run.ok
    minute = (ok["arrival_s"] // 60).astype(int)
    if minute.nunique() < 2:
        return {}
    return {f"{name}_p95": float(ok.groupby(minute)[f"{name}_ms"].mean().quantile(0.95)) for name in ("latency", "ttft")}


@data_mistake(
    "Throughput divides by the measured window, not by the time between the first and last arrival in the log.", scope="value", keeps=0.6
)
def window_from_arrivals(run: Run) -> dict[str, float]:
    """Successful requests over the span of arrivals."""
    span = float(run.requests["arrival_s"].max() - run.requests["arrival_s"].min())
    return {"throughput_requests": len(run.ok) / span} if span else {}


@data_mistake("Energy of the GPUs alone: the host's share and the facility's overhead (PUE) are missing.", scope="data", keeps=0.4)
def energy_gpu_only(run: Run) -> dict[str, float]:
    """Neither host nor PUE."""
    return _per_request(run, _gpu_wh(run) / len(run.ok))


@data_mistake("The host's share of the power is missing from the energy.", scope="data", keeps=0.5)
def energy_without_host(run: Run) -> dict[str, float]:
    """GPU energy times PUE."""
    return _per_request(run, _gpu_wh(run) * run.prices.pue / len(run.ok))


@data_mistake("The facility's overhead (PUE) is missing from the energy.", scope="data", keeps=0.5)
def energy_without_pue(run: Run) -> dict[str, float]:
    """GPU and host energy without PUE."""
    return {key: value / run.prices.pue for key, value in _per_request(run, METRICS["energy_per_request"].compute(run)).items()}


@data_mistake("The facility's overhead (PUE) was applied twice: it is already in the energy.", scope="data", keeps=0.5)
def pue_twice(run: Run) -> dict[str, float]:
    """PUE squared in energy, or once more in the emissions."""
    return {key: value * run.prices.pue for key, value in _per_request(run, METRICS["energy_per_request"].compute(run)).items()}


@data_mistake("This is a power in watts; energy is power times time.", scope="value")
def power_as_energy(run: Run) -> dict[str, float]:
    """Mean power of all GPUs called energy per request."""
    return {"energy_per_request": float(run.gpu.groupby("gpu")["power_w"].mean().sum())}


@data_mistake("Power samples were added up as if one sample were one hour.", scope="value")
def power_summed(run: Run) -> dict[str, float]:
    """Sum of the power samples over successful requests."""
    return {"energy_per_request": float(run.gpu["power_w"].sum()) / len(run.ok)}


@data_mistake("Mean power was taken over GPUs and samples together, so the energy is that of a single GPU.", scope="data", keeps=0.3)
def energy_of_one_gpu(run: Run) -> dict[str, float]:
    """Mean power of one GPU (and one host share) for the whole fleet."""
    watts = float(run.gpu["power_w"].mean()) + run.prices.host_power_w_per_gpu
    return _per_request(run, watts * run.fleet.duration_s / J_PER_WH * run.prices.pue / len(run.ok))


@data_mistake("Cost was computed for busy time only. A fleet is paid for while it waits, too.", scope="data", keeps=0.3)
def cost_of_busy_time(run: Run) -> dict[str, float]:
    """GPU-hours scaled by utilization."""
    return _cost(run, METRICS["cost_per_request"].compute(run) * float(run.gpu["utilization"].mean()))


@data_mistake("Cost was computed for one GPU; the whole fleet is paid for.", scope="data", keeps=0.3)
def cost_of_one_gpu(run: Run) -> dict[str, float]:
    """The fleet's size forgotten."""
    return _cost(run, METRICS["cost_per_request"].compute(run) / run.fleet.gpus)


@data_mistake(
    "Cost was computed from the latency of single requests. Requests share the GPUs; the fleet's hours are what is paid.",
    scope="data",
    keeps=0.2,
)
def cost_from_latency(run: Run) -> dict[str, float]:
    """Mean latency times price per GPU-second."""
    return _cost(run, float(run.ok["latency_ms"].mean()) / 1000 / 3600 * run.prices.usd_per_gpu_hour)


@data_mistake("Divided by all requests: failed ones are paid for, but only successful ones are answers.", scope="data", keeps=0.5)
def divided_by_all_requests(run: Run) -> dict[str, float]:
    """Cost and energy over all requests."""
    share = len(run.ok) / len(run.requests)
    return _cost(run, METRICS["cost_per_request"].compute(run) * share) | _per_request(
        run, METRICS["energy_per_request"].compute(run) * share
    )


@data_mistake("Memory samples were added up. Memory is a level: take its peak (or mean).", scope="value")
def memory_summed(run: Run) -> dict[str, float]:
    """Sum of the memory samples, or of the GPUs' peaks."""
    return {"peak_memory": float(run.gpu["memory_gib"].sum())}


@data_mistake("The peaks of all GPUs were added up; the question is how full the fullest one is.", scope="value", keeps=0.4)
def memory_of_the_fleet(run: Run) -> dict[str, float]:
    """Sum over GPUs of their peaks."""
    return {"peak_memory": float(run.gpu.groupby("gpu")["memory_gib"].max().sum())}


@data_mistake("Grid intensity is per kWh: watt-hours must be divided by 1,000 first.", scope="value", keeps=0.2)
def carbon_without_kilo(run: Run) -> dict[str, float]:
    """g/kWh applied to Wh."""
    return {
        "carbon_per_request": METRICS["carbon_per_request"].compute(run) * 1000,
        "carbon_per_month": METRICS["carbon_per_month"].compute(run) * 1000,
    }
