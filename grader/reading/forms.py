"""
The forms of exported values, checked: whatever a kernel claims, what passes here has the documented shape.

``sound`` rebuilds a value from JSON data part by part. A part of the wrong type, of unequal lengths, too deep or
too many becomes ``unexported`` with a reason; nothing is guessed and nothing is raised. Readers rely on it.
"""

from __future__ import annotations

import math
from typing import Any

from grader.reading.exporter import MAX_COLUMNS, MAX_ITEMS, MAX_ROWS, MAX_TEXT

MAX_DEPTH = 12
LARGEST = 10**300


def sound(value: object, depth: int = 0) -> object:
    """Return ``value`` in one of the exporter's forms, malformed parts replaced by ``unexported``."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, int):
        return value if abs(value) < LARGEST else {"kind": "nonfinite", "text": "inf"}
    if isinstance(value, float):
        return value if math.isfinite(value) else {"kind": "nonfinite", "text": str(value)}
    if not isinstance(value, dict) or depth > MAX_DEPTH:
        return _malformed("nested too deeply" if isinstance(value, dict) else "no documented form")
    kind = value.get("kind")
    check = _FORMS.get(kind) if isinstance(kind, str) else None
    if check is None:
        return _malformed("no documented form")
    try:
        return {"kind": kind, **check(value, depth + 1)}
    except (_MalformedError, KeyError) as error:
        return _malformed(f"a malformed {kind} ({error})")


class _MalformedError(ValueError):
    """A part of a value has another shape than its form says."""


def _malformed(reason: str) -> dict[str, object]:
    return {"kind": "unexported", "type": "unknown", "reason": reason}


def _list(value: Any, most: int, what: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise _MalformedError(f"{what} is no list of at most {most}")
    return value


def _words(value: Any, what: str, most: int = 200) -> str:
    if not isinstance(value, str):
        raise _MalformedError(f"{what} is no text")
    return value[:most]


def _scalar(value: Any, what: str) -> object:
    if isinstance(value, dict | list):
        raise _MalformedError(f"{what} is no single value")
    checked = sound(value)
    return "" if isinstance(checked, dict) else checked


def _labels(value: Any, count: int, what: str) -> list[list[object]] | None:
    if value is None:
        return None
    labels = _list(value, max(MAX_ITEMS, MAX_ROWS), what)
    if len(labels) != count:
        raise _MalformedError(f"{what} has {len(labels)} labels for {count}")
    return [[_scalar(level, what) for level in _list(label, MAX_DEPTH, what)] for label in labels]


def _names(value: Any, what: str) -> list[object]:
    return [None if name is None else _words(name, what) for name in _list(value, MAX_DEPTH, what)]


def _table(value: dict[str, Any], depth: int) -> dict[str, object]:
    rows = [_list(row, MAX_COLUMNS, "row") for row in _list(value["rows"], MAX_ROWS, "rows")]
    columns = value["columns"]
    width = len(rows[0]) if rows else len(columns) if isinstance(columns, list) else 0
    if any(len(row) != width for row in rows):
        raise _MalformedError("rows of unequal length")
    total = value["total_rows"]
    return {
        "type": _words(value["type"], "type"),
        "columns": _labels(columns, width, "columns"),
        "column_names": _names(value["column_names"], "column names"),
        "index": _labels(value["index"], len(rows), "index"),
        "index_names": _names(value["index_names"], "index names"),
        "rows": [[sound(cell, depth) for cell in row] for row in rows],
        "total_rows": total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else len(rows),
    }


def _series(value: dict[str, Any], depth: int) -> dict[str, object]:
    values = _list(value["values"], MAX_ITEMS, "values")
    return {
        "type": _words(value["type"], "type"),
        "name": _scalar(value["name"], "name"),
        "index": _labels(value["index"], len(values), "index"),
        "index_names": _names(value["index_names"], "index names"),
        "values": [sound(one, depth) for one in values],
    }


def _mapping(value: dict[str, Any], depth: int) -> dict[str, object]:
    pairs = [_list(pair, 2, "item") for pair in _list(value["items"], MAX_ITEMS, "items")]
    if any(len(pair) != 2 for pair in pairs):
        raise _MalformedError("an item that is no pair")
    return {"type": _words(value["type"], "type"), "items": [[_scalar(key, "key"), sound(item, depth)] for key, item in pairs]}


def _sequence(value: dict[str, Any], depth: int) -> dict[str, object]:
    return {"type": _words(value["type"], "type"), "items": [sound(item, depth) for item in _list(value["items"], MAX_ITEMS, "items")]}


def _nonfinite(value: dict[str, Any], depth: int) -> dict[str, object]:
    del depth
    text = value["text"]
    return {"text": text if text in ("nan", "inf", "-inf") else "nan"}


def _unexported(value: dict[str, Any], depth: int) -> dict[str, object]:
    del depth
    return {"type": _words(value["type"], "type"), "reason": _words(value["reason"], "reason")}


_FORMS = {
    "undefined": lambda value, depth: {},
    "nonfinite": _nonfinite,
    "table": _table,
    "series": _series,
    "mapping": _mapping,
    "sequence": _sequence,
    "unexported": _unexported,
}
