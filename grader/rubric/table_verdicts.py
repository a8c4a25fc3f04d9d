"""
The verdicts on a comparison table, one function per criterion.
"""

from __future__ import annotations

from grader.exercise.mistakes import CATALOGUE
from grader.model import Verdict
from grader.reading.rows import TableReading
from grader.rubric.table_changes import JudgedChange
from grader.rubric.table_values import JudgedRow, expected_in
from grader.rubric.verdicts import earned, missed, partly, unscored

REQUIRED: tuple[tuple[str, frozenset[str]], ...] = (
    ("latency", frozenset({"latency", "ttft", "tpot"})),
    ("throughput", frozenset({"throughput", "throughput_tokens"})),
    ("memory", frozenset({"memory"})),
    ("cost", frozenset({"cost"})),
    ("energy", frozenset({"energy", "carbon"})),
)
PER_ROW = 0.4
"""What one wrong metric costs of a criterion, at most; in long tables less."""
ROWS = 2.8
MISSING_KEEPS = 0.25
"""Share of the value and change criteria that a missing metric leaves."""
CHANGES_KEEP = {
    "swapped_in_tidy_labels": 0.5,
    "columns_swapped": 0.5,
    "same_system_twice": 0.3,
    "values_misaligned": 0.0,
    "subset_of_requests": 0.75,
}
"""What consistent changes keep when the whole table is wrong in a way that turns or empties them."""


def judge_form(reading: TableReading) -> Verdict:
    """Return the verdict on the kind of table."""
    if reading.kind.startswith("pandas.DataFrame"):
        return earned("table-form", reading.kind, "pandas.DataFrame")
    share = 0.5 if reading.kind.startswith(("polars", "pandas")) else 0.0
    say = "Your comparison can be read, but the task asks for one pandas DataFrame; everything in it is judged all the same."
    return partly("table-form", share, reading.kind, "pandas.DataFrame", say)


def _missing(reading: TableReading) -> list[str]:
    present = {row.family for row in reading.rows if row.baseline or row.optimized or row.changes}
    return [name for name, families in REQUIRED if not families & present]


def judge_coverage(reading: TableReading) -> Verdict:
    """Return the verdict on the five required metrics."""
    missing = _missing(reading)
    found = ", ".join(sorted({row.family or "" for row in reading.rows}))
    if not missing:
        return earned("table-coverage", found, "all five")
    if reading.unread:
        return unscored(
            "table-coverage",
            found,
            f"no row read as {', '.join(missing)}, but these rows could not be read: {', '.join(reading.unread[:5])}",
        )
    say = f"Missing from your table: {', '.join(missing)}."
    return partly("table-coverage", 1 - len(missing) / len(REQUIRED), found, "all five", say, "metrics_missing")


def _extent(reading: TableReading) -> float:
    """Return the share of a criterion that the metrics present can earn; rows nobody could read are not held against it."""
    missing = 0 if reading.unread else len(_missing(reading))
    return 1 - (1 - MISSING_KEEPS) * missing / len(REQUIRED)


def _cost_per_row(count: int) -> float:
    return min(PER_ROW, ROWS / max(count, 1))


def judge_values(system: str, side: int, reading: TableReading, rows: tuple[JudgedRow, ...]) -> Verdict:
    """Return the verdict on the values of one system; ``side`` is 0 for the baseline."""
    key = f"table-{system}"
    present = [row for row in rows if (row.row.optimized if side else row.row.baseline)]
    if not present:
        if any(row.row.baseline or row.row.optimized for row in rows) or any(row.row.changes for row in rows):
            return missed(key, "no values", f"{system} values", f"The table shows no {system} values.", "values_missing")
        return unscored(key, "no values", f"no {system} value could be told from the labels")
    checked = [
        row for row in present if row.match is not None and (row.match.optimized_right if side else row.match.baseline_right) is not None
    ]
    if not checked:
        return unscored(key, f"{len(present)} values", "the facts hold nothing these values could be checked against")
    wrong = [row for row in checked if row.wrong[side]]
    kept, causes = 1.0, set()
    for row in wrong:
        known = CATALOGUE.get(row.mistake or "")
        same = [other for other in wrong if other.mistake == row.mistake]
        few = row.mistake == "values_misaligned" and len(same) < 0.5 * len(checked)
        if known is not None and known.scope in {"data", "table"} and len(same) > 1 and not few:
            causes.add(known.key)
        else:
            kept *= 1 - _cost_per_row(len(checked)) * (1 - (known.keeps if known and known.scope == "value" else 0.0))
    unexplained = sum(not (known := CATALOGUE.get(row.mistake or "")) or known.keeps == 0 for row in wrong)
    lost = 1 - min(kept, 1 - unexplained / len(checked))
    lost += sum(1 - CATALOGUE[cause].keeps for cause in causes)
    if "values_misaligned" in {row.mistake for row in rows} and not wrong:
        lost += 1 - CATALOGUE["values_misaligned"].keeps
    if side and "values_misaligned" in causes:
        lost = 1.0
    required = {name for _, names in REQUIRED for name in names}
    valued = {row.row.family for row in rows if row.row.baseline and row.row.optimized}
    holes = [
        row.row.label
        for row in rows
        if row not in present
        and row.row.family in required
        and not row.blank_before[side]
        and not (row.row.family in valued and not row.row.baseline and not row.row.optimized)
    ]
    lost += _cost_per_row(len(checked)) * len(holes)
    share = max(0.0, 1 - lost) * _extent(reading)
    return _said(key, side, share, checked, wrong, reading, holes)


