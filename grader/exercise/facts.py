"""
The truth, recomputed from the data files alone: what the rubric compares a student with.

``facts_of(dataset)`` never looks at the simulator. Metrics that the data cannot support are absent,
which later means *not verifiable*, never wrong.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.errors import CourseError, listed
from grader.exercise.data import Dataset, Run, load_dataset
from grader.exercise.decision import Judgement, judge
from grader.exercise.metrics import METRICS, find_metric
from grader.exercise.mistakes import mistaken_values
from grader.model import Facts, Given, Measure

PER_CLASS_FAMILIES = frozenset({"latency", "ttft", "tpot"})
"""Families also computed per request class, as ``ttft_p95:tenant-a``, where there is more than one class."""


def load_facts(assignment: Path) -> Facts:
    """Return the facts of the assignment folder ``assignment`` (the one that holds ``data/``)."""
    facts = facts_of(load_dataset(assignment / "data"))
    return replace(facts, prompt="\n".join([facts.prompt, *_handed_out(assignment)]))


def _handed_out(assignment: Path) -> list[str]:
    """Return the texts students were given: the description of the data, and the notebook's own Markdown."""
    readme = assignment / "data" / "README.md"
    texts = [readme.read_text(encoding="utf-8")] if readme.is_file() else []
    for path in sorted(assignment.glob("*.ipynb")):
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            texts += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown" and not _is_answer(cell)]
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a broken master is told by the audit
    return texts


def _is_answer(cell: dict[str, Any]) -> bool:
    return bool(cell.get("metadata", {}).get("nbgrader", {}).get("solution"))


def facts_of(dataset: Dataset) -> Facts:
    """
    Return everything the rubric may know, recomputed from ``dataset``.

    Raises: CourseError when a target names a metric that the data does not support.
    """
    workload = dataset.workload
    metrics = measures(dataset)
    unknown = [target.metric for target in workload.targets if target.metric not in metrics]
    if unknown:
        raise CourseError(
            where="data/workload.json, targets",
            got=f"a target on {listed(unknown)}",
            expected="metrics the data files support",
            do="Name a metric of grader/exercise/metrics.py, with ':' and a request class or quality category where needed.",
        )
    judgement = judge(dataset, metrics)
    return Facts(
        scenario=workload.scenario,
        requests_per_month=dataset.baseline.requests_per_month,
        decision=judgement.decision,
        targets=workload.targets,
        givens=_givens(dataset),
        metrics=metrics,
        prompt=f"{workload.service} {workload.change}",
        reasons=judgement.reasons,
        workload=_workload_facts(dataset, judgement),
        mistaken=mistaken_values(dataset),
    )


def measures(dataset: Dataset) -> dict[str, Measure]:
    """Return every metric the data supports, before and after, overall, by class and by category."""
    found: dict[str, Measure] = {}
    for key, metric in METRICS.items():
        _put(found, key, metric.compute(dataset.baseline), metric.compute(dataset.optimized))
    if len(dataset.request_classes) > 1:
        for name in dataset.request_classes:
            before, after = dataset.baseline.of_class(name), dataset.optimized.of_class(name)
            for key, metric in METRICS.items():
                if metric.family in PER_CLASS_FAMILIES:
                    _put(found, f"{key}:{name}", metric.compute(before), metric.compute(after))
    for category in dataset.categories:
        rows = dataset.quality[dataset.quality["category"] == category]
        _put(found, f"quality:{category}", float(rows["baseline_correct"].mean()), float(rows["optimized_correct"].mean()))
    return found


def _put(found: dict[str, Measure], key: str, baseline: float, optimized: float) -> None:
    metric = find_metric(key)
    if metric is not None and math.isfinite(baseline) and math.isfinite(optimized):
        found[key] = Measure(baseline, optimized, metric.unit, metric.better)


def _workload_facts(dataset: Dataset, judgement: Judgement) -> dict[str, object]:
    """Return the expected entries of ``workload_facts`` and ``tradeoffs`` that are no metric."""
    workload = dataset.workload
    per_second = workload.requests_per_day / (workload.service_hours_per_day * 3600)
    return {
        "requests_per_day": float(workload.requests_per_day),
        "requests_per_month": dataset.baseline.requests_per_month,
        "mean_rate_rps": per_second,
        "input_tokens_mean": workload.mean_input_tokens,
        "output_tokens_mean": workload.mean_output_tokens,
        "output_tokens_per_day": workload.requests_per_day * workload.mean_output_tokens,
        "traffic_shape": workload.traffic_shape,
        "duration_s": dataset.baseline.fleet.duration_s,
        "quality_change_pp": 100 * judgement.quality_change,
        "quality_low_pp": 100 * judgement.quality_low,
        "quality_loss_acceptable": judgement.quality_holds,
        "targets_met_before": len(workload.targets) - len(judgement.missed_before),
        "targets_met_after": len(workload.targets) - len(judgement.missed_after),
        "missed_before": judgement.missed_before,
        "missed_after": judgement.missed_after,
        "worst_categories": judgement.worst_categories,
        "memory_headroom_gib": _headroom(dataset.optimized),
        "measured_input_tokens": float(dataset.baseline.requests["input_tokens"].mean()),
        "measured_output_tokens": float(dataset.baseline.ok["output_tokens"].mean()),
    }


def _headroom(run: Run) -> float:
    return run.fleet.gpu_memory_gib - float(run.gpu["memory_gib"].max())


def _givens(dataset: Dataset) -> tuple[Given, ...]:
    """Return the figures the assignment text states about demand, fleet, prices and effects."""
    workload = dataset.workload
    prices = workload.prices
    given = [
        Given(f"{workload.requests_per_day} requests per day", float(workload.requests_per_day)),
        Given(f"{dataset.baseline.requests_per_month:.0f} requests per month", dataset.baseline.requests_per_month),
        Given(f"{workload.mean_input_tokens:g} input tokens", workload.mean_input_tokens),
        Given(f"{workload.mean_output_tokens:g} output tokens", workload.mean_output_tokens),
        Given(f"peak {workload.peak_to_mean:g} times the mean", workload.peak_to_mean),
        Given(f"{prices.usd_per_gpu_hour:g} USD per GPU-hour", prices.usd_per_gpu_hour),
        Given(f"PUE {prices.pue:g}", prices.pue),
        Given(f"{prices.grid_gco2e_per_kwh:g} g per kWh", prices.grid_gco2e_per_kwh),
        Given(f"at least {workload.min_gpus} GPUs", float(workload.min_gpus)),
        Given(f"at most {workload.quality.max_loss_pp:g} percentage points of quality lost", workload.quality.max_loss_pp),
    ]
    for fleet in (workload.baseline, workload.optimized):
        given.append(Given(f"{fleet.gpus} {fleet.gpu} ({fleet.configuration})", float(fleet.gpus)))
        given.append(Given(f"{fleet.gpu_memory_gib:g} GiB per GPU", fleet.gpu_memory_gib))
    for effect in workload.effects:
        given.append(Given(effect.text))
        given.extend(Given(f"{effect.text} ({key})", value) for key, value in effect.measured.items())
    return tuple(given)
