"""
The word lists of the prose reader, loaded from ``lexicon.toml`` and compiled once.

A phrase becomes a linear-time pattern: words, optional endings, short alternatives and bounded gaps; nothing
in it can repeat without a limit, so a hostile answer cannot make it slow.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grader.errors import CourseError

LEXICON_FILE = Path(__file__).with_name("lexicon.toml")
_WORD_START = r"(?<!\w)"
_AFTER_AUXILIARY = (
    "(?:"
    + "|".join(rf"(?<=\b{verb})" for verb in "do does did is are was were wo ca sha should would could must need have has had ai".split())
    + ")"
)
GAP = r"[^.!?\n]{1,40}?"
"""What ``...`` in a phrase stands for."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The compiled word lists: ``section -> name -> pattern``."""

    sections: dict[str, dict[str, re.Pattern[str]]]
    words: dict[str, dict[str, tuple[str, ...]]]

    def pattern(self, section: str, name: str) -> re.Pattern[str]:
        """Return the pattern that finds any phrase of one list."""
        return self.sections[section][name]

    def found(self, section: str, name: str, text: str) -> bool:
        """Whether ``text`` holds any phrase of one list."""
        return self.sections[section][name].search(text) is not None

    def share(self, section: str, name: str, tokens: Sequence[str]) -> float:
        """Return the share of single words that stand in one list of plain words."""
        known = _plain(self.words[section][name])
        return sum(token.lower() in known for token in tokens) / len(tokens) if tokens else 0.0

    def count(self, section: str, name: str, text: str) -> int:
        """How many phrases of one list ``text`` holds."""
        return sum(1 for _ in self.sections[section][name].finditer(text))


@lru_cache(maxsize=64)
def _plain(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words)


def phrase_pattern(phrase: str) -> str:
    """Return the regular expression of one phrase."""
    body = re.sub(r"(?<![\\.])\.(?!\.)", r"\\.", phrase)
    body = body.replace(" ... ", f"\\b{GAP}\\b").replace(" ...", GAP)
    body = re.sub(r"(?<=[\w)\]])\*", r"\\w{0,12}", body)
    body = re.sub(r"(?<=\w)'(?=\w)", "'?", body)
    body = body.replace(" ", r"[\s-]{1,3}")
    start = _WORD_START if phrase[0].isalnum() or phrase[0] in "([" else ""
    end = r"(?!\w)" if phrase[-1].isalnum() or phrase[-1] in ")]?" else ""
    if phrase.startswith("n't"):  # what stands before it is a verb: "management" holds no "not"
        start = _AFTER_AUXILIARY
    return f"{start}(?:{body}){end}"


def _spelt_out(phrases: Sequence[str], lists: Mapping[str, Sequence[str]]) -> list[str]:
    """Return ``phrases`` with each ``<name>`` replaced by any phrase of the list ``name`` of the same section."""
    return [re.sub(r"<(\w+)>", lambda m: f"({'|'.join(lists[m.group(1)])})", phrase) for phrase in phrases]


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern that finds any of the phrases, the longest first; the start of a word is looked for once, for speed."""
    bodies = [phrase_pattern(phrase) for phrase in sorted(phrases, key=len, reverse=True)]
    words = [body.removeprefix(_WORD_START) for body in bodies if body.startswith(_WORD_START)]
    others = [body for body in bodies if not body.startswith(_WORD_START)]
    return re.compile("|".join([*([f"{_WORD_START}(?:{'|'.join(words)})"] if words else []), *others]), re.IGNORECASE)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """
    Return the word lists.

    Raises: CourseError when the file is not what it should be.
    """
    try:
        raw = tomllib.loads(LEXICON_FILE.read_text(encoding="utf-8"))
        raw = {section: {name: _spelt_out(phrases, lists) for name, phrases in lists.items()} for section, lists in raw.items()}
        sections = {section: {name: any_of(phrases) for name, phrases in lists.items()} for section, lists in raw.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, re.error) as error:
        raise CourseError(
            where=str(LEXICON_FILE), got=str(error), expected="sections of phrase lists", do="Undo the last change to the word lists."
        ) from error
    return Lexicon(sections, {section: {name: tuple(lists[name]) for name in lists} for section, lists in raw.items()})
