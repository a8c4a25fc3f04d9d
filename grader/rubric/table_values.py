"""
Judging the values of a comparison table: which are right, which known mistake made the wrong ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from grader.exercise.mistakes import CATALOGUE, value_slips
from grader.exercise.truth import Truth, truths
from grader.model import Facts
from grader.reading.rows import MetricRow, TableReading
from grader.reading.verify import PERCENTILE, Match, close, in_truth_unit, match_row, readings, truth_unit, units_of
from grader.rubric.table_guesses import GUESSED, guessed

Own = Mapping[str, tuple[float | None, float | None]]
SHARE = 0.6
"""A cause that explains this share of a table explains the table."""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One row with its best match; ``None`` where the facts cannot verify it. ``mistake`` names a wrong one."""

    row: MetricRow
    match: Match | None
    mistake: str | None = None
    carried: bool = False
    """Wrong, but what the student's own earlier answer says."""
    blank_before: tuple[bool, bool] = (False, False)
    """Whether the student's own summary has no (baseline, optimized) value either, though it has the other."""

    @property
    def wrong(self) -> tuple[bool, bool]:
        """Whether the (baseline, optimized) value is wrong and not carried forward."""
        if self.match is None or self.carried:
            return False, False
        return self.match.baseline_right is False, self.match.optimized_right is False


def judge_rows(reading: TableReading, facts: Facts, own: Own) -> tuple[JudgedRow, ...]:
    """Return every row judged; causes that explain the whole table replace the names of single slips."""
    rows = _trusted(tuple(_judge(row, facts, own) for row in reading.rows))
    cause = _whole_table(rows, reading)
    if cause is not None:
        return tuple(
            replace(row, mistake=cause) if any(row.wrong) and row.mistake != "errors_filtered_before_rate" else row for row in rows
        )
    return tuple(replace(row, mistake="row_copied") if row.mistake is None and _copied(row, rows) else row for row in rows)


def _copied(row: JudgedRow, rows: tuple[JudgedRow, ...]) -> bool:
    """Whether both wrong values of a row are, digit by digit, those of a row of another metric."""
    mine = _written(row)
    if mine is None or not all(row.wrong):
        return False
    return any(other.row.family != row.row.family and _written(other) == mine for other in rows if other is not row)


def _written(row: JudgedRow) -> tuple[float, float] | None:
    """Return the (baseline, optimized) numbers of a row as written, ``None`` where one is missing."""
    pair = [figure.quantity.value for figure in (row.row.baseline, row.row.optimized) if figure and figure.quantity]
    return (pair[0], pair[1]) if len(pair) == 2 and pair[0] != pair[1] else None


def _trusted(rows: tuple[JudgedRow, ...]) -> tuple[JudgedRow, ...]:
    """Take back names that were only guessed where most of the table is wrong: there a likeness says nothing."""
    judged = [row for row in rows if row.match is not None]
    if 2 * sum(any(row.wrong) for row in judged) <= len(judged):
        return rows
    return tuple(replace(row, mistake=None) if row.mistake in GUESSED else row for row in rows)


def _judge(row: MetricRow, facts: Facts, own: Own) -> JudgedRow:
    match = match_row(row, facts)
    if match is None:
        return _off_dimension(row, facts)
    if not match.wrong:
        earlier = own.get(match.truth.metric)
        return JudgedRow(row, match, blank_before=(earlier[0] is None, earlier[1] is None) if earlier else (False, False))
    for option in readings(row, facts):
        mine = own.get(option.truth.metric)
        if mine and _agrees(option.baseline, mine[0]) and _agrees(option.optimized, mine[1]):
            return JudgedRow(row, option, None, True)
    return JudgedRow(row, match, _named(row, facts) or guessed(match, facts))


def _agrees(got: float | None, mine: float | None) -> bool:
    return got is None or (mine is not None and close(got, mine, rel=0.005))


def _off_dimension(row: MetricRow, facts: Facts) -> JudgedRow:
    """A unit of another dimension on a known metric: watts for energy is a mistake, anything else is not verifiable."""
    if row.family == "power" or (row.family == "energy" and row.unit is not None and row.unit.dimension == "power"):
        truth = next((truth for truth in truths(facts) if truth.family == "energy"), None)
        if truth is not None and row.family == "energy":
            return JudgedRow(row, Match(truth, row.unit, None, None, False, False), "power_as_energy")
    return JudgedRow(row, None)


def _named(row: MetricRow, facts: Facts) -> str | None:
    """Return the known mistake that gives the wrong values of a row, trying every reading of its labels."""
    options = [option for option in readings(row, facts) if not option.truth.qualifier] or list(readings(row, facts))
    for sure in (True, False):
        for option in options:
            for known, pair in value_slips(option.truth, facts):
                hits = [_hit(got, right, wrong) for got, right, wrong in _sides(option, pair)]
                if (all(hits) if sure else any(hits)) and hits:
                    return known.key
    return None


def _sides(option: Match, pair: tuple[float | None, float | None]) -> list[tuple[float, bool, float]]:
    out = []
    for got, right, wrong in ((option.baseline, option.baseline_right, pair[0]), (option.optimized, option.optimized_right, pair[1])):
        if got is not None and wrong is not None and right is False:
            out.append((got, bool(right), wrong))
    return out


