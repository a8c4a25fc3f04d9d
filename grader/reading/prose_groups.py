"""
Request classes and quality categories beside a metric: "p95 TTFT of class tenant-b", "TTFT in peak hours", "quality in maths".

Only names, never values, are known here. Many names are everyday words (other, code, order), so a name speaks of a
metric only where it stands beside one or is called a class; a name further off may or may not be meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from grader.reading.prose_mention import STATISTICS, Mention

_OF = re.compile(
    r"[\s\"'(\[]*(?:(?:of|for|on|in|at|during|with|from|under|the|our|class|category|group|type|all)[\s\"'(]+){0,4}", re.IGNORECASE
)
_ITS = re.compile(
    r"(?:'?s)?[\s:\"')\],]*(?:(?:class|category|hours?|times?|load|traffic|requests?|questions?|queries|answers|users?|tasks?|the|has|have|"
    r"sees?|gets?|is|with|a|an|its|'s)[\s:,)]+){0,4}",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?:\bclass|\bcategory|\bgroup|\btype)[\s\"']*$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|and|or|&|/|,\s?and)\s*(?:the\s)?", re.IGNORECASE)
EVERYDAY = frozenset(
    {
        "other",
        "code",
        "order",
        "orders",
        "report",
        "letter",
        "question",
        "command",
        "general",
        "default",
        "all",
        "peak",
        "short",
        "long",
        "chat",
    }
)


_NOT_THEN = {
    "peak": r"(?![-\s](?:v?ram|mem(?:ory)?|gpu|usage|use|footprint|allocation|util))",
    "order": r"(?!\s(?:to|of)\b)",
    "other": r"(?!\s(?:words|hand|than|side|way)\b)",
}


@lru_cache(maxsize=256)
def _pattern(name: str) -> re.Pattern[str]:
    body = re.escape(name).replace(r"\-", r"[-\s]?").replace("_", r"[-_\s]")
    then = _NOT_THEN.get(name, "")
    return re.compile(rf"(?<![\w-]){body}s?(?!\w){then}", re.IGNORECASE)


def named_groups(text: str, names: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return where the names stand, longer names first where they overlap, in the order of the text."""
    found: list[tuple[int, int, str]] = []
    for name in sorted(names, key=len, reverse=True):
        for match in _pattern(name).finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((*match.span(), name))
    return sorted(found)


_NOT_OF_IT = re.compile(
    r"\b(?:outside|except|unlike|apart from|other than|not|beside|besides|than|without|like)\s(?:in\s|for\s|of\s)?(?:the\s|class\s|tenant\s)?$",
    re.IGNORECASE,
)


def only_group(text: str, found: Sequence[tuple[int, int, str]]) -> str:
    """Return the one group a sentence is about; empty where it names none, several, or one that it leaves out ("outside the peak")."""
    names = {name for _, _, name in found}
    return names.pop() if len(names) == 1 and not any(_NOT_OF_IT.search(text[:start]) for start, _, _ in found) else ""


def with_groups(text: str, named: list[Mention], categories: Sequence[str], classes: Sequence[str]) -> list[Mention]:
    """Return the mentions with the request classes and categories that belong to them."""
    places = named_groups(text, classes)
    if not places:
        return named
    out = list(named)
    floating: list[tuple[int, int, str]] = []
    last: tuple[int, int] | None = None
    """Place of the owner of the name before and that name's end, for "classes tenant-a and tenant-b"."""
    for start, end, name in places:
        at = _beside(text, out, start, end)
        if at is None and last is not None and _AND.fullmatch(text, last[1], start):
            at = last[0]
        if at is None or not _takes(out[at], name, categories):
            floating.append((start, end, name))
            last = None
            continue
        if out[at].start >= end and name in EVERYDAY and not (_CALLED.search(text, 0, start) or _said_so(text, (start, end, name))):
            # "we report p95 latency": the class report, or just the word
            if ":" not in out[at].family and not out[at].groups:
                out[at] = replace(out[at], groups=(name,), maybe=True)
            continue
        _attach(text, out, at, name, end)
        last = (at, end)
    return sorted(_loose(text, out, floating, categories), key=lambda m: m.start)


