"""How long decisions took: kept line by line, read back, summed up."""

from datetime import UTC, datetime

import pytest

from grader.course.decisions import decisions, median_seconds, note
from grader.execution.store import Store

WHEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path, "week-3")


def test_decisions_come_back_in_their_order(store):
    note(store, WHEN, "ada", "analysis", 5.25, 5.25, 12.34)
    note(store, WHEN, "ß/../x\n", "recommendation", None, 3.0, 40.0)

    made = decisions(store)
    assert [(one.student, one.cell, one.mark, one.seconds, one.accepted) for one in made] == [
        ("ada", "analysis", 5.25, 12.3, True),
        ("ß/../x\n", "recommendation", 3.0, 40.0, False),
    ]
    assert made[0].at == "2026-03-01T09:30:00+00:00"


@pytest.mark.parametrize(("given", "kept"), [(-5.0, 0.0), (10.0, 10.0), (90_000.0, 3600.0)])
def test_seconds_are_plausible(store, given, kept):
    assert note(store, WHEN, "ada", "analysis", 1.0, 1.0, given).seconds == kept


def test_the_median_is_that_of_all_decisions(store):
    assert median_seconds(decisions(store)) is None
    for seconds in (4.0, 300.0, 9.0):
        note(store, WHEN, "ada", "analysis", 1.0, 1.0, seconds)
    assert median_seconds(decisions(store)) == 9.0


def test_a_line_cut_short_costs_only_itself(store, tmp_path):
    note(store, WHEN, "ada", "analysis", 1.0, 1.0, 4.0)
    with (tmp_path / ".grader" / "week-3" / "queue.jsonl").open("a") as journal:
        journal.write('{"at": "2026-0\n[]\n{"other": 1}\n')
    note(store, WHEN, "s001", "analysis", 1.0, 2.0, 6.0)

    assert [one.student for one in decisions(store)] == ["ada", "s001"]
