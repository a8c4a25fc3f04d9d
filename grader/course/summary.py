"""What a run did, and what is left for people."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.model import Report

REASONS_KEPT = 3


@dataclass(slots=True)
class Summary:
    """What a run did and what is left for people."""

    total: int = 0
    ran: int = 0
    written: int = 0
    unchanged: int = 0
    outdated: int = 0
    """Scored by an earlier rubric; ``grader rescore`` shows what would change."""
    machine: dict[str, str] = field(default_factory=dict)
    """Student -> what went wrong with the machine; tried again by the next run."""
    people: dict[str, list[str]] = field(default_factory=dict)
    """Student -> why a person must look."""
    seconds: float = 0.0
    slowest: tuple[str, float] = ("", 0.0)

    def note(self, student: str, reasons: object) -> None:
        """Note why a person must look at ``student``, where there is a reason."""
        if isinstance(reasons, list) and reasons:
            self.people[student] = [str(reason) for reason in reasons]


def people_of(report: Report) -> list[str]:
    """Return the first reasons why a person must look."""
    more = len(report.problems) - REASONS_KEPT
    return [*report.problems[:REASONS_KEPT], *([f"and {more} more"] if more > 0 else [])]
