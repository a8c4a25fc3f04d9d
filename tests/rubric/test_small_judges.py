"""The judges of the small answers: what earns all, part and none, in many shapes, mistakes named."""

import numpy as np
import pandas as pd
import pytest

from grader.model import Decision
from grader.rubric import concerns, decision, savings, tradeoffs, workload

RIGHT = {
    "requests_per_day": 200_000,
    "mean_rate_rps": 4.63,
    "input_tokens_mean": 450,
    "output_tokens_mean": 178,
    "traffic_shape": "bursty",
    "targets": {"ttft_p95": 1000, "cost_per_1k": 0.45, "quality:maths": 0.6},
}


def fractions(judged):
    """Return criterion -> fraction."""
    return {verdict.key: verdict.fraction for verdict in judged.verdicts}


def by_key(judged):
    """Return criterion -> verdict."""
    return {verdict.key: verdict for verdict in judged.verdicts}


SHAPES = [
    ("dict", RIGHT),
    ("series", pd.Series(RIGHT)),
    (
        "one-row frame",
        pd.DataFrame([{**{k: v for k, v in RIGHT.items() if k != "targets"}, "ttft target": 1.0, "cost target": 0.45, "maths": 60}]),
    ),
    ("pairs", [*((k, v) for k, v in RIGHT.items() if k != "targets"), ("limit a", 1000), ("limit b", 0.45), ("limit c", 0.6)]),
    ("monthly and texts", {**RIGHT, "requests_per_day": None} | {"requests per month": "6,000,000", "shape": "Bursty (peaks)"}),
    ("measured lengths", {**RIGHT, "input_tokens_mean": 447.0, "output_tokens_mean": 181}),
]


@pytest.mark.parametrize("value", [case[1] for case in SHAPES[:4] + SHAPES[5:]], ids=[case[0] for case in SHAPES[:4] + SHAPES[5:]])
def test_workload_counts_in_any_shape(case, value):
    """A right answer never loses points for its shape."""
    assert set(fractions(workload.judge(case("workload", "workload_facts", value))).values()) == {1.0}


WORKLOAD_SLIPS = [
    ({"mean_rate_rps": 2.3148}, "workload-rate", 0.5, "rate_over_whole_day"),
    ({"mean_rate_rps": 16666.7}, "workload-rate", 0.5, "per_hour_as_per_second"),
    ({"mean_rate_rps": 99}, "workload-rate", 0.0, None),
    ({"traffic_shape": "steady"}, "workload-shape", 0.0, None),
    ({"traffic_shape": "purple"}, "workload-shape", None, None),
    ({"targets": {"ttft_p95": 1000}}, "workload-targets", 1 / 3, None),
    ({"targets": {}}, "workload-targets", 0.0, None),
    ({"input_tokens_mean": "many"}, "workload-input", None, None),
    ({"requests_per_day": float("nan")}, "workload-volume", 0.0, None),
]


@pytest.mark.parametrize(("edit", "key", "fraction", "mistake"), WORKLOAD_SLIPS, ids=[str(case[0]) for case in WORKLOAD_SLIPS])
def test_workload_slips_are_named(case, facts, edit, key, fraction, mistake):
    """A known slip keeps its share; a value nobody can read is unscored."""
    facts.workload["mean_rate_rps"] = 4.62963
    verdict = by_key(workload.judge(case("workload", "workload_facts", RIGHT | edit)))[key]

    assert (verdict.fraction, verdict.mistake) == (pytest.approx(fraction) if fraction is not None else None, mistake)


MISSED_BEFORE = {"cost_per_1k", "quality:maths"} - {"quality:maths"}
CONCERNS = [
    ({"ttft_p95": False, "cost_per_1k": True, "quality:maths": False}, 1, 1),
    (pd.Series({"TTFT p95": False, "cost per 1k": True, "quality maths": False}), 1, 1),
    (["cost_per_1k"], 1, 1),
    ({"cost"}, 1, 1),
    ("The cost per request is too high", 1, 1),
    ({"ttft_p95": True, "cost_per_1k": True, "quality:maths": False}, 1, 0.5),
    ({"ttft_p95": True, "cost_per_1k": True, "quality:maths": True}, 1, 0),
    ({"ttft_p95": True, "cost_per_1k": False, "quality:maths": False}, 0, 0),
    ({"ttft_p95": False, "cost_per_1k": False, "quality:maths": False}, 0, 0),
    (None, 0, 0),
    ({"blue": "sky"}, None, None),
    (42, None, None),
]


