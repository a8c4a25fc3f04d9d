"""What a sentence says beside the decision: rules of operation, fallbacks, reasons."""

from __future__ import annotations

import re

from grader.reading.lexicon import lexicon

_FALLBACK = re.compile(r"\W*(?:as |a |an |the |our |for |my )?(?:fall-?back|roll-?back|plan b|back-?up)\b", re.IGNORECASE)
_RULE = re.compile(
    r"\b(?:if|when|whenever|should|once|as soon as|in case|on (?:an?|any|every|each|the first))\b|\b(?:alarm|alert|breach|rollback|roll-back)\w*",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:,\s?|\s)(?:and|but|then|with)\s|:\s|\s-\s|,\s")


def without_rules(sentence: str) -> str:
    """
    Blank what is only a rule of operation: "if it is above 2 s for ten minutes, we add a card".

    It says what is done after the decision. A condition says when the decision holds at all ("only if", "provided").
    """
    words = lexicon()
    if _FALLBACK.match(sentence):
        return ""
    reaction = words.pattern("decision", "reaction")
    if not reaction.search(sentence) or not _RULE.search(sentence) or words.found("decision", "condition_of_decision", sentence):
        return sentence
    rest = reaction.sub(lambda m: " " * len(m.group()), sentence)
    if not (words.found("decision", "for", rest) or words.found("decision", "against", rest)):
        return ""
    # The decision and the rule share a sentence: "Adopt it, and roll back if errors rise".
    cuts = [m.start() for m in _PART.finditer(sentence)]
    for cut in cuts:
        head, tail = sentence[:cut], sentence[cut:]
        decided = words.found("decision", "for", head) and not reaction.search(head) and not _RULE.search(head)
        if decided and reaction.search(tail) and _RULE.search(tail) and not words.found("decision", "for", reaction.sub("", tail)):
            return head
    return sentence


def without_reasons(text: str) -> str:
    """The part of *text* before the first reason given ("because ..."); "not because" is no condition and is blanked."""
    plain = lexicon().pattern("decision", "not_conditional").sub(lambda m: " " * len(m.group()), text)
    return re.split(r"\b(?:bec(?:au|ua|ou)se|since|as it)\b", plain, maxsplit=1, flags=re.IGNORECASE)[0]
