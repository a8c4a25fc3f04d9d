"""
Reading a comparison table: which metric, system, statistic, unit and convention every cell has.

Every figure is read from *all* labels around it (row levels, column levels, word columns), so metrics as
rows, as columns, long, wide, transposed or nested are one case. Labels decide; values only settle which
of two unnamed columns is the baseline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.model import Facts
from grader.reading.grid import Grid, Labels, grid_of, is_words
from grader.reading.names import SHARES, Change, Name, has, read_name
from grader.reading.quantity import Quantity, is_blank, read_quantity
from grader.reading.rows import ChangeFigure, Figure, MetricRow, TableReading
from grader.reading.units import Unit, find_unit
from grader.reading.verify import match_row

RAW_ROWS = 100
"""A table this long is measurements, not a comparison."""
RAW_COLUMNS = frozenset({"request id", "arrival s", "t end s", "request class", "status", "t s"})
SYSTEMS = ("baseline", "optimized")


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure with everything its labels say, merged."""

    figure: Figure
    name: Name
    """Family, statistic, basis, unit and words of the metric."""
    system: str | None
    change: Change | None
    column: str
    """The labels that do not name the metric, joined: the slot this figure stands in."""
    metric_label: str


def read_table(exported: object, facts: Facts) -> TableReading | None:
    """Return what an exported comparison says, or ``None`` when it is no kind of table."""
    grid = grid_of(exported)
    if grid is None:
        return None
    headers = {read_name(label).text.lower().replace("_", " ") for labels in grid.columns for label in labels}
    if grid.total_rows >= RAW_ROWS or len(headers & RAW_COLUMNS) >= 2:
        families = {name.family for labels in grid.columns for label in labels if (name := read_name(label)).family}
        return TableReading((), grid.kind, ("the table holds single measurements, not one value per metric",), True, frozenset(filter(None, families)))
    cells = tuple(_cells(grid))
    cells, assumed = _name_systems(cells, facts)
    rows, duplicated = _rows(cells)
    known = tuple(row for row in rows if row.family)
    unread = tuple(dict.fromkeys(row.label for row in rows if not row.family and (row.baseline or row.optimized)))
    sentences = (*(sentence(row) for row in known), *(f"{label!r} names no metric this exercise knows" for label in unread), *assumed)
    return TableReading(known, grid.kind, sentences, False, frozenset(), unread, assumed, duplicated)


def sentence(row: MetricRow) -> str:
    """Return one sentence saying how a row was read."""
    statistic = f"{row.statistic} " if row.statistic else ""
    basis = f" {row.basis.replace('_', ' ')}" if row.basis else ""
    unit = f", in {row.unit.symbol}" if row.unit else ", unit not stated"
    return f"{row.place or row.label!r} read as {statistic}{(row.family or 'unknown').replace('_', ' ')}{basis}{unit}"


def _cells(grid: Grid) -> Iterable[Cell]:
    """Yield every figure of the grid with what all its labels say."""
    columns = list(zip(*grid.cells, strict=True))
    worded = {place for place, column in enumerate(columns) if is_words(column)}
    unit_columns = {place for place in worded if _is_unit_column(grid.columns[place], columns[place])}
    remarks = {place for place in worded if place not in unit_columns and any(has("places", "remark", label) for label in grid.columns[place])}
    naming = [place for place in worded if place not in unit_columns and place not in remarks]
    for number, row in enumerate(grid.cells):
        texts = [cell for place in naming if isinstance(cell := row[place], str) and len(cell) <= 100]
        labels = (*texts, *grid.rows[number])
        stated = next((unit for place in unit_columns if isinstance(cell := row[place], str) and (unit := find_unit(cell))), None)
        unit_texts = tuple(cell for place in unit_columns if isinstance(cell := row[place], str))
        for place, raw in enumerate(row):
            if place in worded or isinstance(raw, bool):
                continue
            blank = is_blank(raw)
            quantity = None if blank else read_quantity(raw)
            if quantity is None and not blank:
                continue
            where = f"row {number + 1} {' '.join(labels)!r}" if labels else f"row {number + 1}"
            yield _cell(labels, grid.columns[place] or (f"#{place + 1}",), quantity, blank, stated, unit_texts, where)


