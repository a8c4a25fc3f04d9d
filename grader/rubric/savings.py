"""The judge of ``savings``: what the change saves per month, in money, energy and emissions."""

from __future__ import annotations

from grader.model import Verdict
from grader.reading.entries import Entry, find
from grader.rubric.answers import judge_named
from grader.rubric.engine import Case, Criterion, Judged
from grader.rubric.numbers import Slip, judge_number

CRITERIA = (
    Criterion("savings-cost", 4, "The monthly saving in cost is right (positive = saved)."),
    Criterion("savings-energy", 3, "The monthly saving in energy is right, in kWh."),
    Criterion("savings-emissions", 3, "The monthly saving in emissions is right, in kg CO2e."),
)
PER_MONTH = {"savings-cost": "cost_per_month", "savings-energy": "energy_per_month", "savings-emissions": "carbon_per_month"}
NAMES = {
    "savings-cost": ("cost month", "usd month", "cost", "usd", "money", "dollar"),
    "savings-energy": ("energy month", "kwh month", "energy", "kwh", "wh", "electricity"),
    "savings-emissions": ("emission month", "carbon month", "kg month", "emission", "carbon", "co 2", "co2", "kg"),
}


def judge(case: Case) -> Judged:
    """Return the verdicts on ``savings``."""
    return judge_named(case, "savings", "savings", CRITERIA, _verdicts)


def _verdicts(found: tuple[Entry, ...], case: Case) -> tuple[Verdict, ...]:
    return tuple(_judge_one(criterion.key, found, case) for criterion in CRITERIA)


def _judge_one(key: str, found: tuple[Entry, ...], case: Case) -> Verdict:
    metric = PER_MONTH[key]
    measure = case.facts.metrics[metric]
    saved = (measure.baseline or 0.0) - (measure.optimized or 0.0)
    before, after = case.own.get(metric, (None, None))
    own = before - after if before is not None and after is not None else None
    entry = find(found, *NAMES[key], without="percent pct")
    scale = _scale(entry)
    return judge_number(
        key,
        entry,
        saved * scale,
        what=key.replace("-", " in "),
        carried=None if own is None else own * scale,
        slips=_slips(case, metric, saved, own),
        rel=0.01,
        slack=1e-6 * abs(measure.baseline or 1.0),
    )


def _scale(entry: Entry | None) -> float:
    """Return what the label makes of the expected unit and period: Wh for kWh, a year or a day for a month."""
    words = entry.words if entry else frozenset()
    scale = 1000.0 if words & {"wh", "g", "gram"} else 0.001 if words & {"mwh", "tonne", "ton", "t"} else 1.0
    scale *= 12 if words & {"year", "annual", "yearly"} else 1
    return scale / 30 if words & {"day", "daily"} else scale


def _slips(case: Case, metric: str, saved: float, own: float | None) -> list[Slip]:
    measure, slips = case.facts.metrics[metric], []
    for right in [saved] if own is None else [saved, own]:
        if abs(right) > 1e-9:
            slips += [
                Slip("sign_inverted", -right, 0.5, "A saving is baseline minus optimized: positive when money, energy or emissions are saved."),
                Slip("per_request_as_per_month", right / case.facts.requests_per_month, 0.25, "That is the saving of one request; multiply by the requests of a month."),
                Slip("per_day_as_per_month", right / 30, 0.5, "That is the saving of one day; the name asks for a month."),
                Slip("wh_as_kwh", right * 1000, 0.5, "Check the unit: Wh and kWh, g and kg differ by a thousand."),
                Slip("kwh_as_mwh", right / 1000, 0.5, "Check the unit: Wh and kWh, g and kg differ by a thousand."),
                Slip("per_year_as_per_month", right * 12, 0.5, "That is the saving of a year; the name asks for a month."),
            ]  # fmt: skip
    if measure.baseline and measure.optimized and abs(saved) > 1e-9:
        slips.append(
            Slip("percent_for_amount", 100 * saved / measure.baseline, 0.25, "That is a percentage; the name asks for an amount per month.")
        )
        slips.append(Slip("total_for_saving", measure.optimized, 0.0, "That is what the optimized system still uses, not what is saved."))
    return slips
