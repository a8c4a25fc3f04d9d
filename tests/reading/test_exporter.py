"""Every value a student can leave becomes JSON data, within limits, without an exception."""

import datetime
import decimal
import fractions
import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reading import exporter
from grader.reading.exporter import export

NAN = {"kind": "nonfinite", "text": "nan"}
SCALARS = [
    (1, 1),
    (1.5, 1.5),
    ("a", "a"),
    (True, True),
    (None, None),
    (float("nan"), NAN),
    (float("-inf"), {"kind": "nonfinite", "text": "-inf"}),
    (np.float64(2.5), 2.5),
    (np.int32(3), 3),
    (np.bool_(True), True),
    (np.array(4.0), 4.0),
    (decimal.Decimal("1.25"), 1.25),
    (fractions.Fraction(1, 4), 0.25),
    (pd.NA, NAN),
    (pd.NaT, NAN),
    (np.datetime64("NaT"), None),
    (10**400, {"kind": "nonfinite", "text": "inf"}),
    (pd.Timestamp("2024-01-02"), "2024-01-02 00:00:00"),
    (datetime.date(2024, 1, 2), "2024-01-02"),
    ("\ud800", "?"),
]


@pytest.mark.parametrize(("value", "exported"), SCALARS, ids=[repr(case[0])[:30] for case in SCALARS])
def test_scalar(value, exported):
    assert export(value) == exported


def test_table_keeps_labels_and_levels():
    """Both axes as lists of levels, names beside them."""
    frame = pd.DataFrame([[1, np.nan]], columns=pd.MultiIndex.from_tuples([("v", "b"), ("v", "o")]), index=pd.Index(["p95"], name="metric"))

    exported = export(frame)

    assert exported["columns"] == [["v", "b"], ["v", "o"]]
    assert (exported["index"], exported["index_names"]) == ([["p95"]], ["metric"])
    assert exported["rows"] == [[1, NAN]]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"m": ["a"], "v": [1.5]}),
        pd.DataFrame({"m": ["a"], "v": [1.5]}).convert_dtypes(),
        pd.DataFrame({"m": pd.Categorical(["a"]), "v": [1.5]}),
        pd.DataFrame({"m": ["a"], "v": [1.5]}).style,
        pl.DataFrame({"m": ["a"], "v": [1.5]}),
        np.array([("a", 1.5)], dtype=[("m", "U5"), ("v", "f8")]),
    ],
    ids=["pandas", "nullable", "categorical", "styler", "polars", "structured"],
)
def test_the_same_table_in_any_container(frame):
    exported = export(frame)

    assert (exported["columns"], exported["index"], exported["rows"]) == ([["m"], ["v"]], None, [["a", 1.5]])


def test_duplicate_labels_survive():
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"], index=["x"])

    assert export(frame)["rows"] == [[1, 2]]


@dataclass
class Answer:
    """A student's own record."""

    cost: float


CONTAINERS = [
    ({"a": 1}, [["a", 1]]),
    (Answer(2.0), [["cost", 2.0]]),
    ({("p95", "ms"): 3}, [["p95 ms", 3]]),
]


@pytest.mark.parametrize(("value", "items"), CONTAINERS, ids=["dict", "dataclass", "tuple key"])
def test_mappings(value, items):
    assert export(value)["items"] == items


REFUSED = [
    (print, "not called"),
    (pd.DataFrame({"a": [1]}).groupby("a"), "not aggregated"),
    (object(), "not a value"),
    (1j, "complex"),
    (pl.LazyFrame({"a": [1]}), "not collected"),
    (np.zeros((2, 2, 2)), "3-dimensional"),
]


@pytest.mark.parametrize(("value", "reason"), REFUSED, ids=[case[1] for case in REFUSED])
def test_what_cannot_be_exported_says_so(value, reason):
    assert reason in export(value)["reason"]


class Hostile(dict):
    """A dictionary whose every method raises."""

    def items(self):
        raise RuntimeError

    def __len__(self):
        raise RuntimeError

    def __repr__(self):
        raise RuntimeError


def test_a_hostile_object_is_refused_not_raised():
    assert export(Hostile(a=1))["kind"] == "unexported"


def test_limits_hold():
    """Rows, items, depth and text are cut; a self-containing list ends."""
    loop = []
    loop.append(loop)

    assert len(export(pd.DataFrame({"a": range(5000)}))["rows"]) == exporter.MAX_ROWS
    assert export(pd.DataFrame({"a": range(5000)}))["total_rows"] == 5000
    assert len(export("x" * 10**6)) == exporter.MAX_TEXT
    assert len(json.dumps(export(loop))) < 2000
    assert len(json.dumps(export([[0] * 900] * 900))) < 400_000


def test_a_name_that_is_not_there_is_undefined():
    assert exporter.export_names({"x": 1}, ["x", "y"]) == {"x": 1, "y": {"kind": "undefined"}}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals() | st.complex_numbers() | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text() | st.integers() | st.floats() | st.none(), inner)
        | st.tuples(inner, inner)
        | st.frozensets(st.text())
    ),
    max_leaves=30,
)


@given(VALUES)
def test_anything_becomes_strict_json(value):
    """Whatever it is, the export is strict JSON and reads back the same."""
    exported = export(value)

    assert json.loads(json.dumps(exported, allow_nan=False)) == exported
