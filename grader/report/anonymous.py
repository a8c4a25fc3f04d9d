"""A cohort without names, to be shown in a meeting: numbers instead of ids, and nothing quoted that could hold a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from grader.report.cohort_record import CellMark, Cohort, Submission

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|\([^()]*\)")


def anonymous(cohort: Cohort, key: str) -> Cohort:
    """
    Return ``cohort`` with "student 1", "student 2" ... for ids.

    The numbers say nothing of the order of the ids, the same cohort and ``key`` always get the same, and who has the class list but not
    the key cannot work them out. Shared text and everything in quotes or brackets
    is left out: it is the students' own.
    """
    names = numbered(key, [*(one.student for one in cohort.submissions), *cohort.ungraded])
    by_number = sorted((_nameless(one, names) for one in cohort.submissions), key=lambda one: _number(one.student))
    return replace(
        cohort,
        submissions=tuple(by_number),
        texts=tuple(replace(one, students=_renamed(one.students, names), stretch="") for one in cohort.texts),
        values=tuple(replace(one, students=_renamed(one.students, names)) for one in cohort.values),
        ungraded=_renamed(cohort.ungraded, names),
        named=False,
    )


def numbered(key: str, students: Iterable[str]) -> dict[str, str]:
    """Return student -> "student 7": numbered by a hash of the key and the id, so that the alphabet gives nobody away."""
    order = sorted(set(students), key=lambda student: sha256(f"{key}\n{student}".encode("utf-8", "replace")).digest())
    return {student: f"student {number}" for number, student in enumerate(order, start=1)}


def _nameless(one: Submission, names: dict[str, str]) -> Submission:
    cells: tuple[CellMark, ...] = tuple(replace(cell, reasons=_unquoted(cell.reasons)) for cell in one.cells)
    return replace(one, student=names[one.student], cells=cells, repairs=_unquoted(one.repairs), problems=_unquoted(one.problems))


def _renamed(students: Iterable[str], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted((names[student] for student in students), key=_number))


def _number(name: str) -> int:
    return int(name.rpartition(" ")[2])


def _unquoted(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(_without_quotes(text) for text in texts)


def _without_quotes(text: str) -> str:
    """Return ``text`` without quotes and brackets, from the innermost outwards."""
    shorter = _QUOTED.sub("…", text)
    return shorter if shorter == text else _without_quotes(shorter)
