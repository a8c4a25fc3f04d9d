"""Claims are found without the data, then checked: tables of sentences about an invented service."""

from __future__ import annotations

import pytest

from grader.reading.claims import find_claims
from grader.reading.prose_text import cleaned
from grader.reading.prose_verify import CONFIRMED, CONTRADICTED, UNVERIFIABLE, judge_claims
from tests.reading.services import FACTS, checked


@pytest.mark.parametrize(
    ("text", "metric", "kind", "verdict"),
    [
        ("The p95 latency fell by 37.5 %.", "latency_p95", "pct", CONFIRMED),
        ("The p95 latency fell by 52 %.", "latency_p95", "pct", CONTRADICTED),
        ("The p95 latency rose by 37.5 %.", "latency_p95", "pct", CONTRADICTED),
        ("p95 TTFT dropped from 600 ms to 330 ms.", "ttft_p95", "pair", CONFIRMED),
        ("p95 TTFT dropped from 330 ms to 600 ms.", "ttft_p95", "pair", CONTRADICTED),
        ("p95 TTFT is now 0.33 s.", "ttft_p95", "optimized_value", CONFIRMED),
        ("p95 TTFT is now 0,33 s.", "ttft_p95", "optimized_value", CONFIRMED),
        ("We measured 70% higher throughput.", "throughput_requests", "pct", CONFIRMED),
        ("Throughput is 1.7x.", "throughput_requests", "ratio", CONFIRMED),
        ("Throughput doubled.", "throughput_requests", "ratio", CONTRADICTED),
        ("Peak memory 40 GB → 23 GB.", "peak_memory", "pair", CONFIRMED),
        ("Memory is 23 GB instead of 40 GB.", "peak_memory", "pair", CONFIRMED),
        ("It saves $900 per month.", "cost_per_month", "delta", CONFIRMED),
        ("It saves $1,900 per month.", "cost_per_month", "delta", CONTRADICTED),
        ("Cost per 1k requests falls from $0.80 to $0.50.", "cost_per_1k", "pair", CONFIRMED),
        ("Cost per request falls from $0.80 to $0.50.", "cost_per_request", "pair", CONTRADICTED),
        ("Energy per request went down by forty percent.", "energy_per_request", "pct", CONFIRMED),
        ("Legal accuracy declines 7 pp.", "quality:legal", "pp", CONFIRMED),
        ("The error rate is 1.2%.", "error_rate", "optimized_value", CONFIRMED),
        ("The error rate is 4.2%.", "error_rate", "optimized_value", CONTRADICTED),
        ("Error rate rose by 0.8%.", "error_rate", "pct", UNVERIFIABLE),
        ("err 0.4 → 1.2 %", "error_rate", "pair", CONFIRMED),
        ("err 0.4 → 2.1 %", "error_rate", "pair", CONTRADICTED),
        # the side of a limit
        ("The p95 latency ends below the limit of 1,500 ms.", "latency_p95", "target", CONFIRMED),
        ("The p95 latency ends above the limit of 1,500 ms.", "latency_p95", "target", CONTRADICTED),
        ("Legal accuracy ends well under its 0.9.", "quality:legal", "target", CONFIRMED),
        ("Legal accuracy ends above its 0.9.", "quality:legal", "target", CONTRADICTED),
        ("Legal accuracy is 0.04 below the 0.90 floor.", "quality:legal", "target", CONFIRMED),
        ("Legal accuracy is 0.14 below the 0.90 floor.", "quality:legal", "target", CONTRADICTED),
        # which system, said at the beginning
        ("Before, the first token at p95 came after 600 ms.", "ttft_p95", "baseline_value", CONFIRMED),
        # a level called a saving
        ("A saving of $900 a month pays for it.", "cost_per_month", "delta", CONFIRMED),
        ("A saving of $1,500 a month pays for it.", "cost_per_month", "delta", CONTRADICTED),
        ("I accept 40 GB of additional memory.", "peak_memory", "delta", CONTRADICTED),
        # units as names
        ("$/1k 0.80 → 0.50", "cost_per_1k", "pair", CONFIRMED),
        ("Throughput is $20.4\\ \\text{s}^{-1}$ now.", "throughput_requests", "optimized_value", CONFIRMED),
    ],
)
def test_one_claim(text, metric, kind, verdict):
    claims = checked(text)
    assert (claims[0].metric, claims[0].kind, claims[0].verdict) == (metric, kind, verdict)


