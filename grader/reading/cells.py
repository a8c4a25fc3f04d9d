"""
Cells: every figure of a grid with what *all* the labels around it say, merged.

Row levels, column levels, word columns and a unit column speak together, so metrics as rows, as columns,
long, wide, transposed or nested are one case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.reading.grid import Grid, Labels, is_words
from grader.reading.names import SHARES, Change, Name, has, read_name
from grader.reading.phrases import plain, split_figures
from grader.reading.quantity import Quantity, is_blank, read_quantity
from grader.reading.rows import Figure
from grader.reading.units import Unit, find_unit
from grader.reading.wordlists import word_list

_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
NAMING_SHARE = 0.4
"""A column of words names the rows when this share of its cells names a metric, a statistic, a system or a kind of change."""
SIGN_WORDS = {"↓": "down", "▼": "down", "-": "down", "−": "down", "–": "down", "↑": "up", "▲": "up", "+": "up"}
ODD_STATISTICS = frozenset({"std", "min", "p75", "p90", "count"})
"""Statistics that no criterion asks for; a column of them speaks of itself alone, whatever its row is about."""
PLAIN_VALUE = frozenset({"abs", "absolute", "value", "absolut", "raw"})
NO_WAY = frozenset({"=", "→", "~", "same", "unchanged", "0", "flat", "equal"})


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
    of: str | None = None
    """The system its labels name, also where the figure is a change."""


def cells_of(grid: Grid) -> Iterable[Cell]:
    """Yield every figure of the grid with what all its labels say."""
    columns = list(zip(*grid.cells, strict=True))
    worded = {place for place, column in enumerate(columns) if is_words(column)}
    unit_columns = {place for place in worded if _is_unit_column(grid.columns[place], columns[place])}
    plain_commas = _commas_group(grid)
    ways = [place for place in worded if place not in unit_columns and _is_way_column(grid.columns[place], columns[place])]
    naming = _naming(grid, columns, [place for place in sorted(worded) if place not in unit_columns and place not in ways])
    for number, row in enumerate(grid.cells):
        texts = [cell for place in naming if isinstance(cell := row[place], str) and len(cell) <= 100]
        labels = (*texts, *grid.rows[number])
        unit_texts = tuple(cell for place in unit_columns if isinstance(cell := row[place], str))
        stated = next((unit for text in unit_texts if (unit := find_unit(text))), None)
        way = next((said for place in ways if (said := way_of(row[place]))), "")
        context = _Context(labels, stated, unit_texts, way, f"row {number + 1} {' '.join(labels)!r}" if labels else f"row {number + 1}")
        for place, raw in enumerate(row):
            if place not in worded and not isinstance(raw, bool):
                shown = _GROUPED.sub("", raw) if plain_commas and isinstance(raw, str) else raw
                yield from _cells(context, grid.columns[place] or (f"#{place + 1}",), shown)


def _commas_group(grid: Grid) -> bool:
    """Whether a comma between digits groups thousands in this table: points are its decimals, and no comma is one for sure."""
    texts = [cell for row in grid.cells for cell in row if isinstance(cell, str)]
    points = any(re.search(r"\d\.(?:\d{1,2}|\d{4,})(?!\d)", text) for text in texts) or any(
        isinstance(cell, float) for row in grid.cells for cell in row
    )
    return points and not any(re.search(r"\d,(?:\d{1,2}|\d{4,})(?!\d)", text) for text in texts)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the rest of a row says to each of its figures."""

    labels: Labels
    stated: Unit | None
    unit_texts: Labels
    way: str
    where: str


def _cells(row: _Context, column: Labels, raw: object) -> Iterable[Cell]:
    """Yield the figures of one cell: one as a rule, the ends of a step, a change in brackets behind a value."""
    if is_blank(raw):
        yield _cell(row, column, None, True)
        return
    parts = split_figures(raw) if isinstance(raw, str) else [("", raw)]
    for role, part in parts:
        quantity = read_quantity(part)
        if quantity is None:
            continue
        if role == "":
            yield _cell(row, column, _gone(quantity, row.way), False)
        elif role == "aside":
            main = _cell(row, column, quantity, False)
            change = main.change or Change("any", "forward")
            if quantity.unit and quantity.unit.symbol == "%":
                change = replace(change, kind="percent")
            elif main.change:
                change = replace(change, kind="any")
            yield replace(main, change=change, system=None, column=f"{main.column} (aside)")
        else:
            main = _cell(row, column, quantity, False)
            yield replace(main, change=None, system="baseline" if role == "before" else "optimized")


