"""Decisions in the words of people who decide clearly, softly, twice or not at all."""

from __future__ import annotations

import pytest

from grader.model import Decision
from grader.reading.decision import stated_decision

ADOPT, SOME, REJECT, UNCLEAR = Decision.ADOPT, Decision.CONDITIONS, Decision.REJECT, Decision.UNCLEAR


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("We should adopt the optimization.", ADOPT),
        ("Adopt? Yes.", ADOPT),
        ("LGTM, roll it out.", ADOPT),
        ("Turn it on for everyone.", ADOPT),
        ("There is no reason not to adopt it.", ADOPT),
        ("Adopt it, and postpone buying the second GPU.", ADOPT),
        ("Adoption cannot be recommended.", REJECT),
        ("I would not deploy this.", REJECT),
        ("Stay with the baseline.", REJECT),
        ("We shouldn't adopt it. It could be used for nightly jobs.", REJECT),
        ("Thumbs down.", REJECT),
        ("dont adopt", REJECT),
        ("Yes for retail, no for legal.", SOME),
        ("Adopt it only if legal accuracy recovers.", SOME),
        ("Adopt with conditions: keep legal on the old model.", SOME),
        ("Deploy provided that errors stay below 1 %.", SOME),
        ("Should we adopt it?", UNCLEAR),
        ("One could adopt it, one could also leave it.", UNCLEAR),
        ("The results show lower latency.", UNCLEAR),
        ("Adopt it. Do not adopt it.", UNCLEAR),
    ],
)
def test_decision(text, decision):
    assert stated_decision(text, ("legal", "retail")).decision is decision


def test_other_peoples_opinion_decides_nothing():
    assert stated_decision('My colleague says "adopt it".').decision is UNCLEAR
