"""
A cohort of any size for timing: every submission distinct, most right, some wrong in the ways students are wrong.

    python -m benchmarks.cohort FOLDER SIZE [SEED]      make a course folder with SIZE submissions
"""

import random
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from grader.course.host import nbgrader_or_stop
from grader.course.release import copy_course
from grader.grade import Assignment
from tests.cohort.recipes import ASSIGNMENT, RECIPES, solve

ROOT = Path(__file__).parents[1]
LEFT_OUT = {"endless-loop", "not-json", "empty-file", "no-notebook", "old-format", "duplicate-cell-id"}
"""A cell that waits for its time to be over measures the limit; what plain nbgrader cannot open cannot be compared with it."""
SHARE_RIGHT = 0.5
PLAIN_CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "plain"\nc.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}\n'


def make_course(folder: Path, size: int, seed: int = 1, *, plain: bool = False) -> Path:
    """Copy the course to ``folder``, release it and hand in ``size`` distinct submissions; ``plain`` without any of our configuration."""
    copy_course(Assignment(ASSIGNMENT, ROOT), folder)
    if plain:
        (folder / "nbgrader_config.py").write_text(PLAIN_CONFIG)
    nbgrader_or_stop(folder, "generate_assignment", ASSIGNMENT, "--force")
    for name, content in submissions(folder, size, seed):
        place = folder / "submitted" / name / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_bytes(content)
    return folder


def submissions(folder: Path, size: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield (student, notebook) ``size`` times; the same seed gives the same bytes."""
    released = nbformat.read(folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    master = nbformat.read(folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    solved, rng = solve(released, master), random.Random(seed)
    recipes = [one for one in RECIPES if one.name not in LEFT_OUT and one.file == f"{ASSIGNMENT}.ipynb"]
    for number in range(size):
        recipe = next(one for one in recipes if one.name == "reference") if rng.random() < SHARE_RIGHT else rng.choice(recipes)
        content = recipe.make(deepcopy(released), deepcopy(solved))
        yield f"s{number:05d}", _distinct(content, number, rng) if content is not None else b""


def _distinct(content: bytes, number: int, rng: random.Random) -> bytes:
    """Return the notebook with a note and a small cell of this student's own; what cannot be opened stays as it is."""
    try:
        notebook = nbformat.reads(content.decode(), as_version=4)
    except Exception:  # a recipe whose file is no notebook
        return content
    where = min(len(notebook.cells), 3 + rng.randrange(3))
    notebook.cells.insert(where, new_markdown_cell(f"Group {number}: notes, draft {rng.randrange(1000)}", id=f"note-{number}"))
    notebook.cells.insert(where, new_code_cell(f"my_number = {number}\nsum(range(my_number % 97))", id=f"own-{number}"))
    return nbformat.writes(notebook).encode()


if __name__ == "__main__":
    made = make_course(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    print(f"{sys.argv[2]} submissions in {made / 'submitted'}")
