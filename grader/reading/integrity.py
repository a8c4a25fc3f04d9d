"""
Reasons not to trust a text as a student's own reasoning: hidden, stuffed, copied, foreign, aimed at the grader.

Each finding names itself, says whether a person must look and how much of a suggested mark may stand.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from grader.model import Facts
from grader.reading.lexicon import lexicon
from grader.reading.prose_text import Clean

LONG_WORDS = 1200
"""An answer of "a few sentences" that is longer than this goes to a person."""
SHORT_WORDS = 4
_BLANK = re.compile(r"\[(?:[A-Z][A-Z0-9 _-]{0,30}|[a-z][a-z ]{1,30}(?:/[a-z /]{2,60})+)\]|_{4,}|<(?:metric|value|reason|number)>|\bXX+\b")
_PRINTED = re.compile(
    r"\bdtype: |^>>>|^(?:In|Out)\s?\[\d+\]|^\[\d+ rows x \d+ columns\]|^\s*[\w%./()-]+(?: [\w%./()-]+)?(?:\s{2,}[-+]?\d[\d.,e+-]*%?)+\s*$"
)
"""A line as a program prints it."""
MOST_NUMBERS = 250
"""More numbers than the claims that are read can hold."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason: its key, the sentence for people, and the largest share of the points that may be suggested."""

    key: str
    say: str
    cap: float = 1.0


