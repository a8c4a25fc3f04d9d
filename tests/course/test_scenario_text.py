"""Scenario passages and reference answers: everything given is told, nothing asked for is, signs and decisions are right."""

import re
from pathlib import Path

import pytest

from grader.course.reference_text import reference_analysis, reference_recommendation
from grader.course.scenario_text import change_markdown, context_markdown, metric_words
from grader.exercise.facts import load_facts
from grader.exercise.generate import generate
from grader.exercise.workload import Workload, load_workload
from grader.model import Decision, Facts
from grader.rubric.prose import judge_prose

SCENARIOS = ("fp8-l4", "int4-a100", "bigger-batch-a100", "request-batching-a100", "prefix-cache-a100", "speculative-h100")


@pytest.fixture(scope="module", params=SCENARIOS)
def scenario(request, tmp_path_factory) -> tuple[Workload, Facts]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    generate(request.param, 1, folder / "data")
    return load_workload(folder / "data" / "workload.json"), load_facts(folder)


def test_context_states_demand_targets_and_prices(scenario):
    workload, _ = scenario
    text = context_markdown(workload)
    assert workload.service in text
    assert f"{workload.requests_per_day:,}" in text
    assert f"**{workload.traffic_shape}**" in text
    for target in workload.targets:
        limit = target.at_most if target.at_most is not None else target.at_least
        row = next(line for line in text.splitlines() if line.startswith(f"| `{target.metric}` |"))
        assert f"{limit:,g}" in row
        assert ("at most" if target.at_most is not None else "at least") in row
    for given in (
        f"{workload.prices.usd_per_gpu_hour:.2f} USD",
        f"{workload.prices.pue:g}",
        f"{workload.quality.max_loss_pp:g} percentage point",
    ):
        assert given in text


def test_change_states_both_fleets_and_every_documented_effect(scenario):
    workload, _ = scenario
    text = change_markdown(workload)
    assert workload.change in text
    for fleet in (workload.baseline, workload.optimized):
        assert f"{fleet.gpus} x {fleet.gpu}" in text
        assert fleet.configuration in text
    for effect in workload.effects:
        assert effect.text in text
        assert all(f"`{key}`" in text for key in effect.measured)


def test_passages_contain_no_computed_answer(scenario):
    workload, facts = scenario
    text = context_markdown(workload) + change_markdown(workload)
    numbers = {float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\.?\d*", text)}
    given = {given.value for given in facts.givens if given.value is not None} - {facts.requests_per_month}
    limits = {target.at_most if target.at_most is not None else target.at_least for target in facts.targets}
    for key in ("cost_per_1k", "latency_p95", "energy_per_request", "cost_per_month", "throughput_requests"):
        measure = facts.metrics[key]
        for value in (measure.baseline, measure.optimized):
            assert all(abs(number - value) > 1e-3 * value for number in numbers - given - limits), key
    assert facts.requests_per_month not in numbers


def test_tables_are_whole(scenario):
    workload, _ = scenario
    for text in (context_markdown(workload), change_markdown(workload)):
        for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
            assert len({line.count("|") for line in block.strip().splitlines()}) == 1


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("ttft_p95", "p95 TTFT"),
        ("ttft_p95:tenant-a", "p95 TTFT, class tenant-a"),
        ("quality:maths", "quality, category maths"),
        ("unknown_metric", "unknown metric"),
    ],
)
def test_metric_words(key, words):
    assert metric_words(key) == words


def test_reference_answers_are_of_the_length_asked_for(scenario):
    workload, facts = scenario
    assert 120 <= len(reference_analysis(workload, facts).split()) <= 215
    assert 100 <= len(reference_recommendation(workload, facts).split()) <= 200


def test_reference_recommendation_opens_with_the_decision(scenario):
    workload, facts = scenario
    opening = {Decision.ADOPT: "**Adopt.**", Decision.CONDITIONS: "**Adopt with conditions.**", Decision.REJECT: "**Do not adopt"}[
        facts.decision
    ]
    assert reference_recommendation(workload, facts).startswith(opening)


def test_reference_analysis_discusses_what_is_asked(scenario):
    text = reference_analysis(*scenario).lower()
    for word in ("quality", "p95", "memory", "energy", "workload"):
        assert word in text


def test_percentages_in_the_reference_have_the_sign_of_the_verb(scenario):
    text = reference_analysis(*scenario) + reference_recommendation(*scenario)
    changes = re.findall(r"(falls|rises) from ([\d.,]+)[^.]*? to ([\d.,]+)[^.;]*?\(([+-][\d.]+) %\)", text)
    assert changes
    for verb, before, after, change in changes:
        old, new = float(before.replace(",", "")), float(after.replace(",", ""))
        assert (verb == "falls") == (new < old) == change.startswith("-")
        assert float(change) == pytest.approx(100 * (new - old) / old, abs=0.7, rel=0.01)


def test_each_condition_has_metric_threshold_and_consequence(scenario):
    workload, facts = scenario
    guards = [line for line in reference_recommendation(workload, facts).splitlines() if line.startswith("- ")]
    assert bool(guards) == (facts.decision is Decision.CONDITIONS)
    for guard in guards:
        assert re.search(r"if it is (above|below) [\d.]+ .*, (we|the change) ", guard)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", SCENARIOS)
def test_reference_answers_earn_every_prose_point_without_a_person(name, seed, tmp_path):
    generate(name, seed, tmp_path / "data")
    workload, facts = load_workload(tmp_path / "data" / "workload.json"), load_facts(tmp_path)
    report = judge_prose(reference_analysis(workload, facts), reference_recommendation(workload, facts), facts, None, facts.decision)
    assert {verdict.key: verdict.fraction for verdict in report.criteria if verdict.fraction != 1.0} == {}
    assert not report.needs_person, report.reasons