@pytest.mark.parametrize(("value", "found", "clear"), CONCERNS, ids=[str(case[0])[:40] for case in CONCERNS])
def test_concerns(case, value, found, clear):
    """Named concerns against the targets the baseline misses."""
    assert fractions(concerns.judge(case("concerns", "concerns", value))) == {"concerns-found": found, "concerns-clear": clear}


def test_concerns_follow_the_students_own_baseline(case):
    """A TTFT misread as 1,640 ms makes it a concern, consistently."""
    value = {"ttft_p95": True, "cost_per_1k": True, "quality:maths": False}
    judged = concerns.judge(case("concerns", "concerns", value, own={"ttft_p95": (1640.0, None)}))

    assert set(fractions(judged).values()) == {1.0}


SAVED = {"cost_usd_per_month": 2340.0, "energy_kwh_per_month": 354.0, "emissions_kg_per_month": 130.8}
SAVINGS = [
    (SAVED, (1, 1, 1), None),
    (pd.Series({"Cost saved (USD/month)": 2340, "Energy (kWh)": 354, "CO2 (kg)": 130.8}), (1, 1, 1), None),
    ({"cost": "$2,340", "energy": "354 kWh", "co2": "130.8 kg"}, (1, 1, 1), None),
    ({"cost": 2340, "energy_wh": 354_000, "emissions_kg": 130.8}, (1, 1, 1), None),
    ({**SAVED, "cost_usd_per_month": -2340}, (0.5, 1, 1), "sign_inverted"),
    ({**SAVED, "cost_usd_per_month": 0.00039}, (0.25, 1, 1), "per_request_as_per_month"),
    ({**SAVED, "cost_usd_per_month": 78}, (0.5, 1, 1), "per_day_as_per_month"),
    ({**SAVED, "cost_usd_per_month": 59.09}, (0.25, 1, 1), "percent_for_amount"),
    ({**SAVED, "cost_usd_per_month": 1620}, (0, 1, 1), "total_for_saving"),
    ({**SAVED, "energy_kwh_per_month": 354_000}, (1, 0.5, 1), "wh_as_kwh"),
    ({"cost_usd_per_month": 2340}, (1, 0, 0), None),
    ({**SAVED, "cost_usd_per_month": np.nan}, (0, 1, 1), None),
    ({**SAVED, "cost_usd_per_month": "lots"}, (None, 1, 1), None),
    (None, (0, 0, 0), None),
    ("a lot", (None, None, None), None),
]


@pytest.mark.parametrize(("value", "expected", "mistake"), SAVINGS, ids=[str(case[0])[:60] for case in SAVINGS])
def test_savings(case, value, expected, mistake):
    """Right in any unit the name says; known slips are named."""
    judged = savings.judge(case("savings", "savings", value))

    assert tuple(fractions(judged).values()) == expected
    assert {verdict.mistake for verdict in judged.verdicts} - {None} == ({mistake} if mistake else set())


def test_savings_follow_the_students_own_summaries(case):
    """A wrong cost carried correctly keeps the points of the saving, and says so."""
    own = {"cost_per_month": (5000.0, 2000.0)}
    verdict = by_key(savings.judge(case("savings", "savings", {**SAVED, "cost_usd_per_month": 3000}, own=own)))["savings-cost"]

    assert verdict.fraction == 1
    assert "your own earlier values" in verdict.say_student


