"""
Judging the change columns of a comparison table: the convention from the label first, from values second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from grader.exercise.mistakes import CATALOGUE
from grader.model import Better, Facts
from grader.reading.names import SHARES, Change
from grader.reading.rows import ChangeFigure, MetricRow
from grader.rubric.table_values import JudgedRow

ORDER = (
    "sign_inverted", "fraction_called_percent", "percent_points_as_percent", "not_divided", "wrong_base", "speedup_vs_reduction", "ratio_as_percent",
    "sign_dropped", "percent_twice", "speedup_inverted",
)  # fmt: skip
TIMES = frozenset({"latency", "ttft", "tpot"})
NEARLY_NONE = 5e-4
"""A relative change smaller than this may be shown as anything near zero."""


@dataclass(frozen=True, slots=True)
class JudgedChange:
    """One cell of a change column: right or not, by which known mistake, and whether it only fits the student's own values."""

    row: MetricRow
    column: str
    right: bool
    mistake: str | None = None
    carried: bool = False
    value: float = 0.0
    sign: str = "forward"
    """The convention the label announces, see ``Change``."""

    @property
    def negative(self) -> bool:
        """Whether the number shown is below zero."""
        return self.value < 0

    @property
    def positive(self) -> bool:
        """Whether the number shown is above zero."""
        return self.value > 0


@dataclass(frozen=True, slots=True)
class Basis:
    """Two values a change may be computed from, in one unit."""

    baseline: float
    optimized: float
    own: bool


def judge_changes(rows: tuple[JudgedRow, ...], facts: Facts) -> tuple[JudgedChange, ...]:
    """Return every filled change cell judged; blank cells count only where a column leaves a defined change out."""
    found = [judged for row in rows for change in row.row.changes if (judged := _judge(row, change))]
    found = _along_axis(_sign_dropped(found), rows)
    return tuple(_misaligned(found, rows, facts))


def _sign_dropped(found: list[JudgedChange]) -> list[JudgedChange]:
    """Tell a column whose sign was dropped (no figure negative, some right) from one whose sign is turned round."""
    out = []
    for change in found:
        if change.mistake == "sign_inverted":
            column = [other for other in found if other.column == change.column]
            if (
                change.sign == "forward"
                and not any(other.negative for other in column)
                and any(other.right and other.positive for other in column)
            ):
                change = _renamed(change, "sign_dropped")
        out.append(change)
    return out


def _bases(row: JudgedRow) -> list[Basis]:
    """Return the values a change may follow from: as written, then the true ones."""
    out = []
    before, after = row.row.baseline, row.row.optimized
    if before and after and before.quantity and after.quantity:
        factor = (
            after.unit.factor / before.unit.factor if after.unit and before.unit and after.unit.dimension == before.unit.dimension else 1.0
        )
        out.append(Basis(before.quantity.value, after.quantity.value * factor, True))
    match = row.match
    if match is not None and match.truth.baseline is not None and match.truth.optimized is not None:
        scale = 1.0
        if before and before.quantity and match.baseline and before.quantity.value:
            scale = before.quantity.value / match.baseline
        out.append(Basis(match.truth.baseline * scale, match.truth.optimized * scale, False))
    return out


def _judge(row: JudgedRow, change: ChangeFigure) -> JudgedChange | None:
    figure, bases = change.figure, _bases(row)
    if figure.blank or figure.quantity is None or not bases:
        return None
    better = row.match.truth.better if row.match else Better.NEUTRAL
    share = row.row.family in SHARES
    values, step = (figure.quantity.value, *figure.quantity.alternatives), figure.quantity.step
    said = figure.quantity.sense or figure.quantity.hint
    if said:
        worded = _as_said(row, change, said)
        if worded is not None and worded.right:
            return worded
    for basis in bases:
        rights = list(expected(change.change, basis, better, share, row.row.family in TIMES))
        rounded = change.figure.quantity.rounded if change.figure.quantity else 0.0
        short = bool(rounded) and change.change.kind != "any" and any(abs(values[0] - right) <= 1.001 * rounded for right in rights)
        if short or any(_fits(value, right, step, basis) for value in values for right in rights):
            carried = (basis.own and any(row.wrong)) or (row.carried and basis.own)
            return JudgedChange(row.row, change.column, True, None, carried, values[0], change.change.sign)
    turned = change.change.sign in ("improvement", "reduction") and change.change.kind != "ratio"
    for basis in bases if turned else ():
        if any(_fits(-value, right, step, basis) for value in values for right in expected(change.change, basis, better, share)):
            return JudgedChange(row.row, change.column, False, "sign_inverted", False, values[0], change.change.sign)
    mistake = next((key for key in _order(change.change) for basis in bases if _is(key, values, basis, better, step, share)), None)
    return JudgedChange(row.row, change.column, False, mistake, False, values[0], change.change.sign)


def _as_said(row: JudgedRow, change: ChangeFigure, said: str) -> JudgedChange | None:
    """Judge an unsigned figure with the way that words beside it say it goes; ``better`` and ``worse`` depend on the metric."""
    quantity = change.figure.quantity
    if quantity is None:
        return None
    factor = -1.0 if said in ("down", "worse") else 1.0
    values = replace(
        quantity, value=factor * quantity.value, alternatives=tuple(factor * one for one in quantity.alternatives), sense="", hint=""
    )
    sign = "improvement" if said in ("better", "worse") else change.change.sign
    return _judge(row, replace(change, change=replace(change.change, sign=sign), figure=replace(change.figure, quantity=values)))