def regrouped(text: str, owner: Mention, span: tuple[int, int], places: Sequence[tuple[int, int, str]], earlier: bool = False) -> Mention:
    """
    Return the owner of the number at ``span`` with the class the number itself names ("1900 ms at peak, off-peak 200 ms").

    ``earlier`` says that the owner stands in the sentence before.
    """
    (start, end), since = span, 0 if earlier else owner.end
    if owner.family.startswith("quality:") and not earlier:
        listed = [name for s, e, name in places if since <= s and e <= start and re.fullmatch(r"\s?[:(=]\s?", text[e:start])]
        return replace(owner, family=f"quality:{listed[-1]}") if listed else owner
    if not _timed(owner) or not places:
        return owner
    behind = [name for s, _, name in places if s >= end and _OF.fullmatch(text, end, s) and s - end < 24]
    between = [name for s, e, name in places if since <= s and e <= start and _turned(text[since:s], bool(owner.groups), earlier)]
    if behind and (owner.maybe or not owner.groups):
        name = behind[0]
    elif between:
        name = between[-1]
    else:
        return owner
    return replace(owner, groups=(name,), maybe=False, start=start if earlier else owner.start, end=start if earlier else owner.end)


def _turned(text: str, grouped: bool, earlier: bool) -> bool:
    """Whether the words before a name turn from the owner's class to another one."""
    if re.search(r"\b(?:of|for|in|on|at|during)\s(?:the\s|class\s|our\s)?$", text, re.IGNORECASE) and (earlier or re.search(r"\d", text)):
        return True
    return grouped and re.search(r",|\b(?:and|but|while)\b", text, re.IGNORECASE) is not None


def _timed(mention: Mention) -> bool:
    return mention.family in ("latency", "ttft", "tpot") or (not mention.family and mention.statistic in STATISTICS["latency"])


def _takes(mention: Mention, name: str, categories: Sequence[str]) -> bool:
    return _timed(mention) or (mention.family.startswith("quality") and name in categories)


def _beside(text: str, named: list[Mention], start: int, end: int) -> int | None:
    before = [i for i, m in enumerate(named) if m.end <= start]
    if before and start - named[before[-1]].end < 30 and _OF.fullmatch(text, named[before[-1]].end, start):
        return before[-1]
    behind = [i for i, m in enumerate(named) if m.start >= end]
    if behind and named[behind[0]].start - end < 30 and _ITS.fullmatch(text, end, named[behind[0]].start):
        return behind[0]
    return None


def _attach(text: str, named: list[Mention], at: int, name: str, end: int) -> None:
    """Give the mention at ``at``, and those coordinated before it, the group."""
    owner = named[at]
    if owner.family.startswith("quality"):
        named[at] = replace(owner, family=f"quality:{name}", end=max(owner.end, end))
        return
    named[at] = replace(owner, groups=(*owner.groups, name), maybe=False, end=max(owner.end, end))
    while at > 0 and _timed(named[at - 1]) and _AND.fullmatch(text, named[at - 1].end, named[at].start):
        at -= 1
        named[at] = replace(named[at], groups=(*named[at].groups, name), maybe=False)


def _loose(text: str, named: list[Mention], floating: list[tuple[int, int, str]], categories: Sequence[str]) -> list[Mention]:
    """Let names that stand alone speak of the timed metrics of the sentence, perhaps; else of quality."""
    usable = [f for f in floating if f[2] not in EVERYDAY or _CALLED.search(text, 0, f[0]) or _said_so(text, f)]
    if any(_timed(m) for m in named):
        names = tuple(dict.fromkeys(name for _, _, name in usable))
        return [replace(m, groups=names, maybe=True) if names and _timed(m) and not m.groups else m for m in named]
    return named + [Mention(start, end, f"quality:{name}") for start, end, name in usable if name in categories]


def _said_so(text: str, place: tuple[int, int, str]) -> bool:
    """Whether an everyday word is used as the name of a class: "in peak hours", "for order requests"."""
    return (
        re.match(
            r"[-\s](?:hours?|times?|load|traffic|requests?|questions?|queries|tasks?|class|category)\b", text[place[1] :], re.IGNORECASE
        )
        is not None
        or re.search(r"\b(?:at|in|during|off)\s(?:the\s)?$", text[: place[0]], re.IGNORECASE) is not None
    )
