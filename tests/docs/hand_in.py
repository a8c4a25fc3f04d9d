"""
Hand in some of the sample cohort in the course folder one is in, for pages that grade: ``python -m tests.docs.hand_in RECIPE ...``.
"""

import sys
from copy import deepcopy
from pathlib import Path

import nbformat

from tests.cohort.recipes import ASSIGNMENT, RECIPES, solve


def main(names: list[str]) -> None:
    """Write ``submitted/<recipe>/...`` below the current folder."""
    released, master = (nbformat.read(Path(step) / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4) for step in ("release", "source"))
    for one in [recipe for recipe in RECIPES if recipe.name in names]:
        place = Path("submitted") / one.name / ASSIGNMENT
        place.mkdir(parents=True)
        (place / one.file).write_bytes(one.make(deepcopy(released), solve(released, master)) or b"")


if __name__ == "__main__":
    main(sys.argv[1:])
