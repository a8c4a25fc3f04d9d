"""
The rubric engine: runs judges over one submission and adds up what they say. It knows no criterion.

A *judge* looks at one graded cell and returns one verdict per criterion of that cell. The engine checks
that every criterion got exactly one verdict with a sound fraction; a judge that fails leaves its
criteria unscored and sends the cell to a person. Nothing defaults to full marks, nothing to zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from grader.errors import CourseError, GraderError, listed
from grader.model import CellReport, Decision, Facts, Quote, Status, Verdict
from grader.reading.evidence import Evidence

Own = Mapping[str, tuple[float | None, float | None]]
"""A student's own (baseline, optimized) values per metric, in the metric's canonical unit."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the rubric: permanent key, the cell it belongs to, points and its public sentence."""

    key: str
    points: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Case:
    """One submission in front of the judges: its evidence, the truth and what it said earlier."""

    facts: Facts
    evidence: Evidence
    own: Own = field(default_factory=dict)
    decision: Decision = Decision.UNCLEAR
    """What the student's ``decision`` variable says."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judge returns: verdicts, and reasons why a person should look although all are scored."""

    verdicts: tuple[Verdict, ...]
    ask_person: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    """Figures of the student's text, checked."""


@dataclass(frozen=True, slots=True)
class CellRubric:
    """The rubric of one graded cell. ``graded_by`` is the nbgrader cell that carries the points."""

    cell: str
    graded_by: str
    criteria: tuple[Criterion, ...]
    judge: Callable[[Case], Judged]

    @property
    def points(self) -> float:
        """Sum of the criteria's points."""
        return sum(criterion.points for criterion in self.criteria)


def judge_cell(rubric: CellRubric, case: Case) -> CellReport:
    """Return the report of one cell; a failing judge leaves every criterion unscored, with the reason."""
    lost = case.evidence.cells[rubric.cell].lost if rubric.cell in case.evidence.cells else ""
    if lost:
        judged = Judged(tuple(_unscored(criterion, lost) for criterion in rubric.criteria))
    else:
        judged = _safely(rubric, case)
    return _add_up(rubric, judged)


def _safely(rubric: CellRubric, case: Case) -> Judged:
    try:
        judged = rubric.judge(case)
        _check(rubric, judged.verdicts)
    except CourseError:
        raise
    except (GraderError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        reason = f"the grader could not judge this cell ({type(error).__name__}: {error})"
        return Judged(tuple(_unscored(criterion, reason) for criterion in rubric.criteria), (reason,))
    return judged


def _check(rubric: CellRubric, verdicts: tuple[Verdict, ...]) -> None:
    got, expected = [verdict.key for verdict in verdicts], [criterion.key for criterion in rubric.criteria]
    if sorted(got) != sorted(expected):
        raise CourseError(
            where=f"judge of cell {rubric.cell!r}", got=listed(got), expected=listed(expected), do="Return one verdict per criterion."
        )
    for verdict in verdicts:
        whole = {Status.EARNED: 1.0, Status.NOT_EARNED: 0.0, Status.UNSCORED: None}.get(verdict.status, verdict.fraction)
        sound = verdict.fraction is None or (math.isfinite(verdict.fraction) and 0 <= verdict.fraction <= 1)
        if verdict.fraction != whole or not sound or (verdict.status is Status.PARTLY and verdict.fraction is None):
            raise ValueError(
                f"{verdict.key}: {verdict.status} with fraction {verdict.fraction!r}; earned is 1, not earned 0, partly between"
            )


def _add_up(rubric: CellRubric, judged: Judged) -> CellReport:
    """Multiply fractions by points once, sum, round once. Unscored criteria enter no sum."""
    by_key = {verdict.key: verdict for verdict in judged.verdicts}
    verdicts = tuple(replace(by_key[line.key], points=line.points, sentence=line.sentence) for line in rubric.criteria)
    scored = [verdict.fraction * verdict.points for verdict in verdicts if verdict.fraction is not None]
    unscored = [verdict for verdict in verdicts if verdict.status is Status.UNSCORED]
    whole = {verdict.say_instructor for verdict in unscored} if len(unscored) == len(verdicts) else set()
    said = list(whole) if len(whole) == 1 else [f"{verdict.key}: {verdict.say_instructor}" for verdict in unscored]
    reasons = tuple(dict.fromkeys((*judged.ask_person, *said)))
    return CellReport(
        cell=rubric.graded_by,
        points=rubric.points,
        score=round(sum(scored), 2) if scored else None,
        needs_person=bool(reasons),
        verdicts=verdicts,
        reasons=reasons,
        quotes=judged.quotes,
    )


def _unscored(criterion: Criterion, reason: str) -> Verdict:
    return Verdict(
        key=criterion.key,
        status=Status.UNSCORED,
        fraction=None,
        say_student="This could not be judged automatically. A person will look at it.",
        say_instructor=reason,
    )