def _hit(got: float, right: bool, wrong: float) -> bool:
    return not right and close(got, wrong, rel=2e-3)


def _whole_table(rows: tuple[JudgedRow, ...], reading: TableReading) -> str | None:
    """Return the one cause that explains most wrong rows together, or ``None``."""
    judged = [row for row in rows if row.match is not None and row.match.baseline is not None and row.match.optimized is not None]
    wrong = [row for row in judged if any(row.wrong)]
    if len(wrong) < 2:
        return None
    if sum(_swapped(row) for row in judged) >= max(2, SHARE * len(judged)) and any(_swapped(row) and any(row.wrong) for row in judged):
        return "swapped_in_tidy_labels" if _is_long(reading) else "columns_swapped"
    if all(_same_twice(row) for row in wrong) and len(wrong) >= SHARE * len(judged):
        return "same_system_twice"
    if _misaligned(judged, wrong):
        return "values_misaligned"
    named = [row.mistake for row in wrong if row.mistake]
    common = max(set(named), key=named.count) if named else None
    if common and CATALOGUE[common].scope == "data" and named.count(common) >= 0.5 * len(wrong):
        return common
    return _sampled(judged, wrong)


def _is_long(reading: TableReading) -> bool:
    """Whether baseline and optimized of one metric stand in different rows."""
    pairs = [
        (row.baseline.place.split(" ")[1], row.optimized.place.split(" ")[1]) for row in reading.rows if row.baseline and row.optimized
    ]
    return bool(pairs) and all(one != other for one, other in pairs)


def _swapped(row: JudgedRow) -> bool:
    match = row.match
    if match is None:
        return False
    return _near(match.baseline, match.truth.optimized) and _near(match.optimized, match.truth.baseline)


def _near(got: float | None, expected: float | None) -> bool:
    return got is not None and expected is not None and close(got, expected, rel=2e-3)


def _same_twice(row: JudgedRow) -> bool:
    match = row.match
    return (
        match is not None
        and match.baseline is not None
        and match.baseline == match.optimized
        and (match.baseline_right or match.optimized_right) is True
    )


def _misaligned(judged: list[JudgedRow], wrong: list[JudgedRow]) -> bool:
    """Whether the wrong values of a system are the true ones of other rows of the table."""
    for side in (0, 1):
        off = [row for row in wrong if row.wrong[side]]
        displaced = 0
        for row in off:
            figure = row.row.optimized if side else row.row.baseline
            for other in judged:
                if other is not row and figure and figure.quantity and other.match and other.match.unit:
                    truth = other.match.truth
                    expected = truth.optimized if side else truth.baseline
                    values = in_truth_unit(figure, other.match.unit, truth)
                    if expected is not None and any(close(value, expected) for value in values):
                        displaced += 1
                        break
        if len(off) >= 2 and displaced >= SHARE * len(off):
            return True
    return False


def _sampled(judged: list[JudgedRow], wrong: list[JudgedRow]) -> str | None:
    """Tell a trimmed tail from a sample: both are close to the data without being it."""
    ratios: dict[str, list[float]] = {}
    for row in judged:
        match = row.match
        if match is not None:
            for got, true in ((match.baseline, match.truth.baseline), (match.optimized, match.truth.optimized)):
                if got is not None and true:
                    ratios.setdefault(f"{match.truth.family}:{match.truth.statistic}", []).append(got / true)
    times = {key: values for key, values in ratios.items() if key.split(":")[0] == "latency"}
    tails = [value for key, values in times.items() if key.endswith(("p95", "p99")) for value in values]
    means = [value for key, values in times.items() if key.endswith("mean") for value in values]
    shares = [value for key, values in ratios.items() if key.split(":")[0] in {"cost", "energy", "quality"} for value in values]
    low = [*tails, *means]
    if (
        low
        and all(0.5 < value < 1 - 1e-4 for value in low)
        and (not tails or max(tails) < 0.985)
        and all(abs(value - 1) < 0.01 for value in shares)
    ):
        return "tail_cut_off"
    near = [row for row in wrong if row.match and _close_by(row.match)]
    families = {row.match.truth.family for row in near if row.match}
    return "subset_of_requests" if len(families) >= 3 or (len(near) >= 3 and len(near) >= SHARE * len(judged)) else None


def _close_by(match: Match) -> bool:
    pairs = ((match.baseline, match.truth.baseline), (match.optimized, match.truth.optimized))
    return all(got is not None and true and abs(got / true - 1) < 0.25 for got, true in pairs)


def expected_in(row: MetricRow, truth: Truth, value: float | None) -> float | None:
    """Return a true value in the unit the row is written in (the truth's own if it states none)."""
    units = units_of(row, row.baseline or row.optimized, truth)
    own = truth_unit(truth.unit)
    return value * own.factor / units[0].factor if value is not None and own and units else value


__all__ = ["PERCENTILE", "JudgedRow", "Own", "expected_in", "judge_rows"]
