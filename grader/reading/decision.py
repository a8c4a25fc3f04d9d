"""
Which decision a text states: signals per clause, negation first, then what the whole text adds up to.

Questions, hypotheses and other people's opinions decide nothing. A yes for one part of the traffic and a no for
another is a decision with conditions; a yes here and a no there without such a scope is a contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.model import Decision
from grader.reading.decision_rules import without_reasons, without_rules
from grader.reading.decision_scope import WHOLE, names_part
from grader.reading.lexicon import lexicon
from grader.reading.prose_text import sentences

_CLAUSE = re.compile(
    r",(?!\d)|:|\s-\s|[()]|→|->|=>|\b(?:but|however|and then|while|whereas|although|though|yet|bec(?:au|ua|ou)se|since|(?<!everything )(?<!things )as it|so that|therefore)\b|"
    r"\band\b(?=[^,.]{0,20}\b(?:keep|leave|hold|stay|do not|don't|not|stick|wait|reject|no)\b)",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    r"\b(?:for|in|during|outside|while|when|at)\s+(?!now\b|the moment|me\b|us\b|this\b|these\b|all\b|production)", re.IGNORECASE
)
_QUOTED = re.compile(r"\"[^\"\n]{1,120}\"")
_HELPS = re.compile(
    r"\b(?:should(?:n't)?|recommend\w*|advise|must|let's|propose|my (?:decision|verdict|vote)|(?:i|we) (?:would|will|can't|cannot|do not|don't)|"
    r"(?:cannot|can't|can not|must not) go live|(?:cannot|can't|can not) be (?:adopted|deployed|recommended|used|accepted for any))\b",
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
    asked = undecided = answered = False
    condition = False
    settled: frozenset[str] = frozenset()
    for sentence in sentences(_QUOTED.sub(_unsaid, text)):
        plain = sentence.text.strip()
        if plain.endswith("?"):
            asked, answered = True, not (words.found("decision", "for", plain) or words.found("decision", "against", plain))
            continue
        if answered and _ANSWER.match(plain):
            continue
        answered = False
        plain = without_rules(plain)
        otherwise = _OTHERWISE.match(plain)
        undecided = words.found("decision", "hedge", plain)
        signals = [] if undecided or otherwise else _signals(plain, categories, strict)
        options = frozenset(match.group().lower() for match in words.pattern("decision", "option").finditer(plain))
        if signals and settled and options and options.isdisjoint(settled):
            continue  # what else could be done, or what was tried beside it
        if any(signal.firm and not signal.scoped and not signal.conditional for signal in signals):
            settled |= options
        found += signals
        condition |= bool(signals or found) and bool(otherwise or words.found("decision", "conditional", without_reasons(plain)))
    if undecided and not any(s.firm and not s.scoped for s in found[-1:]):
        found = []
    agreed = len({signal.adopt for signal in found}) == 1 and found[0].firm and not found[0].scoped
    if words.found("decision", "handed_over", text) and not agreed:
        return Stated(Decision.UNCLEAR, "the text hands the decision to others")
    return _total(found, condition, hedged, asked)


def _unsaid(quote: re.Match[str]) -> str:
    """Return what is left of a quotation: the quoted name of a class or category stays, words of others do not."""
    words, said = lexicon(), quote.group()
    name = " " not in said and not words.found("decision", "for", said) and not words.found("decision", "against", said)
    return f" {said[1:-1]} " if name else " " * len(said)


_OTHERWISE = re.compile(
    r"\W*(?:otherwise|or else|else|if not|if that fails|failing that|without (?:these|this|that|it|them)|until then|"
    r"if (?:the|this|that|it|these|they)\b[^,:]{0,60}\b(?:cannot|can't|can not|(?:is|are|was|were|do|does) not|(?:is|are|was|were|do|does)n't|fails?))\b",
    re.IGNORECASE,
)
"""How the other side of a condition begins: what follows is no second decision."""


def _signals(sentence: str, categories: Sequence[str], strict: bool = False) -> list[Signal]:
    out: list[Signal] = []
    pieces, begin = [], 0
    for match in _CLAUSE.finditer(sentence):
        pieces.append((sentence[begin : match.start()], _REASON.match(sentence, begin) is not None))
        begin = match.start()
    pieces.append((sentence[begin:], _REASON.match(sentence, begin) is not None))
    about, label = False, ""
    alone = sum(re.search(r"\w", piece) is not None for piece, _ in pieces) == 1
    for piece, reason in pieces:
        advice = _last(_ADVICE, piece) if reason and alone and _BECAUSE.match(piece) else None
        if not re.search(r"\w", piece) or (reason and not advice):
            continue
        piece = piece[advice.start() :] if advice else piece
        named = names_part(piece, categories)
        found = _of_clause(piece, categories, strict, first=not out)
        if not found and not strict:
            found = _assigned(label, piece, about)
        label = piece
        # "FAQ: yes, now" - the part of the traffic stands in the clause before.
        out += [replace(signal, scoped=signal.scoped or (about and len(piece.split()) <= 8)) for signal in found]
        about = (named or (about and len(piece.split()) <= BRACKET)) and not found
    return _split(sentence, out)


_ANSWER = re.compile(r"\W*(?:yes|no|sure|not really|of course)\b[^.!]{0,30}[.!]?$", re.IGNORECASE)
"""The answer to a question that was about something else than the decision: "Is there a risk? No."."""
_ADVICE = re.compile(
    r"\b(?:i|we|my|our)\s(?:\w+ly )?(?:would|do|don't|will|won't|can|cannot|can't|should|must|recommend|advise|suggest|propose|reject|decide|vote|"
    r"recommendation|advice|decision|verdict)\b",
    re.IGNORECASE,
)
"""Where the main clause begins behind a reason without a comma: "Because of the wait I do not recommend it"."""
_BECAUSE = re.compile(r"\W*(?:bec(?:au|ua|ou)se|since)\b", re.IGNORECASE)
BRACKET = 3
_REASON = re.compile(r"\W*(?:bec(?:au|ua|ou)se|since|as it|so that|although|though)\b", re.IGNORECASE)


_LEADS_TO = re.compile(r"\s*(?:→|->|=>|(?P<colon>:))\s*")


def _assigned(label: str, piece: str, about: bool) -> list[Signal]:
    """Return what "FAQ → INT8" gives a part of the traffic; ``label`` stands before, and behind a colon it must be ``about`` a part."""
    leads = _LEADS_TO.match(piece)
    named = about or (leads is not None and not leads["colon"] and 0 < len(label.split()) <= BRACKET)
    return _by_system(f"to {piece}", False) if leads and named and len(piece.split()) <= BRACKET + 1 else []


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed([*pattern.finditer(text)]), None)


def _of_clause(piece: str, categories: Sequence[str], strict: bool, *, first: bool) -> list[Signal]:
    """Return what one clause decides: nothing, one thing, or a yes and a no."""
    words = lexicon()
    plain = words.pattern("decision", "double_negation").sub(lambda m: " " * len(m.group()), piece)
    if words.found("decision", "not_decision", plain) or (strict and not _HELPS.search(plain)):
        return []
    if words.found("decision", "replaced", plain):
        return [Signal(False, False, False, True)]
    against = words.pattern("decision", "against").search(plain)
    pro = words.pattern("decision", "for").search(plain)
    if not against and not pro and words.found("decision", "advice", plain):
        against = words.pattern("decision", "against_advised").search(plain)
        pro = words.pattern("decision", "for_advised").search(plain)
    scoped = names_part(piece, categories) or _to_part(piece)
    conditional = words.found("decision", "conditional", words.pattern("decision", "not_conditional").sub(" ", piece))
    if against and _DENIED.search(plain[: against.start()]) and not re.match(r"not|n't|isn't|don't", against.group(), re.IGNORECASE):
        return [Signal(True, scoped, conditional, False)]
    if against and not (pro and pro.start() < against.start() and not _negated(plain, pro)):
        return [Signal(False, scoped, conditional, True)]
    if pro:
        adopt = not _negated(plain, pro)
        return [Signal(adopt, scoped, conditional, True), *([Signal(False, scoped, conditional, True)] if against and adopt else [])]
    if not strict and (said := _GO.match(plain) or _DECLINED.match(plain)):
        return [Signal(said.re is _GO, scoped, conditional, True)]
    yes = words.pattern("decision", "double_yes").search(piece)
    if yes and not strict:
        return [Signal(True, False, False, re.search("not a no", yes.group(), re.IGNORECASE) is None)] if first else []
    aside = piece.startswith("(") and not scoped
    if not strict and not aside and _NO.match(plain) and len(plain.split()) <= 7 and (first or scoped or not _CONTRAST.match(plain)):
        return [Signal(False, scoped, conditional, True)]
    if not strict and scoped:
        return _by_system(plain, conditional)
    return []


def _to_part(piece: str) -> bool:
    """Whether a clause says yes or no to something that is not the change as a whole: "yes to the night runs"."""
    answer = re.search(r"\b(?:yes|no) to (?:the )?", piece, re.IGNORECASE)
    new = answer and lexicon().pattern("decision", "new").match(piece, answer.end())
    return answer is not None and not new


_DENIED = re.compile(r"\b(?:not|n't|never)\s+(?:\w+\s){0,2}$", re.IGNORECASE)
_NO = re.compile(
    r"\W*(?:so|thus|hence|therefore)?\W*(?:but |and |then |better |for me )?(?:"
    r"(?:no|nope)(?=\W*$|[,.!:]|\s(?:for|to|during|in|at|not|way|thanks|batching|because)\b)|"
    r"not(?=\W*$|\s(?:for|in|during|at|on|now|yet|like|as|this|unless|until|with these|before)\b)|never\b)",
    re.IGNORECASE,
)
_GO = re.compile(r"\W*(?:(?:so|thus|hence|therefore|verdict|decision|it's a|it is a|clear)\W+){0,2}go\W*$", re.IGNORECASE)
_DECLINED = re.compile(r"\W*(?:decision|verdict|so|thus|therefore)?\W*(?:declined?|veto(?:ed)?|refused|denied)\W*$", re.IGNORECASE)
_CONTRAST = re.compile(r"\W*(?:and |but )?not (?:with|because|just|only|as)\b", re.IGNORECASE)
""""Adopt the three-card fleet, not the two-card one" says what is adopted."""
_GOES = re.compile(r"\b(?:on|to|with|by|via|through|uses?|gets?|keeps?|goes|go|served|serves?|handles?|answers?|runs?|:)\s", re.IGNORECASE)


_FOR = re.compile(r"\s(?:only )?(?:for|in|on|during)\s", re.IGNORECASE)


def _by_system(clause: str, conditional: bool) -> list[Signal]:
    """Return what a clause without a verb of deciding gives one part of the traffic: "billing questions to the original weights"."""
    words = lexicon()
    old, new = words.pattern("decision", "old").search(clause), words.pattern("decision", "new").search(clause)
    named = old or new
    if named is None or (old is None) == (new is None) or not (_GOES.search(clause) or _FOR.match(clause, named.end())):
        return []
    return [Signal(old is None, True, conditional, True)]


def _split(sentence: str, signals: list[Signal]) -> list[Signal]:
    """Mark a yes and a no of one sentence as parts of one decision where each says what it is for."""
    if len({signal.adopt for signal in signals}) == 2 and len(_SCOPE.findall(sentence)) >= 2 and not WHOLE.search(sentence):
        return [replace(signal, scoped=True) for signal in signals]
    return signals


def _negated(text: str, verb: re.Match[str]) -> bool:
    words = lexicon()
    before = re.split(r"[,;:]|\b(?:and|but)\b", text[: verb.start()])[-1]
    count = words.count("decision", "negation", before) + words.count("decision", "negation", verb.group())
    after = re.split(r"\b(?:if|that|where)\b", text[verb.end() : verb.end() + 60], maxsplit=1)[0]
    later = words.pattern("decision", "negated_after").search(after)
    return (count + (1 if later and not re.search(r"\bbut\b", after[: later.start()]) else 0)) % 2 == 1


def _total(found: list[Signal], condition: bool, hedged: int, asked: bool) -> Stated:
    pro = [s for s in found if s.adopt]
    con = [s for s in found if not s.adopt]
    if not found:
        return Stated(Decision.UNCLEAR, "no decision is stated" if not hedged else "the text weighs both sides and does not decide")
    if hedged and (not pro or not con or hedged > 1 or asked) and not any(s.firm and not s.scoped for s in found[:1]):
        return Stated(Decision.UNCLEAR, "the text weighs both sides and does not decide")
    if pro and con:
        whole = any(not s.scoped and not s.conditional for s in pro) and any(not s.scoped and not s.conditional for s in con)
        if any(s.scoped for s in found) or (condition and not (whole and any(s.conditional for s in pro))):
            return Stated(Decision.CONDITIONS)
        if not con[0].firm or not pro[0].firm:
            return Stated(Decision.ADOPT if not pro[0].firm and len(pro) > len(con) else Decision.REJECT)
        return Stated(Decision.UNCLEAR, "the text says yes and no", contradictory=True)
    if pro:
        part = any(s.scoped for s in pro)
        return Stated(Decision.CONDITIONS if part or condition else Decision.ADOPT)
    unless = condition and any(s.conditional for s in con)
    return Stated(Decision.REJECT, "the rejection names a condition" if unless else "")
