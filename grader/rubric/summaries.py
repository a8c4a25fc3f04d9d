"""The judges of ``baseline_summary`` and ``optimized_summary``: one criterion per metric asked for."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from grader.model import Verdict
from grader.reading.entries import is_missing
from grader.rubric.engine import Case, Criterion, Judged
from grader.rubric.verdicts import missed


@dataclass(frozen=True, slots=True)
class Asked:
    """One metric a summary is asked for: the metric and its points before and after."""

    metric: str
    points_before: float
    points_after: float
    what: str


ASKED = (
    Asked("latency_mean", 1, 1, "mean latency"),
    Asked("latency_p95", 2, 2, "p95 latency"),
    Asked("ttft_p95", 1, 1, "p95 time to first token"),
    Asked("tpot_p95", 1, 0, "p95 time per output token"),
    Asked("throughput_requests", 2, 1, "throughput in requests per second"),
    Asked("peak_memory", 2, 1, "peak GPU memory"),
    Asked("cost_per_1k", 2, 1, "cost per 1,000 requests"),
    Asked("energy_per_request", 2, 1, "energy per request"),
    Asked("carbon_per_request", 1, 0, "emissions per request"),
)
SYSTEMS = ("baseline", "optimized")


def criteria(system: str) -> tuple[Criterion, ...]:
    """Return the criteria of one system's summary, in printed order."""
    points = {asked: asked.points_before if system == "baseline" else asked.points_after for asked in ASKED}
    return tuple(Criterion(_key(system, asked), points[asked], f"The {system} {asked.what} is right.") for asked in ASKED if points[asked])


def _key(system: str, asked: Asked) -> str:
    return f"{system}-{asked.metric.replace('_', '-')}"


def judge(case: Case, *, system: str) -> Judged:
    """Return the verdicts on one system's summary."""
    value = case.evidence.value(system, f"{system}_summary")
    listed = criteria(system)
    if is_missing(value):
        say = f"{system}_summary was not filled in."
        return Judged(tuple(missed(criterion.key, "nothing", f"{system}_summary", say) for criterion in listed))
    keys = {criterion.key for criterion in listed}
    judged = []
    for asked in ASKED:
        key = _key(system, asked)
        if key in keys:
            judged.append(_judge_metric(key, asked, case, system))
    return Judged(tuple(judged))


JUDGES = {system: functools.partial(judge, system=system) for system in SYSTEMS}


def _judge_metric(key: str, asked: Asked, case: Case, system: str) -> Verdict:
    from grader.rubric.verdicts import earned

    return earned(key)
