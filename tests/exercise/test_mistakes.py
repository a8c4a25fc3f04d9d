"""The catalogue of mistakes."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from grader.errors import CourseError
from grader.exercise.mistakes import CATALOGUE, collisions, value_slips
from grader.exercise.record import facts_from
from grader.exercise.truth import truths

FACTS = facts_from(
    {
        "requests_per_month": 700_000,
        "metrics": {
            "latency_mean": {"baseline": 731.0, "optimized": 522.0},
            "latency_p95": {"baseline": 1483.0, "optimized": 1127.0},
            "throughput_requests": {"baseline": 7.3, "optimized": 12.9},
            "cost_per_request": {"baseline": 0.00157, "optimized": 0.00083},
            "error_rate": {"baseline": 0.017, "optimized": 0.009},
        },
    }
)


def test_every_mistake_has_a_formula_or_is_seen_in_the_table_and_teaches_without_a_value():
    for known in CATALOGUE.values():
        assert known.value or known.change or known.data or known.scope == "table", known.key
        assert 0 <= known.keeps < 1
        assert len(known.hint) > 20


@pytest.mark.parametrize(
    ("metric", "mistake", "pair"),
    [
        ("latency_p95", "mean_for_p95", (731.0, 522.0)),
        ("throughput_requests", "throughput_from_summed_latency", (1000 / 731, 1000 / 522)),
        ("latency_mean", "errors_counted_as_zero", (731 * 0.983, 522 * 0.991)),
        ("cost_per_request", "cost_unit_factor", (1.57, 0.83)),
        ("error_rate", "errors_filtered_before_rate", (0.0, 0.0)),
    ],
)
def test_formulas(metric, mistake, pair):
    truth = next(truth for truth in truths(FACTS) if truth.metric == metric)
    found = [got for known, got in value_slips(truth, FACTS) if known.key == mistake]
    assert any(all(math.isclose(one, two, rel_tol=1e-9) for one, two in zip(got, pair, strict=True)) for got in found)


def test_other_bases_follow():
    by_key = {truth.metric: truth for truth in truths(FACTS)}
    assert by_key["cost_per_1k"].baseline == pytest.approx(1.57)
    assert by_key["cost_per_month"].optimized == pytest.approx(581.0)


def test_collisions_are_found():
    assert not collisions(FACTS)
    twins = replace(FACTS, mistaken={"wrong_tail": {"latency_p95": (731.0, 522.0)}})
    assert any({found.one, found.other} == {"wrong_tail", "mean_for_p95"} for found in collisions(twins))


@pytest.mark.parametrize("record", [[], {}, {"metrics": {"latency_p95": 3}}, {"metrics": {"latency_p95": {"baseline": "a"}}}])
def test_malformed_facts_are_refused(record):
    with pytest.raises(CourseError):
        facts_from(record)
