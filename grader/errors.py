"""
The error tree, in three branches by whose turn it is.

``CourseError``      ours: data, master, rubric or settings are wrong. Stops before anyone is graded.
``SubmissionError``  the student's: becomes a verdict on that submission and never stops the cohort.
``MachineError``     the machine's: retried, then the criterion is *unscored*, never zero.

Every message says where, what was got, what was expected and what to do, in at most two lines.
Messages may quote expected values and are for instructors; students read verdicts, never errors.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LISTED_AT_MOST = 5
"""How many names an error lists before it says how many more there are."""


class GraderError(Exception):
    """Base of everything this package raises on purpose."""

    def __init__(self, *, where: str, got: str, expected: str, do: str) -> None:
        """Build the two-line message from its four parts; each stays readable as an attribute."""
        self.where, self.got, self.expected, self.do = where, got, expected, do
        super().__init__(f"{where}: got {got}, expected {expected}.\n{do}")


class CourseError(GraderError):
    """The course itself is broken; grading stops before the first submission."""


class SubmissionError(GraderError):
    """A submission cannot be read as handed in; it becomes a verdict."""


class MachineError(GraderError):
    """The machine failed (a kernel died, no memory, no disk); retry, then leave unscored."""


def listed(names: Iterable[object]) -> str:
    """Return names as a readable list, by ``repr``, at most five of them."""
    shown = [repr(name) for name in names]
    more = len(shown) - LISTED_AT_MOST
    head = ", ".join(shown[:LISTED_AT_MOST]) or "nothing"
    return f"{head} and {more} more" if more > 0 else head


def closest(name: str, valid: Iterable[str]) -> str:
    """Return ``" (did you mean 'x'?)"`` for the nearest valid name, or an empty string."""
    near = get_close_matches(name, list(valid), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
