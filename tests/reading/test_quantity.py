"""Numbers with units, as students write them."""

import pytest

from grader.reading.quantity import is_blank, read_number, read_quantity
from grader.reading.units import find_basis, find_unit


@pytest.mark.parametrize(
    ("text", "value", "symbol"),
    [
        ("742 ms", 742, "ms"),
        ("0.742 s", 0.742, "s"),
        ("-37 %", -37, "%"),
        ("−37%", -37, "%"),
        ("↑ 12%", 12, "%"),
        ("↓12.5%", -12.5, "%"),
        ("12 % lower", -12, "%"),
        ("$1.70", 1.7, "USD"),
        ("-$0.30", -0.3, "USD"),
        ("1,640.5", 1640.5, None),
        ("1.640,5", 1640.5, None),
        ("1.7k", 1700, None),
        ("12 GiB", 12, "GiB"),
        ("1,24 GB", 1.24, "GB"),
        ("(3.2)", -3.2, None),
        ("3.2x", 3.2, "x"),
        ("1.2 mWh", 1.2, "mWh"),
        ("2.9 pp", 2.9, "pp"),
        ("18.1 req/s", 18.1, "req/s"),
        ("0.43 g CO2e", 0.43, "g"),
        (17, 17, None),
        (0.5, 0.5, None),
    ],
)
def test_reads_number_and_unit(text, value, symbol):
    quantity = read_quantity(text)
    assert quantity is not None
    assert quantity.value == pytest.approx(value)
    assert (quantity.unit.symbol if quantity.unit else None) == symbol


@pytest.mark.parametrize(
    "raw", [None, True, "faster", "p95", "2024-01-01", "NaN", "", [1], {"kind": "nonfinite", "text": "nan"}, "9" * 200]
)
def test_reads_no_number_where_there_is_none(raw):
    assert read_number(raw) is None


def test_keeps_the_other_reading_of_an_ambiguous_separator():
    quantity = read_quantity("1,640")
    assert quantity is not None
    assert (quantity.value, quantity.alternatives) == (1640.0, (1.64,))


@pytest.mark.parametrize("raw", [None, "-", "n/a", {"kind": "nonfinite", "text": "nan"}])
def test_blank_cells(raw):
    assert is_blank(raw)


@pytest.mark.parametrize(
    ("text", "basis"), [("USD/1k requests", "per_1k"), ("per month", "per_month"), ("J/request", "per_request"), ("je 1000", "per_1k")]
)
def test_finds_basis(text, basis):
    assert find_basis(text) == basis


def test_case_tells_milli_from_mega():
    milli, mega = find_unit("mWh"), find_unit("MWh")
    assert milli is not None
    assert mega is not None
    assert mega.factor / milli.factor == pytest.approx(1e9)