def untouched(text: str) -> bool:
    """Whether a cell was left empty or as it was released."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    if not words:
        return not re.search(r"\d", text)
    return len(words) <= 8 and lexicon().found("integrity", "placeholder", text) and "dolor" not in text


def integrity(analysis: Clean, recommendation: Clean, facts: Facts) -> list[Finding]:
    """Return what speaks against reading the two parts as an honest answer."""
    lists = lexicon()
    text = f"{analysis.text}\n{recommendation.text}"
    tokens = re.findall(r"[^\W\d_]+(?:'[a-z]+)?", text.lower())
    found: list[Finding] = []
    if analysis.hidden or recommendation.hidden:
        found.append(Finding("hidden", "text is hidden in comments or mark-up", 0.5))
    if any(lists.found("integrity", "machine", piece) for piece in (text, *analysis.hidden, *recommendation.hidden)):
        found.append(Finding("injection", "text speaks to the grader instead of about the data", 0.3))
    if analysis.cut or recommendation.cut or len(tokens) > LONG_WORDS or len(re.findall(r"\d+", text)) > MOST_NUMBERS:
        found.append(Finding("too-long", "the text is far longer than a few sentences; only its beginning was read"))
    if len(_BLANK.findall(text)) >= 2:
        found.append(Finding("template", "blanks of a template were left in", 0.2))
    if not tokens and len(text.split()) > 3:
        found.append(Finding("no-words", "there are signs but no words", 0.0))
    return found if len(tokens) < SHORT_WORDS else found + _of_words(text, analysis.text, tokens, facts)


def _of_words(text: str, analysis: str, tokens: list[str], facts: Facts) -> list[Finding]:
    """Return what the words themselves speak against: another language, keywords, repetition, copies, printed output."""
    found: list[Finding] = []
    foreign = _foreign(tokens)
    if not foreign and _partly_foreign(text):
        found.append(Finding("language", "parts of the text are not English"))
    if foreign:
        found.append(Finding("language", "the text does not seem to be English", 0.5 if _latin_filler(text) is False else 0.0))
    elif stuffed(text):
        found.append(Finding("stuffing", "the text is a run of keywords without sentences", 0.15))
    elif _repeated(tokens):
        found.append(Finding("repetition", "the text repeats itself", 0.2))
    if _empty_reasons(text):
        found.append(Finding("empty-reasons", "the reasons say nothing, or are one and the same for everything", 0.5))
    share = copied_share(text, facts)
    if share > 0.5:
        found.append(Finding("copied", "most of the text is copied from the assignment", 0.1))
    elif share > 0.25:
        found.append(Finding("copied-partly", "a part of the text is copied from the assignment", 0.6))
    if _pasted(analysis):
        found.append(Finding("pasted", "most of the analysis is pasted program output", 0.6))
    if _bare_numbers(analysis):
        found.append(Finding("bare-numbers", "the text is a list of numbers without reasoning", 0.45))
    return found


def _foreign(tokens: list[str]) -> bool:
    lists = lexicon()
    english = lists.share("integrity", "english", tokens)
    foreign = lists.share("integrity", "foreign", tokens)
    letters = sum(len(t) for t in tokens)
    other = sum(1 for t in tokens for c in t if ord(c) > 0x24F)
    return other > 0.3 * letters or (len(tokens) >= 5 and foreign > 0.12 and foreign > english)


def _partly_foreign(text: str) -> bool:
    """Whether a sentence of some length is in another language than the rest."""
    for piece in re.split(r"(?<=[.!?])\s|\n", text):
        tokens = re.findall(r"[^\W\d_]+", piece.lower())
        if len(tokens) >= 7 and lexicon().share("integrity", "foreign", tokens) > 0.2 > lexicon().share("integrity", "english", tokens):
            return True
    return False


def _latin_filler(text: str) -> bool:
    return re.search(r"lorem ipsum|dolor sit amet", text, re.IGNORECASE) is not None


def stuffed(text: str) -> bool:
    """Whether some run of 14 content words has no function word, or function words are rare overall."""
    lists = lexicon()
    run = longest = 0
    for line in text.split("\n"):
        if line.count("|") > 1:
            continue
        if re.search(r"\d", line) and len(line.split()) < 12:
            run = 0
            continue
        for token in re.findall(r"[A-Za-z][\w'-]*|\d+", line):
            run = 0 if token.isdigit() or lists.share("integrity", "english", [token]) else run + 1
            longest = max(longest, run)
    return longest >= 16


def _repeated(tokens: list[str]) -> bool:
    grams = [tuple(tokens[i : i + 4]) for i in range(len(tokens) - 3)]
    return len(grams) > 12 and len(set(grams)) / len(grams) < 0.6


_REASON = re.compile(r"\bbecause (?:of )?(?P<said>[^.;,!?\n]{1,60})", re.IGNORECASE)
_NOTHING = re.compile(
    r"(?:it|this|that|they|these|those|the \w+) (?:is|are|was|were) (?:so |very |really |just |also )?(?:important|good|better|best|great|nice|bad|worse|"
    r"useful|relevant|an? (?:trade-?off|improvement|optimi[sz]ation|(?:dis)?advantage|benefit|drawback))$"
)


def _empty_reasons(text: str) -> bool:
    """Whether two reasons or more are of no content ("because it is important"), or four of five are the same few."""
    said = [" ".join(re.findall(r"[\w-]+", match["said"].lower())) for match in _REASON.finditer(text)]
    alike = Counter(re.sub(r"^(?:it|this|that) (?:is|was) ", "", reason) for reason in said)
    again, times = alike.most_common(1)[0] if alike else ("", 0)
    same = times >= 4 and times >= 0.75 * len(said) and len(again.split()) <= 4
    return same or sum(bool(_NOTHING.match(reason)) for reason in said) >= 2


def copied_share(text: str, facts: Facts) -> float:
    """Return the share of the text's words that stand in a run of four copied from the assignment."""
    source = _words(" ".join([facts.prompt, *(given.text for given in facts.givens)]))
    grams = {tuple(source[i : i + 4]) for i in range(len(source) - 3)}
    tokens = _words(text)
    if len(tokens) < 12 or not grams:
        return 0.0
    copied = [False] * len(tokens)
    for i in range(len(tokens) - 3):
        if tuple(tokens[i : i + 4]) in grams:
            copied[i : i + 4] = [True] * 4
    return sum(copied) / len(tokens)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _pasted(text: str) -> bool:
    """Whether most lines of a text are what a program printed: a series with its dtype, aligned columns of figures, a prompt."""
    lines = [line for line in text.split("\n") if line.strip()]
    printed = [line for line in lines if _PRINTED.search(line)]
    own = sum(len(line.split()) for line in lines if line not in printed)
    return len(printed) >= 3 and own < 40 and len(printed) >= 0.5 * len(lines)


def _bare_numbers(text: str) -> bool:
    numbers = len(re.findall(r"\d+(?:[.,]\d+)?", text))
    tokens = re.findall(r"[^\W\d_]{2,}", text)
    common = lexicon().share("integrity", "english", tokens) * len(tokens)
    lists = lexicon()
    judged = sum(
        lists.count(section, name, text) for section, name in (("topics", "acceptable"), ("topics", "concerning"), ("targets", "misses"))
    )
    if judged >= 3:  # a terse list that calls each figure good or bad is an argument
        return False
    return numbers >= 5 and len(tokens) < 6 * numbers and common < 0.12 * max(len(tokens), 1) and common < 6
