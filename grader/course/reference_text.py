"""
The reference answers to the two written questions, composed from the facts of any scenario.

Every figure comes from ``facts.metrics`` and the decision from ``facts.decision``; the command that swaps the
scenario writes the texts into the cells ``analysis`` and ``recommendation``. ``WORDS`` holds what only a person
can say of a scenario; a scenario without an entry gets plainer sentences.
"""

from __future__ import annotations

from grader.course.scenario_text import metric_words
from grader.exercise.workload import Workload
from grader.model import Decision, Facts, Measure, Target

SMALL = 1.0
"""Changes below this many percent are called unchanged."""
SUBJECTS = {
    "cost_per_1k": "the cost per 1,000 requests",
    "energy_per_request": "energy per request",
    "throughput_requests": "throughput",
    "peak_memory": "peak memory",
    "quality": "quality",
}
WORDS = {
    "fp8-l4": {"next": "LoRA adapters should be evaluated on the new weights one by one before they are used."},
    "int4-a100": {"next": "INT8 on the same cards looks like the better candidate and deserves a full measurement."},
    "bigger-batch-a100": {"next": "A single summary takes longer, but nobody is waiting for it; only the morning deadline counts."},
    "request-batching-a100": {
        "next": "Continuous batching on the same fleet looks like the better candidate and deserves a full measurement."
    },
    "prefix-cache-a100": {
        "condition": "The third card may go only once the cache has proven warm, because a cold cache breaks the promise to both tenants.",
        "next": "Caches should also be isolated by tenant, so that neither can guess the other's prompts.",
    },
    "speculative-h100": {
        "condition": "Speculation must be gated, so that it is off while more than 16 requests run; always on, it is not acceptable.",
        "next": "With the gate, the quiet hours keep their faster answers and the trading hours lose nothing.",
    },
}
"""Scenario -> sentences of its own."""


def reference_analysis(workload: Workload, facts: Facts) -> str:
    """Return the reference answer to the cell ``analysis``."""
    gains = " ".join((_lead(facts), *_others(facts)))
    tradeoffs = " ".join((_quality(workload, facts), _responsiveness(facts), _flexibility(workload, facts), _fit(workload, facts)))
    return f"{gains}\n\n{tradeoffs}\n\n{_verdict(facts)}"


def reference_recommendation(workload: Workload, facts: Facts) -> str:
    """Return the reference answer to the cell ``recommendation``: it agrees with ``facts.decision``."""
    words = WORDS.get(facts.scenario, {})
    support = f"{_targets_met(facts)} {_month(facts)} {_quality_short(workload, facts)}"
    extra = words.get("next", "")
    if facts.decision is Decision.REJECT:
        broken = " ".join(_broken(workload, facts))
        close = "What is gained does not make up for a broken requirement, because users would notice it every day."
        return f"**Do not adopt this change; keep the baseline.** {broken} {close}\n\n{support} {extra}".rstrip()
    guards = "\n".join(f"- {_guard(workload, facts, target)}" for target in _watched(workload, facts))
    if facts.decision is Decision.CONDITIONS:
        why = words.get("condition", "It may only be used in the way that was documented as safe.")
        broken = " ".join(_broken(workload, facts))
        return (
            f"**Adopt with conditions.** {why} {broken}".rstrip() + f"\n\n{support} {extra}".rstrip() + f"\n\nThe conditions:\n\n{guards}"
        )
    return f"**Adopt.** {_lead(facts)}\n\n{support} {extra}".rstrip() + f"\n\nAfter the roll-out we keep watching:\n\n{guards}"


def _lead(facts: Facts) -> str:
    fixed = _fixed(facts)
    if not fixed:
        return "The baseline already meets every target, so the change has to earn its place without breaking one."
    clauses = [f"{_moved(facts, target.metric)}, now within the limit of {_limit(target)}." for target in fixed]
    opening = (
        "The improvement that matters most is the one the baseline needed"
        if len(fixed) == 1
        else "What matters most is what the baseline needed"
    )
    return f"{opening}: {clauses[0]}" + "".join(f" {_upper(clause)}" for clause in clauses[1:])


def _others(facts: Facts) -> list[str]:
    """Return a sentence for cost, energy and throughput where the first sentence has not said it already."""
    said = {target.metric for target in _fixed(facts)}
    sentences = [f"{_upper(_moved(facts, key))}." for key in ("cost_per_1k", "energy_per_request") if key not in said]
    follows = abs(_percent(facts.metrics["throughput_requests"])) < SMALL
    sentences.append(f"{_upper(_moved(facts, 'throughput_requests'))}" + (", because it follows the arrivals." if follows else "."))
    return sentences


