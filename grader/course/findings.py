"""The list a run ends with: who must be looked at by a person, and why."""

from __future__ import annotations

import atexit
from typing import Any

from grader.model import Report

SHOWN_AT_MOST = 3
"""Reasons shown per student; the rest stands in formgrader and in the report."""


class Findings:
    """Collects what a person must look at and says it once, when the run ends."""

    def __init__(self, log: Any, *, at_exit: bool) -> None:
        """Say everything through ``log``; ``at_exit`` when this process grades once and ends (not inside a server)."""
        self.log = log
        self.problems: dict[str, tuple[str, ...]] = {}
        self.graded = 0
        if at_exit:
            atexit.register(self.say)

    def add(self, student: str, report: Report) -> None:
        """Note one graded submission."""
        self.graded += 1
        if report.problems:
            self.problems[student] = report.problems

    def say(self) -> None:
        """Log the list; nothing when nothing was graded."""
        if not self.graded:
            return
        if not self.problems:
            self.log.warning("%d graded; nothing is left for a person.", self.graded)
            return
        lines = [f"{self.graded} graded; a person must look at {len(self.problems)}:"]
        for student, problems in sorted(self.problems.items()):
            more = len(problems) - SHOWN_AT_MOST
            lines += [f"  {student}: {problem}" for problem in problems[:SHOWN_AT_MOST]]
            lines += [f"  {student}: and {more} more"] if more > 0 else []
        self.log.warning("%s", "\n".join(lines))
