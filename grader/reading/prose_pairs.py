"""Two levels said together ("1640 → 1017 ms", "450 ms, was 980"): what links them, which is the baseline, whether the verb agrees."""

from __future__ import annotations

import re
from typing import Any

from grader.reading.prose_numbers import Quantity
from grader.reading.prose_sides import side_of

_GOES = r"(?:ris\w+|rose|f[ae]ll\w*|drop\w*|goes|went|sinks?|sank|increas\w+|decreas\w+)"
ARROW = re.compile(
    r"[\s\"]*(?:\(?(?:p95|p99|ms|baseline|before)\)?\s)?(?:->|-->|=>|→|to|down to|up to|until|"
    rf"{_GOES} (?:to|until)"
    r"|vs\.?|versus|compared (?:to|with)|"
    r"against|instead of|rather than|,?\s?(?:it |which )?"
    r"(?:where (?:it|we|there|before) \w+|was|were|up from|down from|from|previously|before|formerly)(?: it was)?|in place of|now vs\.?|now,? (?:was|from)|-|"
    r",? (?:then|and) (?:then|now))\s*(?:just |almost |nearly |about |over |around |only |roughly |some ){0,2}[$~≈]?",
    re.IGNORECASE,
)
BACKWARD = re.compile(r"instead of|rather than|from|was|were|previously|in place of|now vs|before|formerly|compared|where", re.IGNORECASE)
LIKE = re.compile(r"\s*(?:vs\.?|versus|against)", re.IGNORECASE)
_UP = re.compile(
    r"\b(?:up|ris\w+|rose|increas\w*|grow\w*|grew|climb\w*)\s(?:(?:sharply|again|further|only|slightly)\s)?(?:from\s)?\$?$", re.IGNORECASE
)
_DOWN = re.compile(
    r"\b(?:down|f[ae]ll\w*|drop\w*|decreas\w*|reduc\w*|sink\w*|sank|shr[aiu]nk\w*)\s(?:(?:sharply|again|further|only|slightly)\s)?(?:from\s)?\$?$",
    re.IGNORECASE,
)
TURNED = "turned"
"""A pair whose verb goes the other way than its numbers."""


def pair_of(text: str, q: Quantity, paired: Quantity, link: str) -> dict[str, Any]:
    """Order a pair as baseline, optimized from the words between and around it."""
    back = bool(BACKWARD.search(link)) and "->" not in link and "→" not in link
    first, second = side_of(text, q, only=True), side_of(text, paired, only=True, behind=True)
    like = bool(LIKE.match(link)) or link.strip() == "-"
    fields: dict[str, Any] = {
        "kind": "pair",
        "unit": q.unit or paired.unit,
        "per": q.per or paired.per,
        "step": max(q.step, paired.step),
        "other": None,
        "praise": "",
    }
    low, high = (paired.value, q.value) if back or (like and (first == "optimized" or second == "baseline")) else (q.value, paired.value)
    fields |= {"value": low, "value2": high, "direction": "up" if high > low else "down" if high < low else "same"}
    if like and not back and first is None and second is None:
        fields["praise"] = "unordered"
    said = [way for way, pattern in (("up", _UP), ("down", _DOWN)) if pattern.search(text[: q.start]) or (back and pattern.search(link))]
    if len(said) == 1 and said[0] != fields["direction"] and high != low and fields["praise"] != "unordered":
        fields["praise"] = TURNED
    return fields
