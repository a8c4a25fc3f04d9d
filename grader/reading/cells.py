"""
Cells: every figure of a grid with what *all* the labels around it say, merged.

Row levels, column levels, word columns and a unit column speak together, so metrics as rows, as columns,
long, wide, transposed or nested are one case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.reading.grid import Grid, Labels, is_words
from grader.reading.names import SHARES, Change, Name, has, read_name
from grader.reading.quantity import Quantity, is_blank, read_quantity
from grader.reading.rows import Figure
from grader.reading.units import Unit, find_unit


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


def cells_of(grid: Grid) -> Iterable[Cell]:
    """Yield every figure of the grid with what all its labels say."""
    columns = list(zip(*grid.cells, strict=True))
    worded = {place for place, column in enumerate(columns) if is_words(column)}
    unit_columns = {place for place in worded if _is_unit_column(grid.columns[place], columns[place])}
    remarks = {
        place for place in worded if place not in unit_columns and any(has("places", "remark", label) for label in grid.columns[place])
    }
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
