"""Facts in words: a metric before and after as a clause of a sentence, with figures as one writes them."""

from __future__ import annotations

from grader.course.scenario_text import metric_words
from grader.model import Facts, Measure, Target

SMALL = 1.0
"""Changes below this many percent are called unchanged."""
SUBJECTS = {
    "cost_per_1k": "the cost per 1,000 requests",
    "energy_per_request": "energy per request",
    "throughput_requests": "throughput",
    "peak_memory": "peak memory",
    "quality": "quality",
}


def moved(facts: Facts, key: str) -> str:
    """Return a clause with the metric before and after and its relative change: ``p95 latency falls from ...``."""
    measure, name = facts.metrics[key], subject(key)
    (before, after), change = pair(measure), percent(measure)
    if abs(change) < SMALL:
        return f"{name} stays at {after}" if before == after else f"{name} hardly changes, from {before} to {after}"
    clause = f"{name} {'falls' if change < 0 else 'rises'} from {before} to {after}"
    return clause if measure.unit == "score 0-1" else f"{clause} ({change:+.1f} %)"


def subject(key: str) -> str:
    """Return the subject of a sentence on a metric: ``the p95 TTFT of class tenant-a``."""
    name, _, group = key.partition(":")
    return SUBJECTS.get(name, f"the {metric_words(name)}") + (f" {'on' if name == 'quality' else 'of class'} {group}" if group else "")


def pair(measure: Measure) -> tuple[str, str]:
    """Return both values as text; the unit stands with the second."""
    before, after = measure.baseline or 0.0, measure.optimized or 0.0
    unit = "s" if measure.unit == "ms" and max(before, after) >= 2000 else measure.unit
    first, second = _figure(before, unit), _figure(after, unit)
    repeats = first == second or unit in {"score 0-1", "fraction"}
    return first if repeats else first.split(" ")[0], second


def _figure(value: float, unit: str) -> str:
    """Return a value as one writes it in a text: three figures or so, short unit."""
    if unit in {"score 0-1", "fraction"}:
        return f"{100 * value:.1f} %"
    if unit == "s":
        return f"{value / 1000:.2f} s"
    short = {"USD/1k requests": "USD", "Wh/request": "Wh", "gCO2e/request": "g", "req/s": "requests per second"}.get(unit, unit)
    digits = {"ms": 0 if value >= 100 else 1, "USD": 3, "Wh": 4, "g": 4, "requests per second": 2, "GiB": 1}.get(short, 2)
    return f"{value:,.{digits}f} {short}"


def limit(target: Target) -> str:
    """Return the limit of a target with its unit."""
    value = target.limit or 0.0
    if target.unit == "ms":
        return f"{value / 1000:g} s" if value >= 2000 else f"{value:g} ms"
    if target.unit in {"score 0-1", "fraction"}:
        return f"{100 * value:g} %"
    return f"{value:g} {target.unit.split('/1k')[0].replace('req/s', 'requests per second')}"


def percent(measure: Measure) -> float:
    """Return the relative change in percent of the baseline; 0 where the baseline is 0."""
    before, after = measure.baseline or 0.0, measure.optimized or 0.0
    return 100 * (after - before) / before if before else 0.0


def upper(text: str) -> str:
    """Return ``text`` with its first letter in upper case."""
    return text[:1].upper() + text[1:]
