"""Whether a clause speaks of a part of the traffic: a class of requests, a category of questions, a time of the day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.reading.lexicon import lexicon
from grader.reading.prose_groups import EVERYDAY

WHOLE = re.compile(
    r"\b(?:for|to) (?:all|every|everybody|everyone|production|the (?:company|users|whole|entire))\b|"
    r"\b(?:in|on|for|to) (?:the|our|this) (?:(?:interactive|live|coding|code|support|chat|document|voice) )?(?:assistant|bot|chatbot)\b",
    re.IGNORECASE,
)


def names_part(piece: str, categories: Sequence[str]) -> bool:
    """Whether a clause speaks of a part of the traffic: a category, or "for" something that is not everything."""
    if WHOLE.search(piece):
        return False
    if lexicon().found("decision", "part", piece):
        return True
    return any(
        re.search(
            rf"\b(?:for|in|on|to|at|during|except|outside)\s(?:\w+\s){{0,2}}{_spelt(name)}"
            if name in EVERYDAY
            else rf"\b{_spelt(name if re.search('-.$', name) else name[: max(4, len(name) - 2)])}\w*",
            piece,
            re.IGNORECASE,
        )
        for name in categories
    )


def _spelt(name: str) -> str:
    """Return how the name of a class or category may be written: "tenant-a", "tenant a", "for A"."""
    letter = re.fullmatch(r"\w+-(\w)", name)
    if letter:
        return rf"(?:{_words(name)}|(?<=\bfor ){letter[1]})(?!\w)"
    return _words(name)


def _words(name: str) -> str:
    return r"[\s-]".join(re.escape(part) for part in re.split(r"[-_ ]", name))
