"""Refuse data on which two mistakes cannot be told apart: the grader would name the wrong one."""

from __future__ import annotations

from grader.errors import CourseError, listed
from grader.exercise.mistakes import collisions, value_slips
from grader.exercise.truth import truths
from grader.model import Facts


def refuse_collisions(facts: Facts) -> None:
    """
    Check that any two mistakes differ on at least one metric both of them touch.

    Raises: CourseError naming the pairs that give the same numbers everywhere.
    """
    touched: dict[str, set[str]] = {}
    for truth in truths(facts):
        for known, _ in value_slips(truth, facts):
            touched.setdefault(known.key, set()).add(truth.metric)
    together: dict[tuple[str, str], set[str]] = {}
    for found in collisions(facts):
        together.setdefault((found.one, found.other), set()).add(found.metric)
    same = [f"{one} and {other}" for (one, other), metrics in together.items() if touched[one] & touched[other] <= metrics]
    if same:
        raise CourseError(
            where=f"scenario {facts.scenario}",
            got=f"mistakes with the same numbers: {listed(same)}",
            expected="every mistake to be recognisable on at least one metric",
            do="Use another seed, or change the scenario so that they differ.",
        )
