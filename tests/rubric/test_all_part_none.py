"""For every criterion of the rubric there is work that earns all, part and none of it."""

from __future__ import annotations

import collections

import pandas as pd
import pytest

from grader.rubric.criteria import RUBRIC
from grader.rubric.prose import judge_prose
from tests.rubric.test_mutants import CELL_SLIPS, STARTS, TABLE_SLIPS, edit, table
from tests.rubric.work import FACTS, Work

WHOLE_OR_NOTHING = {
    *("workload-volume", "workload-input", "workload-output", "workload-shape", "concerns-found"),
    *("tradeoffs-acceptable", "tradeoffs-category", "clear-decision", "baseline-tpot-p95"),
}
"""
Criteria that ask one thing that is right or wrong. On the shipped data one target is missed, so it is found or not, and
no known mistake about TPOT keeps a share.
"""
ANSWERS = {
    "all": (
        "The cost per 1,000 requests matters most, because the baseline missed its limit: it falls from 0.681 to 0.291 USD (-57.2 %). p95 latency falls "
        "by 37.3 %, so users wait less, and energy per request falls by 56.8 %. Quality changes by -0.27 percentage points, which is acceptable. Peak memory "
        "falls from 18.5 to 12.4 GiB, which leaves headroom for longer contexts. With steady traffic the change fits the workload; the smaller fleet is a risk.",
        "Adopt. Cost per 1,000 requests is 0.291 USD, below the limit of 0.45 USD, and p95 latency falls by 37.3 %. Every target is met.",
    ),
    "part": (
        "Latency is 37.3 % lower at p95, which is fine. Energy per request falls by 96 %. Quality is okay for our users.",
        "Adopt with conditions: it costs 57.2 % less and p95 latency falls by 99 %.",
    ),
    "some": ("Latency is better.", "I would adopt it, it is faster."),
    "unclear": ("The p95 latency falls by 37.3 %. Quality is slightly lower.", "It depends."),
    "none": ("", ""),
}
PARTS = {
    "workload_facts": [
        edit("workload_facts", requests_per_month=FACTS.workload["requests_per_day"]),
        edit("workload_facts", mean_rate_rps=FACTS.workload["mean_rate_rps"] * 3600),
        edit("workload_facts", targets={"ttft_p95": 1000.0}, mean_rate_rps=0.777),
    ],
    "savings": [edit("savings", cost_usd_per_month=700.0)],
    "concerns": [{"ttft_p95": True, "tpot_p95": False, "cost_per_1k": True}],
    "tradeoffs": [
        edit("tradeoffs", targets_met_before=1, targets_met_after=1),
        edit("tradeoffs", memory_headroom_gib=FACTS.workload["memory_headroom_gib"] * 1.074),
        edit("tradeoffs", targets_met_after=0),
        edit("tradeoffs", memory_headroom_gib=12.358, latency_p95_change_pct=71.3, quality_change_pp=9.9),
    ],
    "decision": ["adopt with conditions"],
    "comparison": [
        table(change_pct=lambda b, a: (a - b) / b * 100).rename(index={"latency_p95_ms": "thing"}),
        Work().built()["comparison"].to_dict(),
        pd.DataFrame({"x": [1, 2]}),
    ],
}


@pytest.fixture(scope="module")
def seen():
    """Return criterion -> every fraction some work earned for it."""
    found = collections.defaultdict(set)
    works = [
        Work(),
        *(Work(values={"comparison": slip[0]}) for slip in TABLE_SLIPS.values()),
        *(Work(values={variable: value}) for variable, value, _ in CELL_SLIPS),
    ]
    works += [Work(values={variable: value}) for variable, values in PARTS.items() for value in values]
    for _, label, before, after in STARTS:
        work = Work()
        work.before[label], work.after[label] = before, after
        works.append(work)
    for label in Work().before:
        work = Work()
        work.before[label], work.after[label] = work.before[label] * 7.31, work.after[label] * 6.17
        works.append(work)
    for work in works:
        for cell in work.report().cells:
            for verdict in cell.verdicts:
                found[verdict.key].add(verdict.fraction)
    for answer in ANSWERS.values():
        for verdict in judge_prose(*answer, FACTS).criteria:
            found[verdict.key].add(verdict.fraction)
    return found


@pytest.mark.parametrize("key", [line.key for rubric in RUBRIC for line in rubric.criteria])
def test_a_criterion_can_be_earned_lost_and_partly_earned(seen, key):
    """All, none, and part of it where it has parts."""
    fractions = seen[key] - {None}

    assert 1 in fractions, sorted(fractions)
    assert 0 in fractions, sorted(fractions)
    assert key in WHOLE_OR_NOTHING or any(0 < fraction < 1 for fraction in fractions), sorted(fractions)
