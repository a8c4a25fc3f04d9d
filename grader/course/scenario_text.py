"""
The two passages of the notebook that tell the scenario, rendered from ``data/workload.json``.

Both state what is given (demand, targets, fleets, prices, documented effects) and nothing a student
is asked to work out. The command that swaps the scenario writes them into the cells ``scenario-context``
and ``scenario-change``.
"""

from __future__ import annotations

from grader.exercise.metrics import find_metric
from grader.exercise.workload import Effect, Fleet, Workload
from grader.model import Target

MEANING = {
    "latency": "time from sending a request to its last token",
    "ttft": "time to first token: from sending a request to its first token",
    "tpot": "time per output token after the first",
    "throughput": "successful requests per second",
    "throughput_tokens": "output tokens per second",
    "memory": "GPU memory in use",
    "cost": "GPU cost",
    "energy": "energy with host and facility overhead",
    "carbon": "emissions from that energy",
    "quality": "share of evaluation items answered correctly",
    "error_rate": "share of requests that failed",
    "slo": "share of requests within every limit",
}
"""Metric family -> what a reader of the targets table is told about it."""
GROUP = {"quality": "category"}
"""Family -> what stands behind the colon of its metrics; everything else is by request class."""
KIND = {"note": "Good to know", "risk": "Known risk", "safeguard": "Safeguard", "alternative": "Also tried"}
SHAPE = {
    "steady": "**steady**: there are no sudden rushes. The busiest stretch carries {peak:g} times the mean rate",
    "bursty": "**bursty**: requests come in rushes. The busiest stretch carries {peak:g} times the mean rate",
}
OPTIMIZATION = {
    "quantization": "quantization, that is, weights stored with reduced precision",
    "batching": "batching, that is, how many requests the engine works on together",
    "architecture": "a change of the architecture or the configuration of the serving engine",
}


def context_markdown(workload: Workload) -> str:
    """Return the Markdown that describes the service, its demand, targets, limits, baseline fleet and prices."""
    prices = workload.prices
    shape = SHAPE[workload.traffic_shape].format(peak=workload.peak_to_mean)
    demand = _table(
        ("demand", "value"),
        (
            ("requests per day", f"{workload.requests_per_day:,}"),
            ("days per month", f"{workload.days_per_month}"),
            ("service hours per day", f"{workload.service_hours_per_day:g}"),
            ("mean input length", f"{workload.mean_input_tokens:,g} tokens"),
            ("mean output length", f"{workload.mean_output_tokens:,g} tokens"),
        ),
    )
    targets = _table(("target", "what it limits", "limit"), tuple(_target(target) for target in workload.targets))
    money = _table(
        ("price and energy card", "value"),
        (
            ("one GPU for one hour", f"{prices.usd_per_gpu_hour:.2f} USD, idle or not"),
            ("host power, for each GPU, all the time", f"{prices.host_power_w_per_gpu:g} W"),
            ("PUE (facility energy / energy of GPUs and hosts)", f"{prices.pue:g}"),
            ("grid intensity, for facility energy", f"{prices.grid_gco2e_per_kwh:g} gCO2e/kWh"),
        ),
    )
    return "\n\n".join(
        (
            f"### {workload.title}",
            workload.service,
            demand,
            f"Traffic is {shape}.",
            "**Performance targets.** Each limit itself still counts as met." + _colon_note(workload.targets),
            targets,
            f"**Constraints.** {_constraints(workload)}",
            f"**The baseline fleet.** {_fleet(workload.baseline)}",
            money,
        )
    )


def change_markdown(workload: Workload) -> str:
    """Return the Markdown that describes the optimization, both fleets and its documented effects."""
    before, after = workload.baseline, workload.optimized
    fleets = _table(
        ("fleet", "baseline", "optimized"),
        (
            ("configuration", before.configuration, after.configuration),
            ("GPUs", f"{before.gpus} x {before.gpu}", f"{after.gpus} x {after.gpu}"),
            ("GPUs per replica of the model", f"{before.gpus_per_replica}", f"{after.gpus_per_replica}"),
            ("memory of one GPU", f"{before.gpu_memory_gib:g} GiB", f"{after.gpu_memory_gib:g} GiB"),
            ("measured window", f"{before.duration_s:,g} s", f"{after.duration_s:,g} s"),
        ),
    )
    effects = "\n".join(f"- {_effect(effect)}" for effect in workload.effects)
    parts = [f"**What was changed.** {workload.change}", f"This kind of optimization is {OPTIMIZATION[workload.optimization]}.", fleets]
    if effects:
        parts += ["**What is documented beyond the measurements:**", effects]
    return "\n\n".join(parts)


def metric_words(key: str) -> str:
    """Return the plain words for a canonical metric key: ``"p95 TTFT, class tenant-a"``."""
    name, _, group = key.partition(":")
    metric = find_metric(name)
    label = metric.label if metric is not None else name.replace("_", " ")
    if not group:
        return label
    return f"{label}, {GROUP.get(name, 'class')} {group}"


def _target(target: Target) -> tuple[str, str, str]:
    metric = find_metric(target.metric)
    meaning = MEANING.get(metric.family if metric else "", "")
    words = metric_words(target.metric)
    return f"`{target.metric}`", f"{words} ({meaning})" if meaning else words, _limit(target)


def _limit(target: Target) -> str:
    limit = target.limit
    side = "at most" if target.at_most is not None else "at least"
    return f"{side} {_figure(target.metric, limit or 0.0)}"


def _figure(key: str, value: float) -> str:
    """Return a value in the metric's unit, as a reader writes it: ``0.45 USD per 1,000 requests``."""
    metric = find_metric(key)
    unit = metric.unit if metric is not None else ""
    if unit in {"fraction", "score 0-1"}:
        return f"{value:g} ({100 * value:g} %)"
    return f"{value:,g} {unit.replace('/1k', ' per 1,000')}"


def _constraints(workload: Workload) -> str:
    gpus = f"{workload.min_gpus} GPU" + ("s" if workload.min_gpus != 1 else "")
    points = f"{workload.quality.max_loss_pp:g} percentage point" + ("s" if workload.quality.max_loss_pp != 1 else "")
    return (
        f"Operations need a fleet of at least {gpus}. Overall quality may fall by at most {points}, and that must hold with the "
        "uncertainty of the evaluation taken into account."
    )


def _colon_note(targets: tuple[Target, ...]) -> str:
    if not any(":" in target.metric for target in targets):
        return ""
    return " A name with a colon is about one request class or one quality category only."


def _fleet(fleet: Fleet) -> str:
    cards = "GPU" if fleet.gpus == 1 else "GPUs"
    return f"{fleet.gpus} {cards} of type {fleet.gpu} with {fleet.gpu_memory_gib:g} GiB each; configuration: {fleet.configuration}."


def _effect(effect: Effect) -> str:
    measured = ", ".join(f"`{key}` {_figure(key, value)}" for key, value in effect.measured.items())
    return f"*{KIND[effect.kind]}.* {effect.text}" + (f" Measured: {measured}." if measured else "")


def _table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
