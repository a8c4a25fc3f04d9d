"""
One system's summary, read with the same eyes as the comparison table: a table with a single value column.
"""

from __future__ import annotations

from grader.model import Facts
from grader.reading.entries import Entry, entries
from grader.reading.rows import TableReading
from grader.reading.table import read_table


def read_single(value: object, system: str, facts: Facts) -> TableReading | None:
    """
    Return the rows of a mapping, Series or small frame that summarizes ``system``.

    Values stand under ``baseline`` or ``optimized`` as ``system`` says. ``None`` when nothing is named.
    """
    found = [entry for entry in entries(value) if _is_value(entry)]
    if not found:
        return None
    table = {
        "kind": "table",
        "type": str(value.get("type", "dict")) if isinstance(value, dict) else "dict",
        "columns": [[system]],
        "column_names": [None],
        "index": [[entry.label] for entry in found],
        "index_names": ["metric"],
        "rows": [[entry.value] for entry in found],
        "total_rows": len(found),
    }
    return read_table(table, facts)


def _is_value(entry: Entry) -> bool:
    """Whether an entry is one figure (or a blank one): a scalar with a name, no nested container."""
    nested = isinstance(entry.value, dict) and entry.value.get("kind") != "nonfinite"
    return bool(entry.label) and not nested and not isinstance(entry.value, bool)
