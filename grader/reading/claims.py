"""
Find the figures a student states, without looking at the data. Checking them is ``verify``'s work.

Detection is complete, so a wrong number is a claim like any other. Attribution follows syntax: a metric right
behind the number ("56 % higher throughput"), else one before it in the clause, else, loosely, further away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from grader.reading.prose_counts import can_measure
from grader.reading.prose_fits import PERIODS
from grader.reading.prose_groups import named_groups, only_group, regrouped
from grader.reading.prose_kinds import MONTHLY, describe
from grader.reading.prose_lists import shared
from grader.reading.prose_mention import Mention
from grader.reading.prose_numbers import Quantity, decimal_commas, quantities
from grader.reading.prose_pairs import ARROW
from grader.reading.prose_scene import GROUP, Scene, excused, inherit, respectively
from grader.reading.prose_sides import is_target, side_of
from grader.reading.prose_special import HEADROOM, INTERVAL, freed, special_of
from grader.reading.prose_tables import table_claims
from grader.reading.prose_text import sentences
from grader.reading.prose_tokens import mentions
from grader.reading.prose_types import Found, unit_families

_FOLLOWS = re.compile(
    r"[\s\"]*(?:(?:of|the|a|an|our|in|on|for|total|overall|on average|peak|mean|average|more|less|fewer|lower|higher|smaller|"
    r"bigger|larger|extra|additional|cheaper|faster|shorter|longer|better|worse|as|many|much|"
    r"(?:improvement|reduction|increase|drop|decrease|gain|rise|cut|saving|decline|growth|loss)s?|at|under|which)\s+){0,6}[\s\"]*",
    re.IGNORECASE,
)
_TIES = re.compile(
    r"\b(?:of|in|for|more|less|fewer|lower|higher|smaller|bigger|larger|extra|additional|cheaper|faster|shorter|longer|better|"
    r"worse|as|much|many)\b|^\s*$|^\s(?:the|our)\s",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r",(?!\d)|;|:\s|\bbut\b|\bwhile\b|\bwhereas\b|\band\b|\bwith\b|\bbecause\b|\bso\b|\balthough\b|\bhowever\b|\bwhich\b|/(?=\s)",
    re.IGNORECASE,
)

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
    for sentence in sentences(text):
        if any(start <= sentence.start < end for start, end in tabled):
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
    r"\b(?:base(?:line)?|before|old|x\s*(?:base|old|before))\s{0,12}(?:minus|-)\s{0,12}(?:the )?(?:opt(?:imi[sz]ed)?|after|new|x\s*(?:opt|new|after))\b|"
    r"\bpositive (?:value|number|sign|figure|difference|percentage)s?\b[^.;]{0,24}\b(?:means?|is|are|stands? for|indicates?)\b[^.;]{0,16}"
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


def owners_of(scene: Scene, q: Quantity, paired: Quantity | None = None) -> tuple[list[Mention], bool]:
    """Return the metrics a number speaks of and whether the tie is tight."""
    text, end = scene.text, (paired or q).end
    if q.unit == "x" and q.value > 1 and _AS_MUCH.match(text, q.end):
        return [Mention(q.start, q.start, "throughput")], True
    ahead = [m for m in scene.named if m.end <= q.start][-1:]
    if q.unit == "x" and _AS_LONG.match(text, q.end) and not any(m.family in ("latency", "ttft", "tpot") for m in ahead):
        return [Mention(q.start, q.start, "latency")], False
    one_of = _ONE_OF_TWO.search(text[: q.start])
    told = [m for m in scene.named if one_of and m.end <= one_of.start()]
    if one_of and len(told) > 1:
        return [told[-1] if one_of[1].lower() == "latter" else told[-2]], True
    suits = unit_families(q) or (unit_families(paired) if paired else None)
    fits = [m for m in scene.named if suits is None or m.family.split(":")[0] in suits]
    previous = [m for m in fits if m.end <= q.start or (q.unit == "x" and m.start < q.start < m.end)]
    following = [m for m in fits if m.start >= q.end and (paired is None or m.start >= end)]
    nearest = previous[-1] if previous else None
    gap = text[nearest.end : q.start] if nearest else ""
    if following:
        between = text[end : following[0].start]
        own = any(n.start >= following[0].end and not _BREAK.search(text, following[0].end, n.start) for n in scene.numbers) and not nearest
        if (
            _FOLLOWS.fullmatch(between)
            and _TIES.search(between)
            and (not nearest or between.strip() or not re.fullmatch(r"[\s:=(]{0,3}", gap))
            and not (own and not between.strip())
        ) and not (nearest and not between.strip() and not _BREAK.search(gap)):
            return [following[0]], True
    if nearest and not _BREAK.search(gap.replace(":", " ")):
        return _grouped(scene, nearest, suits), not any(nearest.end <= n.start < q.start for n in scene.numbers) or "(" in gap or len(
            previous
        ) == 1
    if following and not _BREAK.search(text[end : following[0].start]) and following[0].start - end < 32:
        return [following[0]], following[0].start - end < 14
    if nearest:
        return _grouped(scene, nearest, suits), len({m.family for m in scene.named}) == 1
    beside = _once_more(scene, q) if suits is None else None
    if beside:
        return [Mention(q.start, q.start, beside)], True
    if scene.before and (suits is None or scene.before.family.split(":")[0] in suits) and not scene.named:
        return [scene.before], bool(re.match(r"\s*(?:it|that|this|which)\b", text, re.IGNORECASE))
    return [Mention(q.start, q.start, family) for family in suits[:2]] if suits and q.unit not in ("pp",) else [], q.unit not in ("ms", "s")


def _once_more(scene: Scene, q: Quantity) -> str | None:
    """Return the family of the number that ``q`` says once more behind it ("8.0 -> 18.4 req/s (2.3x)"), by that number's unit."""
    ahead = [n for n in scene.numbers if n.end <= q.start]
    families = unit_families(ahead[-1]) if ahead and _AGAIN.fullmatch(scene.text, ahead[-1].end, q.start) else None
    return families[0] if families and ahead[-1].unit != "pp" else None


SPOKEN_FOR = 6
"""Characters behind a number in which a metric is its own ("1.56x the requests and costs two thirds")."""
_ONE_OF_TWO = re.compile(r"\bthe (former|latter)\b[^.;,\d]{0,24}$", re.IGNORECASE)
_AS_MUCH = re.compile(r"\s(?:the |as many |as much |more |our )?(?:traffic|load|crowd|work|requests?|throughput|users)\b", re.IGNORECASE)
_AS_LONG = re.compile(r"\s(?:as (?:long|slow|fast|quick)|longer|slower|faster|quicker)\b", re.IGNORECASE)
_BASIS_OF = re.compile(r"_per_(?:request|1k|month)$")
_AGAIN = re.compile(r"\s?[(,=:]\s?(?:(?:that is|that's|i\.?e\.?,?|or|=|about|x|factor|a factor of)\s?){0,2}", re.IGNORECASE)


def _grouped(scene: Scene, owner: Mention, suits: tuple[str, ...] | None) -> list[Mention]:
    """Return ``owner`` with the metrics coordinated with it ("cost and energy went down by 35 %") that the unit can measure."""
    group = [owner]
    for m in reversed([m for m in scene.named if m.end <= owner.start]):
        taken = any(0 <= m.start - n.end <= SPOKEN_FOR and n.start < m.start for n in scene.numbers)
        if taken or not GROUP.fullmatch(scene.text, m.end, group[0].start) or (suits is not None and m.family.split(":")[0] not in suits):
            break
        group.insert(0, m)
    return group


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