@pytest.mark.parametrize(
    "text",
    [
        "Using INT8 on the H100 is common.",
        "If it had dropped by 20 % we would be happy.",
        "1. The first point is speed.",
        "The card has 48 GB.",
        "We serve three users.",
        "Studies report up to 80% lower latency.",
        "With a window of 50 ms for p95 TTFT I would guess something better.",
        "A second GPU for 2,000 USD would bring down latency, too.",
        "The p95 latency must not stay above 1500 ms.",
        "In the worst case the latency is shorter than the 10 s after which people leave.",
        "Throughput is too large for a load of under one request per second.",
        "The p95 latency is bad for 1 in 20.",
        "The baseline's p95 latency was above 1500 ms.",
        "The p95 latency used to be above 1500 ms.",
        "Some requests have a latency above 1,500 ms.",
        "Five percent of requests still have a latency above 1,500 ms in bursts.",
        "The risk of p95 latency above 1,500 ms is gone.",
        "Today the p95 latency sits above the limit of 1,500 ms, and the optimization mends that.",
        "p95 latency started above the limit of 1,500 ms and ended under it.",
        "The new service shows a p95 TTFT of 330 ms, where 600 ms used to be normal.",
        "Requests in the unlucky five percent have a high latency.",
        "$s_{\\text{TTFT},95} = 600/330 = 1.82$",
    ],
)
def test_numbers_that_claim_nothing_are_never_contradicted(text):
    assert not [c for c in checked(text) if c.verdict == CONTRADICTED]


def test_a_number_goes_to_the_metric_its_syntax_ties_it_to():
    claims = checked("We see 70 % higher throughput, 42.5 % lower memory and 37.5% lower cost.")
    assert [(c.metric, c.verdict) for c in claims] == [
        ("throughput_requests", CONFIRMED),
        ("peak_memory", CONFIRMED),
        ("cost_per_request", CONFIRMED),
    ]


def test_ttft_p95_and_bare_p95_are_two_metrics():
    claims = checked("TTFT p95 -45 % and p95 -37.5 %.")
    assert [(c.metric, c.verdict) for c in claims] == [("ttft_p95", CONFIRMED), ("latency_p95", CONFIRMED)]


def test_respectively():
    claims = checked("Memory and throughput changed: 23 GB and 20.4 req/s.")
    assert [c.metric for c in claims] == ["peak_memory", "throughput_requests"]


def test_two_lists_of_metrics_in_a_sentence():
    claims = checked("Mean and p95 latency fall by 28 and 37.5 %, and throughput and error rate are 20.4 req/s and 1.2 %.")
    assert [(c.metric, c.verdict) for c in claims] == [
        ("latency_mean", CONFIRMED),
        ("latency_p95", CONFIRMED),
        ("throughput_requests", CONFIRMED),
        ("error_rate", CONFIRMED),
    ]


def test_a_list_holds_only_what_the_unit_can_measure():
    claims = checked("Throughput is up by 8.4 requests per second and the price down by 30 cents per thousand.")
    assert [(c.metric, c.verdict) for c in claims] == [("throughput_requests", CONFIRMED), ("cost_per_request", CONFIRMED)]


def test_a_baseline_minus_optimized_convention_is_understood():
    claims = checked("p95 latency: +37.5%, memory: +42.5%, throughput: -70%")
    assert {c.verdict for c in claims} == {CONFIRMED}


def test_a_markdown_table_is_read_by_row():
    table = "| metric | baseline | optimized | change |\n|---|---|---|---|\n| p95 latency (ms) | 2000 | 1250 | -37.5% |\n| memory (GB) | 40 | 31 | -42.5% |\n"
    verdicts = [(c.text, c.verdict) for c in checked(table)]
    assert ("1250", CONFIRMED) in verdicts
    assert ("31", CONTRADICTED) in verdicts


def test_a_metric_absent_from_the_facts_is_unverifiable():
    assert [c.verdict for c in checked("Carbon fell by 30 %.")] == [UNVERIFIABLE]


def test_a_figure_from_the_students_own_wrong_table_is_carried():
    found = find_claims("analysis", "The p95 latency fell by 50 %.", ())
    claims, carried = judge_claims(found, FACTS, {"latency_p95": (2000.0, 1000.0)})
    assert claims[0].verdict == CONFIRMED
    assert carried == claims


def test_the_side_of_a_limit_is_held_against_the_students_own_table_too():
    found = find_claims("analysis", "The p95 latency ends above the limit of 1,500 ms.", ())
    claims, carried = judge_claims(found, FACTS, {"latency_p95": (2000.0, 1600.0)})
    assert claims[0].verdict == CONFIRMED
    assert carried == claims


def test_spans_point_into_the_original():
    text = "**Speed**: the p95 latency fell by 37.5 %.<!-- x --> Memory is 23 GB."
    assert [text[c.start : c.end] for c in checked(text)] == ["p95 latency fell by 37.5 %", "Memory is 23 GB"]


@pytest.mark.parametrize(
    "text",
    ["1-" * 100_000, "$1 " * 60_000, "1," * 100_000, "p95 fell by 40 % " * 10_000, "|1|2|\n" * 30_000],
    ids=["1-", "$1", "1,", "p95", "|"],
)
@pytest.mark.timeout(20)
def test_a_text_made_of_numbers_takes_no_longer(text):
    """Only so many numbers are looked at; the rest is for a person."""
    assert len(find_claims("analysis", cleaned(text).text, ("physics",), ("peak",))) <= 400
