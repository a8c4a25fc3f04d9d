"""The documented decision follows by computation: rule by rule, on small made-up workloads."""

import pandas as pd
import pytest

from grader.exercise.decision import _decide, paired_interval
from grader.exercise.workload import Effect
from grader.model import Decision, Target

LATENCY = Target("latency_p95", "ms", at_most=2000.0)
FLOOR = Target("quality:maths", "", at_least=0.6)
COLD = Effect("risk", "the cache is cold", {"latency_p95": 2500.0})
WARM = Effect("risk", "the cache is warm", {"latency_p95": 900.0})
GATED = Effect("safeguard", "only while the batch is small", {"latency_p95": 1500.0})
USELESS = Effect("safeguard", "only on Sundays", {"latency_p95": 2100.0})
OTHER = Effect("alternative", "another engine", {"latency_p95": 500.0})

CASES = [
    ("all met, nothing known", (), (), False, Decision.ADOPT),
    ("all met, harmless risk", (), (WARM,), False, Decision.ADOPT),
    ("all met, risk breaks a target", (), (COLD,), False, Decision.CONDITIONS),
    ("missed, safeguard mends it", ("latency_p95",), (GATED,), False, Decision.CONDITIONS),
    ("missed, safeguard is not enough", ("latency_p95",), (USELESS,), False, Decision.REJECT),
    ("missed, only another change would do", ("latency_p95",), (OTHER,), False, Decision.REJECT),
    ("missed another than the safeguard measures", ("quality:maths",), (GATED,), False, Decision.REJECT),
    ("quality margin broken", (), (GATED,), True, Decision.REJECT),
    ("missed, nothing known", ("latency_p95",), (), False, Decision.REJECT),
]


@pytest.mark.parametrize(("missed", "effects", "broken", "decision"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rule(missed, effects, broken, decision):
    """Each line of the rule decides as written."""
    assert _decide((LATENCY, FLOOR), missed, effects, broken=broken)[0] is decision


def test_paired_interval_is_that_of_paired_proportions():
    """30 worse and 10 better of 400: d = -5 pp, SE = sqrt((40/400 - 0.0025)/400) = 1.561 pp."""
    quality = pd.DataFrame({"baseline_correct": [1] * 30 + [0] * 10 + [1] * 360, "optimized_correct": [0] * 30 + [1] * 10 + [1] * 360})

    change, low = paired_interval(quality)

    assert change == pytest.approx(-0.05)
    assert low == pytest.approx(-0.05 - 1.959964 * 0.0156125, abs=1e-6)


@pytest.mark.parametrize(("value", "met"), [(2000.0, True), (2000.1, False), (10.0, True)])
def test_a_limit_itself_is_met(value, met):
    assert LATENCY.met_by(value) is met


@pytest.mark.parametrize(("value", "met"), [(0.6, True), (0.599, False), (0.9, True)])
def test_a_floor_itself_is_met(value, met):
    assert FLOOR.met_by(value) is met
