"""The tokens of a sentence: metrics that are named and quantities that are stated. No data is looked at."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from grader.reading.lexicon import lexicon, phrase_pattern
from grader.reading.prose_groups import named_groups, with_groups
from grader.reading.prose_mention import STATISTICS, Mention

SPELLING = {
    "latency": "latency", "throughput": "throughput", "memory": "memory", "accuracy": "quality", "quality": "quality",
    "energy": "energy", "errors": "error_rate",
}  # fmt: skip


@lru_cache(maxsize=8192)
def _misspelled(word: str, categories: tuple[str, ...]) -> str:
    """Return the family a misspelled word of five letters or more names, or an empty string."""
    vocabulary = SPELLING | {name: f"quality:{name}" for name in categories if len(name) >= 7}
    best = process.extractOne(word, list(vocabulary), scorer=fuzz.ratio, score_cutoff=80)
    return vocabulary[best[0]] if best and best[0][0] == word[0] and not word.startswith(best[0]) else ""


def _stem(name: str) -> str:
    """Return what the singular and other forms of a category's name share: maths, mathematics."""
    return name.removesuffix("s") if len(name) > 4 else name


def mentions(text: str, categories: tuple[str, ...] = (), classes: tuple[str, ...] = ()) -> list[Mention]:
    """Return the metrics named in ``text``; a statistic or class joins the family beside it, a category is a quality."""
    lists = lexicon().sections
    places = named_groups(text, classes)
    raw: list[Mention] = []
    for family, pattern in lists["families"].items():
        raw += [Mention(m.start(), m.end(), family) for m in pattern.finditer(text)]
    raw = [
        m
        for m in raw
        if not any(o is not m and o.start <= m.start and m.end <= o.end and (o.end - o.start) > (m.end - m.start) for o in raw)
    ]
    for name in (name for name in categories if name not in classes):
        raw += [Mention(m.start(), m.end(), f"quality:{name}") for m in re.finditer(phrase_pattern(_stem(name) + "*"), text, re.IGNORECASE)]
    for word in re.finditer(r"(?<!\w)[A-Za-z]{5,14}(?!\w)", text):
        family = _misspelled(word.group().lower(), tuple(name for name in categories if name not in classes))
        if family and all(word.end() <= o.start or word.start() >= o.end for o in raw):
            raw.append(Mention(word.start(), word.end(), family))
    for statistic, pattern in lists["statistics"].items():
        raw += [
            Mention(m.start(), m.end(), "", statistic)
            for m in pattern.finditer(text)
            if all(m.end() <= o.start or m.start() >= o.end for o in raw) and all(m.end() <= s or m.start() >= e for s, e, _ in places)
        ]
    named = [_per_what(text, m) for m in _joined(text, sorted(raw, key=lambda m: m.start))]
    return with_groups(text, named, categories, classes) if classes else named


_BASIS = re.compile(
    r"\s?(?:/|per|for (?:each|every|a))\s?(?P<basis>request|req\b|query|call|month|1k|1,?000|thousand|kilo)(?:\s?req(?:uest)?s?\b)?",
    re.IGNORECASE,
)


def _per_what(text: str, mention: Mention) -> Mention:
    """Give a cost, energy or carbon its basis: "cost per 1k requests", "monthly bill"."""
    if mention.family not in ("cost", "energy", "carbon"):
        return mention
    basis = _BASIS.match(text, mention.end)
    if basis:
        name = basis["basis"].lower()
        kind = "month" if name == "month" else "request" if name in ("request", "req", "query", "call") else "1k"
        return replace(mention, end=basis.end(), statistic=kind)
    monthly = re.search(r"\bmonthly\s$", text[: mention.start], re.IGNORECASE)
    return replace(mention, start=monthly.start(), statistic="month") if monthly else mention


_NEAR = re.compile(
    r"[\s,.'\"()]*(?:(?:at|in|of|the|for|its|questions?|questions? the|our|end|to|is|has|case|\[|latency)[\s(]*){0,4}", re.IGNORECASE
)


def _joined(text: str, raw: list[Mention]) -> list[Mention]:
    out: list[Mention] = []
    for mention in raw:
        last = out[-1] if out else None
        near = (
            last is not None
            and last.end <= mention.start
            and _NEAR.fullmatch(text, last.end, mention.start) is not None
            and mention.start - last.end <= 24
        )
        if last and near and not last.family and mention.family and not mention.family.startswith("quality:"):
            out[-1] = replace(mention, start=last.start, statistic=last.statistic)
        elif last and near and not mention.family and not last.statistic and (last.family in STATISTICS or mention.statistic == "mean"):
            out[-1] = replace(last, end=mention.end, statistic=mention.statistic)
        elif last and near and {last.family.split(":")[0], mention.family.split(":")[0]} == {"quality"} and last.family != mention.family:
            out[-1] = Mention(last.start, mention.end, max(last.family, mention.family, key=len), "")
        elif last and near and last.family == mention.family and last.end + 1 >= mention.start:
            out[-1] = replace(last, end=mention.end)
        else:
            out.append(mention)
    return out
