"""Recommendations by authors who did not know the reader: an ordinary class, one class per scenario, and every odd way to say it."""

import json
from pathlib import Path

import pytest

from grader.model import Decision
from grader.reading.decision import stated_decision

HERE = Path(__file__).parent
NAMES = (
    "letters",
    "reports",
    "tenant-a",
    "tenant-b",
    "maths",
    "code",
    "faq",
    "billing",
    "completion",
    "background",
    "interactive",
    "other",
)


def said(name):
    """Yield (id, decision read, decisions that are right)."""
    for line in (HERE / f"decisions_{name}.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        read = stated_decision(label["recommendation"], NAMES).decision
        yield label["id"], read, label["decision_ok"]


@pytest.mark.parametrize(("name", "right", "wrong"), [("plain", 0.97, 0.02), ("scenarios", 0.88, 0.04), ("odd", 0.80, 0.05)])
def test_decisions_are_read_or_left_to_a_person(name, right, wrong):
    """``right`` is the share read as labelled; at most ``wrong`` are read as another decision, the rest are unclear and go to a person."""
    found = list(said(name))
    misread = [one for one, read, allowed in found if read not in allowed]
    taken_for_another = [one for one, read, allowed in found if read not in allowed and read is not Decision.UNCLEAR]

    assert len(misread) <= (1 - right) * len(found), misread
    assert len(taken_for_another) <= wrong * len(found), taken_for_another
