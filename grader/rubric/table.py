"""
The criteria of the comparison table: form, coverage, values before, values after, changes.

A right answer never loses points for its shape, a wrong one is named, and what cannot be read is
unscored. One mistake costs once: changes that follow from wrong values keep their points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from grader.exercise.mistakes import CATALOGUE
from grader.exercise.record import facts_for, facts_from
from grader.model import Facts, Mistake, Status, TableReport, Verdict
from grader.reading.exporter import export
from grader.reading.grid import Grid, grid_of
from grader.reading.names import read_name
from grader.reading.rows import TableReading
from grader.reading.table import read_table
from grader.rubric.table_changes import JudgedChange, judge_changes
from grader.rubric.table_values import JudgedRow, Own, judge_rows
from grader.rubric.table_verdicts import REQUIRED, judge_changes_column, judge_coverage, judge_form, judge_values
from grader.rubric.verdicts import missed, partly, unscored

TABLE_CRITERIA: tuple[tuple[str, float, str], ...] = (
    ("table-form", 2.0, "comparison is one pandas table with a row or column for every metric."),
    ("table-coverage", 2.0, "It covers latency, throughput, memory, cost and energy."),
    ("table-baseline", 5.5, "The baseline values follow from the baseline files."),
    ("table-optimized", 5.5, "The optimized values follow from the optimized files."),
    ("table-changes", 9.0, "At least one change (absolute or relative) per metric, computed against the baseline."),
)
"""Key, points and public sentence of every criterion, 24 points."""
POINTS = {key: points for key, points, _ in TABLE_CRITERIA}
LONG_TEXT = 80
"""A text this long, or of several lines, may hold a table; a person looks at it."""
NO_TABLES = ("matplotlib", "builtins.generator", "builtins.module", "builtins.type", "builtins.method", "builtins.builtin", "function")
FEWEST_NAMED = 3
KINDS = frozenset({"undefined", "nonfinite", "table", "series", "mapping", "sequence", "unexported"})


def grade_table(comparison: object, facts: Facts | Mapping[str, object]) -> TableReport:
    """
    Return the report on a comparison table, live or exported, held against ``facts``.

    Raises: CourseError when ``facts`` is malformed.
    """
    exported = comparison if isinstance(comparison, dict) and comparison.get("kind") in KINDS else export(comparison)
    return judge_table(exported, facts_from(facts))


def judge_table(exported: object, facts: Facts, own: Own | None = None) -> TableReport:
    """Return the report on an exported comparison; ``own`` are the student's earlier values in canonical units."""
    if exported is None or (isinstance(exported, dict) and exported.get("kind") == "undefined"):
        return _nothing("none" if exported is None else "undefined", "nothing")
    grid = grid_of(exported)
    if grid is not None and not any(cell is not None for row in grid.cells for cell in row):
        return _nothing("empty", grid.kind)
    if (
        isinstance(exported, dict)
        and exported.get("kind") in {"table", "mapping", "sequence", "series"}
        and grid is None
        and not _filled(exported)
    ):
        return _nothing("empty", str(exported.get("type")))
    if _no_table(exported):
        return _nothing("not_a_table", str(exported.get("type") if isinstance(exported, dict) else type(exported).__name__))
    reading = read_table(exported, facts)
    if reading is None:
        return _unreadable(exported)
    if reading.raw:
        return _raw(reading)
    if grid is not None and _placeholders(grid, reading):
        return _placeholder(reading)
    if not reading.rows:
        return _unreadable(exported, reading)
    rows = judge_rows(reading, facts, own or {})
    changes = judge_changes(rows, facts)
    verdicts = (
        judge_form(reading),
        judge_coverage(reading),
        judge_values("baseline", 0, reading, rows),
        judge_values("optimized", 1, reading, rows),
        judge_changes_column(reading, rows, changes),
    )
    return _report(verdicts, _mistakes(rows, changes, verdicts), reading.sentences)


def explain_table_line(line: Mapping[str, object], facts: Facts | Mapping[str, object] | None = None) -> dict[str, object]:
    """
    Return the report for one line of ``explain-table``: ``{"comparison": exported value}``, with ``facts`` of its own or those given.

    Raises: CourseError when there are no facts.
    """
    return asdict(grade_table(line.get("comparison"), facts_for(line, facts)))


def _filled(exported: dict[str, object]) -> bool:
    return any(exported.get(name) for name in ("rows", "items", "values"))


