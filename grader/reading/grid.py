"""
Grids: every shape a student may build a table in becomes labelled rows and columns of raw cells.

Frames, series, structured arrays, mappings of mappings, mappings of lists, lists of records and lists of
rows all end here. Labels are texts; a numeric quantile level (0.95) becomes its text.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.reading.phrases import split_figures
from grader.reading.quantity import is_blank, read_quantity

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Raw cells with the labels of their rows and columns; an unlabelled axis has empty labels."""

    rows: tuple[Labels, ...]
    columns: tuple[Labels, ...]
    cells: tuple[tuple[object, ...], ...]
    total_rows: int
    kind: str
    """The type as students call it: ``pandas.DataFrame``, ``list`` ..."""


def grid_of(value: object) -> Grid | None:
    """Return the grid of an exported value; ``None`` when it is no kind of table."""
    if not isinstance(value, dict):
        return None
    kind = value.get("kind")
    if kind == "table":
        return _of_table(value)
    if kind == "series":
        values = _list(value.get("values"))
        name = value.get("name")
        return Grid(
            _labels(value.get("index"), len(values)),
            (() if name is None else (str(name),),),
            tuple((item,) for item in values),
            len(values),
            str(value.get("type")),
        )
    if kind == "mapping":
        return _of_mapping(value)
    if kind == "sequence":
        return _of_sequence(value)
    return None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(level: object) -> str:
    return "" if level is None else level if isinstance(level, str) else f"{level:g}" if isinstance(level, float) else str(level)


def _labels(labels: object, count: int) -> tuple[Labels, ...]:
    if not isinstance(labels, list):
        return ((),) * count
    return tuple(tuple(text for level in (label if isinstance(label, list) else [label]) if (text := _text(level))) for label in labels)


def _of_table(value: dict[str, object]) -> Grid | None:
    rows = [_list(row) for row in _list(value.get("rows"))]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return None
    grid = Grid(
        _labels(value.get("index"), len(rows)),
        _labels(value.get("columns"), width),
        tuple(tuple(row) for row in rows),
        _count(value.get("total_rows"), len(rows)),
        str(value.get("type")),
    )
    return _with_header(grid) if value.get("columns") is None else grid


def _count(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise


def _with_header(grid: Grid) -> Grid:
    """Take a first row of words as the column labels of a table that has none."""
    first = grid.cells[0] if grid.cells else ()
    words = [cell for cell in first if isinstance(cell, str) and read_quantity(cell) is None]
    if len(first) < 2 or len(words) < len(first) - 1 or len(grid.cells) < 2:
        return grid
    return Grid(grid.rows[1:], tuple((_text(cell),) if cell else () for cell in first), grid.cells[1:], grid.total_rows - 1, grid.kind)


def _of_mapping(value: dict[str, object]) -> Grid | None:
    items = [(_text(pair[0]), pair[1]) for pair in map(_list, _list(value.get("items"))) if len(pair) == 2]
    if not items:
        return None
    kind = str(value.get("type"))
    inner = [(key, _leaves(item)) for key, item in items]
    if all(leaves is None for _, leaves in inner):
        return Grid(tuple((key,) for key, _ in items), ((),), tuple((item,) for _, item in items), len(items), kind)
    names: dict[Labels, None] = {}
    for _, leaves in inner:
        names.update(dict.fromkeys(label for label, _ in leaves or ()))
    columns = [(key, dict(leaves or ())) for key, leaves in inner if leaves]
    cells = tuple(tuple(leaves.get(label) for _, leaves in columns) for label in names)
    rows = tuple(() if label[:1] == ("#",) else label for label in names)
    return Grid(rows, tuple((key,) for key, _ in columns), cells, len(rows), kind)


def _leaves(item: object) -> list[tuple[Labels, object]] | None:
    """Return the labelled scalars inside ``item``, nested names joined; ``None`` for a scalar. List places are ``("#", n)``."""
    if not isinstance(item, dict) or item.get("kind") not in {"mapping", "series", "sequence"}:
        return None
    if item["kind"] == "sequence":
        return [(("#", str(place)), leaf) for place, leaf in enumerate(_list(item.get("items")))]
    if item["kind"] == "series":
        values = _list(item.get("values"))
        labels = _labels(item.get("index"), len(values))
        return [(label or ("#", str(place)), leaf) for place, (label, leaf) in enumerate(zip(labels, values, strict=False))]
    out: list[tuple[Labels, object]] = []
    for pair in map(_list, _list(item.get("items"))):
        if len(pair) == 2:
            deeper = _leaves(pair[1])
            key = (_text(pair[0]),)
            out.extend([(key, pair[1])] if deeper is None else [((*key, *label), leaf) for label, leaf in deeper])
    return out


def _of_sequence(value: dict[str, object]) -> Grid | None:
    items, kind = _list(value.get("items")), str(value.get("type"))
    records = [_leaves(item) if isinstance(item, dict) and item.get("kind") in {"mapping", "series"} else None for item in items]
    if items and all(record is not None for record in records):
        names: dict[Labels, None] = {}
        for record in records:
            names.update(dict.fromkeys(label for label, _ in record or ()))
        cells = tuple(tuple(dict(record or ()).get(label) for label in names) for record in records)
        return Grid(((),) * len(items), tuple(names), cells, len(items), kind)
    rows = [tuple(_list(item.get("items"))) if isinstance(item, dict) and item.get("kind") == "sequence" else () for item in items]
    width = max(map(len, rows), default=0)
    if width < 2:
        return None
    padded = tuple(row + (None,) * (width - len(row)) for row in rows)
    return _with_header(Grid(((),) * len(rows), ((),) * width, padded, len(rows), kind))


def is_words(cells: tuple[object, ...]) -> bool:
    """Whether a column holds words rather than figures."""
    filled = [cell for cell in cells if not is_blank(cell)]
    return bool(filled) and all(isinstance(cell, str | bool) and not _has_figure(cell) for cell in filled)


def _has_figure(cell: str | bool) -> bool:
    return isinstance(cell, str) and any(read_quantity(part) is not None for _, part in split_figures(cell))
