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
        ("err 0.4 → 1.2 %", "error_rate", "pair", CONFIRMED),
        ("err 0.4 → 2.1 %", "error_rate", "pair", CONTRADICTED),
        # the side of a limit
        ("The p95 latency ends below the limit of 1,500 ms.", "latency_p95", "target", CONFIRMED),
        ("The p95 latency ends above the limit of 1,500 ms.", "latency_p95", "target", CONTRADICTED),
        ("Legal accuracy ends well under its 0.9.", "quality:legal", "target", CONFIRMED),
        ("Legal accuracy ends above its 0.9.", "quality:legal", "target", CONTRADICTED),
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


def test_spans_point_into_the_original():
    text = "**Speed**: the p95 latency fell by 37.5 %.<!-- x --> Memory is 23 GB."
    assert [text[c.start : c.end] for c in checked(text)] == ["p95 latency fell by 37.5 %", "Memory is 23 GB"]


SERVICE = Facts(
    scenario="invented too",
    requests_per_month=2e6,
    decision=Decision.CONDITIONS,
    targets=(Target("ttft_p95:team-x", "ms", at_most=400.0), Target("cost_per_1k", "USD/1k requests", at_most=0.5)),
    givens=(
        Given("at most 1.5 percentage points of quality lost", 1.5),
        Given("6 L40 (BF16)", 6.0),
        Given("also tried (latency_p95)", 8940.0),
    ),
    metrics={
        "latency_p95": Measure(9000.0, 7000.0, "ms", LOWER),
        "latency_p95:code": Measure(5000.0, 4850.0, "ms", LOWER),
        "ttft_p95": Measure(350.0, 300.0, "ms", LOWER),
        "ttft_p95:team-x": Measure(380.0, 410.0, "ms", LOWER),
        "ttft_p95:peak": Measure(900.0, 1900.0, "ms", LOWER),
        "ttft_p95:off-peak": Measure(300.0, 200.0, "ms", LOWER),
        "peak_memory": Measure(30.0, 20.0, "GiB", LOWER),
        "cost_per_request": Measure(0.0006, 0.0004, "USD/request", LOWER),
        "cost_per_1k": Measure(0.6, 0.4, "USD/1k requests", LOWER),
        "cost_per_month": Measure(1200.0, 800.0, "USD/month", LOWER),
        "energy_per_request": Measure(0.1, 0.06, "Wh/request", LOWER),
        "energy_per_month": Measure(200.0, 120.0, "kWh/month", LOWER),
        "carbon_per_request": Measure(0.04, 0.024, "gCO2e/request", LOWER),
        "carbon_per_month": Measure(80.0, 48.0, "kgCO2e/month", LOWER),
        "quality": Measure(0.8, 0.793, "score 0-1", HIGHER),
        "quality:physics": Measure(0.63, 0.58, "score 0-1", HIGHER),
        "quality:code": Measure(0.7, 0.6, "score 0-1", HIGHER),
    },
    workload={"quality_low_pp": -1.4, "quality_change_pp": -0.7, "memory_headroom_gib": 24.7},
)
CATEGORIES, CLASSES = ("physics", "code"), ("team-x", "peak", "off-peak", "physics", "code")


