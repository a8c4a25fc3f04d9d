"""
Three invented services measured before and after a change, as request logs, and the facts computed from them.

``chat`` turns to 8-bit weights: nearly everything improves, the slowest requests and one segment's quality do not.
``code`` turns on batching: twice the throughput at less money, but slower answers, more memory and 2 % failures.
``docs`` turns on a prefix cache: the hit rate starts at zero, memory grows, the tail hardly moves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

NAMES = ("chat", "code", "docs")
VOLUME = 3_000_000
"""Requests a month, the same for all three services, so that a table can name it as a number."""
OK = 1200


@dataclass(frozen=True)
class Side:
    """What one run of a service looks like."""

    median: float
    spread: float
    """Of the logarithm of latency."""
    slow: float
    """Factor on the slowest 2 % of the requests."""
    first: float
    """Time to the first token as a share of the latency, on average."""
    rate: float
    memory: float
    cost: float
    energy: float
    failed: int
    quality: dict[str, float]
    utilization: float
    tokens: int = 180
    hits: float = 0.0


@dataclass(frozen=True)
class Service:
    seed: int
    before: Side
    after: Side
    decision: str
    targets: list[dict[str, object]] = field(default_factory=list)


SERVICES = {
    "chat": Service(
        5,
        Side(1130.0, 0.34, 1.2, 0.24, 7.3, 31.7, 0.00187, 611.0, 5, {"general": 0.851, "legal": 0.874}, 0.58),
        Side(702.0, 0.31, 2.9, 0.21, 12.9, 17.2, 0.00119, 398.0, 6, {"general": 0.842, "legal": 0.809}, 0.66),
        "adopt-with-conditions",
        [{"metric": "latency_p95", "at_most": 1500.0, "unit": "ms"}],
    ),
    "code": Service(
        17,
        Side(640.0, 0.29, 1.3, 0.2, 6.1, 15.3, 0.00242, 903.0, 4, {"all": 0.731}, 0.37, tokens=95),
        Side(1215.0, 0.42, 1.4, 0.33, 15.8, 21.9, 0.00098, 517.0, 26, {"all": 0.729}, 0.91, tokens=95),
        "do-not-adopt",
        [{"metric": "error_rate", "at_most": 0.01}],
    ),
    "docs": Service(
        29,
        Side(2360.0, 0.27, 1.5, 0.31, 4.4, 28.6, 0.00655, 2975.0, 7, {"all": 0.902}, 0.81, tokens=260),
        Side(1540.0, 0.33, 2.3, 0.17, 7.9, 33.9, 0.00407, 2010.0, 4, {"all": 0.906}, 0.76, tokens=260, hits=0.64),
        "adopt",
        [{"metric": "ttft_p95", "at_most": 700.0, "unit": "ms"}],
    ),
}


@cache
def logs(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the request logs of one service: (baseline, optimized). Copy before changing them."""
    service = SERVICES[name]
    rng = np.random.default_rng(service.seed)
    return _run(service.before, rng, "base"), _run(service.after, rng, "opt")


def _run(side: Side, rng: np.random.Generator, tag: str) -> pd.DataFrame:
    latency = side.median * np.exp(rng.normal(0.0, side.spread, OK))
    latency = np.where(latency >= np.quantile(latency, 0.98), latency * side.slow, latency)
    segments = np.array(sorted(side.quality))[(rng.random(OK) < 0.3).astype(int) * (len(side.quality) - 1)]
    level = np.array([side.quality[segment] for segment in segments])
    good = pd.DataFrame(
        {
            "latency_ms": latency,
            "ttft_ms": latency * np.clip(rng.normal(side.first, side.first / 6, OK), 0.02, 0.9),
            "output_tokens": rng.poisson(side.tokens, OK).astype(float),
            "gpu_mem_gb": side.memory * (1 - np.abs(rng.normal(0.0, 0.025, OK))),
            "gpu_util": np.clip(rng.normal(side.utilization, 0.04, OK), 0, 1),
            "cost_usd": side.cost * rng.gamma(40, 1 / 40, OK),
            "energy_j": side.energy * rng.gamma(55, 1 / 55, OK),
            "quality": np.clip(level + rng.normal(0, 0.02, OK), 0, 1),
            "segment": segments,
            "status": "ok",
        }
    )
    bad = pd.DataFrame({"segment": segments[: side.failed], "status": "error"})
    frame = pd.concat([good, bad]).sample(frac=1.0, random_state=int(rng.integers(1 << 30))).reset_index(drop=True)
    length = OK / side.rate
    ends = np.sort(rng.uniform(0.0, length, len(frame)))
    ends[0], ends[-1] = 0.0, length
    frame.insert(0, "request_id", [f"{tag}-{place}" for place in range(len(frame))])
    frame.insert(1, "t_end_s", ends)
    frame["cache_hit"] = rng.random(len(frame)) < side.hits
    return frame


def _figures(frame: pd.DataFrame) -> dict[str, tuple[float, str, str]]:
    good = frame[frame["status"] == "ok"]
    span = frame["t_end_s"].max() - frame["t_end_s"].min()
    cost, energy = good["cost_usd"].mean(), good["energy_j"].mean()
    found = {
        "latency_mean": (good["latency_ms"].mean(), "ms", "lower"),
        "latency_p50": (good["latency_ms"].quantile(0.5), "ms", "lower"),
        "latency_p95": (good["latency_ms"].quantile(0.95), "ms", "lower"),
        "latency_p99": (good["latency_ms"].quantile(0.99), "ms", "lower"),
        "ttft_p50": (good["ttft_ms"].quantile(0.5), "ms", "lower"),
        "ttft_p95": (good["ttft_ms"].quantile(0.95), "ms", "lower"),
        "throughput_requests": (len(good) / span, "req/s", "higher"),
        "throughput_tokens": (good["output_tokens"].sum() / span, "tok/s", "higher"),
        "peak_memory": (good["gpu_mem_gb"].max(), "GB", "lower"),
        "cost_per_request": (cost, "USD/request", "lower"),
        "cost_per_month": (cost * VOLUME, "USD/month", "lower"),
        "energy_per_request": (energy, "J/request", "lower"),
        "energy_per_month": (energy * VOLUME / 3.6e6, "kWh/month", "lower"),
        "quality": (good["quality"].mean(), "score 0-1", "higher"),
        "error_rate": ((frame["status"] != "ok").mean(), "fraction", "lower"),
        "gpu_utilization": (good["gpu_util"].mean(), "fraction", "neutral"),
        "cache_hit_rate": (frame["cache_hit"].mean(), "fraction", "higher"),
        "output_tokens_mean": (good["output_tokens"].mean(), "tokens/request", "neutral"),
    }
    parts = sorted(good["segment"].unique())
    for part in parts if len(parts) > 1 else []:
        found[f"quality:{part}"] = (good.loc[good["segment"] == part, "quality"].mean(), "score 0-1", "higher")
    return found


@cache
def facts(name: str) -> dict[str, object]:
    """Return the facts of one service in their documented JSON form."""
    before, after = (_figures(frame) for frame in logs(name))
    return {
        "scenario": name,
        "requests_per_month": VOLUME,
        "decision": SERVICES[name].decision,
        "targets": SERVICES[name].targets,
        "givens": [],
        "metrics": {
            key: {"baseline": float(value), "optimized": float(after[key][0]), "unit": unit, "better": better}
            for key, (value, unit, better) in before.items()
        },
    }
