"""
The paired quality evaluation: one row per item, correct or not under both systems.

Counts per category are exact, so accuracies and paired changes do not depend on the seed; the order does.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from grader.errors import CourseError
from grader.exercise.scenario import EvaluationCategory


def evaluation(categories: tuple[EvaluationCategory, ...], rng: np.random.Generator) -> pd.DataFrame:
    """
    Return the items of ``categories`` in random order.

    Raises: CourseError when the counts of a category contradict each other.
    """
    rows: list[tuple[str, int, int]] = []
    for category in categories:
        both, neither = category.baseline_correct - category.lost, category.items - category.baseline_correct - category.gained
        if both < 0 or neither < 0:
            raise CourseError(
                where=f"evaluation category {category.name!r}",
                got=f"{category.lost} lost of {category.baseline_correct} correct, {category.gained} gained of {category.items} items",
                expected="lost at most the correct ones, gained at most the others",
                do="Correct the counts in the scenario file.",
            )
        for count, before, after in ((both, 1, 1), (category.lost, 1, 0), (category.gained, 0, 1), (neither, 0, 0)):
            rows.extend([(category.name, before, after)] * count)
    frame = pd.DataFrame(rows, columns=["category", "baseline_correct", "optimized_correct"])
    frame = frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)
    frame.insert(0, "item_id", [f"q{number:04d}" for number in range(1, len(frame) + 1)])
    return frame