def read(text, facts=SERVICE):
    return [(c.metric, c.verdict) for c in judge_claims(find_claims("analysis", cleaned(text).text, CATEGORIES, CLASSES), facts)[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # classes and categories
        ("The p95 TTFT of class team-x goes from 380 to 410 ms.", [("ttft_p95:team-x", CONFIRMED)]),
        ("The p95 TTFT of class team-x goes from 380 to 520 ms.", [("ttft_p95:team-x", CONTRADICTED)]),
        ("team-x's p95 TTFT is 0.15 s.", [("ttft_p95:team-x", CONTRADICTED)]),
        ("In peak hours p95 TTFT climbs from 0.9 s to 1.9 s.", [("ttft_p95:peak", CONFIRMED)]),
        ("In peak hours p95 TTFT climbs from 0.9 s to 3.9 s.", [("ttft_p95:peak", CONTRADICTED)]),
        ("At peak the TTFT p95 is 1900 ms, off-peak only 200 ms.", [("ttft_p95:peak", CONFIRMED), ("ttft_p95:off-peak", CONFIRMED)]),
        ("p95 TTFT is 1.9 s at peak and 0.2 s off-peak.", [("ttft_p95:peak", CONFIRMED), ("ttft_p95:off-peak", CONFIRMED)]),
        ("Peak memory falls to 20 GiB in peak hours too.", [("peak_memory", CONFIRMED)]),
        ("p95 latency drops by 22 % and that of code by 3 %.", [("latency_p95", CONFIRMED), ("latency_p95:code", CONFIRMED)]),
        ("Quality in physics falls from 63 % to 58 %.", [("quality:physics", CONFIRMED)]),
        ("Quality in physics falls from 63 % to 48 %.", [("quality:physics", CONTRADICTED)]),
        ("Code is what counts: the quality falls from 63 % to 58 %.", [("quality", CONTRADICTED)]),
        ("CO2 falls from 0.08 t to 0.048 t per month.", [("carbon_per_month", CONFIRMED)]),
        ("CO2 falls from 80 t to 48 t per month.", [("carbon_per_month", CONTRADICTED)]),
        ("Physics misses its limit with 58 %.", [("quality:physics", CONFIRMED)]),
        ("Of class team-x I only know one thing. It is that p95 TTFT is 410 ms.", [("ttft_p95:team-x", CONFIRMED)]),
        ("Physics: 63 % -> 58 %, code: 70 % -> 60 %.", [("quality:physics", CONFIRMED), ("quality:code", CONFIRMED)]),
        ("Physics: 63 % -> 58 %, code: 70 % -> 68 %.", [("quality:physics", CONFIRMED), ("quality:code", CONTRADICTED)]),
        (
            "Off-peak improves by 33 % in p95 TTFT, team-x gets 7.9 % slower.",
            [("ttft_p95:off-peak", CONFIRMED), ("ttft_p95:team-x", CONFIRMED)],
        ),
        # monthly savings
        (
            "We save 400 USD a month, and with it 80 kWh and 32 kg of CO2e.",
            [("cost_per_month", CONFIRMED), ("energy_per_month", CONFIRMED), ("carbon_per_month", CONFIRMED)],
        ),
        ("We save 400 USD a month and 95 kWh.", [("cost_per_month", CONFIRMED), ("energy_per_month", CONTRADICTED)]),
        ("Energy falls by 80 kWh a month, emissions by 32 kg.", [("energy_per_month", CONFIRMED), ("carbon_per_month", CONFIRMED)]),
        ("Energy falls by 180 kWh a month.", [("energy_per_month", CONTRADICTED)]),
        # memory that stays free
        ("Each card keeps 24.7 GiB free.", [("memory_headroom", CONFIRMED)]),
        ("The headroom grows from 14.7 to 24.7 GiB.", [("memory_headroom", CONFIRMED)]),
        ("That leaves 28 GB of our 48 GB card.", [("nominal_headroom", CONFIRMED)]),
        ("That leaves 3.1 GiB of each card free.", [("memory_headroom", CONTRADICTED)]),
        ("The change frees 10 GiB per card.", [("peak_memory", CONFIRMED)]),
        # the interval of the quality
        ("The lower end of the 95 % interval (-1.4) is tolerable.", [("quality_interval", CONFIRMED)]),
        ("The lower end of the 95 % interval is -4.9 pp.", [("quality_interval", CONTRADICTED)]),
        ("The lower end of the 95 % interval is -1.6 pp.", [("quality_interval", UNVERIFIABLE)]),
        # givens beside claims
        ("Quality drops by 0.7 pp, inside the margin of 1.5 pp.", [("quality", CONFIRMED), ("quality", UNVERIFIABLE)]),
        ("Quality drops by 4.1 pp, inside the margin of 1.5 pp.", [("quality", CONTRADICTED), ("quality", UNVERIFIABLE)]),
        ("Quality loses 0.7 pp and the allowed loss is 1.5 pp.", [("quality", CONFIRMED), ("quality", UNVERIFIABLE)]),
        ("The cost per 1k requests is 0.40 USD (limit 0.50 USD).", [("cost_per_1k", CONFIRMED), ("cost_per_1k", CONFIRMED)]),
        ("p95 TTFT for team-x, 410 ms, is not within 400 ms.", [("ttft_p95:team-x", CONFIRMED), ("ttft_p95:team-x", UNVERIFIABLE)]),
        ("The other candidate had a p95 latency of 8.94 s.", [("latency_p95", UNVERIFIABLE)]),
        ("p95 latency is now within 5 s.", [("latency_p95", UNVERIFIABLE)]),
        ("p95 latency is 5.0 s.", [("latency_p95", CONTRADICTED)]),
        ("Look at code. The p95 latency is 5.0 s.", [("latency_p95", UNVERIFIABLE)]),
        ("Physics shows 58 % right answers instead of 63 %.", [("quality:physics", CONFIRMED)]),
        ("Physics shows 38 % right answers instead of 63 %.", [("quality:physics", CONTRADICTED)]),
    ],
)
def test_figures_students_write_about_a_service(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The new latency setup meets 2 of 4 targets, the old one 3 out of 4.",
        "We run 3 instead of 6 cards at this latency.",
        "If the latency stays high for ten minutes, we go back to 6.",
        "Latency is fine with 16 running requests.",
        "We report latency with 95 % confidence.",
    ],
)
def test_counts_are_no_claims(text):
    assert read(text) == []


def test_a_category_is_known_in_its_other_forms():
    assert [claim.metrics for claim in find_claims("analysis", "Quality in mathematics is 0.6.", ("maths",))] == [("quality:maths",)]


def test_without_the_facts_headroom_and_interval_cannot_be_checked():
    texts = ("That leaves 3 GiB of each card free.", "The lower end of the 95 % interval is -4.9 pp.")
    assert [read(text, FACTS)[0][1] for text in texts] == [UNVERIFIABLE, UNVERIFIABLE]


def test_a_monthly_figure_is_never_held_against_one_request():
    assert read("It saves 240 kWh of energy a month.", FACTS) == [("energy_per_month", CONFIRMED)]
    assert ("energy_per_month", CONTRADICTED) in read("It saves 900 kWh of energy a month.", FACTS)


@pytest.mark.parametrize(
    "text",
    ["1-" * 100_000, "$1 " * 60_000, "1," * 100_000, "p95 fell by 40 % " * 10_000, "|1|2|\n" * 30_000],
    ids=["1-", "$1", "1,", "p95", "|"],
)
@pytest.mark.timeout(20)
def test_a_text_made_of_numbers_takes_no_longer(text):
    """Only so many numbers are looked at; the rest is for a person."""
    assert len(find_claims("analysis", cleaned(text).text, CATEGORIES, CLASSES)) <= 400
