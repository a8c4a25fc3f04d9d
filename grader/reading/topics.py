"""Which trade-off topics a text discusses. A topic that is only named, in a list or in a phrase true of any system, is not discussed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.reading.lexicon import lexicon
from grader.reading.prose_text import sentences

TOPICS = ("quality", "responsiveness", "flexibility", "workload-fit")
_GENERIC = re.compile(
    r"\b(?:generally|various|several key|paramount|widely used|in order to|leading to|possible degradation|potential trade|"
    r"ensuring|user experience|modern|powerful|best choice|organi[sz]ations?)\b",
    re.IGNORECASE,
)
MIN_WORDS = 25
_DIGIT = re.compile(r"\d")


def discussed_topics(texts: Sequence[str], categories: Sequence[str] = (), prompt: str = "") -> tuple[str, ...]:
    """Return the topics discussed in the cleaned texts, in a fixed order; sentences copied from ``prompt`` discuss nothing."""
    given, users = _bare(prompt), _users(prompt)
    words = lexicon()
    found: set[str] = set()
    timed = False
    long = sum(len(text.split()) for text in texts) >= MIN_WORDS
    for text in texts:
        for sentence in sentences(text):
            plain = sentence.text
            if _GENERIC.search(plain) or len(plain.split()) < 2 or _listed(plain):
                continue
            if given and len(plain.split()) >= 5 and _bare(plain) in given:
                continue
            if not (words.found("topics", "judgement", plain) or _DIGIT.search(plain)):
                continue
            found |= {topic for topic in TOPICS if words.found("topics", topic, plain)}
            if users and any(word[:STEM] in users for word in _long_words(plain)):
                found.add("workload-fit")
            timed = timed or (words.found("topics", "waiting", plain) and _DIGIT.search(plain) is not None)
            if any(re.search(rf"\b{re.escape(name)}", plain, re.IGNORECASE) for name in categories):
                found |= {"quality"} if re.search(r"points?|pp|%|target|limit|below|under|worse|wrong|0?\.\d", plain) else set()
    if timed and long:  # how long users wait, with a figure, in a text that argues, is responsiveness under another name
        found.add("responsiveness")
    return tuple(topic for topic in TOPICS if topic in found)


STEM = 6
"""Letters by which a word of the assignment's text is known again."""
_TASK = re.compile(r"\b(?:targets?|analysis|recommendation|task)\s?:|\n", re.IGNORECASE)


def _long_words(text: str) -> list[str]:
    return re.findall(r"[a-z]{5,}", text.lower())


def _users(prompt: str) -> frozenset[str]:
    """Return the stems of the words by which the assignment describes who uses the service, for what and when."""
    words = lexicon()
    described = _TASK.split(prompt, maxsplit=1)[0]
    common = words.pattern("topics", "common")
    known = words.words["integrity"]["english"]
    return frozenset(word[:STEM] for word in _long_words(described) if not common.fullmatch(word) and word not in known)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _listed(sentence: str) -> bool:
    """Whether a sentence is a run of names without function words."""
    tokens = re.findall(r"[A-Za-z]{2,}", sentence)
    return len(tokens) >= 8 and lexicon().share("integrity", "english", tokens) < 0.08