def _gone(quantity: Quantity, way: str) -> Quantity:
    """Give an unsigned number the way that another column of its row says it goes."""
    if quantity.signed or quantity.sense or not way or (quantity.unit and quantity.unit.symbol == "x"):
        return quantity
    return replace(quantity, hint=way)


def _naming(grid: Grid, columns: list[tuple[object, ...]], worded: list[int]) -> list[int]:
    """Return the columns of words that name what the row is about; remarks and verdicts are left out."""
    telling: list[int] = []
    silent: list[int] = []
    for place in worded:
        if any(has("places", "remark", label) for label in grid.columns[place]):
            continue
        texts = [cell for cell in columns[place] if isinstance(cell, str) and cell.strip()]
        names = [read_name(text) for text in texts if len(text) <= 100]
        named = sum(name.family is not None or name.system is not None or name.statistic is not None for name in names)
        compared = sum(name.change is not None and name.change.sign != "improvement" for name in names)
        (telling if texts and named + compared >= NAMING_SHARE * len(texts) else silent).append(place)
    if telling:
        return telling
    first = silent[:1] if not any(grid.rows) else []
    return first


def way_of(cell: object) -> str:
    """Return the way a cell of a column of directions says: up, down, better, worse, or nothing."""
    if not isinstance(cell, str):
        return ""
    text = plain(cell).strip().lower()
    if text in SIGN_WORDS:
        return SIGN_WORDS[text]
    return next((way for way in ("down", "up", "better", "worse") if word_list("ways", way).fullmatch(text)), "")


def _is_way_column(labels: Labels, column: tuple[object, ...]) -> bool:
    """Whether a column of words says which way each figure went; a column of goals ("lower is better") says no such thing."""
    filled = [cell for cell in column if isinstance(cell, str) and cell.strip()]
    goal = any(has("places", "goal", label) for label in labels)
    return bool(filled) and not goal and all(way_of(cell) or cell.strip() in NO_WAY for cell in filled)


def _is_unit_column(labels: Labels, column: tuple[object, ...]) -> bool:
    filled = [cell for cell in column if isinstance(cell, str) and cell.strip()]
    units = [cell for cell in filled if find_unit(cell)]
    return any(has("places", "unit", label) for label in labels) or (len(units) == len(filled) and len(units) > 1)


def _cell(context: _Context, column: Labels, quantity: Quantity | None, blank: bool) -> Cell:
    row, stated, unit_texts = context.labels, context.stated, context.unit_texts
    names = [read_name(label) for label in (*row, *column)]
    of = next((name.system for name in sorted(names, key=lambda name: name.family is not None) if name.system and not name.change), None)
    if of:  # "abs" beside a system is its plain value
        names = [replace(name, change=None) if name.text.strip().lower() in PLAIN_VALUE else name for name in names]
    change = _merged_change([name.change for name in names if name.change], quantity)
    system = of or next((name.system for name in names if name.system), None)
    if (
        change is None
        and system is None
        and quantity
        and (quantity.sense or (quantity.signed and quantity.unit and quantity.unit.symbol == "%"))
    ):
        change = Change("any", "forward")
    metric = _metric([name for name in names if not (name.change and name.family is None)], unit_texts)
    unit = None if change else (quantity.unit if quantity and quantity.unit else metric.unit or stated)
    if change is None and metric.unit is None and stated:
        metric = replace(metric, unit=stated)
    if change is None and quantity and quantity.basis and not metric.basis:
        metric = replace(metric, basis=quantity.basis)
    if change:
        unit = quantity.unit if quantity else None
        metric = replace(metric, unit=None if metric.unit and metric.unit.symbol == "%" else metric.unit or stated)
    slot = " ".join(
        name.text
        for name in names
        if name.family is None and not (name.statistic and not name.system) and not (change and name.system and not name.change)
    )
    label = " ".join(name.text for name in names if name.family or name.statistic) or " ".join(row) or " ".join(column)
    return Cell(Figure(quantity, unit, context.where, blank), metric, None if change else system, change, slot, label, of)


def _merged_change(found: list[Change], quantity: Quantity | None) -> Change | None:
    """Return one convention from all labels: the most specific kind, the most specific sign."""
    if not found:
        return None
    order = ("percent_ratio", "points", "percent", "fraction", "ratio", "relative_or_ratio", "relative", "absolute", "any")
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
    odd = next((name.statistic for name in names if name.statistic in ODD_STATISTICS), None)
    statistic = odd or main.statistic or next((name.statistic for name in names if name.statistic), None)
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
