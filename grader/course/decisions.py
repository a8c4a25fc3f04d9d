"""How long people take in the queue: one line per decision in ``.grader/<assignment>/queue.jsonl``, without who decided."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import median

from grader.execution.store import Store

JOURNAL = "queue.jsonl"
LONGEST_S = 3600.0
"""A decision that took longer was a break; it is kept as this long."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's mark: when it was saved, what was suggested, and how many seconds the answer had been in front of them."""

    at: str
    student: str
    cell: str
    suggested: float | None
    mark: float
    seconds: float

    @property
    def accepted(self) -> bool:
        """Whether the mark is the one that was suggested."""
        return self.suggested is not None and abs(self.mark - self.suggested) < 1e-9


def note(store: Store, at: datetime, student: str, cell: str, suggested: float | None, mark: float, seconds: float) -> Decided:
    """Keep a decision. Raises: CourseError when the course folder cannot be written."""
    decided = Decided(at.isoformat(timespec="seconds"), student, cell, suggested, mark, round(min(max(seconds, 0.0), LONGEST_S), 1))
    store.append(JOURNAL, json.dumps(asdict(decided), ensure_ascii=False))
    return decided


def decisions(store: Store) -> tuple[Decided, ...]:
    """Return every decision kept, oldest first; a line cut short by a full disk is left out."""
    found = []
    for line in store.lines(JOURNAL):
        try:
            found.append(Decided(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return tuple(found)


def median_seconds(made: tuple[Decided, ...]) -> float | None:
    """Return the median time of a decision, ``None`` before the first."""
    return round(median(one.seconds for one in made), 1) if made else None
