"""The simulator: measured anchors, queueing laws, and the loop's own rules."""

import math

import msgspec
import numpy as np
import pytest

from grader.exercise.arrivals import Demand, demand, lengths, phase_arrivals, rate_profile
from grader.exercise.hardware import GPUS, MODELS, Replica
from grader.exercise.sampling import gpu_samples
from grader.exercise.scenario import Length, Phase, Simulation, Speculation, System, scenario, scenario_names
from grader.exercise.simulation import simulate

SIMULATION = Simulation(model="8B", activations_gb=1.8, sample_s=1.0)


def system(gpu="A100-80GB", **changes):
    settings = {"gpus": 1, "configuration": "test", "precision": "bf16", "max_sequences": 64, **changes}
    return System(gpu=gpu, **settings)


def requests(arrivals, inputs=300, outputs=100, prefix=0):
    count = len(arrivals)
    whole = lambda value: np.broadcast_to(np.asarray(value, dtype=np.int64), (count,)).copy()  # noqa: E731
    return Demand(np.asarray(arrivals, dtype=float), ("x",) * count, whole(inputs), whole(outputs), whole(prefix), np.full(count, 0.5))


def replica(gpu, model="8B", gpus=1, precision="bf16"):
    return Replica(GPUS[gpu], gpus, MODELS[model], precision, 1.8)


# Anchors: published measurements the constants were fitted to.


@pytest.mark.parametrize(("batch", "measured_ms"), [(8, 7.3), (64, 11.5), (128, 16.5), (256, 26.1)])
def test_h100_step_matches_ml_energy_inter_token_latency(batch, measured_ms):
    step = replica("H100-80GB").step_s(batch, batch * 300, batch)
    assert 1000 * step == pytest.approx(measured_ms, rel=0.12)


@pytest.mark.parametrize(("gpu", "measured_ms"), [("A100-80GB", 10.8), ("L4", 61.2)])
def test_batch_one_step_matches_accelmark(gpu, measured_ms):
    assert 1000 * replica(gpu).step_s(1, 300, 1) == pytest.approx(measured_ms, rel=0.06)


@pytest.mark.parametrize(("batch", "watts"), [(8, 486), (64, 610), (128, 669), (256, 691)])
def test_h100_power_matches_ml_energy(batch, watts):
    assert GPUS["H100-80GB"].power_w(batch) == pytest.approx(watts, rel=0.03)


def test_int4_is_faster_alone_and_slower_in_a_crowd():
    plain, packed = replica("A100-80GB"), replica("A100-80GB", precision="int4")
    assert packed.step_s(1, 300, 1) < 0.5 * plain.step_s(1, 300, 1)
    assert packed.step_s(64, 20_000, 64 + 1984) > plain.step_s(64, 20_000, 64 + 1984)


def test_memory_is_weights_activations_and_reserved_tokens():
    assert replica("A100-80GB").memory_gib(1000) == pytest.approx((16.06e9 + 1.8e9 + 1000 * 131_072) / 2**30)
    assert replica("H100-80GB", "70B", gpus=4).memory_gib(0) == pytest.approx((141e9 + 1.8e9) / 4 / 2**30)


# The loop.


def test_one_request_takes_prefill_plus_its_steps():
    trace = simulate(system(), SIMULATION, requests([5.0], inputs=300, outputs=100))
    only = trace.replica
    prefill = only.step_s(0, 0, 300)
    decode = sum(only.step_s(1, 300 + done, 1) for done in range(99))
    assert trace.first_s[0] == pytest.approx(5.0 + prefill)
    assert trace.finished_s[0] == pytest.approx(5.0 + prefill + decode, rel=1e-6)


def test_jumping_over_equal_steps_changes_nothing():
    """A second request that arrives in mid-decode cuts the jump; the first one's steps before it are the same."""
    alone = simulate(system(max_sequences=1), SIMULATION, requests([0.0], outputs=200))
    queued = simulate(system(max_sequences=1), SIMULATION, requests([0.0, 1.0, 1.3], outputs=200))
    assert queued.finished_s[0] == pytest.approx(alone.finished_s[0], rel=1e-9)
    assert queued.admitted_s[1] == pytest.approx(queued.finished_s[0])


