"""
The data files of an assignment, made from a scenario and a seed: the same two always give the same bytes.

What each column means is in ``README.md`` beside the files, written by ``grader.exercise.datacard``.
"""

from __future__ import annotations

import math
import zlib
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd

from grader.exercise.arrivals import Demand, demand
from grader.exercise.datacard import datacard
from grader.exercise.evaluation import evaluation
from grader.exercise.hardware import GB, GPUS
from grader.exercise.sampling import gpu_samples
from grader.exercise.scenario import Scenario, System, scenario
from grader.exercise.simulation import Trace, simulate
from grader.exercise.workload import Fleet, Workload

MS = 1000.0
FORMATS = {
    "arrival_s": ".3f",
    "ttft_ms": ".1f",
    "latency_ms": ".1f",
    "t_s": ".3f",
    "memory_gib": ".3f",
    "power_w": ".2f",
    "utilization": ".4f",
}


def generate(name: str, seed: int, folder: Path) -> tuple[Path, ...]:
    """
    Write the data files of scenario ``name`` with ``seed`` into ``folder`` and return their paths.

    Raises: CourseError when there is no such scenario.
    """
    return write_data(scenario(name), seed, folder)


def write_data(record: Scenario, seed: int, folder: Path) -> tuple[Path, ...]:
    """Write the data files of the scenario ``record`` with ``seed`` into ``folder`` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    requests = demand(record, _rng(record, seed, "demand"))
    texts: dict[str, str] = {}
    fleets: dict[str, Fleet] = {}
    for side, system in record.systems:
        trace = simulate(system, record.simulation, requests)
        fleets[side] = _fleet(record, system, trace)
        rows = _requests(record, system, requests, trace, _rng(record, seed, f"{side} failures"))
        texts[f"{side}_requests.csv"] = _csv(rows)
        texts[f"{side}_gpu.csv"] = _csv(gpu_samples(trace, fleets[side].duration_s, record.simulation.sample_s))
    texts["quality.csv"] = _csv(evaluation(record.evaluation, _rng(record, seed, "quality")))
    workload = _workload(record, seed, requests, fleets)
    texts["workload.json"] = msgspec.json.format(msgspec.json.encode(workload), indent=2).decode() + "\n"
    texts["README.md"] = datacard(record, workload)
    for filename, text in texts.items():
        (folder / filename).write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / filename for filename in sorted(texts))


def _rng(record: Scenario, seed: int, stream: str) -> np.random.Generator:
    """Return a generator of its own for each stream, so that changing one leaves the others alone."""
    return np.random.default_rng([seed, zlib.crc32(record.name.encode()), zlib.crc32(stream.encode())])


def _fleet(record: Scenario, system: System, trace: Trace) -> Fleet:
    """Return the fleet record; an offline queue lasts until its last answer, up to the end of that sample."""
    simulation = record.simulation
    if simulation.queued:
        duration = math.ceil(float(trace.finished_s.max()) / simulation.sample_s) * simulation.sample_s
    else:
        duration = sum(phase.duration_s for phase in simulation.phases)
    card = GPUS[system.gpu]
    memory = round(card.memory_gb * GB / 2**30, 2)
    return Fleet(card.name, system.gpus, system.gpus_per_replica, system.configuration, duration, memory)


def _requests(record: Scenario, system: System, requests: Demand, trace: Trace, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per request; a fixed number of failures is spread at random, whatever the load."""
    begin = trace.admitted_s if record.simulation.queued else requests.arrival_s
    latency = np.round((trace.finished_s - begin) * MS, 1)
    first = np.round((trace.first_s - begin) * MS, 1) if record.simulation.streaming else latency
    count = len(requests)
    failures = rng.permutation(count)[: round(system.failure_rate * count)]
    status = np.full(count, "ok", dtype=object)
    status[failures] = "error"
    status[failures[: round(system.timeout_share * len(failures))]] = "timeout"
    ok = status == "ok"
    return pd.DataFrame(
        {
            "request_id": [f"r{number:05d}" for number in range(1, count + 1)],
            "arrival_s": requests.arrival_s,
            "request_class": requests.request_class,
            "input_tokens": requests.input_tokens,
            "output_tokens": np.where(ok, requests.output_tokens, 0),
            "ttft_ms": np.where(ok, first, np.nan),
            "latency_ms": np.where(ok, latency, np.nan),
            "status": status,
        }
    )


def _workload(record: Scenario, seed: int, requests: Demand, fleets: dict[str, Fleet]) -> Workload:
    context = record.context
    return Workload(
        scenario=record.name,
        seed=seed,
        title=context.title,
        optimization=context.optimization,
        service=context.service,
        change=context.change,
        requests_per_day=context.requests_per_day,
        days_per_month=context.days_per_month,
        service_hours_per_day=context.service_hours_per_day,
        mean_input_tokens=float(round(float(requests.input_tokens.mean()))),
        mean_output_tokens=float(round(float(requests.output_tokens.mean()))),
        traffic_shape=context.traffic_shape,
        peak_to_mean=context.peak_to_mean,
        targets=context.targets,
        min_gpus=context.min_gpus,
        quality=context.quality,
        baseline=fleets["baseline"],
        optimized=fleets["optimized"],
        prices=context.prices,
        effects=context.effects,
    )


def _csv(frame: pd.DataFrame) -> str:
    """Return ``frame`` as CSV with fixed decimals and plain line ends; missing numbers are blank."""
    columns = []
    for name in frame.columns:
        form = FORMATS.get(str(name), "")
        values = frame[name].tolist()
        columns.append(["" if value != value else format(value, form) for value in values])
    lines = [",".join(map(str, frame.columns)), *(",".join(row) for row in zip(*columns, strict=True))]
    return "\n".join(lines) + "\n"
