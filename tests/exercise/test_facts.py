"""Facts against figures worked out by hand on a six-request window."""

import json
import shutil
from pathlib import Path

import pytest

from grader.errors import CourseError
from grader.exercise.facts import load_facts

WORKLOAD = {
    "scenario": "tiny",
    "seed": 1,
    "title": "Tiny",
    "optimization": "quantization",
    "service": "A service.",
    "change": "A change.",
    "requests_per_day": 7200,
    "days_per_month": 30,
    "service_hours_per_day": 2,
    "mean_input_tokens": 100,
    "mean_output_tokens": 11,
    "traffic_shape": "steady",
    "peak_to_mean": 1.2,
    "targets": [{"metric": "latency_p95", "unit": "ms", "at_most": 900}, {"metric": "quality:b", "at_least": 0.5}],
    "min_gpus": 1,
    "quality": {"max_loss_pp": 90.0},
    "baseline": {"gpu": "X", "gpus": 2, "gpus_per_replica": 1, "configuration": "BF16", "duration_s": 10.0, "gpu_memory_gib": 24.0},
    "optimized": {"gpu": "X", "gpus": 1, "gpus_per_replica": 1, "configuration": "FP8", "duration_s": 20.0, "gpu_memory_gib": 24.0},
    "prices": {"usd_per_gpu_hour": 3.6, "host_power_w_per_gpu": 50.0, "pue": 1.2, "grid_gco2e_per_kwh": 400.0},
    "effects": [],
}
REQUESTS = """request_id,arrival_s,request_class,input_tokens,output_tokens,ttft_ms,latency_ms,status
1,0,day,100,11,100,200,ok
2,1,day,100,11,200,400,ok
3,2,night,100,21,300,1300,ok
4,3,night,100,0,,,error
5,4,night,100,1,500,500,ok
"""
GPU = {
    "baseline": "t_s,gpu,memory_gib,power_w,utilization\n5,0,10,100,0.5\n10,0,12,200,0.5\n5,1,9,100,0.25\n10,1,9,100,0.75\n",
    "optimized": "t_s,gpu,memory_gib,power_w,utilization\n10,0,8,100,1\n20,0,8,100,1\n",
}
QUALITY = "item_id,category,baseline_correct,optimized_correct\n1,a,1,1\n2,a,1,0\n3,b,0,1\n4,b,1,0\n"


@pytest.fixture
def folder(tmp_path):
    """An assignment folder with a six-line window."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "workload.json").write_text(json.dumps(WORKLOAD))
    (data / "quality.csv").write_text(QUALITY)
    for system in ("baseline", "optimized"):
        (data / f"{system}_requests.csv").write_text(REQUESTS)
        (data / f"{system}_gpu.csv").write_text(GPU[system])
    return tmp_path


BY_HAND = [
    ("latency_mean", 600.0, 600.0),
    ("latency_p50", 450.0, 450.0),
    ("latency_p95", 1180.0, 1180.0),
    ("ttft_p50", 250.0, 250.0),
    ("throughput_requests", 0.4, 0.2),
    ("throughput_tokens", 4.4, 2.2),
    ("peak_memory", 12.0, 8.0),
    ("mean_memory", 10.0, 8.0),
    ("cost_per_1k", 5.0, 5.0),
    ("cost_per_month", 1080.0, 1080.0),
    ("energy_per_request", (250 + 100) * 10 / 3600 * 1.2 / 4, (100 + 50) * 20 / 3600 * 1.2 / 4),
    ("carbon_per_request", (250 + 100) * 10 / 3600 * 1.2 / 4 * 0.4, (100 + 50) * 20 / 3600 * 1.2 / 4 * 0.4),
    ("quality", 0.75, 0.5),
    ("quality:b", 0.5, 0.5),
    ("error_rate", 0.2, 0.2),
    ("slo_attainment", 0.6, 0.6),
    ("gpu_utilization", 0.5, 1.0),
    ("output_tokens_mean", 11.0, 11.0),
    ("latency_mean:day", 300.0, 300.0),
    ("latency_mean:night", 900.0, 900.0),
]


@pytest.mark.parametrize(("metric", "baseline", "optimized"), BY_HAND, ids=[case[0] for case in BY_HAND])
def test_metric_by_hand(folder, metric, baseline, optimized):
    """Each definition gives what paper and pencil give."""
    measure = load_facts(folder).metrics[metric]

    assert (measure.baseline, measure.optimized) == (pytest.approx(baseline), pytest.approx(optimized))


def test_time_per_token_leaves_out_single_tokens(folder):
    """Requests with one output token have no TPOT; 10, 20 and 50 ms remain."""
    assert load_facts(folder).metrics["tpot_p95"].baseline == pytest.approx(47.0)


def test_the_rate_is_over_the_hours_of_service(folder):
    """7,200 requests in two hours of service are one a second."""
    assert load_facts(folder).workload["mean_rate_rps"] == pytest.approx(1.0)


def test_what_the_data_cannot_support_is_absent(folder):
    """No cache column, so no cache hit rate."""
    assert "cache_hit_rate" not in load_facts(folder).metrics


def _target(folder: Path) -> None:
    edited = WORKLOAD | {"targets": [{"metric": "latency_p42", "at_most": 1}]}
    (folder / "data" / "workload.json").write_text(json.dumps(edited))


BROKEN = [
    ("missing file", lambda folder: (folder / "data" / "quality.csv").unlink(), "quality.csv"),
    ("missing column", lambda folder: (folder / "data" / "quality.csv").write_text("item_id,category\n1,a\n"), "baseline_correct"),
    ("no rows", lambda folder: (folder / "data" / "baseline_gpu.csv").write_text(GPU["baseline"].splitlines()[0]), "no rows"),
    ("unknown status", lambda folder: (folder / "data" / "baseline_requests.csv").write_text(REQUESTS.replace("error", "lost")), "lost"),
    (
        "no latency",
        lambda folder: (folder / "data" / "baseline_requests.csv").write_text(REQUESTS.replace("100,200,ok", "100,,ok")),
        "row 2",
    ),
    ("not JSON", lambda folder: (folder / "data" / "workload.json").write_text("{"), "workload.json"),
    ("missing field", lambda folder: (folder / "data" / "workload.json").write_text("{}"), "missing required field"),
    ("unknown target", _target, "latency_p42"),
    ("no data", lambda folder: shutil.rmtree(folder / "data"), "workload.json"),
]


@pytest.mark.parametrize(("damage", "words"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_data_stop_the_course_with_their_place(folder, damage, words):
    """The error says where and what."""
    damage(folder)

    with pytest.raises(CourseError, match=words):
        load_facts(folder)
