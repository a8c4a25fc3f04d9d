"""The public functions: importable from ``grader``, usable with records or with the documented mapping."""

import pandas as pd
import pytest

import grader
from grader import grade_prose, grade_table
from grader.errors import CourseError

FACTS = {
    "scenario": "made-up",
    "requests_per_month": 1_000_000,
    "decision": "adopt",
    "targets": [{"metric": "latency_p95", "at_most": 1500, "unit": "ms"}],
    "givens": [{"text": "one GPU", "value": 1}],
    "metrics": {
        "latency_p95": {"baseline": 1600.0, "optimized": 1000.0, "unit": "ms", "better": "lower"},
        "throughput_requests": {"baseline": 10.0, "optimized": 15.0, "unit": "req/s", "better": "higher"},
        "peak_memory": {"baseline": 20.0, "optimized": 12.0, "unit": "GB", "better": "lower"},
        "cost_per_request": {"baseline": 0.002, "optimized": 0.0015, "unit": "USD/request", "better": "lower"},
        "energy_per_request": {"baseline": 500.0, "optimized": 300.0, "unit": "J/request", "better": "lower"},
        "quality": {"baseline": 0.9, "optimized": 0.895, "unit": "score 0-1", "better": "higher"},
    },
}


def table():
    """Return a right comparison as a student would build it."""
    index = ["latency_p95_ms", "throughput_rps", "peak_memory_gb", "cost_per_request_usd", "energy_j_per_request"]
    frame = pd.DataFrame({"baseline": [1600, 10, 20, 0.002, 500], "optimized": [1000, 15, 12, 0.0015, 300]}, index=index)
    return frame.assign(change_pct=100 * (frame.optimized - frame.baseline) / frame.baseline)


def test_a_right_table_earns_everything():
    report = grade_table(table(), FACTS)

    assert report.fraction == 1.0
    assert report.mistakes == ()
    assert any("p95" in sentence for sentence in report.reading)


def test_a_wrong_base_is_named():
    wrong = table()
    wrong["change_pct"] = 100 * (wrong.optimized - wrong.baseline) / wrong.optimized

    report = grade_table(wrong, FACTS)

    assert {mistake.key for mistake in report.mistakes} == {"wrong_base"}
    assert 0.3 < report.fraction < 1


def test_prose_is_read_and_checked():
    report = grade_prose(
        "The p95 latency fell by 37.5 %, so the target of 1500 ms is now met. Quality hardly changed (0.900 to 0.895), which is acceptable.",
        "Adopt it: the target is met and cost per request falls by 25 %.",
        FACTS,
    )

    assert report.decision == "adopt"
    assert {claim.verdict for claim in report.claims} <= {"confirmed", "unverifiable"}
    assert 0.5 < report.fraction <= 1


def test_malformed_facts_are_the_courses_fault():
    with pytest.raises(CourseError):
        grade_table(table(), {"metrics": 3})


def test_other_names_are_refused():
    with pytest.raises(AttributeError, match="no attribute 'grade'"):
        _ = grader.grade_everything if hasattr(grader, "grade_everything") else grader.__getattr__("grade")
