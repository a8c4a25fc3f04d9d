"""
The exporter: any value a student can leave becomes plain JSON data, within limits.

This file is self-contained (standard library only, nothing of this package) because its *source* is
also run inside the student's kernel; what it returns there is the student's claim and nothing more.
It never raises and never calls ``repr`` or ``str`` on values of unknown type.

Scalars stay JSON scalars. Everything else is a mapping with a ``kind``: ``undefined``, ``nonfinite``,
``table``, ``series``, ``mapping``, ``sequence`` or ``unexported`` (with type and reason).
"""

from __future__ import annotations

import math
import sys

MAX_ROWS = 400
MAX_COLUMNS = 60
MAX_ITEMS = 1000
MAX_TEXT = 20_000
MAX_DEPTH = 6
MAX_CELLS = 12_000
MAX_JSON = 900_000


def export_names(namespace, names):
    """Return ``{name: exported value}`` for ``names``; a name that is not there is ``undefined``."""
    return {name: export(namespace[name]) if name in namespace else {"kind": "undefined"} for name in names}


def export(value, depth=0, budget=None):
    """Return ``value`` as plain JSON data; see the module's words for the forms. Never raises."""
    budget = [MAX_CELLS] if budget is None else budget
    try:
        return _export(value, depth, budget)
    except RecursionError:
        return _unexported(value, "nested too deeply")
    except Exception as error:
        return _unexported(value, "could not be read (" + type(error).__name__ + ")")


def _export(value, depth, budget):
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH:
        return _unexported(value, "too large" if budget[0] < 0 else "nested too deeply")
    scalar, done = _scalar(value)
    if done:
        return scalar
    for module, convert in (("pandas", _pandas), ("polars", _polars), ("numpy", _numpy)):
        if module in sys.modules:
            found = convert(value, sys.modules[module], depth, budget)
            if found is not None:
                return found
    return _plain(value, depth, budget)


def _unexported(value, reason):
    return {"kind": "unexported", "type": _type_name(value), "reason": reason}


def _type_name(value):
    kind = type(value)
    return (str(kind.__module__) + "." + str(kind.__qualname__))[:120]


def _scalar(value):
    """Return (JSON value, True) for scalars, (None, False) for the rest."""
    if value is None or value is True or value is False:
        return value, True
    if type(value) is str:
        return _text(value), True
    if type(value) is int:
        return (value if abs(value) < 10**18 else float(value) if abs(value) < 10**300 else {"kind": "nonfinite", "text": "inf"}), True
    if type(value) is float:
        return _float(value), True
    if type(value) is complex:
        return {"kind": "unexported", "type": "complex", "reason": "complex number"}, True
    name = _type_name(value)
    if name in ("decimal.Decimal", "fractions.Fraction"):
        return _float(float(value)), True
    if name in ("pandas.NaT", "pandas.NA") or name.endswith((".NaTType", ".NAType")):
        return {"kind": "nonfinite", "text": "nan"}, True
    if name.startswith("numpy.") and getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        item = value.item()
        return (None, False) if type(item) is type(value) else _scalar(item)
    if isinstance(value, str):
        return _text(str.__str__(value)), True
    if isinstance(value, bool) or name == "builtins.bool":
        return bool(value), True
    if isinstance(value, int):
        return _scalar(int.__int__(value))
    if isinstance(value, float):
        return _float(float.__float__(value)), True
    if name.startswith("pandas.") and name.endswith((".Timestamp", ".Timedelta", ".Interval", ".Period")) or name.startswith("datetime."):
        return _text(str(value)), True
    return None, False


def _text(text):
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= MAX_TEXT else clean[:MAX_TEXT]


def _float(number):
    if math.isfinite(number):
        return number
    return {"kind": "nonfinite", "text": "nan" if math.isnan(number) else "inf" if number > 0 else "-inf"}


def _label(value):
    """A label is a list of levels, each a scalar (or its text)."""
    levels = value if isinstance(value, tuple) else (value,)
    return [_level(level) for level in levels[:MAX_DEPTH]]


def _level(level):
    scalar, done = _scalar(level)
    return scalar if done and not isinstance(scalar, dict) else _type_name(level) if not done else scalar.get("text", "")


def _labels(index, limit):
    return [_label(value) for value in list(index[:limit])]


def _names(index):
    return [None if name is None else str(_level(name)) for name in list(index.names)]


def _default_index(index, pd):
    return isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1 and index.name is None


