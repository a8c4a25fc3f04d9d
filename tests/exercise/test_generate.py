"""The data files: same bytes for the same seed, the contract's columns, and figures that mean what they say."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest

from grader.errors import CourseError
from grader.exercise.calibration import Comparison, calibration_table, compare
from grader.exercise.data import GPU_COLUMNS, QUALITY_COLUMNS, REQUEST_COLUMNS, load_dataset
from grader.exercise.decision import paired_interval
from grader.exercise.facts import facts_of, measures
from grader.exercise.generate import generate
from grader.exercise.scenario import Documented, scenario, scenario_names

NAMES = scenario_names()
SIDES = ("baseline", "optimized")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Every scenario with seed 1."""
    made = {name: tmp_path_factory.mktemp(name) for name in NAMES}
    for name, folder in made.items():
        generate(name, 1, folder)
    return made


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def folder(folders, name):
    return folders[name]


@pytest.fixture
def dataset(folder):
    return load_dataset(folder)


def digest(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_same_seed_gives_the_same_bytes_and_another_seed_does_not(name, folder, tmp_path):
    generate(name, 1, tmp_path / "again")
    generate(name, 2, tmp_path / "other")
    assert digest(tmp_path / "again") == digest(folder)
    other = digest(tmp_path / "other")
    assert all(other[file] != digest(folder)[file] for file in ("baseline_requests.csv", "optimized_gpu.csv", "quality.csv"))


def test_writes_the_contracts_files_and_says_which(name, tmp_path):
    expected = {f"{side}_{kind}.csv" for side in SIDES for kind in ("requests", "gpu")} | {"quality.csv", "workload.json", "README.md"}
    paths = generate(name, 1, tmp_path)
    assert {path.name for path in paths} == expected == {path.name for path in tmp_path.iterdir()}


def test_unknown_scenario_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(CourseError, match="did you mean"):
        generate("int4-a10", 1, tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_files_are_plain_and_small(folder):
    for path in folder.iterdir():
        data = path.read_bytes()
        assert b"\r" not in data
        assert data.endswith(b"\n")
        assert len(data) < 1_000_000
    for side in SIDES:
        assert len(pd.read_csv(folder / f"{side}_requests.csv")) <= 10_000
        assert len(pd.read_csv(folder / f"{side}_gpu.csv")) < 5_000


def test_columns_are_the_contracts(folder):
    for side in SIDES:
        assert tuple(pd.read_csv(folder / f"{side}_requests.csv").columns) == REQUEST_COLUMNS
        assert tuple(pd.read_csv(folder / f"{side}_gpu.csv").columns) == GPU_COLUMNS
    assert tuple(pd.read_csv(folder / "quality.csv").columns) == QUALITY_COLUMNS


def test_both_systems_serve_the_same_requests(dataset):
    before, after = dataset.baseline.requests, dataset.optimized.requests
    same = ["request_id", "arrival_s", "request_class", "input_tokens"]
    assert before[same].equals(after[same])
    both = (before["status"] == "ok") & (after["status"] == "ok")
    assert (before["output_tokens"][both] == after["output_tokens"][both]).all()
    assert before["arrival_s"].is_monotonic_increasing
    assert before["request_id"].is_unique


def test_a_few_requests_fail_and_hold_no_times(dataset):
    for run in (dataset.baseline, dataset.optimized):
        failed = run.requests[run.requests["status"] != "ok"]
        assert 0.01 <= len(failed) / len(run.requests) <= 0.03
        assert failed[["ttft_ms", "latency_ms"]].isna().all(axis=None)
        assert (failed["output_tokens"] == 0).all()
        assert set(failed["status"]) == {"error", "timeout"}


def test_failures_do_not_depend_on_load(dataset):
    for run in (dataset.baseline, dataset.optimized):
        failed = run.requests["status"] != "ok"
        halves = [part.mean() for part in np.array_split(failed.to_numpy(), 2)]
        assert max(halves) < 0.03


def test_samples_tile_the_window_for_every_gpu(dataset):
    for run in (dataset.baseline, dataset.optimized):
        times = np.sort(run.gpu["t_s"].unique())
        assert np.allclose(np.diff([0.0, *times]), times[0])
        assert times[-1] == pytest.approx(run.fleet.duration_s)
        assert len(run.gpu) == len(times) * run.fleet.gpus
        assert set(run.gpu["gpu"]) == set(range(run.fleet.gpus))
        assert run.gpu["utilization"].between(0, 1).all()
        assert (run.gpu["memory_gib"] < run.fleet.gpu_memory_gib).all()


def test_evaluation_counts_are_those_of_the_scenario(name, dataset):
    for category in scenario(name).evaluation:
        rows = dataset.quality[dataset.quality["category"] == category.name]
        change = rows["optimized_correct"] - rows["baseline_correct"]
        assert len(rows) == category.items
        assert rows["baseline_correct"].sum() == category.baseline_correct
        assert ((change == -1).sum(), (change == 1).sum()) == (category.lost, category.gained)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_decision_follows_from_the_data_with_every_target_clear(name, seed, tmp_path):
    generate(name, seed, tmp_path)
    dataset = load_dataset(tmp_path)
    facts = facts_of(dataset)
    record = scenario(name)
    assert facts.decision == record.decision
    for target in dataset.workload.targets:
        limit = target.at_most if target.at_most is not None else target.at_least
        for value in (facts.metrics[target.metric].baseline, facts.metrics[target.metric].optimized):
            assert abs(value / limit - 1) > 0.02, f"{target.metric} {value:g} is too close to {limit:g}"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_documented_sides_of_every_target(name, seed, tmp_path):
    """Before and after, each target is met or missed as in the study."""
    generate(name, seed, tmp_path)
    dataset = load_dataset(tmp_path)
    found = measures(dataset)
    documented = {figure.metric: figure for figure in scenario(name).documented}
    for target in dataset.workload.targets:
        figure = documented.get(target.metric)
        for side in SIDES:
            expected = getattr(figure, side, None) if figure else None
            if expected is not None:
                assert target.met_by(getattr(found[target.metric], side)) == target.met_by(expected), (target.metric, side)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_window_is_close_to_the_study_or_says_why(name, seed, tmp_path):
    generate(name, seed, tmp_path)
    rows = compare(name, scenario(name).documented, measures(load_dataset(tmp_path)))
    strict = {"cost_per_1k", "energy_per_request", "throughput_requests", "latency_mean", "latency_p50", "latency_p95", "quality"}
    assert {row.metric for row in rows} >= {"latency_mean", "latency_p95", "cost_per_1k", "energy_per_request"}
    for row in rows:
        assert row.close or row.note not in {"", "unexplained"}, row
        assert row.close or row.metric not in strict, row


def test_quality_margin_holds_except_for_int4(name, dataset):
    _, low = paired_interval(dataset.quality)
    assert (100 * low > -dataset.workload.quality.max_loss_pp) == (name != "int4-a100")


def test_int4_breaks_the_maths_floor_while_the_average_hides_it():
    items = {category.name: category for category in scenario("int4-a100").evaluation}
    maths = items["maths"]
    assert (maths.baseline_correct - maths.lost + maths.gained) / maths.items == pytest.approx(0.574)
    assert sum(item.items for item in items.values()) == 2000
    assert sum(item.gained - item.lost for item in items.values()) == -39


def test_readme_explains_every_column_and_the_simplifications(folder, name):
    text = (folder / "README.md").read_text(encoding="utf-8")
    for column in {*REQUEST_COLUMNS, *GPU_COLUMNS, *QUALITY_COLUMNS}:
        assert f"`{column}`" in text
    assert name in text
    assert "Simplifications" in text
    assert "{" not in text


def test_workload_json_is_readable_by_anybody(folder):
    workload = json.loads((folder / "workload.json").read_text(encoding="utf-8"))
    assert workload["seed"] == 1
    assert workload["mean_input_tokens"] == round(workload["mean_input_tokens"])
    assert "decision" not in workload
    assert "documented" not in workload


def test_offline_queue_starts_full_and_lasts_until_the_last_answer(folders):
    dataset = load_dataset(folders["bigger-batch-a100"])
    for run in (dataset.baseline, dataset.optimized):
        assert (run.requests["arrival_s"] == 0).all()
        assert run.gpu["utilization"].mean() > 0.99
        assert run.ok["latency_ms"].sum() / 1000 / run.fleet.duration_s == pytest.approx(8 if run.system == "baseline" else 64, rel=0.04)


def test_unstreamed_answers_arrive_at_once(folders):
    dataset = load_dataset(folders["request-batching-a100"])
    assert dataset.optimized.ok["ttft_ms"].equals(dataset.optimized.ok["latency_ms"])


def test_comparison_explains_only_what_departs():
    found = measures_of(latency_mean=(112.0, 95.0))
    rows = compare("x", (Documented("latency_mean", 100.0, 100.0, note="fewer bursts"), Documented("absent", 1.0, 1.0)), found)
    assert [(row.system, row.note, row.close) for row in rows] == [("baseline", "fewer bursts", False), ("optimized", "", True)]
    assert rows[0].difference == pytest.approx(0.12)
    assert isinstance(rows[0], Comparison)


def measures_of(**values):
    from grader.model import Better, Measure

    return {key: Measure(before, after, "ms", Better.LOWER) for key, (before, after) in values.items()}


def test_calibration_table_lists_every_documented_figure():
    table = calibration_table(1, ("bigger-batch-a100",))
    figures = scenario("bigger-batch-a100").documented
    rows = sum((item.baseline is not None) + (item.optimized is not None) for item in figures)
    assert len(table.splitlines()) == 2 + rows
    assert all(line.count("|") == 9 for line in table.splitlines())