def _said(
    key: str, side: int, share: float, checked: list[JudgedRow], wrong: list[JudgedRow], reading: TableReading, holes: list[str]
) -> Verdict:
    found = "; ".join(f"{row.row.label} = {_shown(row, side)}" for row in (wrong or checked)[:6])
    wanted = "; ".join(f"{row.row.label} = {_true(row, side)}" for row in (wrong or checked)[:6])
    hints = [CATALOGUE[row.mistake].hint if row.mistake else "does not follow from the data; check how it is computed." for row in wrong]
    said = [f"{row.row.label}: {hint}" for row, hint in zip(wrong, hints, strict=True)]
    if len(set(hints)) == 1 and len(hints) > 2:
        said = [f"{', '.join(row.row.label for row in wrong[:4])}{' and others' if len(wrong) > 4 else ''}: {hints[0]}"]
    if holes:
        said.append(f"There is no value for {', '.join(holes[:4])}.")
    if any(row.carried for row in checked):
        said.append("Some values repeat an earlier answer of yours that was wrong; they lose nothing here.")
    if _missing(reading) and not reading.unread:
        said.append("Metrics that are not in the table cannot earn their share.")
    return partly(
        key, round(share, 4), found, wanted, " ".join(said[:5]) or "Right.", next((row.mistake for row in wrong if row.mistake), None)
    )


def _shown(row: JudgedRow, side: int) -> str:
    figure = row.row.optimized if side else row.row.baseline
    return f"{figure.value:g}" if figure and figure.value is not None else "nothing"


def _true(row: JudgedRow, side: int) -> str:
    if row.match is None:
        return "unknown"
    value = expected_in(row.row, row.match.truth, row.match.truth.optimized if side else row.match.truth.baseline)
    return "unknown" if value is None else f"{value:g}"


def judge_changes_column(reading: TableReading, rows: tuple[JudgedRow, ...], changes: tuple[JudgedChange, ...]) -> Verdict:
    """Return the verdict on the change columns."""
    key, wanted = "table-changes", "(optimized - baseline), absolute or relative to the baseline"
    if not changes:
        if any(not change.figure.blank for row in rows for change in row.row.changes):
            return unscored(key, "changes of metrics that cannot be verified", "the change columns cannot be checked against any value")
        return missed(key, "no change column", wanted, CATALOGUE["changes_missing"].hint, "changes_missing")
    columns = {change.column: [other for other in changes if other.column == change.column] for change in changes}
    keeps = [_column_keeps(cells) for cells in columns.values()]
    share = sum(weight * len(cells) for weight, cells in zip(keeps, columns.values(), strict=True)) / len(changes)
    changed = {id(change.row) for change in changes}
    bare = [
        row
        for row in rows
        if id(row.row) not in changed and row.row.baseline and row.row.optimized and row.row.baseline.value and row.match
    ]
    share *= 1 - len(bare) / len(rows) if len(bare) < len(rows) else 0.0
    cause = next((row.mistake for row in rows if row.mistake in CHANGES_KEEP), None)
    if cause == "values_misaligned" and sum(row.mistake == cause for row in rows) < 0.5 * len(rows):
        cause = None
    if cause is not None and sum(row.mistake == cause for row in rows) > 1:
        share *= CHANGES_KEEP[cause]
    share *= _extent(reading)
    wrong = [change for change in changes if not change.right]
    found = "; ".join(f"{change.row.label}, {change.column}" for change in (wrong or list(changes))[:6])
    hints = dict.fromkeys(
        CATALOGUE[change.mistake].hint if change.mistake else "This change does not follow from the two values." for change in wrong
    )
    said = [f"{hint} ({', '.join(dict.fromkeys(change.column for change in wrong))})" for hint in hints]
    if cause is not None and not wrong:
        said.append(CATALOGUE[cause].hint)
    if any(change.carried for change in changes):
        said.append("Changes that follow from your own values keep their points, although the values are wrong.")
    if bare:
        said.append(f"No change is shown for {', '.join(row.row.label for row in bare[:4])}.")
    return partly(
        key,
        round(share, 4),
        found,
        wanted,
        " ".join(said[:4]) or "Right.",
        next((change.mistake for change in wrong if change.mistake), "changes_missing" if bare else None),
    )


def _column_keeps(cells: list[JudgedChange]) -> float:
    """Return the share one change column keeps: a mistake in most cells is one mistake, single cells cost singly."""
    wrong = [cell for cell in cells if not cell.right]
    named = [cell.mistake for cell in wrong if cell.mistake]
    main = max(set(named), key=named.count) if named else None
    if main == "changes_misaligned":
        return 1 - len(wrong) / len(cells)
    if main is not None and named.count(main) >= max(2, 0.4 * len(cells)):
        rest = len([cell for cell in wrong if cell.mistake != main])
        return max(0.0, CATALOGUE[main].keeps - (_cost_per_row(len(cells)) * rest if CATALOGUE[main].keeps > 0.2 else 0.0))
    lost = sum(_cost_per_row(len(cells)) * (1 - (CATALOGUE[cell.mistake].keeps if cell.mistake else 0.0)) for cell in wrong)
    unexplained = sum(not cell.mistake or CATALOGUE[cell.mistake].keeps == 0 for cell in wrong)
    return max(0.0, min(1 - lost, 1 - unexplained / len(cells)))
