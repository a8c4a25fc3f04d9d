"""Numbers that measure nothing: list numbers, names, counts of things, capacities, the level of an interval."""

from __future__ import annotations

import re

from grader.reading.lexicon import lexicon
from grader.reading.prose_numbers import Quantity

_COUNTED = re.compile(r"\s?(?:-\s?)?(?:of (?:the )?)?([a-z]{3,})", re.IGNORECASE)
_OF_ALL = re.compile(
    r"\s?(?:of|out of)\s(?:the |all |our )?(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\b(?!\s?(?:%|[.,]\d|ms|s\b|gi?b|usd))",
    re.IGNORECASE,
)
_OTHER_COUNT = re.compile(
    r"\s?(?:instead of|rather than|to|down to|up to|not|vs\.?|versus|or|and|->|→|-)\s?(?:only |just )?(?:\d{1,3}|two|three|four|five|six|seven|"
    r"eight|nine|ten)\s(?:\w+\s)?",
    re.IGNORECASE,
)
_ONE_IN = re.compile(r"(?:one|\d{1,2}) (?:in|out of|of every) (?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
"""A frequency in words: "1 in 5 of them"."""
_MINUEND = re.compile(r"[\d.,]+ ?[-−–] ?[\d.,]+ ?= ?[\d.]")
"""The first number of a subtraction written out: "40 - 34.1 = 5.9 GB stay free"."""
_QUOTIENT = re.compile(r"\d[\d.,]*\s?/\s?\d[\d.,]*\s?[=≈]")
"""A division written out: "3.2 / 2.1 = 1.52"; its result is the figure."""
_OTHER_WORK = re.compile(r"[\s-](?:check\w*|(?:the |our )?(?:maintenance|work|effort|complexity|risk|checks?))\b", re.IGNORECASE)
_CAPACITY = re.compile(r"\d\s?(?:gi?b|mb)\s?(?:of|/)\s?(?:the )?$", re.IGNORECASE)
_NUMBER_OF = re.compile(
    r"\b(?:number of (?:gpus?|cards?|replicas?|sequences)|(?:gpus|cards|replicas|sequences|batch(?: size)?|limit)\b)[^.;\d]{0,24}(?:\d{1,3}\s?(?:to|→|->)\s?)?$",
    re.IGNORECASE,
)
"""Before a bare number: how many there are, not what was measured."""
_SETTING = re.compile(
    r"\b(?:back to|return to|(?:go|goes|went) (?:back |down |up )?to|switch(?:ing)? (?:back )?to|scale (?:up |down )?to|batch(?:es)?(?: size)?(?: of)?|size of)\s$",
    re.IGNORECASE,
)
"""Before a bare whole number: what is set, not what was measured."""
_ALLOWED = re.compile(
    r"(?:to|until|vs|versus|and|in|at|from|instead|now|for|with|but|while|before|after|which|so|or|when|"
    r"was|on|compared|against|is|per|requests?|the)$",
    re.IGNORECASE,
)


_ASKED_FOR = re.compile(r"\brequests? (?:a|per|each|every) (?:month|day|hour|year)\b", re.IGNORECASE)
"""Before a rate that only converts the demand: "two million requests a month are less than one request per second"."""
MANY = 20_000
"""Requests, documents or questions from which on a number of them is a volume, not a rate."""
_HALF_OF_THEM = re.compile(
    r"\s?(?:(?:of|the|its|our|all|these)\s){0,3}(?:users|requests|answers|customers|developers|people|pupils|analysts|questions|\$?\d)",
    re.IGNORECASE,
)
"""Behind a share of people, requests or a number ("half of the users", "half of the 400 ms"): nothing that was halved."""
_WINDOW_OF = re.compile(r"\b(?:windows?|time-?outs?|deadline)\s?(?:of|is|was|to|:|=|at|=\s)?\s?(?:only |about |just )?$", re.IGNORECASE)
_WINDOW = re.compile(
    r"[\s-](?:(?:wait\w*|batch\w*|collect\w*|long|time) )?(?:windows?|settings?|time-?outs?|ticks?)\b|\s(?:of )?(?:deliberate|artificial|intentional|planned)\b",
    re.IGNORECASE,
)
"""Beside a time that is set, not measured: "a window of 250 ms"."""
_SUM = re.compile(r"\s?\+\s?\d{1,2}(?![\d%]|[.,]\d|\s?(?:ms|s|gb|pp|%))", re.IGNORECASE)
_ADDED = re.compile(r"(?<![\d.,])\d{1,2}\s?\+\s?$")
"""Between numbers of a list that are named together: "3 + 4 beat 1 + 2"."""
_MIX = re.compile(r"(?<![\d.,:/])(?:(\d{1,2})\s?[/:]\s?(\d{1,2}))(?![\d:/%]|[.,]\d|\s?(?:ms|s|gb|req|tok)\b)", re.IGNORECASE)
"""A share of the traffic or a score: "80/20 FAQ/billing", "so it is 1:1"."""
_OF_THEM_FAIL = re.compile(
    r"\s?of (?:the |all |our )?(?:requests|answers|calls)\s(?:now |still )?(?:fail|failed|are lost|were lost|get lost|end|ended|time out|timed out|"
    r"break|are answered (?:with)?in|meet|met|keep|kept)\b",
    re.IGNORECASE,
)
"""Behind a share of the requests that is a measured rate."""
_OF_SEVERAL = re.compile(r"/\d{1,2}(?![\d.,%/]|\s?(?:ms|s|gb)\b)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:slo|sla|target|goal|criterion|points?|items?|step|phase|option|figure|table|section|question|part|findings?|reasons?)\s(?:\d{1,2} and )?$",
    re.IGNORECASE,
)
"""Beside a number that counts or names: "2/3 targets", "SLO 2"."""
_BUSY = re.compile(r"\b(?:busy|used|utili[sz]ed|working|occupied|computing)\s(?:about |around |only |just |for |up to )?$", re.IGNORECASE)
_LOAD = re.compile(
    r"\b(?:load|demand|arrivals?|arrival rate|traffic)\s(?:(?:of|is|at|stays?|was|needs?|only|about|under|below|at most|around|less than)\s){0,3}$",
    re.IGNORECASE,
)
"""Before what is asked of a service, which no optimization changes."""


def can_measure(text: str, quantity: Quantity) -> bool:
    """Whether a number can be a measured figure: not a list number, a part of a name or a count of things."""
    before, after = text[: quantity.start], text[quantity.end :]
    nouns = lexicon().pattern("not_claims", "nouns")
    if _is_set(text, quantity) or _is_of_a_statistic(before, after, quantity) or (not quantity.unit and _bare_count(text, quantity)):
        return False
    if quantity.words and quantity.unit == "x" and quantity.value < 1 and _HALF_OF_THEM.match(after):
        return False
    if _QUOTIENT.match(text, quantity.start) or (quantity.words and quantity.unit == "x" and _OTHER_WORK.match(after)):
        return False
    if (quantity.value in (100, 1000) or quantity.value >= MANY) and re.match(
        r"\s?(?:requests?|documents|questions|completions|prompts|queries|calls)\b", after, re.IGNORECASE
    ):
        return False
    if _OF_THEM_FAIL.match(after):
        return True
    if (quantity.unit != "x" and nouns.match(after.lstrip(" -"))) or (not quantity.unit and _counted(text, quantity, after)):
        return False
    if re.match(
        r"\s?of (?:the )?(?:\w+\s)?(?:keystrokes|answers|requests|users|traffic|load|volume|conversations|queries|tickets|cases|questions|prompts|time)\b",
        after,
        re.IGNORECASE,
    ):
        return re.search(r"shar", after[:40]) is not None or _BUSY.search(before) is not None
    word = _COUNTED.match(after) if not quantity.unit and quantity.value == int(quantity.value) else None
    return not (word and quantity.value < 1000 and not _ALLOWED.match(word.group(1)))


def _is_set(text: str, quantity: Quantity) -> bool:
    """Whether a number is a setting, a capacity or what is asked of the service: given, not measured."""
    before, after = text[: quantity.start], text[quantity.end :]
    if quantity.unit in ("ms", "s"):
        return bool(_WINDOW_OF.search(before) or _WINDOW.match(after))
    if quantity.unit == "GB":
        held = lexicon().pattern("not_claims", "capacity").pattern
        return re.search(rf"(?:{held}|\d\s?(?:of|/)\s?(?:the )?)\s?$", before, re.IGNORECASE) is not None
    if quantity.unit == "req/s":
        return _LOAD.search(before) is not None or _ASKED_FOR.search(before) is not None
    if quantity.unit or quantity.value != int(quantity.value):
        return False
    return bool(_SETTING.search(before) or (re.search(r"\bwith\s$", before, re.IGNORECASE) and re.match(r"\s(?:it|we|this)\b", after)))


def _is_of_a_statistic(before: str, after: str, quantity: Quantity) -> bool:
    """Whether a number names a statistic or an interval: "the slowest 5 %", "95 % confidence", "r_{ttft,95} = 3.81"."""
    index = re.search(r"[a-z]\s{0,2},\s?$", before, re.IGNORECASE) and re.match(r"\s*=", after)
    return bool(
        (index and quantity.value in (50, 95, 99) and not quantity.unit)
        or re.search(r"\b(?:slowest|slow|unlucky|unluckiest|unfortunate|worst|longest)\s?$", before, re.IGNORECASE)
        or re.match(r"\s?(?:th|st|nd|rd|-bit)\b", after)
        or re.match(r"\s?%? ?(?:of (?:the )?)?(?:percentile)", after)
        or re.match(r"[\s-]?(?:confidence|interval|ci\b|certainty|uncertainty|bootstrap)", after, re.IGNORECASE)
    )


def _bare_count(text: str, quantity: Quantity) -> bool:
    """Whether a number without a unit is one of a frequency, a subtraction, a list, a capacity or a number of things."""
    before, after = text[: quantity.start], text[quantity.end :]
    if re.search(r"(?:\bper|/|\bslowest|\blast|\bfirst|#|≤|≥|\bwindow|\btop)\s?$", before, re.IGNORECASE):
        return True
    if re.search(r"\bthe\s?$", before, re.IGNORECASE) and quantity.step >= 1:
        return True
    if re.match(r"\s{0,3}$", before) and re.match(r"[.)]\s", after):
        return True
    if re.search(r"\d\s?/\s?$|\b(?:1|one)\s(?:in|of|out of)\s$", before, re.IGNORECASE):
        return True
    if quantity.step == 1 and quantity.value <= 20 and (_SUM.match(after) or _ADDED.search(before)):
        return True
    mix = next((m for m in _MIX.finditer(text) if m.start() <= quantity.start < m.end()), None)
    if mix and (":" in mix.group() or int(mix[1]) + int(mix[2]) == 100):
        return True
    if quantity.step == 1 and quantity.value <= 20 and (_OF_SEVERAL.match(after) or _NUMBERED.search(before)):
        return True
    if _ONE_IN.match(text, quantity.start) or _MINUEND.match(text, quantity.start):
        return True
    if quantity.value <= 20 and quantity.step == 1 and not quantity.sign and before.endswith("(") and after.startswith(")"):
        return True
    return bool(_CAPACITY.search(before) or _NUMBER_OF.search(before))


def _counted(text: str, quantity: Quantity, after: str) -> bool:
    """Whether a bare whole number is one of several ("2 of 3 targets", "3 instead of 7 cards")."""
    if quantity.value != int(quantity.value) or quantity.value > 999 or quantity.sign:
        return False
    if _OF_ALL.match(after) or re.search(r"\b\d{1,2}\s(?:of|out of)\s(?:the |all |our )?$", text[: quantity.start], re.IGNORECASE):
        return True
    other = _OTHER_COUNT.match(after)
    if not other:
        return False
    rest = after[: other.end()].rstrip()
    return bool(lexicon().pattern("not_claims", "nouns").match(after[other.end() :]) or _last_noun(rest))


def _last_noun(text: str) -> bool:
    word = re.search(r"[a-z]+$", text, re.IGNORECASE)
    return bool(word and lexicon().pattern("not_claims", "nouns").fullmatch(word.group()))