TRADEOFFS = {
    "quality_change_pp": -1.7,
    "quality_loss_acceptable": False,
    "targets_met_before": 2,
    "targets_met_after": 2,
    "worst_category": "maths",
    "memory_headroom_gib": 11.4,
    "latency_p95_change_pct": -40.38,
}
TRADEOFF_SLIPS = [
    ({}, None, None, None),
    ({"quality_change_pp": 1.7}, "tradeoffs-quality", 0.5, "sign_inverted"),
    ({"quality_change_pp": -1.972}, "tradeoffs-quality", 0.5, "relative_for_points"),
    ({"quality_change_pp": -0.017}, "tradeoffs-quality", 0.5, "fraction_for_points"),
    ({"quality_loss_acceptable": True}, "tradeoffs-acceptable", 0, None),
    ({"quality_loss_acceptable": "perhaps"}, "tradeoffs-acceptable", None, None),
    ({"targets_met_before": 1}, "tradeoffs-before", 0.5, "missed_for_met"),
    ({"worst_category": "code"}, "tradeoffs-category", 0, None),
    ({"worst_category": "Maths!"}, None, None, None),
    ({"memory_headroom_gib": 12.6}, "tradeoffs-memory", 0, "peak_for_headroom"),
    ({"memory_headroom_gib": "11.4 GiB"}, None, None, None),
    ({"latency_p95_change_pct": 40.38}, "tradeoffs-tail", 0.5, "sign_inverted"),
    ({"latency_p95_change_pct": -67.74}, "tradeoffs-tail", 0.5, "wrong_base"),
    ({"latency_p95_change_pct": -2100}, "tradeoffs-tail", 0.25, "not_divided"),
    ({"latency_p95_change_pct": "-40 %"}, "tradeoffs-tail", 1, None),
]


@pytest.mark.parametrize(("edit", "key", "fraction", "mistake"), TRADEOFF_SLIPS, ids=[str(case[0]) for case in TRADEOFF_SLIPS])
def test_tradeoffs(case, edit, key, fraction, mistake):
    """One slip costs one criterion; the others keep everything."""
    verdicts = by_key(tradeoffs.judge(case("tradeoffs", "tradeoffs", TRADEOFFS | edit)))

    assert {name for name, verdict in verdicts.items() if verdict.fraction != 1} == ({key} if key and fraction != 1 else set())
    if key:
        assert (verdicts[key].fraction, verdicts[key].mistake) == (fraction, mistake)


DECISIONS = [
    ("do not adopt", Decision.REJECT),
    ("Do NOT adopt.", Decision.REJECT),
    ("do_not_adopt", Decision.REJECT),
    ("reject", Decision.REJECT),
    ("adopt", Decision.ADOPT),
    ("ADOPT", Decision.ADOPT),
    ("yes", Decision.ADOPT),
    ("adopt with conditions", Decision.CONDITIONS),
    ("adopt-with-conditions", Decision.CONDITIONS),
    ("conditional adoption", Decision.CONDITIONS),
    ("adopt only if the cache is warm", Decision.CONDITIONS),
    ("banana", Decision.UNCLEAR),
    ("", Decision.UNCLEAR),
    (3, Decision.UNCLEAR),
    ({"decision": "adopt"}, Decision.ADOPT),
    (["do not adopt"], Decision.UNCLEAR),
]


@pytest.mark.parametrize(("value", "said"), DECISIONS, ids=[str(case[0]) for case in DECISIONS])
def test_decisions_are_read(value, said):
    """The three words in any spelling; anything else is unclear, never guessed."""
    from grader.reading.exporter import export

    assert decision.read_decision(export(value)) is said


@pytest.mark.parametrize(
    ("value", "fraction"), [("do not adopt", 1), ("adopt with conditions", 0.5), ("adopt", 0), ("banana", None), (None, 0)]
)
def test_decision_marks(case, value, fraction):
    """The documented decision earns all, a neighbour half, an unreadable one waits."""
    assert fractions(decision.judge(case("decision", "decision", value))) == {"decision-supported": fraction}


@pytest.mark.parametrize("judge", [workload.judge, concerns.judge, savings.judge, tradeoffs.judge, decision.judge])
def test_student_words_never_hold_an_expected_value(case, judge):
    """No hint gives the answer away."""
    name = judge.__module__.rsplit(".", 1)[1]
    variable = "workload_facts" if name == "workload" else name
    for value in ({"cost": 1, "quality": 2, "headroom": 3, "p95": 4, "rate": 5}, None, 7, "adopt", ["ttft"]):
        for verdict in judge(case(name, variable, value)).verdicts:
            numbers = [word for word in verdict.expected.split() if any(char.isdigit() for char in word)]
            assert not [number for number in numbers if len(number) > 2 and number in verdict.say_student]