def _quality(workload: Workload, facts: Facts) -> str:
    points, low, margin = _number(facts, "quality_change_pp"), _number(facts, "quality_low_pp"), workload.quality.max_loss_pp
    before, after = _pair("quality", facts.metrics["quality"])
    if abs(points) < 0.005:
        change = f"Quality is unchanged at {after}"
    else:
        change = f"Quality goes from {before} to {after}, a change of {points:+.2f} percentage points"
    if facts.workload.get("quality_loss_acceptable"):
        return (
            f"{change}; even the lower end of the 95 % interval ({low:+.2f}) is inside the margin of {margin:g} pp, so that is acceptable."
        )
    return f"{change}; the lower end of the 95 % interval ({low:+.2f}) is beyond the margin of {margin:g} pp, so that is a concern."


def _responsiveness(facts: Facts) -> str:
    change = _percent(facts.metrics["latency_p95"])
    broken = [target for target in _missed(facts, system=1) if target in _timed(facts)]
    if broken:
        faster = f"{_upper(_moved(facts, 'latency_p95'))}, but responsiveness" if change < -SMALL else "Responsiveness"
        return f"{faster} is a concern: {_moved(facts, broken[0].metric)}, and the limit of {_limit(broken[0])} is missed."
    if change > SMALL:
        return (
            f"The service is less responsive, because {_moved(facts, 'latency_p95')}, but it stays within its limit, so that is acceptable."
        )
    worse = [target for target in _timed(facts) if _percent(facts.metrics[target.metric]) > SMALL]
    return f"Users wait less in the end, because {_moved(facts, 'latency_p95')}." + "".join(
        f" {_upper(_moved(facts, target.metric))}, still within {_limit(target)}." for target in worse[:1]
    )


def _flexibility(workload: Workload, facts: Facts) -> str:
    free = _number(facts, "memory_headroom_gib")
    shrinks = _percent(facts.metrics["peak_memory"]) < -5
    use = "room for longer contexts or a second model, so we gain flexibility" if shrinks else "enough to stay flexible"
    fewer = workload.optimized.gpus < workload.baseline.gpus
    spare = f" With {workload.optimized.gpus} instead of {workload.baseline.gpus} cards there is less spare capacity." if fewer else ""
    return f"{_upper(_moved(facts, 'peak_memory'))}; this leaves {free:.1f} GiB of each card free, {use}.{spare}"


def _fit(workload: Workload, facts: Facts) -> str:
    if any(target in _timed(facts) for target in _missed(facts, system=1)):
        return (
            "As it stands, the change does not fit this workload: when many requests come at once, a good average helps nobody who waits."
        )
    if _missed(facts, system=1) or not facts.workload.get("quality_loss_acceptable"):
        return "As it stands, the change does not fit this workload, where right answers matter more than fast ones."
    return f"With {workload.traffic_shape} traffic and every target met, the change fits this workload."


def _verdict(facts: Facts) -> str:
    return {
        Decision.ADOPT: "On balance the gains clearly outweigh the trade-offs, so I would adopt the change.",
        Decision.CONDITIONS: "The gains are worth having, but only with safeguards, so I would adopt the change with conditions.",
        Decision.REJECT: "A requirement is broken, and the gains do not make up for that, so I would not adopt the change.",
    }.get(facts.decision, "")


def _targets_met(facts: Facts) -> str:
    total = len(facts.targets)
    before, after = total - len(_missed(facts, system=0)), total - len(_missed(facts, system=1))
    return f"The baseline meets {before} of {total} targets, the optimized system {after} of {total}."


def _month(facts: Facts) -> str:
    usd, kwh, kg = (_saved(facts, key) for key in ("cost_per_month", "energy_per_month", "carbon_per_month"))
    if abs(_percent(facts.metrics["cost_per_month"])) < SMALL:
        return f"It saves no money, since the fleet is the same; energy falls by {kwh:,.1f} kWh a month, emissions by {kg:,.1f} kg CO2e."
    return f"It saves {usd:,.0f} USD a month, and with that {kwh:,.1f} kWh of energy and {kg:,.1f} kg CO2e of emissions."


def _quality_short(workload: Workload, facts: Facts) -> str:
    points, margin = _number(facts, "quality_change_pp"), workload.quality.max_loss_pp
    holds = "within" if facts.workload.get("quality_loss_acceptable") else "not safely within"
    if abs(points) < 0.005:
        return "The quality of the answers is unchanged."
    return f"Quality changes by {points:+.2f} percentage points, {holds} the margin of {margin:g} pp."


def _broken(workload: Workload, facts: Facts) -> list[str]:
    sentences = [
        f"{_upper(_moved(facts, target.metric))}, and the limit of {_limit(target)} is missed." for target in _missed(facts, system=1)
    ]
    if workload.optimized.gpus < workload.min_gpus:
        sentences.append("The fleet is smaller than operations allow.")
    return sentences


