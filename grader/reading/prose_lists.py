"""
Numbers that share what is written once: "31, 32 and 34 percent", "1510 ms, earlier 860", "per year just under $15k".
"""

from __future__ import annotations

import re
from dataclasses import replace

from grader.reading.prose_numbers import Quantity

LISTED = re.compile(r"\s*(?:,|and|,\s?and|&|/|or|resp\.?)\s*(?:of\s|by\s|to\s)?\$?", re.IGNORECASE)
_COMPARED = re.compile(
    r"\s*[,(]?\s*(?:(?:it|which|that|this) )?(?:was|were|had been|earlier|before|previously|formerly|originally|instead of|rather than|"
    r"in place of|after|up from|down from|from|used to be|vs\.?|versus|compared (?:to|with)|against|now|past was)(?: it was| only| just| about)?\s*\$?",
    re.IGNORECASE,
)
_BASIS = re.compile(
    r"\b(?:per|a|each|every|(?:over|in) (?:the|a|one|this|a whole|the whole))\s(month|year|week|day)\b[^,;.\d]{0,40}\$?$|\b(month|year|week)ly\b[^,;.\d]{0,25}\$?$",
    re.IGNORECASE,
)
_NEXT_ONE = re.compile(
    r"(?:\s\([^()\d]*\))?\s?(?:,|;|and|,\s?and)\s"
    r"(?:(?!above|below|under|over|still|at|to|of|is|was|now|min|max|floor|limit|target|for|with|which|it)[a-z-]+\s){1,2}(?:by |about |only )?",
    re.IGNORECASE,
)
""""Order questions lose 0.2 points, troubleshooting 0.5": the unit of the one before."""
_VOLUME = re.compile(r"\sof [\d.,]+\s?(?:million|m)\s?(?:requests|documents|questions|prompts)?,?", re.IGNORECASE)
_BASIS_BEHIND = re.compile(
    r"\s(?:(?:saved|less|more|lower|higher|cheaper|in savings)()\s(?:per|a|each|every)|(?:over|in|for)()\s(?:a|one|the)(?: whole)?)\s(month|year|week|day)\b",
    re.IGNORECASE,
)
""""$1,020 saved per year"."""
_PAID = ("USD", "ct", "kWh", "MWh", "Wh", "kg", "g")


def shared(text: str, found: list[Quantity]) -> list[Quantity]:
    """Return ``found`` with units that a neighbour carries, and with the month or year said before the number."""
    out = list(found)
    for at in range(len(out) - 2, -1, -1):
        here, behind = out[at], out[at + 1]
        if not here.unit and behind.unit not in ("", "x") and not here.words and LISTED.fullmatch(text, here.end, behind.start):
            out[at] = replace(here, unit=behind.unit, per=here.per or behind.per)
    for at in range(1, len(out)):
        before, here = out[at - 1], out[at]
        if not here.unit and before.unit not in ("", "x", "%", "pp") and _COMPARED.fullmatch(text, before.end, here.start):
            out[at] = replace(here, unit=before.unit, per=here.per or before.per)
        elif not here.unit and before.unit == "pp" and here.value < 100 and _NEXT_ONE.fullmatch(text, before.end, here.start):
            out[at] = replace(here, unit="pp")
        elif not here.unit and here.sign and before.sign and before.unit in ("pp", "%"):
            out[at] = replace(here, unit=before.unit)
    return [_with_basis(text, q) for q in out]


def _with_basis(text: str, q: Quantity) -> Quantity:
    if q.per or q.unit not in _PAID:
        return q
    said = _BASIS.search(_VOLUME.sub(" ", text[max(0, q.start - 72) : q.start]))
    said = said or _BASIS_BEHIND.match(text, q.end)
    if said:
        return replace(q, per=said[said.lastindex or 0].lower())
    counted = _COUNTED.search(text) if q.unit in _PAID else None
    return replace(q, per="million" if "million" in counted[0].lower() else "1k") if counted else q


_COUNTED = re.compile(
    r"\b(?:(?:one|a|per|1|each)\s(?:million|thousand)|1[,.]?000(?:[,.]000)?|1k)\s(?:requests?|documents|questions|completions|prompts|queries|calls|answers)\b",
    re.IGNORECASE,
)
"""Somewhere in the sentence: "One million documents cost $273"."""
