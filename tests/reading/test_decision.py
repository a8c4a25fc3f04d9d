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
        ("Go.", ADOPT),
        ("Although I do not like the quality loss I would adopt it.", UNCLEAR),
        ("Adopt it because we can roll back.", ADOPT),
        ("The change passes the latency target but not the quality floor, so do not adopt it.", REJECT),
        ("Adopt; put it on the agenda of the next ops meeting.", ADOPT),
        ("General -> optimized; legal -> baseline.", SOME),
        ("Decline. Responsiveness is outside of the specification.", REJECT),
        ("Baseline retained. I see no basis on which this change could be signed off.", REJECT),
        ("Approval for retail. Approval for legal is withheld until a new build proves an accuracy of 0.9.", SOME),
        (
            "Staged introduction: 10 % of the traffic, then all of it. Each step is taken only if p95 stays below 1 s; otherwise roll back.",
            SOME,
        ),
        ("Adoption is recommended without further conditions.", ADOPT),
        ("Adoption is recommended, no reservations except for watching the memory.", ADOPT),
        ("Quantize the retail path now. Keep legal on the 16-bit weights; switch only when it scores at least 0.9.", SOME),
        ("Some teams would take it and others wouldn't, and I'd understand both.", UNCLEAR),
        ("Retail → INT8. Legal → no, stays FP16 until it is back.", SOME),
        ("Depends on who you ask. Ops: go. Legal: no go.", UNCLEAR),
        ("Please approve the rollout. I only ask that changes of the prompt are announced to us first.", ADOPT),
        ("Because of the long wait I do not recommend to adopt batching here.", REJECT),
        ("Because of the higher throughput I recommend to enable batching in the interactive assistant.", ADOPT),
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


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("Adopt. If the p95 latency is above 900 ms for ten minutes, we add a card.", ADOPT),
        ("Adopt it. Should the errors rise above 1 %, we roll it back.", ADOPT),
        ("Adopt the change, and revert it if the p95 goes over 2 s.", ADOPT),
        ("We should adopt it. We watch the TTFT; when it exceeds 300 ms, the on-call engineer switches it off.", ADOPT),
        ("Adopt. A breach of the TTFT limit brings the old setting back.", ADOPT),
        ("Adopt it. The first token comes earlier for everybody.", ADOPT),
        ("Adopt it, in order to save money.", ADOPT),
        ("Adopt, provided that the hit rate stays above 60 %.", SOME),
        ("Adopt it only if the cache is warm; otherwise we go back to three cards.", SOME),
        ("We adopt it as long as p95 is below 2 s and roll back otherwise.", SOME),
        ("Adopt. Conditions: if p95 is over 300 ms for ten minutes, we go back to 3 cards.", SOME),
        ("Adopt with a gate that turns it off when more than 16 requests run.", SOME),
        ("Adopt, but switch it off during peak hours.", SOME),
        ("Adopt the drafting for off-peak only.", SOME),
        ("Do not adopt. If another scheduler does better, we look at it again.", REJECT),
    ],
)
def test_rules_of_operation_are_no_conditions(text, decision):
    assert stated_decision(text, ("order", "peak", "off-peak")).decision is decision
