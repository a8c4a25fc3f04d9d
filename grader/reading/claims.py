"""
Find the figures a student states, without looking at the data. Checking them is ``verify``'s work.

Detection is complete, so a wrong number is a claim like any other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from grader.reading.prose_counts import can_measure
from grader.reading.prose_fits import PERIODS
from grader.reading.prose_groups import named_groups, only_group, regrouped
from grader.reading.prose_kinds import MONTHLY, describe
from grader.reading.prose_lists import shared
from grader.reading.prose_mention import Mention
from grader.reading.prose_numbers import Quantity, decimal_commas, quantities
from grader.reading.prose_owners import owners_of
from grader.reading.prose_pairs import ARROW
from grader.reading.prose_scene import Scene, excused, inherit, respectively
from grader.reading.prose_sides import is_target, side_of
from grader.reading.prose_special import HEADROOM, INTERVAL, freed, special_of
from grader.reading.prose_tables import table_claims
from grader.reading.prose_text import sentences
from grader.reading.prose_tokens import mentions
from grader.reading.prose_types import Found

_INSTEAD = re.compile(r"\s(?:[a-z]+\s){1,2}(?:instead of|rather than|in place of)\s", re.IGNORECASE)
"""Between two levels: "82 % right answers instead of 88 %"."""

MOST_NUMBERS = 250
"""Numbers that are looked at per part; a part with more goes to a person."""
MOST_CLAIMS = 150
"""Figures that are read per part; an answer with more goes to a person."""


def find_claims(part: str, text: str, categories: Sequence[str] = (), classes: Sequence[str] = ()) -> list[Found]:
    """Return the claims of one cleaned part; ``categories`` and ``classes`` are names (not values) of groups that are measured apart."""
    found, tabled = table_claims(part, text, tuple(categories), tuple(classes))
    topic: Mention | None = None
    names = (*classes, *categories)
    found = [replace(claim, part_named=True) for claim in found] if found and named_groups(text, names) else found
    recent = [False, False, False]
    commas = decimal_commas(text)
    seen = 0
    tabled = sorted(tabled)
    starts = [start for start, _ in tabled]
    for sentence in sentences(text):
        at = bisect_right(starts, sentence.start) - 1
        if at >= 0 and sentence.start < tabled[at][1]:
            continue
        if len(found) >= MOST_CLAIMS or seen >= MOST_NUMBERS:
            break
        plain = sentence.text
        numbers = shared(plain, quantities(plain, commas=commas))[: MOST_NUMBERS - seen]
        seen += len(numbers)
        named = [
            m
            for m in mentions(plain, tuple(categories), tuple(classes))
            if not any(q.start <= m.start and m.end <= q.end and q.unit != "x" for q in numbers)
        ]
        named = inherit(plain, named, topic)
        scene = Scene(part, sentence, plain, named, [q for q in numbers if can_measure(plain, q)], topic, named_groups(plain, classes))
        here = named_groups(plain, names)
        recent = [*recent[1:], bool(here)]
        group = only_group(plain, here)
        found += [replace(claim, part_named=any(recent), group=group) for claim in _claims(scene)]
        topic = next((m for m in reversed(named) if m.family), topic)
    return found


_DECLARED = re.compile(
    r"\b(?:are|is|means?|as|always|taken|given|defined|computed)\s(?:always |here |the )?\(?(?:base(?:line)?|before|old)\s(?:minus|-)\s"
    r"(?:the )?(?:opt(?:imi[sz]ed)?|after|new)\b|"
    r"\bpositive (?:value|number|sign|figure|difference|percentage)s?\b[^.;,]{0,24}\b(?:means?|stands? for|indicates?)\b[^.;,]{0,16}"
    r"\b(?:less|lower|sav\w+|reduction|smaller|decrease|drop)\b",
    re.IGNORECASE,
)


def declares_savings(text: str) -> bool:
    """Whether a cleaned text declares changes to be baseline minus optimized, so that a positive one is a reduction."""
    return _DECLARED.search(text) is not None


def _claims(scene: Scene) -> list[Found]:
    found: list[Found] = []
    numbers, index = scene.numbers, 0
    respective = respectively(scene)
    while index < len(numbers):
        q = numbers[index]
        after = numbers[index + 1] if index + 1 < len(numbers) else None
        link = (ARROW.fullmatch(scene.text, q.end, after.start) or _INSTEAD.fullmatch(scene.text, q.end, after.start)) if after else None
        paired = after if link and after and _pairs(scene, q, after, link.group()) else None
        if not excused(scene, q, paired=paired is not None):
            special = special_of(scene.text, q, paired)
            if special:
                owners, tight = [Mention(q.start, q.start, special)], True
            else:
                owners, tight = ([respective[index]], True) if index in respective else owners_of(scene, q, paired)
                owners = [regrouped(scene.text, m, (q.start, (paired or q).end), scene.groups, m is scene.before) for m in owners]
            found += _build(scene, q, paired, link.group() if link and paired else "", owners, tight)
        index += 2 if paired else 1
    return found


def _pairs(scene: Scene, q: Quantity, after: Quantity, link: str) -> bool:
    if (after.unit != q.unit and q.unit and after.unit) or (q.unit in ("%", "pp") and not after.unit) or q.low is not None:
        return False
    if is_target(scene.text, q) and not link.strip().startswith(("-", "→", "=")):
        return False
    if q.words or after.words or q.unit == "x" or (q.sign and q.unit) or (after.sign and after.unit in ("%", "pp")):
        return False
    if (
        re.search(r"\bby\s+(?:about |around |roughly |somewhere between |between )?$", scene.text[: q.start])
        or "between" in scene.text[max(0, q.start - 12) : q.start]
    ):
        return False
    # A unit-less range "2-3" is no pair; a subtraction "$1.35 - $0.60" is one.
    return link.strip() != "-" or q.unit == "USD" or (bool(re.fullmatch(r"\s+-\s+\$?", link)) and bool(q.unit))


_BASIS_OF = re.compile(r"_per_(?:request|1k|month)$")


def _build(scene: Scene, q: Quantity, paired: Quantity | None, link: str, owners: list[Mention], tight: bool) -> list[Found]:
    base = scene.sentence.start
    start = min([q.start, *(m.start for m in owners[:1] if tight and 0 <= q.start - m.end < 30 and m is not scene.before)])
    end = (paired or q).end
    kind = describe(scene.text, q, paired, link, owners[0] if owners else None)
    if kind is None:
        return []
    family = owners[0].family if owners else ""
    if family == INTERVAL or (family == HEADROOM and not paired):
        more = q.sign or re.match(r"\s*(?:more|less|extra|additional)\b", scene.text[q.end :])
        kind |= {"kind": "interval" if family == INTERVAL else "delta" if more else f"{side_of(scene.text, q)}_value", "direction": None}
    elif freed(scene.text, q):
        kind |= {"kind": "delta", "direction": "down"}
    keys = [m.keys() for m in owners] or [()]
    if q.per in PERIODS or (q.unit in ("kWh", "kg", "t") and MONTHLY.search(scene.text)):
        keys = [tuple(dict.fromkeys(_BASIS_OF.sub("_per_month", key) for key in metrics)) for metrics in keys]
    if len(owners) > 1 and all(m.start == m.end for m in owners):
        keys = [tuple(key for metrics in keys for key in metrics)]
    return [
        Found(scene.part, base + start, base + end, scene.sentence.text[start:end].strip(), metrics, tight=tight, **kind)
        for metrics in dict.fromkeys(keys)
    ]
