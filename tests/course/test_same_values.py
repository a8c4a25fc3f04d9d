"""The same wrong values: rare ones that nobody can explain are shown, right, common and explained ones never."""

import random

import pytest

from grader.course.same_values import same_values, unusual_values
from grader.model import CellReport, Report, Status, Verdict
from tests.rubric.test_mutants import STARTS
from tests.rubric.work import Work


def report(*verdicts, cell="test-baseline"):
    return Report(0.0, 1.0, 0.0, (CellReport(cell, 1.0, 0.0, False, verdicts),))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("latency_p95_ms = 12434.06894934334", {("k", "12434.1"): "test-baseline"}),
        ("cost = -0.0123", {("k", "-0.0123"): "test-baseline"}),
        ("p95 = 1981; memory = 15.35", {("k", "1981"): "test-baseline", ("k", "15.35"): "test-baseline"}),
        ("per request = 1.234e-05", {("k", "1.234e-05"): "test-baseline"}),
        ("p95 = 1000", {}),
        ("p95 = 0", {}),
        ("p95 = 12", {}),
        ("p95 = 0.25", {}),
        ("nothing", {}),
        ("quite a lot, I think", {}),
        ("p95 = 12.5 seconds", {}),
        ("latency_ms, change_pct; cost, change_pct", {}),
    ],
)
def test_only_numbers_that_hardly_agree_by_chance_count(found, expected):
    assert unusual_values(report(Verdict("k", Status.NOT_EARNED, 0.0, found))) == expected


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict("k", Status.EARNED, 1.0, "p95 = 1981"),
        Verdict("k", Status.PARTLY, 0.4, "p95 = 1981", mistake="mean_for_p95"),
        Verdict("k", Status.UNSCORED, None, "p95 = 1981"),
    ],
    ids=["right or carried forward", "a known mistake", "not judged"],
)
def test_right_and_explained_values_never_count(verdict):
    assert unusual_values(report(verdict)) == {}


def held(*numbers, cell="test-baseline"):
    return {(f"{cell}-criterion", str(number)): cell for number in numbers}


COPIED = {**held(1981.4, 15.35), **held(0.7321, cell="test-savings")}
ALONE = {f"s{number}": {**held(number + 0.123, number + 0.456), **held(number + 0.789, cell="test-savings")} for number in range(40)}


def test_two_with_the_same_unusual_values_are_found_among_distinct_ones():
    (one,) = same_values({**ALONE, "ada": COPIED, "eve": {**COPIED, **held(3.1415)}}, 42)
    assert one.students == ("ada", "eve")
    assert [(value.criterion, value.value, value.students) for value in one.values] == [
        ("test-baseline-criterion", "15.35", 2),
        ("test-baseline-criterion", "1981.4", 2),
        ("test-savings-criterion", "0.7321", 2),
    ]


def test_three_are_one_group():
    assert [one.students for one in same_values({**ALONE, "ada": COPIED, "bob": COPIED, "eve": COPIED}, 43)] == [("ada", "bob", "eve")]


@pytest.mark.parametrize(
    ("values", "cohort"),
    [
        (ALONE, 40),
        ({**ALONE, **{f"t{number}": COPIED for number in range(12)}}, 200),
        ({"ada": held(1981.4, 15.35, 0.7321), "eve": held(1981.4, 15.35, 0.7321)}, 200),
        ({"ada": {**held(1981.4), **held(0.7321, cell="b")}, "eve": {**held(1981.4), **held(0.7321, cell="b")}}, 200),
        ({"ada": {**COPIED, **held(*(n + 0.111 for n in range(9)))}, "eve": {**COPIED, **held(*(n + 0.222 for n in range(9)))}}, 200),
        ({"ada": COPIED, "eve": COPIED}, 6),
        ({}, 0),
    ],
    ids=[
        "all distinct",
        "many have them",
        "one cell alone",
        "two values",
        "a small part of their values",
        "too small a cohort to be rare",
        "nobody",
    ],
)
def test_what_may_well_be_chance_or_an_unknown_mistake_is_not_shown(values, cohort):
    assert same_values(values, cohort) == ()


def noisy(seed, labels=("latency_p95_ms", "peak_memory_gib", "cost_per_1k_usd")):
    """Return what the grader says of honest work in which some values are off by a factor of this student's own."""
    work, rng = Work(), random.Random(seed)
    for label in labels:
        work.before[label] *= rng.uniform(1.5, 1.9)
        work.after[label] *= rng.uniform(1.5, 1.9)
    return work.report()


def test_the_graders_own_reports_are_read():
    """Thirty with values of their own, thirty with known mistakes, two with the same values: the two."""
    reports = {f"s{seed}": noisy(seed) for seed in range(30)} | {"ada": noisy(99), "eve": noisy(99)}
    for number, (_, label, before, after) in enumerate(STARTS[:30]):
        work = Work()
        work.before[label], work.after[label] = before, after
        reports[f"t{number}"] = work.report()
    values = {student: unusual_values(report) for student, report in reports.items()}
    assert all(len(values[f"s{seed}"]) >= 5 for seed in range(30))
    assert [one.students for one in same_values(values, len(reports))] == [("ada", "eve")]