def _pandas(value, pd, depth, budget):
    if _type_name(value) == "pandas.io.formats.style.Styler":
        value = value.data
    if hasattr(pd, "core") and _type_name(value).startswith("pandas.") and type(value).__name__ in ("DataFrameGroupBy", "SeriesGroupBy"):
        return _unexported(value, "a groupby that was not aggregated")
    if isinstance(value, pd.DataFrame):
        shown = value.iloc[:MAX_ROWS, :MAX_COLUMNS]
        rows = [
            [_export(cell, depth + 1, budget) for cell in row]
            for row in zip(*(shown.iloc[:, i].astype(object).tolist() for i in range(shown.shape[1])))
        ]
        return {
            "kind": "table",
            "type": "pandas.DataFrame",
            "columns": None if _default_index(value.columns, pd) else _labels(value.columns, MAX_COLUMNS),
            "column_names": _names(value.columns),
            "index": None if _default_index(value.index, pd) else _labels(value.index, MAX_ROWS),
            "index_names": _names(value.index),
            "rows": rows,
            "total_rows": int(value.shape[0]),
        }
    if isinstance(value, pd.Series):
        shown = value.iloc[:MAX_ITEMS]
        return {
            "kind": "series",
            "type": "pandas.Series",
            "name": " ".join(map(str, _label(value.name))) if isinstance(value.name, tuple) else _level(value.name),
            "index": None if _default_index(value.index, pd) else _labels(value.index, MAX_ITEMS),
            "index_names": _names(value.index),
            "values": [_export(cell, depth + 1, budget) for cell in shown.astype(object).tolist()],
        }
    if isinstance(value, pd.Index):
        return {"kind": "sequence", "type": "pandas.Index", "items": [_export(item, depth + 1, budget) for item in list(value[:MAX_ITEMS])]}
    return None


def _polars(value, pl, depth, budget):
    if isinstance(value, getattr(pl, "LazyFrame", ())):
        return _unexported(value, "a lazy frame that was not collected")
    if isinstance(value, pl.DataFrame):
        shown = value.head(MAX_ROWS)
        return {
            "kind": "table",
            "type": "polars.DataFrame",
            "columns": [[name] for name in list(value.columns)[:MAX_COLUMNS]],
            "column_names": [None],
            "index": None,
            "index_names": [None],
            "rows": [[_export(cell, depth + 1, budget) for cell in row[:MAX_COLUMNS]] for row in shown.rows()],
            "total_rows": int(value.height),
        }
    if isinstance(value, pl.Series):
        items = [_export(item, depth + 1, budget) for item in value.head(MAX_ITEMS).to_list()]
        return {"kind": "series", "type": "polars.Series", "name": value.name, "index": None, "index_names": [None], "values": items}
    return None


def _numpy(value, np, depth, budget):
    if not isinstance(value, np.ndarray):
        return None
    if value.dtype.names and value.ndim == 1:
        columns = [[name] for name in value.dtype.names[:MAX_COLUMNS]]
        rows = [[_export(cell, depth + 1, budget) for cell in row.tolist()[:MAX_COLUMNS]] for row in value[:MAX_ROWS]]
    elif value.ndim == 2:
        columns = None
        rows = [[_export(cell, depth + 1, budget) for cell in row[:MAX_COLUMNS].tolist()] for row in value[:MAX_ROWS]]
    elif value.ndim == 1:
        items = [_export(item, depth + 1, budget) for item in value[:MAX_ITEMS].tolist()]
        return {"kind": "sequence", "type": "numpy.ndarray", "items": items}
    else:
        return _unexported(value, str(value.ndim) + "-dimensional array")
    return {
        "kind": "table",
        "type": "numpy.ndarray",
        "columns": columns,
        "column_names": [None],
        "index": None,
        "index_names": [None],
        "rows": rows,
        "total_rows": int(value.shape[0]),
    }


def _plain(value, depth, budget):
    if isinstance(value, dict):
        items = list(value.items())[:MAX_ITEMS]
        return {
            "kind": "mapping",
            "type": _type_name(value) if type(value) is not dict else "dict",
            "items": [[_key(key), _export(item, depth + 1, budget)] for key, item in items],
        }
    if isinstance(value, (list, tuple, set, frozenset)) or type(value).__name__ in ("dict_keys", "dict_values", "dict_items", "range"):
        fields = getattr(type(value), "_fields", None)
        if isinstance(value, tuple) and fields:
            pairs = [[str(k), _export(v, depth + 1, budget)] for k, v in zip(fields, value)]
            return {"kind": "mapping", "type": "namedtuple", "items": pairs}
        items = [_export(item, depth + 1, budget) for item in list(value)[:MAX_ITEMS]]
        if isinstance(value, (set, frozenset)):
            items.sort(key=lambda item: (type(item).__name__, item) if isinstance(item, (str, int, float)) else ("~", 0))
        return {"kind": "sequence", "type": type(value).__name__, "items": items}
    fields = getattr(type(value), "__dataclass_fields__", None)
    if isinstance(fields, dict):
        pairs = [[name, _export(getattr(value, name, None), depth + 1, budget)] for name in list(fields)[:MAX_ITEMS]]
        return {"kind": "mapping", "type": "dataclass", "items": pairs}
    reason = "a function that was not called" if callable(value) and hasattr(value, "__name__") else "not a value this exercise asks for"
    return _unexported(value, reason)


def _key(key):
    scalar, done = _scalar(key)
    if done and not isinstance(scalar, dict):
        return scalar
    return " ".join(str(_level(level)) for level in key) if isinstance(key, tuple) else _type_name(key)


def _publish(namespace, names, mime):
    """Publish ``export_names`` as JSON text under ``mime`` from inside a kernel."""
    import json

    from IPython.display import publish_display_data

    texts = {}
    for name, value in export_names(namespace, names).items():
        text = json.dumps(value, allow_nan=False)
        texts[name] = text if len(text) <= MAX_JSON // len(names) else json.dumps(_unexported(value, "too large"))
    pairs = ", ".join(json.dumps(name) + ": " + text for name, text in texts.items())
    publish_display_data({mime: "{" + pairs + "}"})
