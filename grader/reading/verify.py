"""Verifying one read metric: value, label, statistic, unit and basis together, against every figure the facts imply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from grader.exercise.truth import Truth, truths
from grader.model import Facts
from grader.reading.names import DIMENSION_OF_FAMILY, SHARES
from grader.reading.rows import Figure, MetricRow
from grader.reading.units import PLAIN, Unit, find_unit

FLOOR = 1e-3
"""Relative difference that is never a mistake: rounding on the way."""
PERCENTILE = 0.01
"""Relative difference between honest percentile definitions."""
ZEROS = 5e-3
"""Relative difference excused in a whole number that ends in zeros ("1,210 ms"): three digits were kept."""
CAP = 0.05
"""Most that the digits shown may excuse, relative."""
UNUSUAL = frozenset({"std", "min", "p75", "p90", "count"})
_EXACT_ONLY = frozenset({"latency", "ttft", "tpot"})


@dataclass(frozen=True, slots=True)
class Match:
    """How a row's values compare with the figure they fit best. Values are in the truth's unit; ``None`` where absent."""

    truth: Truth
    unit: Unit | None
    """The unit the values were read in."""
    baseline: float | None
    optimized: float | None
    baseline_right: bool | None
    """``None`` where there is nothing to compare."""
    optimized_right: bool | None

    @property
    def both(self) -> bool:
        """Whether both values are right."""
        return self.baseline_right is True and self.optimized_right is True

    @property
    def wrong(self) -> bool:
        """Whether any value that can be compared is wrong."""
        return self.baseline_right is False or self.optimized_right is False


@lru_cache(maxsize=512)
def truth_unit(text: str) -> Unit | None:
    """Return the unit of facts; ``gCO2e`` and ``score 0-1`` included."""
    return find_unit(text)


def close(got: float, expected: float, *, step: float = 0.0, rel: float = FLOOR) -> bool:
    """Whether ``got`` is ``expected`` within rounding: ``step`` is half the last digit shown, in the same unit."""
    return abs(got - expected) <= max(rel * abs(expected), min(step * 1.001, CAP * abs(expected)), 1e-12)


def fits(row: MetricRow, truth: Truth) -> bool:
    """Whether the labels of ``row`` can mean ``truth``."""
    if row.family != truth.family and not (row.family == "throughput" and truth.family == "throughput_tokens" and row.unit is None):
        return False
    if row.statistic in UNUSUAL or (row.basis and truth.basis and row.basis != truth.basis):
        return False
    if row.basis and truth.basis is None and row.basis != "per_request":
        return False
    if truth.qualifier:
        return all(word in row.words for word in re.findall(r"[a-z0-9]+", truth.qualifier.lower()))
    if row.family in _EXACT_ONLY:
        return row.statistic in {None, truth.statistic}
    if row.family == "memory":
        return row.statistic in {None, truth.statistic}
    return row.statistic in {None, "mean"} and not ("total" in row.words and truth.basis not in {None, "per_month"})


def candidates(row: MetricRow, facts: Facts) -> list[Truth]:
    """Return every true figure the labels of ``row`` can mean; a named class or category excludes the overall figure."""
    found = [truth for truth in truths(facts) if fits(row, truth)]
    named = [truth for truth in found if truth.qualifier]
    return named or found


def units_of(row: MetricRow, figure: Figure | None, truth: Truth) -> tuple[Unit, ...]:
    """Return the units a figure may be in: the stated one, or the usual ones of the metric."""
    stated = figure.unit if figure and figure.unit else row.unit
    dimension = DIMENSION_OF_FAMILY.get(truth.family, "")
    if stated is not None:
        return (stated,) if stated.dimension == dimension or (stated.dimension, dimension) == ("points", "share") else ()
    return PLAIN.get(dimension, ())


def in_truth_unit(figure: Figure, unit: Unit, truth: Truth) -> list[float]:
    """Return the readings of a figure taken in ``unit``, converted to the unit of ``truth``."""
    own = truth_unit(truth.unit)
    factor = unit.factor / own.factor if own else 1.0
    if figure.quantity is None:
        return []
    return [value * factor for value in (figure.quantity.value, *figure.quantity.alternatives)]


def readings(row: MetricRow, facts: Facts) -> Iterator[Match]:
    """Yield how the row compares with every figure its labels can mean, in every unit it may be in."""
    for truth in candidates(row, facts):
        units = units_of(row, row.baseline or row.optimized, truth)
        for unit in units:
            yield _compare(row, truth, unit)


def _compare(row: MetricRow, truth: Truth, unit: Unit) -> Match:
    before = _best(row, row.baseline, unit, truth, truth.baseline)
    after = _best(row, row.optimized, unit, truth, truth.optimized)
    return Match(truth, unit, before[0], after[0], before[1], after[1])


def _best(row: MetricRow, figure: Figure | None, unit: Unit, truth: Truth, expected: float | None) -> tuple[float | None, bool | None]:
    if figure is None or figure.quantity is None:
        return None, None
    mine = units_of(row, figure, truth)
    used = mine[0] if figure.unit and mine else unit
    values = in_truth_unit(figure, used, truth)
    if expected is None:
        return values[0], None
    own = truth_unit(truth.unit)
    step = figure.quantity.step * used.factor / (own.factor if own else 1.0)
    rel = PERCENTILE if truth.is_percentile else FLOOR
    right = [value for value in values if close(value, expected, step=step, rel=rel)]
    if (
        not right
        and close(values[0], expected, step=step * 10, rel=min(ZEROS, 1e-9))
        and _three_digits(figure.quantity.value, expected, values[0])
    ):
        right = values[:1]
    rounded = figure.quantity.rounded * used.factor / (own.factor if own else 1.0)
    if (
        not right
        and rounded
        and abs(values[0] - expected) <= 1.001 * rounded
        and (truth.family in SHARES or abs(values[0] - expected) <= 2 * CAP * abs(expected))
    ):
        right = values[:1]
    return (right or values)[0], bool(right)


def _three_digits(written: float, expected: float, value: float) -> bool:
    """Whether a figure was rounded to three significant digits: it ends in zeros and is the nearest such number."""
    return written == float(f"{written:.3g}") and abs(written) >= 1000 and value == float(f"{expected:.3g}")


def match_row(row: MetricRow, facts: Facts) -> Match | None:
    """Return the best reading of a row, or ``None`` when the facts hold nothing its labels can mean."""
    found = list(readings(row, facts))
    if not found:
        return None

    def score(match: Match) -> tuple[int, float]:
        right = (match.baseline_right is True) + (match.optimized_right is True)
        pair = (match.baseline, match.truth.baseline)
        gap = abs(abs(pair[0] / pair[1]) - 1) if pair[0] and pair[1] else 1e9
        return right, -min(gap, 1 / (1 + 1 / (gap + 1e-12)) if gap > 1 else gap)

    return max(found, key=score)
