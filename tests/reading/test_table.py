"""One comparison, many shapes: every one must read the same."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

from grader.reading.exporter import export
from grader.reading.table import read_table
from grader.reading.verify import match_row

_spec = importlib.util.spec_from_file_location("table_data", Path(__file__).parent.parent / "rubric" / "table_data.py")
data = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(data)


def _frame():
    before, after = data.values()
    return pd.DataFrame({"baseline": before, "optimized": after, "delta_pct": (after - before) / before * 100})


def _long():
    return _frame().rename_axis("metric").reset_index().melt(id_vars="metric", var_name="system", value_name="value")


def _wide():
    frame = _frame()
    return pd.DataFrame(
        [{f"{column}_{metric}": frame.loc[metric, column] for metric in frame.index for column in ("baseline", "optimized")}]
    )


def _units_beside():
    frame = _frame().reset_index(drop=True)
    frame.insert(
        0,
        "metric",
        ["mean latency", "p95 latency", "throughput", "peak memory", "cost per request", "energy per request", "quality", "error rate"],
    )
    frame.insert(1, "unit", ["ms", "ms", "req/s", "GiB", "USD", "Wh", "", ""])
    frame["comment"] = "optimized is lower than the baseline"
    return frame


SHAPES = {
    "metrics as rows": _frame,
    "metrics as columns": lambda: _frame().T,
    "optimized first": lambda: _frame()[["delta_pct", "optimized", "baseline"]],
    "long": _long,
    "wide": _wide,
    "two column levels": lambda: _frame().set_axis(
        pd.MultiIndex.from_tuples([("values", "before"), ("values", "after"), ("change", "percent")]), axis=1
    ),
    "two row levels": lambda: pd.concat({"service": _frame()}),
    "stacked series": lambda: _frame().stack(),  # noqa: PD013 - the shape under test
    "mapping of mappings": lambda: _frame().to_dict(),
    "mapping by metric": lambda: _frame().T.to_dict(),
    "list of records": lambda: _frame().rename_axis("metric").reset_index().to_dict("records"),
    "list of rows": lambda: [
        ["metric", "before", "after"],
        *([name, row["baseline"], row["optimized"]] for name, row in _frame().iterrows()),
    ],
    "unit column and remarks": _units_beside,
    "unnamed systems": lambda: _frame().rename(columns={"baseline": "A", "optimized": "B"}),
    "unnamed, optimized first": lambda: _frame()[["optimized", "baseline"]].set_axis(["A", "B"], axis=1),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_reads_the_same(shape):
    reading = read_table(export(SHAPES[shape]()), data.FACTS)
    assert reading is not None
    matches = {match.truth.metric: match for row in reading.rows if (match := match_row(row, data.FACTS))}
    assert set(matches) == set(data.LABELS.values())
    assert all(match.both for match in matches.values())


def test_long_measurements_are_raw():
    frame = pd.DataFrame({"request_id": range(300), "latency_ms": 5.0, "status": "ok"})
    reading = read_table(export(frame), data.FACTS)
    assert reading is not None
    assert reading.raw


def test_a_row_that_names_nothing_is_said():
    frame = _frame()
    frame.loc["wombats"] = [3.0, 4.0, 33.3]
    reading = read_table(export(frame), data.FACTS)
    assert reading is not None
    assert reading.unread == ("wombats",)


@pytest.mark.parametrize("value", [3, "words", {"kind": "unexported", "type": "x", "reason": "y"}])
def test_what_is_no_table_is_none(value):
    assert read_table(value, data.FACTS) is None
