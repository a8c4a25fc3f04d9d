"""
What the cohort report knows: plain records, one per submission and one per figure of the whole cohort.

Points are points of the rubric, shares lie in [0, 1], times are seconds, memory is bytes. ``None`` is what is not known.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Status


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion of one submission. ``earned`` is ``None`` where it was not judged, or where a person gave the cell another mark."""

    cell: str
    criterion: str
    possible: float
    earned: float | None
    status: Status
    """What the grader said; a person's mark does not change it."""
    mistake: str = ""
    by_person: bool = False
    """Whether a person gave the mark of the cell."""


@dataclass(frozen=True, slots=True)
class CellMark:
    """One graded cell of one submission: the mark that counts, what was suggested, and why somebody must look."""

    cell: str
    possible: float
    mark: float | None
    suggested: float | None
    by_person: bool = False
    waiting: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's submission."""

    student: str
    cells: tuple[CellMark, ...]
    items: tuple[Item, ...] = ()
    """Empty where no report of ours is kept."""
    penalty: float = 0.0
    late_s: float | None = None
    decision: str = ""
    """What the ``decision`` variable says; empty where it was not judged."""
    prose_decision: str = ""
    """What the recommendation was read as; empty where it was not judged."""
    repairs: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """What was wrong with the submission as a whole."""
    seconds: float | None = None
    memory_bytes: int | None = None

    @property
    def total(self) -> float:
        """The mark as it counts now, penalty taken off, never below zero."""
        return round(max(0.0, sum(cell.mark or 0.0 for cell in self.cells) - self.penalty), 2)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Cells a person has still to look at."""
        return tuple(cell.cell for cell in self.cells if cell.waiting)


@dataclass(frozen=True, slots=True)
class CriterionFigures:
    """How one criterion went in the cohort; see ``course/item_analysis.py`` for the formulas."""

    cell: str
    key: str
    sentence: str
    points: float
    share: float | None
    """Mean share earned: 1 is easy."""
    discrimination: float | None
    """Correlation of its points with the rest of the score, in [-1, 1]."""
    counts: tuple[int, int, int, int]
    """Submissions that earned it, partly, not, and where it was not judged."""


@dataclass(frozen=True, slots=True)
class MistakeCount:
    """One named mistake: how many students made it, in how many criteria all in all, and what they are told."""

    key: str
    students: int
    times: int
    criteria: tuple[str, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class SharedText:
    """Students whose prose is nearly the same; ``least`` and ``most`` are shares of the shorter text, ``stretch`` the longest common words."""

    students: tuple[str, ...]
    least: float
    most: float
    stretch: str
    words: int
    """Length of the stretch, in words."""


@dataclass(frozen=True, slots=True)
class SharedValue:
    """A wrong value that no known mistake explains: where it stands and how many students have it."""

    criterion: str
    value: str
    students: int


@dataclass(frozen=True, slots=True)
class SharedValues:
    """Students with the same unusual wrong values."""

    students: tuple[str, ...]
    values: tuple[SharedValue, ...]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Everything the report shows of one assignment."""

    assignment: str
    scenario: str
    decision: str
    """The documented one."""
    submissions: tuple[Submission, ...]
    criteria: tuple[CriterionFigures, ...] = ()
    mistakes: tuple[MistakeCount, ...] = ()
    texts: tuple[SharedText, ...] = ()
    values: tuple[SharedValues, ...] = ()
    ungraded: tuple[str, ...] = ()
    """Handed in, but not in the gradebook."""
    named: bool = True
    """Whether ids are students' own."""
