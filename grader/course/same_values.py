"""
Wrong values that nobody else has, shared by a few: a hint for a person, since right values and known mistakes are shared by honest work.

What counts is a number with at least three digits that is wrong, that no known mistake explains and that few have. Each weighs
log2(submissions / those who have it) bits: the fewer have it, the more. Numbers are compared as they were read, to six digits.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

from grader.model import Report, Status
from grader.report.cohort_record import SharedValue, SharedValues

FEWEST_VALUES = 3
"""Values two submissions must share; a single unknown mistake may well give two."""
FEWEST_CELLS = 2
"""Cells they must stand in: one slip in one cell often makes all of its values wrong in one way."""
LEAST_BITS = 9.0
LEAST_SHARE = 0.5
"""Share of the unusual values of whoever has fewer."""
MOST_SHARE = 0.05
MOST_AT_LEAST = 4
"""A value that more than this share of the cohort (and more than so many students) has is a mistake we do not know yet."""
DIGITS = 3
_STATED = re.compile(r"(?:^|; )[^=;]{1,200}? = (?P<number>[-+]?\d[\d.]*(?:e[-+]?\d+)?)(?=;|$)", re.IGNORECASE)

Value = tuple[str, str]
"""(criterion, number as it is shown)."""


def unusual_values(report: Report) -> dict[Value, str]:
    """Return the wrong values of one submission that no known mistake explains, each with its cell."""
    found: dict[Value, str] = {}
    for cell in report.cells:
        for verdict in cell.verdicts:
            if verdict.status in (Status.NOT_EARNED, Status.PARTLY) and not verdict.mistake:
                for match in _STATED.finditer(verdict.found):
                    number = float(match["number"])
                    if len(f"{abs(number):.6e}".split("e")[0].replace(".", "").rstrip("0")) >= DIGITS:
                        found[verdict.key, f"{number:.6g}"] = cell.cell
    return found


def same_values(values: Mapping[str, Mapping[Value, str]], cohort: int) -> tuple[SharedValues, ...]:
    """Return groups of students with the same unusual values: student -> values as ``unusual_values`` gives them, ``cohort`` submissions in all."""
    holders: dict[Value, list[str]] = {}
    for student, found in values.items():
        for value in found:
            holders.setdefault(value, []).append(student)
    few = max(MOST_AT_LEAST, MOST_SHARE * cohort)
    rare = {value: students for value, students in holders.items() if 1 < len(students) <= few}
    bits: Counter[tuple[str, str]] = Counter()
    shared: dict[tuple[str, str], list[Value]] = {}
    for value, students in rare.items():
        for pair in combinations(sorted(students), 2):
            bits[pair] += math.log2(cohort / len(students))  # type: ignore[assignment]
            shared.setdefault(pair, []).append(value)
    flagged = [pair for pair, found in shared.items() if bits[pair] >= LEAST_BITS and _enough(pair, found, values)]
    return tuple(_shown(group, flagged, shared, rare) for group in _joined(flagged))


def _enough(pair: tuple[str, str], found: list[Value], values: Mapping[str, Mapping[Value, str]]) -> bool:
    fewer = min(len(values[student]) for student in pair)
    cells = {values[pair[0]][value] for value in found}
    return len(found) >= FEWEST_VALUES and len(cells) >= FEWEST_CELLS and len(found) >= LEAST_SHARE * fewer


def _joined(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the students that ``pairs`` join, group by group, largest first."""
    group: dict[str, set[str]] = {}
    for one, other in pairs:
        merged = group.get(one, {one}) | group.get(other, {other})
        for student in merged:
            group[student] = merged
    return sorted({tuple(sorted(students)) for students in group.values()}, key=lambda one: (-len(one), one))


def _shown(
    students: tuple[str, ...],
    flagged: list[tuple[str, str]],
    shared: Mapping[tuple[str, str], list[Value]],
    rare: Mapping[Value, list[str]],
) -> SharedValues:
    found = {value for pair in flagged if pair[0] in students for value in shared[pair]}
    return SharedValues(students, tuple(SharedValue(*value, len(rare[value])) for value in sorted(found)))
