"""
Figures in words: "decreased by 38 %", "38 % better", "🟢 -34.7 %", "1,976 → 1,177 ms", "-798 (-40 %)".

A text is taken apart into figures (``split_figures``) and into the number and what the words around it say about its way
(``worded``): up or down, better or worse. The words are data, in ``names.toml``; what a number means is for others.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from grader.reading.wordlists import word_list

ARROWS = str.maketrans(
    {"⬇": "↓", "⬆": "↑", "🔽": "↓", "🔼": "↑", "↘": "↓", "↗": "↑", "🡇": "↓", "🡅": "↑", "⇩": "↓", "⇧": "↑", "➡": "→", "⟶": "→", "⇒": "→"}
)
_STEP = re.compile(
    r"^(?P<first>[^→(]*\d[^→(]*?)\s*(?:→|->|=>|-->|\bto\b|»)\s*(?P<second>[^→(]*\d[^→(]*?)\s*(?:\((?P<aside>[^()]*\d[^()]*)\))?$"
)
_ASIDE = re.compile(
    r"^(?P<main>[^()]*\d[^()]*?)\s*[\[(](?P<aside>[^()]*\d[^()]*)[\])]$|^(?P<main2>[^/|;]*\d[^/|;]*?)\s+[/|;]\s+(?P<aside2>[^/|;]*\d[^/|;]*)$"
)
_VERDICT_FIRST = re.compile(r"^(?P<words>[^\d()]{3,30}?)\s*\((?P<figure>[^()]*\d[^()]*)\)$")
_SPREAD = re.compile(r"\s*(?:±|\+/-|\+-)\s*[\d.,]+(?:e[-+]?\d+)?")
_PERCENT = re.compile(r"(?<=\d)\s?(?:percent|per cent|prozent|pct|por ciento|pour cent)(?![a-z])", re.IGNORECASE)
_LEAD = re.compile(r"^(?P<words>(?:[^\W\d_]+['’]?[^\W\d_]*\.?[\s:,]+){1,5})(?=[-+−–~≈$€±]?\s?[$€]?\d|[-+−–]?\.\d)")
_TAIL = re.compile(r"^(?P<body>.*?[\d%x×])\s*(?P<words>(?:[^\W\d_]+[\s,.!]*){1,6})$")
_ARROW_BEHIND = re.compile(r"^(?P<body>.*?\d.*?)\s*(?P<arrow>[↓↑▼▲])\s*$")
SIGNS = "+-−–"


@dataclass(frozen=True, slots=True)
class Worded:
    """A figure's own text and the way its words say it goes: ``up``, ``down``, ``better``, ``worse`` or empty."""

    text: str
    way: str = ""


@lru_cache(maxsize=1)
def _ways() -> dict[str, re.Pattern[str]]:
    return {way: word_list("ways", way) for way in ("down", "up", "better", "worse", "filler")}


def plain(text: str) -> str:
    """Return ``text`` without decoration: emojis and other symbols gone, arrows of any make as ↓ ↑ →."""
    kept = text.translate(ARROWS).replace("\ufe0f", "").replace("\u202f", " ").replace("\xa0", " ")
    return "".join(
        sign for sign in kept if unicodedata.category(sign) not in {"So", "Cf", "Co", "Cn", "Sk"} or sign in "↓↑→▲▼°"
    ).strip().strip("*`_").strip()  # fmt: skip


def split_figures(raw: str) -> list[tuple[str, str]]:
    """
    Return the figures a cell holds as (role, text): ``""`` for the main one, ``aside`` for one in brackets behind it,
    ``before`` and ``after`` for the two ends of a step. A cell with one figure or none comes back as it is.
    """
    text = plain(raw)
    if not 3 <= len(text) <= 80 or sum(sign.isdigit() for sign in text) < 1:
        return [("", raw)]
    step = _STEP.match(text)
    if step:
        first, second = step["first"], step["second"]
        unit = re.search(r"[a-zA-Z%µ/$]+\s*$", second)
        if unit and not re.search(r"[a-zA-Z%µ]", first):
            first = f"{first} {unit[0]}"
        ends = [("before", first.strip()), ("after", second.strip())]
        return [*ends, ("aside", step["aside"])] if step["aside"] else ends
    verdict = _VERDICT_FIRST.match(text)
    if verdict:
        return [("", f"{verdict['words']} {verdict['figure']}")]
    aside = _ASIDE.match(text)
    if aside:
        main, behind = aside["main"] or aside["main2"], aside["aside"] or aside["aside2"]
        if re.search(r"%|^\s*[+\-−–]|\bx\b|×", behind) or re.search(r"%|^\s*[+\-−–]", main):
            return [("", main), ("aside", behind)]
    return [("", raw)]


def worded(raw: str) -> Worded:
    """Return the figure inside ``raw`` without the words around it, and the way they say it goes."""
    text = _PERCENT.sub("%", _SPREAD.sub("", plain(raw)))
    way = ""
    lead = _LEAD.match(text)
    if lead:
        said = _way(lead["words"])
        if said is None:
            return Worded(text)
        way, text = said, text[lead.end() :].strip()
    behind = _ARROW_BEHIND.match(text)
    if behind and behind["body"][:1] not in "↓↑▼▲":
        text, way = behind["body"], way or ("down" if behind["arrow"] in "↓▼" else "up")
    tail = _TAIL.match(text)
    if tail:
        said = _way(tail["words"])
        if said:
            text, way = tail["body"].strip(), way or said
    return Worded(text, way)


def _way(words: str) -> str | None:
    """Return the way a run of words says, empty for fillers only, ``None`` when a word is none of ours."""
    found = ""
    for word in re.findall(r"[^\W\d_]+", words.lower()):
        way = next((name for name, pattern in _ways().items() if pattern.fullmatch(word)), None)
        if way is None:
            return None
        found = found or ("" if way == "filler" else way)
    return found