def test_batch_one_agrees_with_pollaczek_khinchine():
    rng = np.random.default_rng(4)
    outputs = lengths(Length(mean=90, sigma=0.7, cap=400), 8000, rng)
    service = simulate(system(max_sequences=1), SIMULATION, requests(np.arange(8000) * 60.0, outputs=outputs))
    times = service.finished_s - np.arange(8000) * 60.0
    rate = 0.6 / times.mean()
    arrivals = np.cumsum(rng.exponential(1 / rate, 8000))
    trace = simulate(system(max_sequences=1), SIMULATION, requests(arrivals, outputs=outputs))
    expected = rate * (times**2).mean() / (2 * (1 - 0.6))
    assert (trace.admitted_s - arrivals).mean() == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize("name", scenario_names())
def test_every_request_is_admitted_answered_and_finished_in_order(name):
    record = scenario(name)
    served = demand(record, np.random.default_rng(1))
    for _, side in record.systems:
        trace = simulate(side, record.simulation, served)
        assert (trace.admitted_s >= served.arrival_s - 1e-6).all()
        assert (trace.first_s > trace.admitted_s).all()
        assert (trace.finished_s >= trace.first_s).all()
        for number in range(side.gpus // side.gpus_per_replica):
            mine = trace.admitted_s[number :: side.gpus // side.gpus_per_replica]
            assert (np.diff(mine) >= -1e-9).all(), "first come, first served"


@pytest.mark.parametrize("name", scenario_names())
def test_nothing_exceeds_the_usable_memory(name):
    record = scenario(name)
    served = demand(record, np.random.default_rng(2))
    for _, side in record.systems:
        trace = simulate(side, record.simulation, served)
        limit = 0.9 * trace.replica.gpu.memory_gb * 1e9 / 2**30
        assert max(max(activity.memory_gib) for activity in trace.activities) <= limit


def test_limits_on_sequences_hold_requests_back():
    trace = simulate(system(max_sequences=2), SIMULATION, requests([0.0, 0.0, 0.0]))
    assert trace.admitted_s[2] >= trace.finished_s[:2].min() - 1e-9


def test_kv_memory_holds_requests_back():
    small = system("L4", max_sequences=64)
    trace = simulate(small, SIMULATION, requests([0.0, 0.0, 0.0], inputs=9000, outputs=3000))
    assert trace.admitted_s[1] == 0
    assert trace.admitted_s[2] >= trace.finished_s[:2].min() - 1e-9


def test_long_prompts_are_prefilled_in_chunks_while_others_decode():
    trace = simulate(system(), SIMULATION, requests([0.0, 0.5], inputs=[100, 9000], outputs=[400, 10]))
    chunk = trace.replica.step_s(1, 5000, 2048)
    assert trace.first_s[1] - 0.5 > 4 * 0.8 * chunk
    assert trace.finished_s[0] > trace.first_s[1]


def test_static_batches_answer_together_and_wait_for_company():
    side = system(scheduler="static", max_sequences=4, max_wait_s=0.2)
    trace = simulate(side, SIMULATION, requests([0.0, 0.1, 0.15, 5.0], outputs=[10, 50, 20, 10]))
    assert trace.admitted_s[:3] == pytest.approx([0.2] * 3)
    assert len(set(trace.finished_s[:3].tolist())) == 1
    assert trace.admitted_s[3] == pytest.approx(5.2)


def test_prefix_hits_skip_prefill_only():
    cold = simulate(system(), SIMULATION, requests([0.0], inputs=2000, prefix=1800))
    warm = simulate(system(prefix_hit_rate=0.9), SIMULATION, requests([0.0], inputs=2000, prefix=1800))
    assert warm.first_s[0] < 0.5 * cold.first_s[0]
    decode = [trace.finished_s[0] - trace.first_s[0] for trace in (cold, warm)]
    assert decode[0] == pytest.approx(decode[1], rel=1e-6)


def test_speculation_helps_one_request_and_a_gate_switches_it_off():
    plan = Speculation(draft_tokens=4, tokens_per_step=2.4, draft_ms=1.0, draft_ms_per_sequence=0.05)
    gated = msgspec.structs.replace(plan, max_batch=4)

    def last(speculation, count):
        served = requests([0.0] * count)
        return simulate(system(speculation=speculation, max_sequences=512), SIMULATION, served).finished_s.max()

    assert last(plan, 1) < 0.7 * last(None, 1)
    assert last(plan, 200) > last(None, 200)
    assert last(gated, 200) < last(plan, 200)


def test_more_cards_share_requests_in_turn():
    trace = simulate(system(gpus=2), SIMULATION, requests([0.0, 0.0]))
    alone = simulate(system(), SIMULATION, requests([0.0]))
    assert trace.finished_s == pytest.approx([alone.finished_s[0]] * 2)


def test_samples_hold_exactly_the_energy_of_the_activity():
    trace = simulate(system(), SIMULATION, requests([0.4, 3.7, 3.9]))
    frame = gpu_samples(trace, 20.0, 1.0)
    activity = trace.activities[0]
    spans = np.diff([0.0, *activity.end_s])
    joules = float((spans * np.array(activity.power_w)).sum()) + (20.0 - activity.end_s[-1]) * 75
    assert frame["power_w"].sum() * 1.0 == pytest.approx(joules)
    assert frame["utilization"].sum() == pytest.approx(spans[np.array(activity.busy)].sum())
    assert frame["memory_gib"].max() == pytest.approx(max(activity.memory_gib))
    assert len(frame) == 20


def test_little_law():
    record = scenario("fp8-l4")
    served = demand(record, np.random.default_rng(1))
    trace = simulate(record.baseline, record.simulation, served)
    latency = trace.finished_s - served.arrival_s
    moments = np.linspace(0, trace.finished_s.max(), 4000)
    present = [((served.arrival_s <= t) & (trace.finished_s > t)).sum() for t in moments]
    assert np.mean(present) == pytest.approx(len(served) / trace.finished_s.max() * latency.mean(), rel=0.02)


# Demand.


def test_lengths_have_the_stated_mean_and_cap():
    drawn = lengths(Length(mean=450, sigma=0.9, cap=3000), 5000, np.random.default_rng(3))
    assert drawn.mean() == pytest.approx(450, rel=0.01)
    assert drawn.max() <= 3000
    assert drawn.min() >= 2
    assert np.median(drawn) < drawn.mean()


def test_a_floor_is_part_of_every_length():
    drawn = lengths(Length(mean=2162, sigma=0.5, cap=3300, floor=1800), 5000, np.random.default_rng(3))
    assert drawn.min() >= 1800
    assert drawn.mean() == pytest.approx(2162, rel=0.01)


def test_arrivals_follow_the_rate_profile():
    phase = Phase(duration_s=4000.0, rate_rps=2.0, swing=0.8)
    times = phase_arrivals(phase, np.random.default_rng(3))
    assert len(times) == 8000
    assert (np.diff(times) >= 0).all()
    middle = ((times > 1800) & (times < 2200)).sum() / 400
    assert middle == pytest.approx(2.0 * 1.8, rel=0.1)


def test_bursts_raise_the_rate_as_high_as_stated():
    phase = Phase(duration_s=1000.0, rate_rps=2.0, bursts=5, burst_s=20.0, burst_height=(2.0, 4.0))
    profile = rate_profile(phase, np.random.default_rng(3))
    assert sorted(set(profile.tolist())) == pytest.approx([1.0, 2.0, 2.5, 3.0, 3.5, 4.0])
    assert (profile > 1).sum() == pytest.approx(100, abs=5)


@pytest.mark.parametrize("name", [name for name in scenario_names() if len(scenario(name).simulation.phases) == 1])
def test_stated_peak_is_the_peak_of_the_profile(name):
    record = scenario(name)
    profile = rate_profile(record.simulation.phases[0], np.random.default_rng(1))
    assert profile.max() / profile.mean() == pytest.approx(record.context.peak_to_mean, rel=0.1)


def test_lengths_and_times_are_independent():
    record = scenario("int4-a100")
    served = demand(record, np.random.default_rng(1))
    assert abs(np.corrcoef(served.input_tokens, served.output_tokens)[0, 1]) < 0.05
    assert math.isclose(served.input_tokens.mean(), 878, rel_tol=0.02)
