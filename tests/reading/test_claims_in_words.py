"""Wordings of students that were once misread, as sentences about an invented service: every figure found, each with its verdict."""

from __future__ import annotations

import pytest

from grader.reading.claims import declares_savings, find_claims
from grader.reading.prose_text import cleaned
from grader.reading.prose_verify import CONFIRMED, CONTRADICTED, judge_claims
from tests.reading.services import FACTS, checked

TABLE = """\
| KPI | off | on | SLO | verdict |
|:--|--:|--:|--:|:-:|
| latency p95 | 2.0 s | {p95} | ≤ 1.5 s | ok |
| req/s | 12.0 | 20.4 | - | ok |
"""
BARE = """\
metric | first | second | rel.
---|---|---|---
legal | 0.93 | {legal} | {change}
TTFT p95 (ms) | 600 | 330 | -45 %
"""


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        # amounts and periods
        ("The bill falls from 2.4 k$ to 1.5 k$ per month.", ["confirmed"]),
        ("Over a year that is 10.8 k$ less.", ["confirmed"]),
        ("It saves 10.8 k$ a month.", ["contradicted"]),
        ("Budget: $900 saved per month.", ["confirmed"]),
        ("Budget: $900 saved per year.", ["contradicted"]),
        ("It saves $900 a week.", ["contradicted"]),
        ("It saves $208 a week.", ["confirmed"]),
        ("Costs fall, which would be $10,800 over a whole year.", ["confirmed"]),
        ("In one year it gives an economy of more than 10 thousand dollars.", ["confirmed"]),
        ("It costs 0.50 dollars for each request.", ["contradicted"]),
        ("The monthly bill would go from $2,400 to $1,500.", ["confirmed"]),
        ("We save $1,500 each month.", ["contradicted"]),
        ("Both are met, the monthly bill goes down by $900.", ["confirmed"]),
        # shares
        ("p95 -37.5 %, cost/req -3/8.", ["confirmed", "confirmed"]),
        ("Cost is 1/2 lower.", ["contradicted"]),
        ("Energy is two fifths less.", ["confirmed"]),
        ("We save two thirds of the cost.", ["contradicted"]),
        # once more in brackets, behind a unit that names the metric
        ("12.0 → 20.4 req/s (1.7x)", ["confirmed", "confirmed"]),
        ("12.0 → 20.4 req/s (2.7x)", ["confirmed", "contradicted"]),
        # differences
        ("What we pay is nothing: 17 GB less GPU memory.", ["confirmed"]),
        ("The energy is diminished by 0.12 Wh per request.", ["contradicted"]),
        ("The energy is diminished by 0.08 Wh per request.", ["confirmed"]),
        ("Quality loses three points, legal loses seven and fails.", ["confirmed", "confirmed"]),
        ("Quality loses three points, legal loses four and fails.", ["confirmed", "contradicted"]),
        ("Legal accuracy gave up seven points.", ["confirmed"]),
        # limits and distances to them
        ("The latency at p95 is 1250 ms, i.e. 250 ms below the 1500 ms promised.", ["confirmed", "confirmed", "confirmed"]),
        ("The latency at p95 is 1250 ms, i.e. 250 ms above the 1500 ms promised.", ["confirmed", "contradicted", "contradicted"]),
        ("Legal accuracy 0.93 → 0.86, still above the 0.9 floor", ["confirmed", "contradicted"]),
        ("Legal accuracy 0.93 → 0.86, below the 0.9 floor → not acceptable", ["confirmed", "confirmed"]),
        ("SLO 2: latency p95 2000 → 1250 ms, limit 1500 ms → pass (was fail)", ["confirmed", "confirmed"]),
        ("SLO 2: latency p95 2000 → 1250 ms, limit 1500 ms → fail (as before)", ["confirmed", "contradicted"]),
        ("Legal accuracy ends at 86 %, the floor is 80 %.", ["confirmed", "contradicted"]),
        # which rate
        ("Fewer requests fail (1.2 % → 0.4 %).", ["contradicted"]),
        ("Errors: 1.2 % of the requests fail.", ["confirmed"]),
        ("It handles 20.4 requests every second, up from 12.", ["confirmed"]),
        # truncated is honest, one too few is not
        ("Throughput +70 %, memory -42 %.", ["confirmed", "confirmed"]),
        ("Throughput +69 %.", ["contradicted"]),
        # numbers in words
        ("The saving comes to ten thousand eight hundred dollars a year.", ["confirmed"]),
        ("The ninety-fifth percentile lands two hundred and fifty milliseconds below the fifteen hundred allowed.", ["confirmed"]),
        ("The ninety-fifth percentile lands two hundred and fifty milliseconds above the fifteen hundred allowed.", ["contradicted"]),
        # who is meant
        ("Memory and p95 latency fell by 42.5 % and 37.5 % respectively, the latter to 1250 ms.", ["confirmed"] * 3),
        ("The answer is faster, by 37.5 % for p95 and 28 % for the mean.", ["confirmed"] * 2),
        ("Its mean improved by 280 ms, its p95 by 750 ms.", ["confirmed"] * 2),
        ("The same card copes with 1.7 times the traffic.", ["confirmed"]),
        ("The same card copes with twice the traffic.", ["contradicted"]),
        ("It serves 1.7x the requests and costs two thirds of what it did.", ["confirmed", "confirmed"]),
        ("p95 latency became 1.6 times shorter.", ["confirmed"]),
        ("legal acc. -7 pp", ["confirmed"]),
        ("legal acc. -3 pp", ["contradicted"]),
        # worse, better, later, less
        ("At p95 the first token is 270 ms worse.", ["contradicted"]),
        ("At p95 the first token improves by 270 ms.", ["confirmed"]),
        ("Energy: 0.12 Wh less per request.", ["contradicted"]),
        ("p95 TTFT comes 45 % sooner.", ["confirmed"]),
        ("p95 TTFT comes 45 % later.", ["contradicted"]),
        ("Throughput: factor 0.7", ["contradicted"]),
        ("Throughput halves.", ["contradicted"]),
        ("p95 TTFT is 1.8 times better.", ["confirmed"]),
        # a level beside its limit, and how far from it
        ("p95 latency: 1.25 s against 1.5 s.", ["confirmed"]),
        ("It was 2000 ms at p95, so 500 ms too slow.", ["confirmed", "confirmed"]),
        # a change said once more
        ("Throughput 12 → 20.4 (+70 %).", ["confirmed", "confirmed"]),
        # formulas
        (r"The yearly cost changes by $-\$10{,}800$.", ["confirmed"]),
        (r"p95 TTFT amounts to $330\,\text{s}$.", ["contradicted"]),
        ("I would name the higher throughput (12 to 20.4 req/s) first.", ["confirmed"]),
        ("If this was for the night I would take it: 1.7x the throughput.", ["confirmed"]),
        ("240 kWh are not burned, and the relative change of cost is -0.375.", ["confirmed", "confirmed"]),
        # no claims at all
        ("Legal is only 20 % of the load.", []),
        ("Half of the users are fine.", []),
        ("Three million requests a month are less than two requests per second.", []),
        ("A quarter of a second of deliberate waiting.", []),
        ("Finding 2. Items 1 and 3 matter.", []),
        # label and figure on a line, no table of changes
        ("p95 latency: 1250\nMean latency: 720\nQuality (legal): 86 %\nerror rate: 1.2%", ["confirmed"] * 4),
        ("Latency limit:  1500\nLegal floor:  0.9", ["confirmed"]),
        ("- lower err.\n- 17 GiB less memory\n- cost -37.5 %", ["confirmed", "confirmed"]),
        # heads that are no systems, or not below each other
        ("| metric | mean | p95 |\n|---|---|---|\n| latency | 720 | 1250 |", []),
        ("metric  baseline  optimized\np95 latency (ms)    2000.0    1250.0\nmean latency (ms)   1000.0     720.0", ["confirmed"] * 4),
        (
            "              before   after  change\nlatency_p95   2000.0  1250.0   -37.5\nlatency_mean  1000.0   720.0   -28.0",
            ["confirmed"] * 6,
        ),
        # true, whatever way it is put
        ("Two fifths of the energy are saved.", ["confirmed"]),
        ("The p95 latency meets its limit of 1500 ms with a margin of 250 ms.", ["confirmed", "unverifiable"]),
        ("The limit of 1500 ms for p95 latency is above what we measure.", ["confirmed"]),
        ("P95 latency is now 250 ms below the limit of 1500 ms.", ["confirmed", "confirmed"]),
        ("|---|---|", []),
        ("|\n||\n| | |", []),
        ("---|---\na|b", []),
        ("80/20 retail/legal, so it's 1:1.", []),
        ("Points 3 + 4 beat 1 + 2, and 2/3 targets are met.", []),
        ("With a window of 250 ms; the 250 ms setting is for the night.", []),
        ("It began in the 1970s.", []),
    ],
)
def test_every_figure_has_its_verdict(text, verdicts):
    assert [claim.verdict for claim in checked(text)] == verdicts