def _watched(workload: Workload, facts: Facts) -> tuple[Target, ...]:
    """Return the targets worth an alarm: those missed or endangered, else the timed ones that stand closest to their limit."""
    endangered = {key for effect in workload.effects if effect.kind == "risk" for key in effect.measured}
    urgent = {target.metric for target in _missed(facts, system=1)} | endangered
    chosen = tuple(target for target in facts.targets if target.metric in urgent)
    return (chosen or _timed(facts))[:2]


def _guard(workload: Workload, facts: Facts, target: Target) -> str:
    fewer = workload.optimized.gpus < workload.baseline.gpus
    if facts.decision is Decision.CONDITIONS:
        then = f"we go back to {workload.baseline.gpus} cards the same day" if fewer else "the change is switched off at once"
    else:
        then = (
            f"we add a card, up to the {workload.baseline.gpus} of the baseline" if fewer else "we go back to the setting of the baseline"
        )
    bound = "above" if target.at_most is not None else "below"
    return f"{_upper(_subject(target.metric))}: if it is {bound} {_limit(target)} for ten minutes, {then}."


def _moved(facts: Facts, key: str) -> str:
    """Return a clause with the metric before and after and its relative change: ``p95 latency falls from ...``."""
    measure, subject = facts.metrics[key], _subject(key)
    (before, after), percent = _pair(key, measure), _percent(measure)
    if abs(percent) < SMALL:
        return f"{subject} stays at {after}" if before == after else f"{subject} hardly changes, from {before} to {after}"
    clause = f"{subject} {'falls' if percent < 0 else 'rises'} from {before} to {after}"
    return clause if measure.unit == "score 0-1" else f"{clause} ({percent:+.1f} %)"


def _subject(key: str) -> str:
    name, _, group = key.partition(":")
    return SUBJECTS.get(name, f"the {metric_words(name)}") + (f" {'on' if name == 'quality' else 'of'} {group}" if group else "")


def _pair(key: str, measure: Measure) -> tuple[str, str]:
    """Return both values as text; the unit stands with the second."""
    before, after = measure.baseline or 0.0, measure.optimized or 0.0
    unit = "s" if measure.unit == "ms" and max(before, after) >= 2000 else measure.unit
    first, second = _figure(before, unit), _figure(after, unit)
    return (second if first == second else first.split(" ")[0] if unit not in {"score 0-1", "fraction"} else first), second


def _figure(value: float, unit: str) -> str:
    """Return a value as one writes it in a text: three figures or so, short unit."""
    if unit in {"score 0-1", "fraction"}:
        return f"{100 * value:.1f} %"
    if unit == "s":
        return f"{value / 1000:.2f} s"
    short = {"USD/1k requests": "USD", "Wh/request": "Wh", "gCO2e/request": "g", "req/s": "requests per second"}.get(unit, unit)
    digits = {"ms": 0, "USD": 3, "Wh": 4, "g": 4, "requests per second": 2, "GiB": 1}.get(short, 2)
    return f"{value:,.{digits}f} {short}"


def _limit(target: Target) -> str:
    limit = target.at_most if target.at_most is not None else target.at_least or 0.0
    if target.unit == "ms":
        return f"{limit / 1000:g} s" if limit >= 2000 else f"{limit:g} ms"
    if target.unit in {"score 0-1", "fraction"}:
        return f"{100 * limit:g} %"
    return f"{limit:g} {target.unit.split('/1k')[0].replace('req/s', 'requests per second')}"


def _missed(facts: Facts, *, system: int) -> tuple[Target, ...]:
    missed = []
    for target in facts.targets:
        measure = facts.metrics[target.metric]
        value = measure.optimized if system else measure.baseline
        if value is not None and not target.met_by(value):
            missed.append(target)
    return tuple(missed)


def _fixed(facts: Facts) -> tuple[Target, ...]:
    after = _missed(facts, system=1)
    return tuple(target for target in _missed(facts, system=0) if target not in after)


def _timed(facts: Facts) -> tuple[Target, ...]:
    return tuple(target for target in facts.targets if target.metric.split("_")[0] in {"latency", "ttft", "tpot"})


def _percent(measure: Measure) -> float:
    before, after = measure.baseline or 0.0, measure.optimized or 0.0
    return 100 * (after - before) / before if before else 0.0


def _saved(facts: Facts, key: str) -> float:
    measure = facts.metrics[key]
    return (measure.baseline or 0.0) - (measure.optimized or 0.0)


def _number(facts: Facts, key: str) -> float:
    value = facts.workload.get(key)
    return float(value) if isinstance(value, int | float) else 0.0


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
