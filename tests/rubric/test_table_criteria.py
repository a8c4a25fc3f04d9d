"""The marks of comparison tables: right shapes lose nothing, wrong ones are named and cost what they should."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from grader.model import Status
from grader.reading.exporter import export
from grader.rubric.table import TABLE_CRITERIA, grade_table, judge_table

_spec = importlib.util.spec_from_file_location("table_data", Path(__file__).with_name("table_data.py"))
data = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(data)
B, A = data.values()
PCT = (A - B) / B * 100


def _table(before=B, after=A, **changes):
    return pd.DataFrame(
        {"baseline": before, "optimized": after, **(changes or {"delta": after - before, "delta_pct": (after - before) / before * 100})}
    )


def _with(metric, before, after):
    one, two = B.copy(), A.copy()
    one[metric], two[metric] = before, after
    return _table(one, two)


RIGHT = {
    "plain": _table(),
    "fraction": _table(relative_change=PCT / 100),
    "text": _table(change=[f"{value:+.1f} %" for value in PCT]),
    "reversed and said so": _table(**{"baseline - optimized": B - A}),
    "reduction": _table(reduction_pct=-PCT),
    "ratio": _table(ratio=A / B),
    "rounded": _table(B.round(4), A.round(4), change_pct=PCT.round(1)),
    "improvement": _table(improvement_pct=[value if name in {"throughput_rps", "quality"} else -value for name, value in PCT.items()]),
    "five metrics only": _table().loc[
        ["p95_latency_ms", "throughput_rps", "peak_memory_gib", "cost_per_request_usd", "energy_wh_per_request"]
    ],
    "other percentile definition": _with("p95_latency_ms", 1483 * 1.004, 1127 * 0.996),
}
WRONG = {
    "sign_inverted": (_table(pct_change=-PCT), 0.66),
    "not_divided": (_table(delta_pct=A - B), 0.62),
    "wrong_base": (_table(pct_change=(A - B) / A * 100), 0.74),
    "ratio_as_percent": (_table(change_pct=A / B * 100), 0.70),
    "fraction_called_percent": (_table(**{"change [%]": PCT / 100}), 0.89),
    "sign_dropped": (_table(change_pct=PCT.abs()), 0.77),
    "columns_swapped": (_table(A, B), 0.35),
    "same_system_twice": (_table(B, B), 0.51),
    "changes_missing": (_table()[["baseline", "optimized"]], 0.62),
    "values_missing": (_table()[["delta", "delta_pct"]], 0.54),
    "metrics_missing": (_table().loc[["mean_latency_ms", "p95_latency_ms"]], 0.43),
    "values_misaligned": (_table(B, pd.Series(A.sort_values().values, B.index)), 0.30),
    "pct_change_along_wrong_axis": (_table(pct=A.pct_change() * 100), 0.62),
    "mean_for_p95": (_with("p95_latency_ms", 731.0, 522.0), 0.84),
    "wrong_tail": (_with("p95_latency_ms", 211.0, 187.0), 0.84),
    "throughput_from_summed_latency": (_with("throughput_rps", 1000 / 731, 1000 / 522), 0.84),
    "throughput_is_a_count": (_with("throughput_rps", 2040.0, 2104.0), 0.84),
    "tokens_for_requests": (_with("throughput_rps", 1311.0, 2290.0), 0.84),
    "cost_unit_factor": (_with("cost_per_request_usd", 1.57, 0.83), 0.84),
    "joules_as_wh": (_with("energy_wh_per_request", 0.231 * 3600, 0.164 * 3600), 0.84),
    "gib_gb_factor": (_with("peak_memory_gib", 21.7 * 2**30 / 1e9, 12.2 * 2**30 / 1e9), 0.90),
    "errors_filtered_before_rate": (_with("error_rate", 0.0, 0.0), 0.84),
    "empty": (pd.DataFrame(), 0.0),
    "none": (None, 0.0),
    "not_aggregated": (pd.DataFrame({"request_id": range(500), "latency_ms": np.arange(500.0), "status": "ok"}), 0.05),
}


def test_points_add_up():
    assert sum(points for _, points, _ in TABLE_CRITERIA) == 24


@pytest.mark.parametrize("name", RIGHT)
def test_right_tables_lose_nothing(name):
    report = grade_table(RIGHT[name], data.FACTS)
    assert report.fraction == 1.0, report.criteria
    assert not report.mistakes


@pytest.mark.parametrize("name", WRONG)
def test_wrong_tables_are_named(name):
    table, fraction = WRONG[name]
    report = grade_table(table, data.FACTS)
    assert name in {mistake.key for mistake in report.mistakes}
    assert report.fraction == pytest.approx(fraction, abs=0.06)


@pytest.mark.parametrize("value", [3.5, "much better", True, lambda: None, (row for row in [])])
def test_what_is_no_table_earns_nothing_and_is_named(value):
    report = grade_table(value, data.FACTS)

    assert report.fraction == 0
    assert [mistake.key for mistake in report.mistakes] == ["not_a_table"]


@pytest.mark.parametrize("value", ["| metric | b |\n|---|---|\n| p95 | 3 |", object(), {"a": object()}])
def test_what_may_be_a_table_and_cannot_be_read_is_unscored(value):
    """A text of several lines or a value of unknown type goes to a person, never to zero."""
    report = grade_table(value, data.FACTS)

    assert report.fraction is None
    assert all(one.status is Status.UNSCORED for one in report.criteria)


def test_a_mistake_carried_forward_costs_nothing_again():
    table = export(_with("p95_latency_ms", 1300.0, 900.0))
    alone = judge_table(table, data.FACTS)
    assert alone.fraction is not None
    assert alone.fraction < 0.9
    assert judge_table(table, data.FACTS, {"latency_p95": (1300.0, 900.0)}).fraction == 1.0


def test_changes_of_wrong_values_keep_their_points():
    report = judge_table(export(_with("p95_latency_ms", 1300.0, 900.0)), data.FACTS)
    changes = next(verdict for verdict in report.criteria if verdict.key == "table-changes")
    assert changes.fraction == 1.0
    assert "keep their points" in changes.say_student


def test_student_words_hold_no_expected_value():
    for table, _ in WRONG.values():
        for verdict in grade_table(table, data.FACTS).criteria:
            for measure in data.FACTS.metrics.values():
                assert f"{measure.baseline:g}" not in verdict.say_student.split()
                assert f"{measure.optimized:g}" not in verdict.say_student.split()


def test_a_figure_the_facts_do_not_hold_is_never_wrong():
    table = _table().rename(index={"peak_memory_gib": "mean_memory_gib"})
    table.loc["mean_memory_gib", ["baseline", "optimized"]] = [18.0, 11.0]
    table["delta"] = table.optimized - table.baseline
    table["delta_pct"] = table.delta / table.baseline * 100
    assert grade_table(table, data.FACTS).fraction == 1.0
