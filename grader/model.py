"""
The records every part shares: what is true (facts) and what was judged (verdicts, reports).

Nothing here computes. Fractions are floats in [0, 1], ``None`` where unscored. A change is always
optimized minus baseline; a relative change divides by the baseline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """How a criterion ended. There is no default: every criterion ends in one of these."""

    EARNED = "earned"
    PARTLY = "partly"
    NOT_EARNED = "not_earned"
    UNSCORED = "unscored"


class Better(StrEnum):
    """Which direction of change is an improvement."""

    LOWER = "lower"
    HIGHER = "higher"
    NEUTRAL = "neutral"


class Decision(StrEnum):
    """What a recommendation says."""

    ADOPT = "adopt"
    CONDITIONS = "adopt-with-conditions"
    REJECT = "do-not-adopt"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric before and after, in ``unit``; ``None`` where a system was not measured."""

    baseline: float | None
    optimized: float | None
    unit: str
    better: Better


@dataclass(frozen=True, slots=True)
class Target:
    """A stated limit on a metric, in ``unit``: exactly one of ``at_most`` and ``at_least``."""

    metric: str
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def limit(self) -> float | None:
        """The number itself, whichever side of it is asked for."""
        return self.at_most if self.at_most is not None else self.at_least

    def met_by(self, value: float) -> bool:
        """Whether ``value``, in the target's unit, is within the limit (the limit itself is)."""
        if self.at_most is not None:
            return value <= self.at_most
        return self.at_least is None or value >= self.at_least


@dataclass(frozen=True, slots=True)
class Given:
    """A figure the assignment text states, so a student who repeats it claims nothing."""

    text: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All the rubric knows of the truth, recomputed from untouched data."""

    scenario: str
    requests_per_month: float
    decision: Decision
    targets: tuple[Target, ...]
    givens: tuple[Given, ...]
    metrics: Mapping[str, Measure]
    prompt: str = ""
    """The assignment text, to recognise answers copied from it."""
    reasons: tuple[str, ...] = ()
    """Why ``decision`` follows, one sentence each, for instructors."""
    workload: Mapping[str, object] = field(default_factory=dict)
    """Expected entries of ``workload_facts``."""
    mistaken: Mapping[str, Mapping[str, tuple[float | None, float | None]]] = field(default_factory=dict)
    """Mistake -> metric -> (baseline, optimized) that this mistake would have produced from the data."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one criterion found. ``say_student`` never holds an expected value or a traceback."""

    key: str
    status: Status
    fraction: float | None
    found: str = ""
    expected: str = ""
    mistake: str | None = None
    say_student: str = ""
    say_instructor: str = ""
    points: float = 0.0
    """Points of the criterion, filled in by the rubric engine."""
    sentence: str = ""
    """The criterion's public sentence, filled in by the rubric engine."""


@dataclass(frozen=True, slots=True)
class TableReport:
    """``grade_table``: the share of the table's points, the criteria behind it and what was read."""

    fraction: float | None
    criteria: tuple[Verdict, ...]
    mistakes: tuple[Mistake, ...]
    reading: tuple[str, ...]
    """One sentence per thing read: ``"row 3 read as p95 latency, in s"``."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A recognised error: its permanent key, where it was seen and the hint for the student."""

    key: str
    metric: str
    hint: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure the student states in prose: its span in ``part`` and what came of checking it."""

    part: str
    start: int
    end: int
    text: str
    metric: str | None
    kind: str
    direction: str | None
    value: float | None
    unit: str
    verdict: str
    """``confirmed``, ``contradicted`` or ``unverifiable``."""
    value2: float | None = None
    """The second number of a pair; ``value`` and ``value2`` are baseline and optimized, in whichever order they were written."""


@dataclass(frozen=True, slots=True)
class ProseReport:
    """``grade_prose``: the suggested share of the prose points and everything it rests on."""

    fraction: float | None
    criteria: tuple[Verdict, ...]
    decision: Decision
    claims: tuple[Claim, ...]
    topics: tuple[str, ...]
    needs_person: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A figure in the student's own text with a few words around it, and what came of checking it."""

    before: str
    span: str
    after: str
    verdict: str
    """``confirmed``, ``contradicted`` or ``unverifiable``."""
    start: int = 0
    end: int = 0
    """Where it stands in the text of its cell."""


@dataclass(frozen=True, slots=True)
class CellReport:
    """One graded cell: its verdicts, the points they add up to and what a person must look at."""

    cell: str
    points: float
    score: float | None
    """Points earned, ``None`` where every criterion is unscored."""
    needs_person: bool
    verdicts: tuple[Verdict, ...]
    reasons: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    """The figures read in the text of this cell, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Report:
    """``grade_notebook``: every cell, the sum of what could be judged, and the repairs made."""

    score: float
    points: float
    unscored_points: float
    cells: tuple[CellReport, ...]
    repairs: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """Why a person must look at this submission, one sentence each; empty if nobody must."""
    isolation: str = ""
    """How the student's code ran: the name of the wall, or ``none``."""
