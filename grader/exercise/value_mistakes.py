"""Mistakes in single figures, as formulas over the facts: what this error makes of the true figure."""

from __future__ import annotations

from collections.abc import Iterator

from grader.exercise.catalogue import Pair, value_mistake
from grader.exercise.truth import BY_BASIS, Truth, requests_of, truths
from grader.model import Facts

TIMES = frozenset({"latency", "ttft", "tpot"})
GIB_PER_GB = 1e9 / 2**30


def scaled(truth: Truth, factor: float) -> Pair:
    """Return the true pair times ``factor``."""
    return (None if truth.baseline is None else truth.baseline * factor, None if truth.optimized is None else truth.optimized * factor)


def _sibling(truth: Truth, facts: Facts, statistic: str) -> Iterator[Pair]:
    """Yield the pair of another statistic of the same family, and the two cross-pairs."""
    for other in truths(facts):
        if (
            other.family == truth.family
            and other.statistic == statistic
            and other.statistic != truth.statistic
            and other.qualifier == truth.qualifier
        ):
            yield other.baseline, other.optimized


def _measure(facts: Facts, key: str) -> Pair:
    measure = facts.metrics.get(key)
    return (measure.baseline, measure.optimized) if measure else (None, None)


@value_mistake("This is the mean, not the 95th percentile: the mean hides the slow requests that a tail target is about.")
def mean_for_p95(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """The mean under the name of a percentile."""
    if truth.family in TIMES and truth.statistic in {"p95", "p99"}:
        yield from _sibling(truth, facts, "mean")


@value_mistake("This is the median, not what the label says. Check the quantile you asked for.")
def median_for_p95(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """The median under the name of another statistic."""
    if truth.family in TIMES:
        yield from _sibling(truth, facts, "p50")


@value_mistake("This is another percentile than the label says. Check the quantile you asked for.")
def wrong_percentile(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """p99 for p95, p95 for the mean and so on."""
    if truth.family in TIMES:
        for statistic in ("p99", "p95", "mean"):
            if not (statistic == "mean" and truth.statistic in {"p95", "p99"}):
                yield from _sibling(truth, facts, statistic)


@value_mistake("This is the time to the first token; latency runs until the last one.")
def ttft_for_latency(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """Time to first token under the name of latency."""
    if truth.family == "latency":
        yield _measure(facts, f"ttft_{truth.statistic}")


@value_mistake("Requests overlap, so their latencies do not add up to elapsed time. Divide by the length of the measured window.")
def throughput_from_summed_latency(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """Requests over the sum of their latencies."""
    mean, errors = _measure(facts, "latency_mean"), _measure(facts, "error_rate")
    if truth.metric == "throughput_requests" and mean[0] and mean[1]:
        yield 1000 / mean[0], 1000 / mean[1]
        yield 1000 / mean[0] / (1 - (errors[0] or 0)), 1000 / mean[1] / (1 - (errors[1] or 0))
        yield 1 / mean[0], 1 / mean[1]


@value_mistake("Failed requests are counted as work done. Throughput counts successful requests.", keeps=0.3)
def failures_counted_as_throughput(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """All requests, failed ones included, over the window."""
    errors = _measure(facts, "error_rate")
    if truth.metric == "throughput_requests" and truth.baseline and truth.optimized:
        yield truth.baseline / (1 - (errors[0] or 0)), truth.optimized / (1 - (errors[1] or 0))


@value_mistake("Tokens per second and requests per second are different throughputs; the label must say which one it is.")
def tokens_for_requests(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """Token throughput under the name of request throughput, or the other way round."""
    other = {"throughput_requests": "throughput_tokens", "throughput_tokens": "throughput_requests"}.get(truth.metric)
    if other:
        yield _measure(facts, other)


@value_mistake(
    "Failed requests have no measurement; filled with zero they pull every average down. Leave them out of averages.",
    keeps=0.5,
    scope="data",
)
def errors_counted_as_zero(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """Missing measurements of failed requests filled with zero before averaging."""
    errors = _measure(facts, "error_rate")
    if truth.family in BY_BASIS and facts.mistaken:
        return  # where cost and energy are shares of a fleet's, this number means "divided by all requests"
    averaged = truth.statistic == "mean" or truth.family in BY_BASIS
    if (
        averaged
        and truth.family not in {"memory", "utilization"}
        and truth.baseline is not None
        and truth.optimized is not None
        and (errors[0] or errors[1])
    ):
        yield truth.baseline * (1 - (errors[0] or 0)), truth.optimized * (1 - (errors[1] or 0))


@value_mistake("Failed requests were dropped before their share was computed, so the rate cannot be anything but zero.")
def errors_filtered_before_rate(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """Error rate of the successful requests."""
    del facts
    if truth.family == "error_rate" and (truth.baseline or truth.optimized):
        yield 0.0, 0.0


@value_mistake("This is the share of successful requests, not of failed ones.")
def success_for_error_rate(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """One minus the error rate."""
    del facts
    if truth.family == "error_rate" and truth.baseline is not None and truth.optimized is not None:
        yield 1 - truth.baseline, 1 - truth.optimized


@value_mistake("The cost is for another number of requests than the label says. Check what it is per.")
def cost_unit_factor(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """Cost per request under a label per 1,000 requests and the like."""
    if truth.family == "cost":
        yield from (scaled(truth, factor) for factor in _factors(truth, facts))
        yield from (scaled(truth, factor) for factor in (100.0, 0.01, 1000.0, 0.001))


@value_mistake("Joules and watt-hours differ by a factor of 3,600. Check the unit against the label.")
def joules_as_wh(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """J under the name of Wh or the other way round, with or without a step of 1,000."""
    del facts
    if truth.family == "energy":
        yield from (scaled(truth, factor) for factor in (3600.0, 1 / 3600, 3.6, 1 / 3.6, 3.6e6, 1 / 3.6e6))


@value_mistake("GB is 1e9 bytes, GiB is 2^30 bytes. Check which one the label says.", keeps=0.4)
def gib_gb_factor(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """GiB under the name of GB or the other way round."""
    del facts
    if truth.family == "memory":
        yield from (scaled(truth, factor) for factor in (GIB_PER_GB, 1 / GIB_PER_GB))


@value_mistake("The figure is right up to its unit: it is off by a power of ten or a factor of 60 from what the label says.")
def unit_factor(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """Ms as s, Wh as kWh, g as kg, per minute as per second, bits as bytes, per 1k as per request."""
    if truth.family == "cost":
        return
    named = "carbon_without_kilo" in facts.mistaken and truth.family == "carbon"
    yield from (scaled(truth, factor) for factor in ((0.001, 1e-6) if named else (1000.0, 0.001, 1e6, 1e-6)))
    if truth.family in {"throughput", "throughput_tokens"}:
        yield from (scaled(truth, factor) for factor in (60.0, 1 / 60, 3600.0, 1 / 3600))
    if truth.family == "memory":
        yield from (scaled(truth, factor) for factor in (1024.0, 1 / 1024, 8.0, 0.125))
    if truth.family in {"quality", "error_rate", "utilization", "slo_attainment", "cache"}:
        yield from (scaled(truth, factor) for factor in (100.0, 0.01))
    if truth.family in {"energy", "carbon"}:
        skip = {1000.0} if named else set()
        yield from (scaled(truth, factor) for factor in _factors(truth, facts) if factor not in skip)


def _factors(truth: Truth, facts: Facts) -> Iterator[float]:
    """Yield the factors between the basis of ``truth`` and every other basis."""
    base = requests_of(truth.basis or "", facts)
    for basis in ("per_request", "per_1k", "per_month", "per_day", "per_1m", "per_year"):
        count = requests_of(basis, facts)
        if base and count and basis != truth.basis:
            yield count / base


@value_mistake("This is the mean of the memory samples, not their peak; capacity is planned for the peak.")
def mean_for_peak_memory(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """Mean memory under the name of the peak, or the other way round."""
    other = {"peak_memory": "mean_memory", "mean_memory": "peak_memory"}.get(truth.metric)
    if other:
        yield _measure(facts, other)


@value_mistake("This is seconds per request. Throughput is requests per second, the inverse.")
def throughput_inverted(truth: Truth, facts: Facts) -> Iterator[Pair]:
    """One over the throughput."""
    del facts
    if truth.family in {"throughput", "throughput_tokens"} and truth.baseline and truth.optimized:
        yield 1 / truth.baseline, 1 / truth.optimized