def _report(verdicts: tuple[Verdict, ...], mistakes: Iterable[Mistake], sentences: tuple[str, ...]) -> TableReport:
    scored = [verdict for verdict in verdicts if verdict.fraction is not None]
    points = sum(POINTS[verdict.key] for verdict in scored)
    fraction = sum(POINTS[verdict.key] * (verdict.fraction or 0.0) for verdict in scored) / points if points else None
    return TableReport(None if fraction is None else round(fraction, 4), verdicts, tuple(mistakes), sentences)


def _nothing(key: str, found: str) -> TableReport:
    hint = CATALOGUE[key].hint
    verdicts = tuple(missed(name, found, sentence, hint, key) for name, _, sentence in TABLE_CRITERIA)
    return _report(verdicts, (Mistake(key, "", hint),), ())


def _unreadable(exported: object, reading: TableReading | None = None) -> TableReport:
    kind = exported.get("type", exported.get("kind")) if isinstance(exported, dict) else type(exported).__name__
    reason = exported.get("reason") if isinstance(exported, dict) else None
    why = f"comparison is {kind}" + (f": {reason}" if reason else "") + ", in which no metric could be recognised"
    return _report(tuple(unscored(name, str(kind), why) for name, _, _ in TABLE_CRITERIA), (), reading.sentences if reading else ())


def _no_table(exported: object) -> bool:
    """Whether the value cannot hold a comparison: a number, a word, a function, a generator, a figure."""
    if isinstance(exported, bool | int | float):
        return True
    if isinstance(exported, str):
        return len(exported) < LONG_TEXT and "\n" not in exported.strip()
    if not isinstance(exported, dict) or exported.get("kind") not in ("unexported", "nonfinite"):
        return False
    kind, reason = str(exported.get("type", "")), str(exported.get("reason", ""))
    return exported["kind"] == "nonfinite" or reason.startswith(("a function", "a groupby")) or kind.startswith(NO_TABLES)


def _placeholders(grid: Grid, reading: TableReading) -> bool:
    """Whether a labelled table holds no computed figure: words or blanks only, or one number everywhere."""
    named = sum(any(read_name(label).family for label in labels) for labels in (*grid.rows, *grid.columns))
    named = max(named, sum(isinstance(cell, str) and read_name(cell).family is not None for row in grid.cells for cell in row))
    values = [figure.value for row in reading.rows for figure in (row.baseline, row.optimized) if figure and figure.value is not None]
    if not values:
        return named >= FEWEST_NAMED and not any(change.figure.value for row in reading.rows for change in row.changes)
    return len(values) >= 2 * FEWEST_NAMED and len(set(values)) == 1


def _placeholder(reading: TableReading) -> TableReport:
    hint = CATALOGUE["placeholder_values"].hint
    verdicts = [missed(name, "placeholders", sentence, hint, "placeholder_values") for name, _, sentence in TABLE_CRITERIA]
    verdicts[0] = judge_form(reading)
    verdicts[1] = partly("table-coverage", 0.5, "labels without figures", "figures for all five", hint, "placeholder_values")
    return _report(tuple(verdicts), (Mistake("placeholder_values", "", hint),), reading.sentences)


def _raw(reading: TableReading) -> TableReport:
    hint = CATALOGUE["not_aggregated"].hint
    verdicts = [missed(name, "single measurements", sentence, hint, "not_aggregated") for name, _, sentence in TABLE_CRITERIA]
    verdicts[0] = partly("table-form", 0.5, "single measurements", "one figure per metric and system", hint, "not_aggregated")
    families = sum(bool(reading.families_in_raw & family) for _, family in REQUIRED)
    verdicts[1] = partly(
        "table-coverage", 0.1 * families, "single measurements", "one figure per metric and system", hint, "not_aggregated"
    )
    return _report(tuple(verdicts), (Mistake("not_aggregated", "", hint),), reading.sentences)


def _mistakes(rows: tuple[JudgedRow, ...], changes: tuple[JudgedChange, ...], verdicts: tuple[Verdict, ...]) -> list[Mistake]:
    found: dict[tuple[str, str], None] = {}
    for row in rows:
        if row.mistake:
            found[row.mistake, row.match.truth.metric if row.match else row.row.label] = None
    for change in changes:
        if change.mistake:
            found[change.mistake, change.row.label] = None
    for verdict in verdicts:
        if verdict.mistake and verdict.status is not Status.EARNED and verdict.mistake not in {key for key, _ in found}:
            found[verdict.mistake, ""] = None
    return [Mistake(key, metric, CATALOGUE[key].hint) for key, metric in found]
