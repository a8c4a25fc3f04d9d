"""
The reference answers to the two written questions, composed from the facts of any scenario.

Every figure comes from ``facts.metrics`` and the decision from ``facts.decision``; the command that swaps the
scenario writes the texts into the cells ``analysis`` and ``recommendation``. ``WORDS`` holds what only a person
can say of a scenario; a scenario without an entry gets plainer sentences.
"""

from __future__ import annotations

from grader.course.wording import SMALL, limit, moved, pair, percent, subject, upper
from grader.exercise.workload import Workload
from grader.model import Decision, Facts, Target

WORDS = {
    "fp8-l4": {"next": "LoRA adapters should be evaluated on the new weights one by one before they are used."},
    "int4-a100": {"next": "INT8 on the same cards looks like the better candidate, so it should be measured next."},
    "bigger-batch-a100": {"next": "A single summary takes longer, but nobody is waiting for it; only the morning deadline counts."},
    "request-batching-a100": {
        "next": "Continuous batching on the same fleet looks like the better candidate, so it should be measured next."
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
        gained = _fixed(facts)[0].metric if _fixed(facts) else "latency_p95"
        true = f"It is true that {moved(facts, gained)}. But that does not make up for a broken requirement that users notice every day."
        return f"**Do not adopt this change; keep the baseline.** {broken} {true}\n\n{support} {extra}".rstrip()
    if facts.decision is Decision.CONDITIONS:
        why = words.get("condition", "It may only be used in the way that was documented as safe.")
        opening = f"**Adopt with conditions.** {why} {' '.join(_broken(workload, facts))}".rstrip()
        guards = "\n".join(f"- {_guard(workload, target)}" for target in _watched(workload, facts))
        return f"{opening}\n\n{support} {extra}".rstrip() + f"\n\nThe conditions:\n\n{guards}"
    return f"**Adopt.** {_lead(facts)}\n\n{support} {extra}".rstrip() + f"\n\n{_watch(workload, facts)}"


def _lead(facts: Facts) -> str:
    fixed = _fixed(facts)
    if not fixed:
        return "The baseline already meets every target, so the change has to earn its place without breaking one."
    clauses = [f"{moved(facts, target.metric)}, now within the limit of {limit(target)}." for target in fixed]
    opening = "The improvement that matters most is the one the baseline needed"
    if len(fixed) > 1:
        opening = "What matters most is what the baseline needed"
    return f"{opening}: {clauses[0]}" + "".join(f" {upper(clause)}" for clause in clauses[1:])


def _others(facts: Facts) -> list[str]:
    """Return sentences for cost, energy, throughput and, where no target was missed before, the fastest gain."""
    said = {target.metric for target in _fixed(facts)}
    sentences = [f"{upper(moved(facts, key))}." for key in ("cost_per_1k", "energy_per_request") if key not in said]
    best = min(_timed(facts), key=lambda target: percent(facts.metrics[target.metric]), default=None)
    if not said and best is not None and percent(facts.metrics[best.metric]) < -SMALL:
        sentences.append(f"{upper(moved(facts, best.metric))}.")
    follows = abs(percent(facts.metrics["throughput_requests"])) < SMALL
    sentences.append(f"{upper(moved(facts, 'throughput_requests'))}" + (", because it follows the arrivals." if follows else "."))
    return sentences


def _quality(workload: Workload, facts: Facts) -> str:
    points, margin = _number(facts, "quality_change_pp"), workload.quality.max_loss_pp
    before, after = pair(facts.metrics["quality"])
    if abs(points) < 0.005:
        change = f"Quality is unchanged at {after}"
    else:
        change = f"Quality goes from {before} to {after}, a change of {points:+.2f} percentage points"
    if facts.workload.get("quality_loss_acceptable"):
        return f"{change}. With its uncertainty this stays within the allowed margin of {margin:g} pp, so it is acceptable."
    return f"{change}. With its uncertainty this goes beyond the allowed margin of {margin:g} pp, so it is a concern."


def _responsiveness(facts: Facts) -> str:
    change = percent(facts.metrics["latency_p95"])
    broken = [target for target in _missed(facts, system=1) if target in _timed(facts)]
    if broken:
        faster = f"{upper(moved(facts, 'latency_p95'))}, but responsiveness" if change < -SMALL else "Responsiveness"
        return f"{faster} is a concern: {moved(facts, broken[0].metric)}, and the limit of {limit(broken[0])} is missed."
    if change > SMALL:
        stays = "stays within its limit" if _timed(facts) else "has no limit here"
        return f"The service is less responsive, because {moved(facts, 'latency_p95')}, but it {stays}, so that is acceptable."
    worse = [target for target in _timed(facts) if percent(facts.metrics[target.metric]) > SMALL]
    return f"Users wait less in the end, because {moved(facts, 'latency_p95')}." + "".join(
        f" {upper(moved(facts, target.metric))}, still within {limit(target)}, which is acceptable." for target in worse[:1]
    )


def _flexibility(workload: Workload, facts: Facts) -> str:
    free = _number(facts, "memory_headroom_gib")
    shrinks = percent(facts.metrics["peak_memory"]) < -5
    use = "room for longer contexts or a second model, so we gain flexibility" if shrinks else "enough to stay flexible"
    fewer = workload.optimized.gpus < workload.baseline.gpus
    spare = f" With {workload.optimized.gpus} instead of {workload.baseline.gpus} cards there is less spare capacity." if fewer else ""
    return f"{upper(moved(facts, 'peak_memory'))}; this leaves {free:.1f} GiB of each card free, {use}.{spare}"


def _fit(workload: Workload, facts: Facts) -> str:
    if any(target in _timed(facts) for target in _missed(facts, system=1)):
        return "As it stands, the change does not fit this workload: when everybody comes at once, a good average helps nobody who waits."
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
    if abs(percent(facts.metrics["cost_per_month"])) < SMALL:
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
        f"{upper(moved(facts, target.metric))}, and the limit of {limit(target)} is missed." for target in _missed(facts, system=1)
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


def _guard(workload: Workload, target: Target) -> str:
    fewer = workload.optimized.gpus < workload.baseline.gpus
    then = f"we go back to {workload.baseline.gpus} cards the same day" if fewer else "the change is switched off at once"
    bound = "above" if target.at_most is not None else "below"
    return f"{upper(subject(target.metric))}: if it is {bound} {limit(target)} for ten minutes, {then}."


def _watch(workload: Workload, facts: Facts) -> str:
    """Return what is watched after adopting: usual care, no condition."""
    watched = " and ".join(f"{subject(target.metric)} (limit {limit(target)})" for target in _watched(workload, facts))
    fewer = workload.optimized.gpus < workload.baseline.gpus
    return f"In operation we watch {watched}. " + ("A breach brings a card back." if fewer else "A breach brings the old setting back.")


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


def _saved(facts: Facts, key: str) -> float:
    measure = facts.metrics[key]
    return (measure.baseline or 0.0) - (measure.optimized or 0.0)


def _number(facts: Facts, key: str) -> float:
    value = facts.workload.get(key)
    return float(value) if isinstance(value, int | float) else 0.0
