"""The judge of ``workload_facts``: demand, rate, lengths, shape and targets, from the context."""

from __future__ import annotations

from grader.model import Verdict
from grader.reading.entries import Entry, find, is_missing, words_of
from grader.reading.quantity import read_number
from grader.rubric.answers import judge_named
from grader.rubric.engine import Case, Criterion, Judged
from grader.rubric.numbers import Slip, judge_number, same
from grader.rubric.verdicts import earned, missed, partly, unscored

CRITERIA = (
    Criterion("workload-volume", 1, "Requests per day or per month are read from the context."),
    Criterion("workload-rate", 1, "The mean arrival rate in requests per second is computed from them."),
    Criterion("workload-input", 1, "The mean input length is stated in tokens."),
    Criterion("workload-output", 1, "The mean output length is stated in tokens."),
    Criterion("workload-shape", 1, "The traffic is named steady or bursty."),
    Criterion("workload-targets", 1, "The performance targets are stated with their limits."),
)


def judge(case: Case) -> Judged:
    """Return the verdicts on ``workload_facts``."""
    return judge_named(case, "workload", "workload_facts", CRITERIA, _verdicts)


def _verdicts(found: tuple[Entry, ...], case: Case) -> tuple[Verdict, ...]:
    truth = case.facts.workload
    lengths = {
        "input": find(found, "input tokens", "prompt tokens", "tokens in", "input", "prompt"),
        "output": find(
            found, "output tokens mean", "output tokens", "completion tokens", "tokens out", "output", without="day month total"
        ),
    }
    return (
        _volume(found, truth),
        _rate(found, truth),
        *(_tokens(f"workload-{side}", entry, truth, side) for side, entry in lengths.items()),
        _shape(found, truth),
        _targets(found, case),
    )


def _number(truth: object, key: str) -> float:
    value = truth[key] if isinstance(truth, dict) else None
    return float(value) if isinstance(value, int | float) else 0.0


def _volume(found: tuple[Entry, ...], truth: object) -> Verdict:
    day = find(found, "requests per day", "daily requests", "requests day", "volume day")
    if day is not None:
        return judge_number("workload-volume", day, _number(truth, "requests_per_day"), what="requests per day")
    month = find(found, "requests per month", "monthly requests", "volume")
    return judge_number("workload-volume", month, _number(truth, "requests_per_month"), what="requests per month")


def _rate(found: tuple[Entry, ...], truth: object) -> Verdict:
    entry = find(found, "mean rate", "rate rps", "requests per second", "arrival rate", "rps", "qps", "rate")
    rate = _number(truth, "mean_rate_rps")
    whole_day = _number(truth, "requests_per_day") / 86_400
    slips = [Slip("per_hour_as_per_second", rate * 3600, 0.5, "That is a rate per hour; the name asks for requests per second.")]
    if not same(whole_day, rate):
        hint = "The service does not run 24 hours a day; divide by the seconds it is open."
        slips.append(Slip("rate_over_whole_day", whole_day, 0.5, hint))
    return judge_number("workload-rate", entry, rate, what="mean arrival rate", slips=slips, rel=0.01)


def _tokens(key: str, entry: Entry | None, truth: object, side: str) -> Verdict:
    stated, measured = _number(truth, f"{side}_tokens_mean"), _number(truth, f"measured_{side}_tokens")
    return judge_number(key, entry, stated, what=f"mean {side} length", also=(measured,), rel=0.01)


def _shape(found: tuple[Entry, ...], truth: object) -> Verdict:
    expected = str(truth["traffic_shape"]) if isinstance(truth, dict) else ""
    entry = find(found, "traffic shape", "shape", "traffic", "pattern", "arrivals")
    if entry is None or is_missing(entry.value):
        return missed("workload-shape", "nothing", expected, "The traffic shape is missing: is it steady or bursty?")
    said = words_of(entry.value) if isinstance(entry.value, str) else frozenset()
    bursty = bool(said & {"bursty", "burst", "peaky", "spiky", "spike", "uneven", "peak"}) and not said & {"no", "not", "without"}
    steady = bool(said & {"steady", "constant", "even", "flat", "stable", "smooth", "uniform"}) and "not" not in said
    if bursty == steady:
        return unscored("workload-shape", str(entry.value)[:80], f"traffic shape {entry.value!r} could not be read as steady or bursty")
    if ("bursty" if bursty else "steady") == expected:
        return earned("workload-shape", str(entry.value), expected)
    return missed("workload-shape", str(entry.value), expected, "Compare the busiest stretch of traffic with the mean rate once more.")


def _targets(found: tuple[Entry, ...], case: Case) -> Verdict:
    """A target is stated when its limit stands anywhere among the entries, in its unit or a thousandth of it."""
    key, targets = "workload-targets", case.facts.targets
    numbers = [number for entry in found if (number := read_number(entry.value)) is not None]
    limits = [target.limit for target in targets]
    stated = [
        limit
        for limit in limits
        if limit is not None and any(same(number, scaled) for number in numbers for scaled in (limit, limit / 1000, limit * 100))
    ]
    if not targets or len(stated) == len(limits):
        return earned(key, f"{len(stated)} limits", f"{len(limits)} limits")
    if not stated:
        return missed(key, "no limit", f"{len(limits)} limits", "No performance target is stated with its limit.")
    say = "Some targets are missing; list every one the context names."
    return partly(key, len(stated) / len(limits), f"{len(stated)} limits", f"{len(limits)} limits", say)
