"""
Which decision a text states: signals per clause, negation first, then what the whole text adds up to.

Questions, hypotheses and other people's opinions decide nothing. A yes for one part of the traffic and a no for
another is a decision with conditions; a yes here and a no there without such a scope is a contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Decision
from grader.reading.lexicon import lexicon
from grader.reading.prose_groups import EVERYDAY
from grader.reading.prose_text import sentences

_CLAUSE = re.compile(
    r",(?!\d)|:|\b(?:but|however|and then|while|whereas|although|though|yet|because|since|as it|so that)\b|"
    r"\band\b(?=[^,.]{0,20}\b(?:keep|leave|hold|stay|do not|don't|not|stick|wait|reject|no)\b)",
    re.IGNORECASE,
)
_SCOPE = re.compile(r"\b(?:for|to|on|in|from)\s+(?:the\s+|our\s+|all\s+|live\s+|any\s+)?(\w+(?:\s\w+)?)", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:for|to) (?:all|every|everybody|everyone|production|the (?:company|users|whole|entire))\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"\n]{1,120}\"")
_HELPS = re.compile(
    r"\b(?:should|recommend\w*|advise|must|let's|propose|my (?:decision|verdict|vote)|(?:i|we) (?:would|will|can't|cannot|do not|don't))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signal:
    """One clause that decides: for or against, whether only for a part, whether on a condition."""

    adopt: bool
    scoped: bool
    conditional: bool
    firm: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """The decision of a text, with why it may be doubted."""

    decision: Decision
    reason: str = ""
    contradictory: bool = False


def stated_decision(text: str, categories: Sequence[str] = (), strict: bool = False) -> Stated:
    """Return the decision one cleaned text states; ``strict`` takes only explicit advice, as an analysis may give."""
    words = lexicon()
    found: list[Signal] = []
    hedged = words.count("decision", "hedge", text)
    asked = False
    condition = False
    for sentence in sentences(_QUOTED.sub(lambda m: " " * len(m.group()), text)):
        plain = sentence.text.strip()
        if plain.endswith("?"):
            asked = True
            continue
        plain = _without_rules(plain)
        signals = [] if words.found("decision", "hedge", plain) else _signals(plain, categories, strict)
        found += signals
        condition |= bool(signals or found) and words.found("decision", "conditional", _without_reasons(plain))
    return _total(found, condition, hedged, asked)


_RULE = re.compile(
    r"\b(?:if|when|whenever|should|once|as soon as|in case|on)\b|\b(?:alarm|alert|breach|rollback|roll-back)\w*", re.IGNORECASE
)
_PART = re.compile(r"(?:,\s?|\s)(?:and|but|then|with)\s|:\s|\s-\s|,\s")


def _without_rules(sentence: str) -> str:
    """
    Blank what is only a rule of operation: "if it is above 2 s for ten minutes, we add a card".

    It says what is done after the decision. A condition says when the decision holds at all ("only if", "provided").
    """
    words = lexicon()
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


def _without_reasons(text: str) -> str:
    plain = lexicon().pattern("decision", "not_conditional").sub(lambda m: " " * len(m.group()), text)
    return re.split(r"\b(?:because|since|as it)\b", plain, maxsplit=1, flags=re.IGNORECASE)[0]


def _signals(sentence: str, categories: Sequence[str], strict: bool = False) -> list[Signal]:
    words = lexicon()
    out: list[Signal] = []
    pieces, begin = [], 0
    for match in _CLAUSE.finditer(sentence):
        pieces.append(sentence[begin : match.start()])
        begin = match.start()
    pieces.append(sentence[begin:])
    for piece in pieces:
        double = words.pattern("decision", "double_negation").search(piece)
        plain = words.pattern("decision", "double_negation").sub(lambda m: " " * len(m.group()), piece)
        if words.found("decision", "not_decision", plain) or (strict and not _HELPS.search(plain)):
            continue
        against = words.pattern("decision", "against").search(plain)
        pro = words.pattern("decision", "for").search(plain)
        if (
            against
            and re.search(r"\b(?:not|n't|never)\s+(?:\w+\s){0,2}$", plain[: against.start()], re.IGNORECASE)
            and not re.match(r"not", against.group(), re.IGNORECASE)
        ):
            against, pro = None, against
        scoped = _scoped(piece, categories)
        conditional = words.found("decision", "conditional", words.pattern("decision", "not_conditional").sub(" ", piece))
        if against and not (pro and pro.start() < against.start() and not _negated(plain, pro)):
            out.append(Signal(False, scoped, conditional, True))
        elif pro:
            adopt = not _negated(plain, pro)
            out.append(Signal(adopt, scoped, conditional, True))
            if against and adopt:
                out.append(Signal(False, scoped, conditional, True))
        elif double and re.search(r"\bno\b", double.group(), re.IGNORECASE) and re.search("not a no", double.group(), re.IGNORECASE):
            out.append(Signal(True, False, False, False))
        elif (
            not strict
            and re.match(
                r"\W*(?:so|thus|hence|therefore)?\W*(?:but |and )?(?:no|not)\b(?! (?:problem|change|doubt|reservation))",
                plain,
                re.IGNORECASE,
            )
            and len(plain.split()) <= 7
        ):
            out.append(Signal(False, scoped, conditional, True))
    return out


def _negated(text: str, verb: re.Match[str]) -> bool:
    words = lexicon()
    before = re.split(r"[,;:]|\b(?:and|but)\b", text[: verb.start()])[-1]
    count = words.count("decision", "negation", before)
    after = text[verb.end() : verb.end() + 60]
    later = words.pattern("decision", "negated_after").search(after)
    return (count + (1 if later and not re.search(r"\bbut\b", after[: later.start()]) else 0)) % 2 == 1


def _scoped(piece: str, categories: Sequence[str]) -> bool:
    """Whether a clause speaks of a part of the traffic: a category, or "for" something that is not everything."""
    if _WHOLE.search(piece):
        return False
    return any(
        re.search(
            rf"\b(?:for|in|on|to|at|during|except|outside)\s(?:\w+\s){{0,2}}{re.escape(name)}"
            if name in EVERYDAY
            else rf"\b{re.escape(name[: max(4, len(name) - 2)])}\w*",
            piece,
            re.IGNORECASE,
        )
        for name in categories
    )


def _total(found: list[Signal], condition: bool, hedged: int, asked: bool) -> Stated:
    pro = [s for s in found if s.adopt]
    con = [s for s in found if not s.adopt]
    if not found:
        return Stated(Decision.UNCLEAR, "no decision is stated" if not hedged else "the text weighs both sides and does not decide")
    if hedged and (not pro or not con or hedged > 1 or asked) and not any(s.firm and not s.scoped for s in found[:1]):
        return Stated(Decision.UNCLEAR, "the text weighs both sides and does not decide")
    if pro and con:
        if any(s.scoped for s in found) or condition:
            return Stated(Decision.CONDITIONS)
        if not con[0].firm or not pro[0].firm:
            return Stated(Decision.ADOPT if not pro[0].firm and len(pro) > len(con) else Decision.REJECT)
        return Stated(Decision.UNCLEAR, "the text says yes and no", contradictory=True)
    if pro:
        part = any(s.scoped for s in pro)
        return Stated(Decision.CONDITIONS if part or condition else Decision.ADOPT)
    unless = condition and any(s.conditional for s in con)
    return Stated(Decision.REJECT, "the rejection names a condition" if unless else "")
