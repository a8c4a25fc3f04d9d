"""Properties of the table's marks: no disguise changes them, order never matters, swapping flips, mending never hurts."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.exercise.record import facts_from
from grader.reading.exporter import export
from grader.reading.table import read_table
from grader.rubric.table import grade_table
from tests.rubric.disguise import METRICS, disguises
from tests.rubric.table_data import FACTS

PLAIN = ("wide", "transposed", "nullable", "object")
OFTEN = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@OFTEN
@given(disguises())
def test_a_disguise_never_changes_the_marks(disguise):
    """Names, units, order, orientation, conventions, rounding and text: the right table earns everything."""
    report = grade_table(disguise.table(FACTS), FACTS)
    earned = {one.key: one.fraction for one in report.criteria}
    if disguise.form in ("dict of dicts", "records", "polars"):
        del earned["table-form"]  # a pandas table was asked for; the figures in it are as right

    assert set(earned.values()) == {1}, (
        report.reading,
        [(one.key, one.fraction, one.say_instructor, one.found) for one in report.criteria],
    )


@OFTEN
@given(disguises(PLAIN), st.randoms(use_true_random=False))
def test_rows_and_columns_in_any_order(disguise, random):
    """Shuffled rows and columns earn the same, right or wrong."""
    frame = disguise.table(FACTS)
    if disguise.text == "none":
        frame.iloc[0, 0] *= 1.31
    rows, columns = list(range(frame.shape[0])), list(range(frame.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = frame.iloc[rows, columns]

    assert grade_table(shuffled, FACTS).fraction == pytest.approx(grade_table(frame, FACTS).fraction, abs=1e-6)


@OFTEN
@given(disguises())
def test_reading_is_idempotent(disguise):
    """What was read is read the same a second time, and from its export."""
    frame = disguise.table(FACTS)

    assert read_table(export(frame), FACTS) == read_table(export(frame), FACTS)
    assert grade_table(frame, FACTS) == grade_table(export(frame), FACTS)


@OFTEN
@given(disguises())
def test_swapping_the_systems_flips_every_sign(disguise):
    """The table with swapped system names is graded against swapped facts as the original against the truth."""
    frame = disguise.table(FACTS)
    metrics = {
        name: {"baseline": one.optimized, "optimized": one.baseline, "unit": one.unit, "better": one.better.value}
        for name, one in FACTS.metrics.items()
    }
    swapped = facts_from({"scenario": "swapped", "requests_per_month": 1_300_000, "decision": "adopt", "metrics": metrics})

    assert grade_table(disguise.table(swapped), swapped).fraction == pytest.approx(grade_table(frame, FACTS).fraction, abs=0.005)
    assert (grade_table(frame, swapped).fraction or 0) < 0.7


@OFTEN
@given(disguises(("wide",)), st.sets(st.sampled_from(sorted(METRICS)), min_size=1), st.sampled_from([0.5, 1.2, 3.0]))
def test_mending_a_row_never_lowers_the_total(disguise, broken, factor):
    """Wrong rows mended one at a time: the fraction never falls."""
    plain = replace(disguise, text="none").table(FACTS)
    before = disguise.pair[0]
    wrong = plain.copy()
    places = [disguise.order.index(metric) for metric in sorted(broken)]
    for place in places:
        wrong.iloc[place, wrong.columns.get_loc(before)] *= factor
    marks = [grade_table(wrong, FACTS).fraction]
    for place in places:
        wrong.iloc[place] = plain.iloc[place]
        marks.append(grade_table(wrong, FACTS).fraction)

    scored = [0.0 if mark is None else mark for mark in marks]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(scored)), scored


def test_the_plain_table_is_among_the_disguises():
    """The properties are about something: the honest table is read whole."""
    frame = pd.DataFrame(
        {"baseline": {"p95 latency [ms]": 1483.0}, "optimized": {"p95 latency [ms]": 1127.0}, "delta": {"p95 latency [ms]": -356.0}}
    )

    assert [row.family for row in (read_table(export(frame), FACTS) or pytest.fail("not read")).rows] == ["latency"]