def _order(change: Change) -> tuple[str, ...]:
    if change.kind in {"percent", "points", "percent_ratio"}:
        return ORDER
    first = ("speedup_inverted",) if change.kind == "ratio" else ("percent_called_fraction",) if change.kind == "fraction" else ()
    return (*first, *(key for key in ORDER if key not in {"fraction_called_percent", "not_divided", *first}), "not_divided")


def _is(key: str, values: tuple[float, ...], basis: Basis, better: Better, step: float, share: bool) -> bool:
    formula = CATALOGUE[key].change
    if formula is None or (key == "percent_points_as_percent" and not share):
        return False
    return any(_close(value, wrong, step) for wrong in formula(basis.baseline, basis.optimized, better) for value in values)


def expected(change: Change, basis: Basis, better: Better, share: bool, timed: bool = False) -> Iterator[float]:
    """Yield every number that is right under what the label announces; ``timed`` metrics have one direction of speed-up."""
    before, after = basis.baseline, basis.optimized
    difference = after - before
    signs = _signs(change.sign, better)
    percent = 100 * difference / before if before else None
    kind = change.kind
    for sign in signs:
        if kind in {"absolute", "any", "points"}:
            yield sign * difference
            if share and abs(before) <= 1 and abs(after) <= 1 and kind != "absolute":
                yield 100 * sign * difference
            if share and (kind == "absolute" or max(abs(before), abs(after)) > 1):
                yield sign * difference / 100
                yield 100 * sign * difference
        if percent is not None and kind in {"percent", "percent_ratio", "relative", "relative_or_ratio", "any"}:
            yield sign * percent
        if percent is not None and kind == "fraction":
            yield sign * percent / 100
        if percent is not None and (kind in {"relative", "relative_or_ratio", "any"} or change.pandas):
            yield sign * percent / 100
    if kind in {"ratio", "percent_ratio", "relative_or_ratio"} and before and after:
        yield from _ratios(change, before, after, better, percent or 0.0, timed)


def _ratios(change: Change, before: float, after: float, better: Better, percent: float, timed: bool) -> Iterator[float]:
    times = 100.0 if change.kind == "percent_ratio" else 1.0
    if not (change.sign == "improvement" and better is Better.LOWER and timed):
        yield times * after / before
    yield times * before / after
    if change.sign == "improvement":
        for sign in _signs("improvement", better):
            yield sign * percent
            yield sign * percent / 100


def _signs(sign: str, better: Better) -> tuple[float, ...]:
    if sign == "forward":
        return (1.0,)
    if sign == "reversed":
        return (-1.0,)
    if better is Better.NEUTRAL:
        return (1.0, -1.0)
    if sign == "improvement":
        return (-1.0,) if better is Better.LOWER else (1.0,)
    return (-1.0,) if better is Better.LOWER else (-1.0, 1.0)


def _fits(value: float, right: float, step: float, basis: Basis) -> bool:
    size = max(abs(basis.baseline), abs(basis.optimized))
    if size and abs(basis.optimized - basis.baseline) <= NEARLY_NONE * size:
        return abs(value - right) <= 0.1
    return _close(value, right, step)


def _close(value: float, right: float, step: float) -> bool:
    """Within the digits shown; whole numbers and percentages may be short, small numbers may not swallow everything."""
    whole = abs(right) >= 5 * step or (step <= 0.5 and abs(right) >= 2) or (step <= 0.05 and abs(right) <= step)
    limit = step * 1.001 if whole else min(step * 1.001, 0.5 * abs(right)) if value else 0.05 * abs(right)
    return abs(value - right) <= max(2e-3 * abs(right), limit, 1e-12)


def _along_axis(found: list[JudgedChange], rows: tuple[JudgedRow, ...]) -> list[JudgedChange]:
    """Name columns whose numbers compare neighbouring rows instead of the two systems."""
    hits: set[str] = set()
    for column in {change.column for change in found if not change.right}:
        seen = matched = 0
        for above, row in pairwise(rows):
            cell = next((change for change in row.row.changes if change.column == column and not change.figure.blank), None)
            if cell is None or cell.figure.quantity is None:
                continue
            seen += 1
            value = cell.figure.quantity.value
            for side in ("optimized", "baseline"):
                one, two = getattr(above.row, side), getattr(row.row, side)
                if one and two and one.value is not None and two.value is not None:
                    numbers = [
                        two.value - one.value,
                        *([100 * (two.value / one.value - 1), two.value / one.value - 1] if one.value else []),
                    ]
                    if any(_close(value, number, cell.figure.quantity.step) for number in numbers):
                        matched += 1
                        break
        if seen >= 2 and matched >= 0.7 * seen:
            hits.add(column)
    return [_renamed(change, "pct_change_along_wrong_axis") if change.column in hits else change for change in found]


def _misaligned(found: list[JudgedChange], rows: tuple[JudgedRow, ...], facts: Facts) -> Iterator[JudgedChange]:
    """Name changes that would be right beside another metric of the table."""
    del facts
    unexplained = [change for change in found if not change.right and change.mistake is None]
    for change in found:
        if change in unexplained and len(unexplained) >= 2:
            cell = next(cell for cell in change.row.changes if cell.column == change.column)
            others = [row for row in rows if row.row is not change.row]
            if any((judged := _judge(row, cell)) and judged.right for row in others):
                yield _renamed(change, "changes_misaligned")
                continue
        yield change


def _renamed(change: JudgedChange, mistake: str) -> JudgedChange:
    return replace(change, right=False, mistake=mistake, carried=False)
