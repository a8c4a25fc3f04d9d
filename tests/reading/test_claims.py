"""Claims are found without the data, then checked: tables of sentences with the facts of an invented service."""

from __future__ import annotations

import pytest

from grader.model import Better, Decision, Facts, Given, Measure, Target
from grader.reading.claims import find_claims
from grader.reading.prose_text import cleaned
from grader.reading.prose_verify import CONFIRMED, CONTRADICTED, UNVERIFIABLE, judge_claims

LOWER, HIGHER = Better.LOWER, Better.HIGHER
FACTS = Facts(
    scenario="invented",
    requests_per_month=3e6,
    decision=Decision.CONDITIONS,
    targets=(Target("latency_p95", "ms", at_most=1500.0), Target("quality:legal", at_least=0.9)),
    givens=(Given("3 million requests a month", 3e6), Given("48 GB GPU", 48.0)),
    metrics={
        "latency_mean": Measure(1000.0, 720.0, "ms", LOWER),
        "latency_p95": Measure(2000.0, 1250.0, "ms", LOWER),
        "ttft_p95": Measure(600.0, 330.0, "ms", LOWER),
        "throughput_requests": Measure(12.0, 20.4, "req/s", HIGHER),
        "peak_memory": Measure(40.0, 23.0, "GiB", LOWER),
        "cost_per_request": Measure(0.0008, 0.0005, "USD/request", LOWER),
        "cost_per_month": Measure(2400.0, 1500.0, "USD/month", LOWER),
        "energy_per_request": Measure(0.2, 0.12, "Wh/request", LOWER),
        "quality": Measure(0.91, 0.88, "score 0-1", HIGHER),
        "quality:legal": Measure(0.93, 0.86, "score 0-1", HIGHER),
        "error_rate": Measure(0.004, 0.012, "fraction", LOWER),
    },
)


def checked(text, facts=FACTS, own=None):
    return judge_claims(find_claims("analysis", cleaned(text).text, ("legal",)), facts, own)[0]


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


def test_spans_point_into_the_original():
    text = "**Speed**: the p95 latency fell by 37.5 %.<!-- x --> Memory is 23 GB."
    assert [text[c.start : c.end] for c in checked(text)] == ["p95 latency fell by 37.5 %", "Memory is 23 GB"]
