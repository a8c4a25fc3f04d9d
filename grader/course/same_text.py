"""
Prose that is nearly the same, as a hint for a person: it may have been written together, and says nothing of who wrote it.

Compared are runs of four words, in lower case, without mark-up. A run with a figure in it does not count (all have the same data), nor does one
from the assignment. Two texts are alike where many runs of the shorter one stand in the other. Work grows with the number of *different*
texts: a text that hundreds have is compared once and makes one group.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from grader.reading.prose_text import LONGEST, cleaned
from grader.report.cohort_record import SharedText

RUN = 4
"""Words of a run."""
FEWEST_RUNS = 10
"""Runs that two texts must share. The most that two of 198 honest answers written apart share is 4 (``docs/report.md``)."""
LEAST_SHARE = 0.25
"""Share of the shorter text's runs; the largest of honest answers is 0.11 where they are long enough to count."""
NEARLY_SAME = 0.9
"""Share of the longer text's runs from which one text stands for the other in further comparisons."""
MOST_STANDING = 25
"""Texts of one group that others are compared with."""
LONGEST_SHOWN = 60
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(slots=True)
class _Group:
    """Texts that are alike: those that stand for it in comparisons, and how alike its members are."""

    students: list[str]
    standing: list[str]
    shares: list[float] = field(default_factory=list)
    pair: tuple[str, str] = ("", "")
    """Two members whose common words are shown."""


def runs_of(text: str) -> frozenset[str]:
    """Return the runs of ``text`` that count, assignment not yet taken out."""
    words = [word.lower() for word in _WORD.findall(cleaned(text).text)]
    runs = (words[place : place + RUN] for place in range(len(words) - RUN + 1))
    return frozenset(" ".join(run) for run in runs if not any(letter.isdigit() for word in run for letter in word))


def same_texts(texts: Iterable[tuple[str, str]], handed_out: str) -> tuple[SharedText, ...]:
    """
    Return the groups among (student, text) whose prose is nearly the same, largest first.

    ``handed_out`` is the assignment's own text; what stands in it never counts.
    """
    search = _Search(runs_of(handed_out))
    kept = dict(texts)
    for student, text in kept.items():
        search.add(student, text)
    found = [_shown(group, kept) for group in search.groups() if len(group.students) > 1]
    return tuple(sorted(found, key=lambda one: (-len(one.students), -one.most, one.students)))


class _Search:
    """Compares each new text with those that stand for a group, through an index of their runs."""

    def __init__(self, left_out: frozenset[str]) -> None:
        self.left_out = left_out
        self.runs: dict[str, frozenset[str]] = {}
        self.index: dict[str, list[str]] = {}
        self.group: dict[str, _Group] = {}
        """Standing student -> group."""
        self.whole: dict[frozenset[str], str] = {}
        """The runs of a text -> who stands for it."""

    def add(self, student: str, text: str) -> None:
        """Put one text into the group of those it is like, or let it stand alone."""
        runs = runs_of(text) - self.left_out
        if len(runs) < FEWEST_RUNS:
            return
        if runs in self.whole:
            self._join(self.group[self.whole[runs]], student, self.whole[runs], 1.0)
            return
        alike = self._alike(runs)
        if not alike:
            group = _Group([student], [student])
            self._stand(student, runs, group)
            return
        closest, share = max(alike.items(), key=lambda one: (one[1], one[0]))
        group = self.group[closest]
        for other in alike:
            self._merge(group, self.group[other], alike[other])
        self._join(group, student, closest, share)
        longer = max(len(runs), len(self.runs[closest]))
        if share * min(len(runs), len(self.runs[closest])) < NEARLY_SAME * longer and len(group.standing) < MOST_STANDING:
            group.standing.append(student)
            self._stand(student, runs, group)

    def groups(self) -> list[_Group]:
        """Return the groups, each once."""
        return list({id(group): group for group in self.group.values()}.values())

    def _alike(self, runs: frozenset[str]) -> dict[str, float]:
        """Return who of those standing has a text like ``runs``, and the share of the shorter text."""
        shared = Counter(student for run in runs for student in self.index.get(run, ()))
        shares = {student: count / min(len(runs), len(self.runs[student])) for student, count in shared.items() if count >= FEWEST_RUNS}
        return {student: share for student, share in shares.items() if share >= LEAST_SHARE}

    def _stand(self, student: str, runs: frozenset[str], group: _Group) -> None:
        self.runs[student], self.group[student], self.whole[runs] = runs, group, student
        for run in runs:
            self.index.setdefault(run, []).append(student)

    def _merge(self, group: _Group, other: _Group, share: float) -> None:
        if other is group:
            return
        if max(other.shares, default=0.0) > max(group.shares, default=0.0):
            group.pair = other.pair
        group.students += other.students
        group.standing += other.standing
        group.shares += [*other.shares, share]
        for student in other.standing:
            self.group[student] = group

    def _join(self, group: _Group, student: str, closest: str, share: float) -> None:
        group.students.append(student)
        group.shares.append(share)
        if share >= max(group.shares):
            group.pair = (closest, student)


def _shown(group: _Group, texts: Mapping[str, str]) -> SharedText:
    stretch, words = longest_common(*(texts[student][:LONGEST] for student in group.pair))
    return SharedText(tuple(sorted(group.students)), min(group.shares), max(group.shares), stretch, words)


def longest_common(one: str, other: str) -> tuple[str, int]:
    """Return the longest run of words two texts share, as the first has it, shortened for show; and its length in words."""
    places = [match.span() for match in _WORD.finditer(one)]
    words = [one[start:end].lower() for start, end in places]
    match = SequenceMatcher(None, words, [word.lower() for word in _WORD.findall(other)], autojunk=False).find_longest_match()
    if not match.size:
        return "", 0
    last = min(match.size, LONGEST_SHOWN)
    text = one[places[match.a][0] : places[match.a + last - 1][1]]
    return " ".join(text.split()) + (" …" if last < match.size else ""), match.size
