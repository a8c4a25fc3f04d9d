"""
The grader graded: an honest piece of work with one mistake in it loses exactly the criterion it should.

A wrong start is carried through consistently, so only the step where it happened may lose anything; a slip in one
cell must not cost another.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from grader.exercise.mistakes import value_slips
from grader.exercise.truth import truths
from tests.rubric.work import FACTS, LABELS, Work, fractions, lost, named

TRUTHS = {truth.metric: truth for truth in truths(FACTS)}
ASKED_AFTER = {"latency_mean", "latency_p95", "ttft_p95", "throughput_requests", "peak_memory", "cost_per_1k", "energy_per_request"}


def starts():
    """Yield (mistake, label, wrong before, wrong after) for every known mistake in a summary value of the shipped data."""
    for label, metric in LABELS.items():
        truth = TRUTHS[metric]
        for known, (before, after) in value_slips(truth, FACTS):
            measure = FACTS.metrics[metric]
            if (
                before is None
                or after is None
                or np.isclose(before, measure.baseline, rtol=0.012)
                or np.isclose(after, measure.optimized, rtol=0.012)
            ):
                continue
            yield known.key, label, before, after


STARTS = list(starts())


def test_there_are_many():
    assert len(STARTS) + len(TABLE_SLIPS) + len(CELL_SLIPS) >= 80
    assert len({key for key, *_ in STARTS}) >= 25


def test_the_honest_work_loses_nothing():
    assert lost(Work().report()) == set()


@pytest.mark.parametrize(("mistake", "label", "before", "after"), STARTS, ids=[f"{key}-{label}" for key, label, *_ in STARTS])
def test_a_wrong_start_costs_its_own_criterion_only(mistake, label, before, after):
    """The summaries lose the value, whatever follows from it keeps its points, and the mistake is named."""
    work = Work()
    work.before[label], work.after[label] = before, after
    report = work.report()

    key = LABELS[label].replace("_", "-")
    expected = {f"baseline-{key}"} | ({f"optimized-{key}"} if LABELS[label] in ASKED_AFTER else set())
    assert lost(report) == expected
    assert mistake in named(report)


def table(**changes):
    """Return the comparison with columns replaced; a function gets (before, after)."""
    before, after = pd.Series(Work().before), pd.Series(Work().after)
    frame = Work().built()["comparison"].drop(columns=["change", "change_pct"])
    for name, column in changes.items():
        frame[name.replace("__", " ")] = column(before, after) if callable(column) else column
    return frame


def swapped():
    """Return the comparison with the two systems exchanged, changes computed from it."""
    frame = Work().built()["comparison"].rename(columns={"baseline": "optimized", "optimized": "baseline"})
    frame["change"], frame["change_pct"] = frame.optimized - frame.baseline, (frame.optimized / frame.baseline - 1) * 100
    return frame


def copied():
    """Return the comparison with one row's figures written over another's."""
    frame = Work().built()["comparison"]
    frame.iloc[-1] = frame.iloc[-2]
    return frame


CHANGES, VALUES = {"table-changes"}, {"table-baseline", "table-optimized"}
TABLE_SLIPS = {
    "sign_inverted": (table(change_pct=lambda b, a: (b - a) / b * 100), CHANGES),
    "not_divided": (table(change_pct=lambda b, a: a - b), CHANGES),
    "wrong_base": (table(change_pct=lambda b, a: (a - b) / a * 100), CHANGES),
    "ratio_as_percent": (table(change_pct=lambda b, a: a / b * 100), CHANGES),
    "fraction_called_percent": (table(change_pct=lambda b, a: a / b - 1), CHANGES),
    "sign_dropped": (table(change_pct=lambda b, a: ((a - b) / b * 100).abs()), CHANGES),
    "pct_change_along_wrong_axis": (table(change_pct=lambda b, a: a.pct_change() * 100), CHANGES),
    "changes_misaligned": (table(change_pct=lambda b, a: np.roll(((a - b) / b * 100).to_numpy(), 1)), CHANGES),
    "changes_missing": (table(), CHANGES),
    "values_missing": (Work().built()["comparison"][["change", "change_pct"]], VALUES),
    "columns_swapped": (swapped(), VALUES),
    "same_system_twice": (table(optimized=lambda b, a: b, change=lambda b, a: b - b), {"table-optimized"}),
    "row_copied": (copied(), VALUES),
    "metrics_missing": (Work().built()["comparison"].iloc[:4], {"table-coverage"}),
    "not_aggregated": (pd.DataFrame({"request_id": range(900), "latency_ms": np.linspace(1, 9e3, 900), "status": "ok"}), CHANGES | VALUES),
    "none": (None, CHANGES | VALUES),
    "empty": (pd.DataFrame(), CHANGES | VALUES),
}


@pytest.mark.parametrize(("name", "comparison", "touched"), [(name, *slip) for name, slip in TABLE_SLIPS.items()], ids=list(TABLE_SLIPS))
def test_a_slip_in_the_table_costs_the_table_only(name, comparison, touched):
    """What the slip touches is lost, and nothing outside the table's cell."""
    report = Work(values={"comparison": comparison}).report()

    assert lost(report) >= touched
    assert {key for key in lost(report) if not key.startswith("table-")} == set()
    assert name in named(report)


