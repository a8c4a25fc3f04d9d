"""Figures of request classes, quality categories, months, free memory and intervals, and givens that stand beside them."""

from __future__ import annotations

import pytest

from grader.reading.claims import find_claims
from grader.reading.prose_verify import CONFIRMED, CONTRADICTED, UNVERIFIABLE
from tests.reading.services import FACTS, read


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
        ("Outside the peak p95 TTFT falls from 300 to 200 ms.", [("ttft_p95:off-peak", CONFIRMED)]),
        ("In physics classes at night p95 TTFT falls from 300 to 200 ms.", [("ttft_p95:off-peak", CONFIRMED)]),
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
