"""
Reading a comparison table: which metric, system, statistic, unit and convention every cell has.

Every figure is read from *all* labels around it (row levels, column levels, word columns), so metrics as
rows, as columns, long, wide, transposed or nested are one case. Labels decide; values only settle which
of two unnamed columns is the baseline.
"""

from __future__ import annotations

from dataclasses import replace

from grader.model import Facts
from grader.reading.cells import Cell, cells_of
from grader.reading.grid import grid_of
from grader.reading.names import Change, read_name
from grader.reading.rows import ChangeFigure, Figure, MetricRow, TableReading
from grader.reading.verify import match_row

__all__ = ["read_table", "sentence"]

RAW_ROWS = 100
"""A table this long is measurements, not a comparison."""
RAW_COLUMNS = frozenset({"request id", "arrival s", "t end s", "request class", "status", "t s"})
MIN_COLUMN, FINEST = 4, 4e-5
"""A column of this many figures, none shown finer than this half step, was rounded as a whole."""
SYSTEMS = ("baseline", "optimized")


def read_table(exported: object, facts: Facts) -> TableReading | None:
    """Return what an exported comparison says, or ``None`` when it is no kind of table."""
    grid = grid_of(exported)
    if grid is None:
        return None
    headers = {read_name(label).text.lower().replace("_", " ") for labels in grid.columns for label in labels}
    if grid.total_rows >= RAW_ROWS or len(headers & RAW_COLUMNS) >= 2:
        families = {name.family for labels in grid.columns for label in labels if (name := read_name(label)).family}
        return TableReading(
            (), grid.kind, ("the table holds single measurements, not one value per metric",), True, frozenset(filter(None, families))
        )
    cells = _with_rounding(tuple(cells_of(grid)))
    cells, assumed = _name_systems(cells, facts)
    rows, duplicated = _rows(cells)
    known = tuple(row for row in rows if row.family)
    unread = tuple(dict.fromkeys(row.label for row in rows if not row.family and (row.baseline or row.optimized)))
    sentences = (*(sentence(row) for row in known), *(f"{label!r} names no metric this exercise knows" for label in unread), *assumed)
    return TableReading(known, grid.kind, sentences, False, frozenset(), unread, assumed, duplicated)


