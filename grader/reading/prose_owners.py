"""
Whose figure a number is. Attribution follows syntax: a metric right behind the number ("56 % higher throughput"), else one
before it in the clause, else, loosely, further away.
"""

from __future__ import annotations

import re

from grader.reading.prose_mention import Mention
from grader.reading.prose_numbers import Quantity
from grader.reading.prose_scene import GROUP, Scene
from grader.reading.prose_types import unit_families

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
SPOKEN_FOR = 9
"""Characters behind a number in which a metric is its own ("1.56x the requests and costs two thirds")."""
_ONE_OF_TWO = re.compile(r"\bthe (former|latter)\b[^.;,\d]{0,24}$", re.IGNORECASE)
_AS_MUCH = re.compile(r"\s(?:the |as many |as much |more |our )?(?:traffic|crowd|work|requests?|throughput)\b", re.IGNORECASE)
_AS_LONG = re.compile(r"\s(?:as (?:long|slow|fast|quick)|longer|slower|faster|quicker)\b", re.IGNORECASE)
_AGAIN = re.compile(r"\s?[(,=:]\s?(?:(?:that is|that's|i\.?e\.?,?|or|=|about|x|factor|a factor of)\s?){0,2}", re.IGNORECASE)


def owners_of(scene: Scene, q: Quantity, paired: Quantity | None = None) -> tuple[list[Mention], bool]:
    """Return the metrics a number speaks of and whether the tie is tight."""
    text, end = scene.text, (paired or q).end
    said = _by_words(scene, q)
    if said:
        return said
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


def _by_words(scene: Scene, q: Quantity) -> tuple[list[Mention], bool] | None:
    """Return what the words right beside a number say it is of: "twice the traffic", "four times as long", "the latter to 450 ms"."""
    text = scene.text
    if q.unit == "x" and q.value > 1 and _AS_MUCH.match(text, q.end):
        return [Mention(q.start, q.start, "throughput")], False
    ahead = [m for m in scene.named if m.end <= q.start][-1:]
    if q.unit == "x" and _AS_LONG.match(text, q.end) and not any(m.family in ("latency", "ttft", "tpot") for m in ahead):
        return [Mention(q.start, q.start, "latency")], False
    one_of = _ONE_OF_TWO.search(text[: q.start])
    told = [m for m in scene.named if one_of and m.end <= one_of.start()]
    if one_of and len(told) > 1:
        return [told[-1] if one_of[1].lower() == "latter" else told[-2]], True
    return None


def _once_more(scene: Scene, q: Quantity) -> str | None:
    """Return the family of the number that ``q`` says once more behind it ("8.0 -> 18.4 req/s (2.3x)"), by that number's unit."""
    ahead = [n for n in scene.numbers if n.end <= q.start]
    families = unit_families(ahead[-1]) if ahead and _AGAIN.fullmatch(scene.text, ahead[-1].end, q.start) else None
    return families[0] if families and ahead[-1].unit != "pp" else None


def _grouped(scene: Scene, owner: Mention, suits: tuple[str, ...] | None) -> list[Mention]:
    """Return ``owner`` with the metrics coordinated with it ("cost and energy went down by 35 %") that the unit can measure."""
    group = [owner]
    for m in reversed([m for m in scene.named if m.end <= owner.start]):
        taken = any(0 <= m.start - n.end <= SPOKEN_FOR and n.start < m.start for n in scene.numbers)
        if taken or not GROUP.fullmatch(scene.text, m.end, group[0].start) or (suits is not None and m.family.split(":")[0] not in suits):
            break
        group.insert(0, m)
    return group
