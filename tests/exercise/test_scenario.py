"""Scenario records: complete, consistent, and refused with a useful message when they are not."""

import msgspec
import pytest

from grader.errors import CourseError
from grader.exercise.evaluation import evaluation
from grader.exercise.metrics import find_metric
from grader.exercise.scenario import FOLDER, EvaluationCategory, Scenario, read_scenario, scenario, scenario_names
from grader.model import Decision

NAMES = scenario_names()


def test_six_scenarios_two_per_kind_and_all_three_decisions():
    kinds = sorted(scenario(name).context.optimization for name in NAMES)
    assert kinds == ["architecture"] * 2 + ["batching"] * 2 + ["quantization"] * 2
    assert {scenario(name).decision for name in NAMES} == {Decision.ADOPT, Decision.CONDITIONS, Decision.REJECT}


@pytest.mark.parametrize("name", NAMES)
def test_names_its_own_file(name):
    assert scenario(name).name == name
    assert (FOLDER / f"{name}.toml").exists()


def test_unknown_name_suggests_the_closest():
    with pytest.raises(CourseError, match="did you mean 'fp8-l4'"):
        scenario("fp8-l5")


@pytest.mark.parametrize("name", NAMES)
def test_targets_and_measured_effects_name_known_metrics_of_known_classes(name):
    record = scenario(name)
    classes = {item.name for item in record.classes} | {item.name for item in record.evaluation}
    keys = [target.metric for target in record.context.targets]
    keys += [key for effect in record.context.effects for key in effect.measured]
    keys += [figure.metric for figure in record.documented]
    for key in keys:
        assert find_metric(key) is not None, key
        assert ":" not in key or key.split(":")[1] in classes, key


@pytest.mark.parametrize("name", NAMES)
def test_each_target_is_one_limit_in_the_unit_of_its_metric(name):
    for target in scenario(name).context.targets:
        assert (target.at_most is None) != (target.at_least is None)
        assert target.unit == find_metric(target.metric).unit


@pytest.mark.parametrize("name", NAMES)
def test_shares_and_window_add_up(name):
    record = scenario(name)
    simulation = record.simulation
    if not any(phase.classes for phase in simulation.phases):
        assert sum(item.share for item in record.classes) == pytest.approx(1.0)
    window = sum(phase.duration_s for phase in simulation.phases)
    assert window % simulation.sample_s == 0
    requests = simulation.queued or sum(phase.rate_rps * phase.duration_s for phase in simulation.phases)
    assert 5000 < requests <= 10_000


@pytest.mark.parametrize("name", [name for name in NAMES if not scenario(name).simulation.queued])
def test_window_rate_is_the_stated_daily_demand(name):
    record = scenario(name)
    phases = record.simulation.phases
    rate = sum(phase.rate_rps * phase.duration_s for phase in phases) / sum(phase.duration_s for phase in phases)
    stated = record.context.requests_per_day / (record.context.service_hours_per_day * 3600)
    assert rate == pytest.approx(stated, rel=0.005)


@pytest.mark.parametrize("name", NAMES)
def test_texts_for_students_hold_no_documented_figure(name):
    record = scenario(name)
    text = " ".join([record.context.title, record.context.service, record.context.change])
    figures = {f"{value:g}" for item in record.documented for value in (item.baseline, item.optimized) if value is not None}
    assert not figures & set(text.replace(",", "").split())


def test_reads_back_what_a_file_holds(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes((FOLDER / "fp8-l4.toml").read_bytes())
    assert msgspec.structs.replace(read_scenario(path), name="fp8-l4") == scenario("fp8-l4")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('decision = "adopt"', 'decision = "maybe"', "maybe"),
        ("sample_s = 10.0", "sampel_s = 10.0", "sampel_s"),
        ("swing = 0.79", 'swing = 0.79\nclasses = ["ghost"]', "ghost"),
        ("window = ", "[[simulation.phases", "Invalid|Expected|invalid"),
    ],
)
def test_a_broken_file_is_a_course_error_that_names_the_place(tmp_path, old, new, complaint):
    path = tmp_path / "broken.toml"
    text = (FOLDER / "fp8-l4.toml").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CourseError, match=complaint) as caught:
        read_scenario(path)
    assert "broken.toml" in caught.value.where


def test_a_scenario_without_traffic_is_refused(tmp_path):
    path = tmp_path / "idle.toml"
    text = (FOLDER / "bigger-batch-a100.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("queued = 6000\n", ""), encoding="utf-8")
    with pytest.raises(CourseError, match="neither phases nor a queue"):
        read_scenario(path)


def test_impossible_evaluation_counts_are_refused(rng):
    with pytest.raises(CourseError, match="lost"):
        evaluation((EvaluationCategory("x", items=10, baseline_correct=3, lost=4, gained=0),), rng)


@pytest.fixture
def rng():
    import numpy as np

    return np.random.default_rng(0)


def test_scenario_record_is_immutable():
    with pytest.raises(AttributeError):
        scenario("fp8-l4").name = "other"
    assert isinstance(scenario("fp8-l4"), Scenario)