def _with_rounding(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Note for every figure to how many decimals its column was rounded, where it was to four or fewer."""
    steps: dict[tuple[str, str | None], list[float]] = {}
    for cell in cells:
        if cell.figure.quantity and cell.figure.quantity.step:
            steps.setdefault((cell.column, cell.system), []).append(cell.figure.quantity.step)
    shown = {key: min(found) for key, found in steps.items() if len(found) >= MIN_COLUMN and min(found) >= FINEST}
    out = []
    for cell in cells:
        step = shown.get((cell.column, cell.system))
        if step and cell.figure.quantity:
            cell = replace(cell, figure=replace(cell.figure, quantity=replace(cell.figure.quantity, rounded=step)))
        out.append(cell)
    return tuple(out)


def sentence(row: MetricRow) -> str:
    """Return one sentence saying how a row was read."""
    statistic = f"{row.statistic} " if row.statistic else ""
    basis = f" {row.basis.replace('_', ' ')}" if row.basis else ""
    unit = f", in {row.unit.symbol}" if row.unit else ", unit not stated"
    return f"{row.place or row.label!r} read as {statistic}{(row.family or 'unknown').replace('_', ' ')}{basis}{unit}"


def _identity(cell: Cell) -> tuple[object, ...]:
    name = cell.name
    if name.family is None:
        return ("?", cell.metric_label)
    return (name.family, name.statistic, name.basis)


def _rows(cells: tuple[Cell, ...]) -> tuple[list[MetricRow], bool]:
    """Group the cells by metric; a second value for the same system starts a second row of that metric."""
    groups: dict[tuple[object, ...], list[Cell]] = {}
    for cell in cells:
        groups.setdefault(_identity(cell), []).append(cell)
    _join_changes(groups)
    rows: list[MetricRow] = []
    duplicated = False
    for group in groups.values():
        for part in _split(group):
            row, twice = _row(part)
            duplicated = duplicated or twice
            if row:
                rows.append(row)
    return rows, duplicated


def _join_changes(groups: dict[tuple[object, ...], list[Cell]]) -> None:
    """Put changes that name no basis ("cost, pct_change") to the one metric of their family and statistic that has values."""
    for key in [key for key, cells in groups.items() if len(key) == 3 and key[2] is None and all(cell.change for cell in cells)]:
        same = [other for other in groups if len(other) == 3 and other != key and other[:2] == key[:2]]
        if len(same) == 1:
            groups[same[0]] += groups.pop(key)


def _split(group: list[Cell]) -> list[list[Cell]]:
    """Split a group that holds several rows of one metric (per class, in two units) by the labels they have."""
    for system in SYSTEMS:
        if len([cell for cell in group if cell.system == system and not cell.figure.blank]) > 1:
            parts: dict[str, list[Cell]] = {}
            for cell in group:
                parts.setdefault(cell.metric_label + "|" + cell.figure.place.partition(" ")[2].partition(" ")[2], []).append(cell)
            whole = [part for part in parts.values() if {cell.system for cell in part} >= set(SYSTEMS)]
            if whole and len(parts) > 1:
                return list(parts.values())
            by_label: dict[str, list[Cell]] = {}
            for cell in group:
                by_label.setdefault(cell.metric_label, []).append(cell)
            return list(by_label.values())
    return [group]


def _row(cells: list[Cell]) -> tuple[MetricRow | None, bool]:
    values: dict[str, Figure] = {}
    changes: dict[str, ChangeFigure] = {}
    twice = False
    for cell in cells:
        if cell.change is not None:
            old = changes.get(cell.column)
            if _of_itself(cell, cells):
                continue
            if old is None or old.figure.blank:
                changes[cell.column] = ChangeFigure(cell.column, cell.change, cell.figure)
        elif cell.system and not cell.figure.blank:
            twice = twice or (cell.system in values and values[cell.system].value != cell.figure.value)
            values.setdefault(cell.system, cell.figure)
    first = next((cell for cell in cells if cell.system and not cell.change), cells[0])
    if not values and not any(not change.figure.blank for change in changes.values()):
        return None, False
    name = first.name
    words = frozenset(word for cell in cells for word in cell.name.words)
    row = MetricRow(
        first.metric_label,
        name.family,
        name.statistic,
        name.basis,
        name.unit,
        words,
        values.get("baseline"),
        values.get("optimized"),
        tuple(changes.values()),
        first.figure.place,
    )
    return row, twice


def _of_itself(cell: Cell, cells: list[Cell]) -> bool:
    """Whether a change is that of the baseline against itself (0, or 1 for a ratio), beside one of the optimized system."""
    if cell.of != "baseline" or cell.figure.value not in (0.0, 1.0, 100.0):
        return False
    return any(other.change and other.column == cell.column and other.of == "optimized" and not other.figure.blank for other in cells)


def _name_systems(cells: tuple[Cell, ...], facts: Facts) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """Give unnamed value columns their systems: by what is left over, else by which order fits the data."""
    slots = list(dict.fromkeys(cell.column for cell in cells if not cell.system and not cell.change and not cell.figure.blank))
    named = {cell.system for cell in cells if cell.system}
    if not slots or named == set(SYSTEMS):
        return cells, ()
    if len(named) == 1:
        other = "optimized" if "baseline" in named else "baseline"
        if len(slots) != 1 and not slots[0].startswith("#"):
            return cells, ()
        return _assign(cells, {slots[0]: other}), (f"{slots[0]!r} taken as the {other} system",)
    if len(slots) < 2:
        return cells, ()
    extra = dict.fromkeys(slots[2:], "change") if all(slot.startswith("#") for slot in slots) else {}
    options = [_assign(cells, {slots[0]: first, slots[1]: second, **extra}) for first, second in (SYSTEMS, SYSTEMS[::-1])]
    scores = [sum(match.both for row in _rows(option)[0] if (match := match_row(row, facts))) for option in options]
    if max(scores) == 0:
        return cells, ()
    best = options[1] if scores[1] > scores[0] else options[0]
    first, second = SYSTEMS[::-1] if scores[1] > scores[0] else SYSTEMS
    return best, (f"{slots[0]!r} taken as {first} and {slots[1]!r} as {second}, because their values fit",)


def _assign(cells: tuple[Cell, ...], systems: dict[str, str]) -> tuple[Cell, ...]:
    out = []
    for cell in cells:
        given = None if cell.system or cell.change else systems.get(cell.column)
        if given == "change":
            cell = replace(cell, change=Change("any", "forward"))
        elif given:
            cell = replace(cell, system=given)
        out.append(cell)
    return tuple(out)
