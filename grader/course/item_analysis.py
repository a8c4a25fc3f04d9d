"""
How each criterion went in a cohort: how much of it was earned, and whether it tells strong submissions from weak ones.

Source: difficulty is the mean item score as a share of its maximum; discrimination is the item-rest correlation, that is the item-total
correlation with the item itself left out of the total (S. Henrysson, Correction of item-total correlations in item analysis,
Psychometrika 28, 1963, pages 211-218).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from grader.model import Status
from grader.report.cohort_record import CriterionFigures, Item, MistakeCount, Submission

FEWEST = 3
"""Two submissions always correlate perfectly."""
STATUSES = (Status.EARNED, Status.PARTLY, Status.NOT_EARNED, Status.UNSCORED)


def criteria_of(submissions: Iterable[Submission], sentences: dict[str, str]) -> tuple[CriterionFigures, ...]:
    """Return the figures of every criterion in the order of ``sentences``, which maps its key to its public sentence."""
    found: dict[str, list[tuple[Item, float | None]]] = {}
    for submission in submissions:
        earned, judged = _sums(submission)
        for item in submission.items:
            found.setdefault(item.criterion, []).append((item, _rest(item, earned, judged)))
    return tuple(_figures(found[key], sentence) for key, sentence in sentences.items() if key in found)


def _sums(submission: Submission) -> tuple[float, float]:
    """Return (points earned, points judged): a cell with a person's mark is judged whole, others as far as their criteria are."""
    earned = sum(cell.mark or 0.0 for cell in submission.cells)
    marked = {cell.cell for cell in submission.cells if cell.by_person}
    judged = sum(cell.possible for cell in submission.cells if cell.by_person)
    judged += sum(item.possible for item in submission.items if item.earned is not None and item.cell not in marked)
    return earned, judged


def _rest(item: Item, earned: float, judged: float) -> float | None:
    """Return the share earned of everything judged but ``item``; a share, so that a submission judged in parts is not counted as weak."""
    if item.earned is None or judged - item.possible <= 0:
        return None
    return (earned - item.earned) / (judged - item.possible)


def _figures(rows: Sequence[tuple[Item, float | None]], sentence: str) -> CriterionFigures:
    first = rows[0][0]
    shares = [item.earned / item.possible for item, _ in rows if item.earned is not None and item.possible]
    pairs = [(item.earned, rest) for item, rest in rows if item.earned is not None and rest is not None]
    return CriterionFigures(
        first.cell,
        first.criterion,
        sentence,
        first.possible,
        sum(shares) / len(shares) if shares else None,
        correlation([one for one, _ in pairs], [other for _, other in pairs]),
        _counts(rows),
    )


def _counts(rows: Sequence[tuple[Item, float | None]]) -> tuple[int, int, int, int]:
    earned, partly, missed, unscored = (sum(item.status is status for item, _ in rows) for status in STATUSES)
    return earned, partly, missed, unscored


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Pearson's correlation; ``None`` for fewer than three pairs, or where one side does not vary."""
    if len(one) < FEWEST:
        return None
    mean, mean_other = sum(one) / len(one), sum(other) / len(other)
    variance = sum((value - mean) ** 2 for value in one)
    variance_other = sum((value - mean_other) ** 2 for value in other)
    if variance < 1e-12 or variance_other < 1e-12:
        return None
    shared = sum((a - mean) * (b - mean_other) for a, b in zip(one, other, strict=True))
    return max(-1.0, min(1.0, shared / math.sqrt(variance * variance_other)))


def mistakes_of(submissions: Iterable[Submission], hints: dict[str, str]) -> tuple[MistakeCount, ...]:
    """Return the named mistakes, those of most students first; ``hints`` says what students are told."""
    students: dict[str, int] = {}
    criteria: dict[str, dict[str, int]] = {}
    for submission in submissions:
        made = {(item.mistake, item.criterion) for item in submission.items if item.mistake}
        for mistake in {mistake for mistake, _ in made}:
            students[mistake] = students.get(mistake, 0) + 1
        for mistake, criterion in made:
            counts = criteria.setdefault(mistake, {})
            counts[criterion] = counts.get(criterion, 0) + 1
    rows = [
        MistakeCount(
            key,
            count,
            sum(criteria[key].values()),
            tuple(sorted(criteria[key], key=lambda one: (-criteria[key][one], one))),
            hints.get(key, ""),
        )
        for key, count in students.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.students, row.key)))