def _is_unit_column(labels: Labels, column: tuple[object, ...]) -> bool:
    filled = [cell for cell in column if isinstance(cell, str) and cell.strip()]
    units = [cell for cell in filled if find_unit(cell)]
    return any(has("places", "unit", label) for label in labels) or (len(units) == len(filled) and len(units) > 1)


def _cell(row: Labels, column: Labels, quantity: Quantity | None, blank: bool, stated: Unit | None, unit_texts: Labels, where: str) -> Cell:
    names = [read_name(label) for label in (*row, *column)]
    change = _merged_change([name.change for name in names if name.change], quantity)
    system = next((name.system for name in sorted(names, key=lambda name: name.family is not None) if name.system), None)
    metric = _metric([name for name in names if not (name.change and name.family is None)], unit_texts)
    unit = None if change else (quantity.unit if quantity and quantity.unit else metric.unit or stated)
    if change is None and metric.unit is None and stated:
        metric = replace(metric, unit=stated)
    if change is None and quantity and quantity.basis and not metric.basis:
        metric = replace(metric, basis=quantity.basis)
    if change:
        unit = quantity.unit if quantity else None
        metric = replace(metric, unit=None if metric.unit and metric.unit.symbol == "%" else metric.unit or stated)
    slot = " ".join(name.text for name in names if name.family is None and not (name.statistic and not name.system))
    label = " ".join(name.text for name in names if name.family or name.statistic) or " ".join(row) or " ".join(column)
    return Cell(Figure(quantity, unit, where, blank), metric, None if change else system, change, slot, label)


def _merged_change(found: list[Change], quantity: Quantity | None) -> Change | None:
    """Return one convention from all labels: the most specific kind, the most specific sign."""
    if not found:
        return None
    order = ("percent_ratio", "points", "percent", "ratio", "relative", "absolute", "any")
    kind = min((change.kind for change in found), key=order.index)
    sign = next((change.sign for change in found if change.sign != "forward"), "forward")
    if quantity and quantity.unit and kind in {"any", "relative", "absolute"}:
        kind = {"%": "percent", "pp": "points", "x": "ratio"}.get(quantity.unit.symbol, kind)
    return Change(kind, sign, any(change.pandas for change in found))


def _metric(names: list[Name], unit_texts: Labels) -> Name:
    """Return the metric that several labels describe together; the most telling label names the family."""
    families = [name for name in names if name.family]

    def telling(name: Name) -> tuple[bool, int]:
        return not name.by_unit, (name.statistic is not None) + (name.unit is not None) + (name.basis is not None)

    main = max(reversed(families), key=telling) if families else Name("")
    family = main.family
    statistic = main.statistic or next((name.statistic for name in names if name.statistic), None)
    basis = main.basis or next((name.basis for name in (*names, *map(read_name, unit_texts)) if name.basis), None)
    unit = main.unit or next((name.unit for name in names if name.unit), None)
    if family == "latency" and any(name.family in {"ttft", "tpot"} for name in families):
        family = next(name.family for name in families if name.family in {"ttft", "tpot"})
    if family in {"throughput", "throughput_tokens"}:
        basis = None
        token = [unit for text in unit_texts if (unit := find_unit(text)) and unit.dimension == "token_rate"]
        family = "throughput_tokens" if token or (unit and unit.dimension == "token_rate") else family
    if family not in SHARES and unit is not None and unit.symbol == "%":
        unit = None
    words = tuple(dict.fromkeys(word for name in names for word in name.words))
    return Name(main.text, family, statistic, basis, unit, words=words)


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
    rows: list[MetricRow] = []
    duplicated = False
    for group in groups.values():
        for part in _split(group):
            row, twice = _row(part)
            duplicated = duplicated or twice
            if row:
                rows.append(row)
    return rows, duplicated


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
    row = MetricRow(first.metric_label, name.family, name.statistic, name.basis, name.unit, words, values.get("baseline"), values.get("optimized"), tuple(changes.values()), first.figure.place)
    return row, twice


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
