"""The main job on the sample cohort: release, grade, write feedback, show the marks."""

import shutil
import sys
import time

from rich.console import Console

from grader.course.cohort import grade_cohort
from grader.course.feedback import write_feedback
from grader.course.host import nbgrader_or_stop
from grader.course.settings import load_settings
from grader.errors import GraderError
from grader.report.progress import watching
from grader.report.terminal import marks_table
from grader.rubric.criteria import RUBRIC
from tests.cohort.course import CELL_TIMEOUT_S, ROOT, make_course, marks
from tests.cohort.recipes import ASSIGNMENT, RECIPES

DEMO = ROOT / "demo"
out = Console(width=None if sys.stdout.isatty() else 150)


def main() -> int:
    """Run the demo in ``demo/`` (made anew) and return how many students did not get the marks they deserve."""
    started = time.monotonic()
    shutil.rmtree(DEMO, ignore_errors=True)
    with out.status("Releasing the assignment and handing in the sample cohort"):
        make_course(DEMO)
    out.print(f"1. Released [bold]{ASSIGNMENT}[/bold]; {len(RECIPES)} sample students handed in.")
    with (DEMO / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Execute.timeout = {CELL_TIMEOUT_S}\n")
    settings = load_settings(DEMO)
    with watching("2. Grading") as watch:
        summary = grade_cohort(ASSIGNMENT, settings, watch=watch)
    out.print(
        f"2. Graded {summary.ran} notebooks in {summary.seconds:.0f} s, one with an endless loop. A person must look at:", highlight=False
    )
    for student, reasons in sorted(summary.people.items())[:12]:
        out.print(f"  {student}: {reasons[0]}"[:140], markup=False, highlight=False)
    with watching("3. Feedback") as watch:
        pages, waiting = write_feedback(ASSIGNMENT, settings, watch=watch)
    nbgrader_or_stop(DEMO, "export")
    out.print(f"3. {pages} feedback pages and grades.csv are written; {len(waiting)} students wait for a person first.\n", highlight=False)
    graded = marks(DEMO)
    cells = [(rubric.cell, rubric.points) for rubric in RUBRIC]
    rows = [(one.student, [(mark.score, mark.for_person) for mark in one.marks], one.total) for one in graded.values()]
    out.print(marks_table(f"{ASSIGNMENT}: {len(graded)} students", cells, rows, out.width))
    wrong = [recipe.name for recipe in RECIPES if recipe.name not in graded or _differs(recipe, graded[recipe.name])]
    out.print(f"As deserved: {len(RECIPES) - len(wrong)} of {len(RECIPES)}." + (f" Not: {', '.join(wrong)}" if wrong else ""))
    out.print(f"\nWhere to look ({time.monotonic() - started:.0f} s):")
    out.print(f"  feedback   demo/feedback/wrong-base/{ASSIGNMENT}/{ASSIGNMENT}.html")
    out.print("  marks      demo/grades.csv, or: cd demo && ../.venv/bin/grader marks")
    out.print("  formgrader make lab, then Nbgrader > Formgrader, Queue")
    return len(wrong)


def _differs(recipe, graded) -> bool:
    deserved = recipe.deserves()
    return any(abs(graded.score(cell) - points) > 1e-9 for cell, points in deserved.items())


if __name__ == "__main__":
    try:
        sys.exit(1 if main() else 0)
    except GraderError as error:
        sys.exit(str(error))