@pytest.mark.parametrize("name", [name for name, slip in TABLE_SLIPS.items() if slip[1] == CHANGES])
def test_a_slip_in_the_changes_leaves_the_values_alone(name):
    assert lost(Work(values={"comparison": TABLE_SLIPS[name][0]}).report()) == CHANGES


def edit(variable, **changes):
    """Return the honest value of ``variable`` with entries replaced."""
    return {**Work().built()[variable], **changes}


S, T, W = Work().built()["savings"], Work().built()["tradeoffs"], Work().built()["workload_facts"]
CELL_SLIPS = [
    ("savings", edit("savings", cost_usd_per_month=-S["cost_usd_per_month"]), {"savings-cost"}),
    ("savings", edit("savings", cost_usd_per_month=S["cost_usd_per_month"] / 30), {"savings-cost"}),
    ("savings", edit("savings", energy_kwh_per_month=S["energy_kwh_per_month"] * 1000), {"savings-energy"}),
    ("savings", edit("savings", energy_kwh_per_month=S["energy_kwh_per_month"] * 3.6), {"savings-energy"}),
    ("savings", edit("savings", emissions_kg_per_month=S["emissions_kg_per_month"] * 1000), {"savings-emissions"}),
    ("savings", {name: value for name, value in S.items() if "emissions" not in name}, {"savings-emissions"}),
    ("tradeoffs", edit("tradeoffs", quality_change_pp=-T["quality_change_pp"]), {"tradeoffs-quality"}),
    ("tradeoffs", edit("tradeoffs", quality_change_pp=T["quality_change_pp"] / 100), {"tradeoffs-quality"}),
    ("tradeoffs", edit("tradeoffs", quality_loss_acceptable=not T["quality_loss_acceptable"]), {"tradeoffs-acceptable"}),
    ("tradeoffs", edit("tradeoffs", targets_met_before=T["targets_met_before"] + 1), {"tradeoffs-before"}),
    ("tradeoffs", edit("tradeoffs", targets_met_after=T["targets_met_after"] - 1), {"tradeoffs-after"}),
    ("tradeoffs", edit("tradeoffs", worst_category="order"), {"tradeoffs-category"}),
    ("tradeoffs", edit("tradeoffs", memory_headroom_gib=T["memory_headroom_gib"] + 5), {"tradeoffs-memory"}),
    ("tradeoffs", edit("tradeoffs", latency_p95_change_pct=-T["latency_p95_change_pct"]), {"tradeoffs-tail"}),
    ("workload_facts", edit("workload_facts", requests_per_day=W["requests_per_day"] * 2, requests_per_month=1), {"workload-volume"}),
    ("workload_facts", edit("workload_facts", mean_rate_rps=W["mean_rate_rps"] * 3600), {"workload-rate"}),
    ("workload_facts", edit("workload_facts", input_tokens_mean=W["output_tokens_mean"]), {"workload-input"}),
    ("workload_facts", edit("workload_facts", output_tokens_mean=W["input_tokens_mean"]), {"workload-output"}),
    ("workload_facts", edit("workload_facts", traffic_shape="bursty"), {"workload-shape"}),
    ("workload_facts", edit("workload_facts", targets={}), {"workload-targets"}),
    ("concerns", dict.fromkeys(W["targets"], False), {"concerns-found", "concerns-clear"}),
    ("concerns", dict.fromkeys(W["targets"], True), {"concerns-clear"}),
    ("decision", "do not adopt", {"decision-supported"}),
    ("decision", "maybe", {"decision-supported"}),
]


@pytest.mark.parametrize(("variable", "value", "expected"), CELL_SLIPS, ids=[f"{slip[0]}-{place}" for place, slip in enumerate(CELL_SLIPS)])
def test_a_slip_in_a_cell_costs_its_own_criterion_only(variable, value, expected):
    """Exactly the criterion the slip belongs to is lost, all others stay whole."""
    assert lost(Work(values={variable: value}).report()) == expected


def test_mending_one_thing_never_lowers_the_total():
    """From work with every value of the baseline wrong, mending them one by one never takes points away."""
    wrong = {label: value * 1.37 for label, value in Work().before.items()}
    work = Work(before=dict(wrong))
    totals = [work.report().score]
    for label, value in Work().before.items():
        work.before[label] = value
        totals.append(work.report().score)

    assert totals == sorted(totals)
    assert totals[-1] == 82
    assert fractions(work.report()) == dict.fromkeys(fractions(work.report()), 1)