PRINTED = """\
               baseline  optimized  change_%
latency_p95     2000.00    {p95}     -37.5
req_per_s         12.00      20.40      70.0
peak_mem_gb       40.00      23.00     -42.5
"""
RELATIVE = """\
             before    after    diff   rel
lat_p95_ms  2000.00  1250.00 -750.00 {rel}
usd_per_1k     0.80     0.50   -0.30 -0.38
"""


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (PRINTED.format(p95="1250.00"), [CONFIRMED] * 9),
        (PRINTED.format(p95="1520.00"), [CONFIRMED, CONTRADICTED, *[CONFIRMED] * 7]),
        (RELATIVE.format(rel="-0.38"), [CONFIRMED] * 8),
        (RELATIVE.format(rel="-0.83"), [*[CONFIRMED] * 3, CONTRADICTED, *[CONFIRMED] * 4]),
    ],
)
def test_tables_as_pandas_prints_them(text, verdicts):
    assert [claim.verdict for claim in checked(text)] == verdicts


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("Changes are baseline minus optimized. p95 latency 37.5 %, throughput -70 %.", [CONFIRMED] * 2),
        ("A positive value means less than before. p95 latency -37.5 %, memory 42.5 %, cost 37.5 %.", [CONTRADICTED, CONFIRMED, CONFIRMED]),
    ],
)
def test_a_declared_convention_turns_the_signs(text, verdicts):
    declared = judge_claims(find_claims("analysis", cleaned(text).text, ("legal",)), FACTS, declared=declares_savings(text))[0]
    assert [claim.verdict for claim in declared] == verdicts


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (TABLE.format(p95="1.25 s"), [CONFIRMED] * 4),
        (TABLE.format(p95="1.52 s"), [CONFIRMED, CONTRADICTED, CONFIRMED, CONFIRMED]),
        (BARE.format(legal="0.86", change="-7.5 %"), [CONFIRMED] * 6),
        (BARE.format(legal="0.86", change="-17.5 %"), [CONFIRMED, CONFIRMED, CONTRADICTED, CONFIRMED, CONFIRMED, CONFIRMED]),
    ],
)
def test_tables_whose_heads_say_little(text, verdicts):
    assert [claim.verdict for claim in checked(text)] == verdicts


def test_a_class_in_words_of_ones_own_below_a_corner_that_names_the_metric():
    text = "| TTFT p95 | plain | tuned |\n|---|---|---|\n| all day | 600 ms | 330 ms |\n"
    assert [(claim.metric, claim.kind) for claim in checked(text)] == [("ttft_p95", "baseline_value"), ("ttft_p95", "optimized_value")]


def test_lines_with_bars_that_are_no_table_are_read_as_sentences():
    assert [claim.kind for claim in checked("The p95 latency fell by 37.5 % | nothing else changed.")] == ["pct"]
