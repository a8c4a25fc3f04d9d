"""
The audit: a broken course is found before the first submission is graded, with the place it is broken at.

Checked are the data (form, and that ``release/`` holds the same bytes), the master notebook (graded cells,
points, one hidden test call each) and the release (same graded cells and points).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from grader.errors import CourseError, listed
from grader.grade import Assignment
from grader.rubric.criteria import RUBRIC

HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)
CALL = re.compile(r"""^\s*check\(\s*["']([^"']+)["']""", re.MULTILINE)
TOTAL = 100.0


def audit(assignment: Assignment) -> None:
    """Check data, master and release of ``assignment``. Raises: CourseError at the first thing that is wrong."""
    audit_rubric()
    assignment.facts()
    audit_master(open_master(assignment), assignment.name)
    _first(release_faults(assignment))


def audit_rubric() -> None:
    """Check that the rubric's points add up to 100 and its keys are unique."""
    _first(rubric_faults())


def audit_master(master: NotebookNode, name: str) -> None:
    """Check the master's graded cells: the rubric's cells and points, and one hidden call of their own each."""
    _first(master_faults(master, name))


def rubric_faults() -> Iterator[CourseError]:
    """Yield what is wrong with the rubric."""
    keys = [criterion.key for rubric in RUBRIC for criterion in rubric.criteria]
    double = sorted({key for key in keys if keys.count(key) > 1})
    total = sum(rubric.points for rubric in RUBRIC)
    if double:
        yield _broken("the rubric", f"criterion {listed(double)} more than once", "every key once", "Rename one in grader/rubric.")
    if total != TOTAL:
        yield _broken("the rubric", f"{total:g} points in all", f"{TOTAL:g}", "Change the points in grader/rubric so that they add up.")


def master_faults(master: NotebookNode, name: str) -> Iterator[CourseError]:
    """Yield what is wrong with the master's graded cells."""
    where = f"source/{name}/{name}.ipynb"
    yield from _other_cells(where, graded_points(master))
    for cell in master.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if nbgrader.get("grade") and not nbgrader.get("solution"):
            yield from _hidden_call(where, nbgrader["grade_id"], cell.source)
        elif "HIDDEN TESTS" in cell.source:
            yield _broken(
                f"{where}, cell {cell.get('id')!r}", "a hidden test in a cell without points", "hidden tests in test cells", "Move it."
            )


def release_faults(assignment: Assignment) -> Iterator[CourseError]:
    """Yield where the release grades other cells or other points, or holds other data. Raises: CourseError when there is none."""
    name = assignment.name
    yield from _other_cells(f"release/{name}/{name}.ipynb", graded_points(assignment.released()))
    yield from data_faults(assignment)


def data_faults(assignment: Assignment) -> Iterator[CourseError]:
    """Yield the data files that are not those students got."""
    name = assignment.name
    released = assignment.root / "release" / name / "data"
    if not released.is_dir():
        yield _broken(f"release/{name}/data", "no such folder", "the data students work with", "Run `grader release` first.")
        return
    for path in sorted((assignment.source / "data").iterdir()):
        twin = released / path.name
        if not twin.is_file() or twin.read_bytes() != path.read_bytes():
            yield _broken(
                f"source/{name}/data/{path.name}",
                "other bytes than in release/" if twin.is_file() else "no such file in release/",
                "the data students worked with",
                "Restore the file, or run `grader release` if the change is meant and nothing was handed in yet.",
            )


def graded_points(notebook: NotebookNode) -> dict[str, float]:
    """Return graded cell id -> points of a notebook."""
    found = [cell.metadata.nbgrader for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {nbgrader["grade_id"]: float(nbgrader["points"]) for nbgrader in found}


def open_master(assignment: Assignment) -> NotebookNode:
    """Return the master notebook. Raises: CourseError when it cannot be read."""
    path = assignment.source / f"{assignment.name}.ipynb"
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError) as error:
        raise _broken(str(path), type(error).__name__, "the master notebook", "Restore it from git.") from error


def _first(faults: Iterator[CourseError]) -> None:
    for fault in faults:
        raise fault


def _hidden_call(where: str, cell: str, source: str) -> Iterator[CourseError]:
    regions = HIDDEN.findall(source)
    calls = CALL.findall(regions[0]) if len(regions) == 1 else []
    if calls != [cell]:
        got = f"hidden calls {listed(calls)}" if regions else "no hidden test"
        yield _broken(
            f"{where}, cell {cell!r}", got, f'one hidden test: check("{cell}", globals())', "Restore the hidden test of this cell."
        )


def _other_cells(where: str, got: dict[str, float]) -> Iterator[CourseError]:
    expected = {rubric.graded_by: rubric.points for rubric in RUBRIC}
    for cell in {**expected, **got}:
        if got.get(cell) != expected.get(cell):
            here, there = got.get(cell), expected.get(cell)
            yield _broken(
                f"{where}, cell {cell!r}",
                "no such graded cell" if here is None else f"{here:g} points",
                "no graded cell without criteria" if there is None else f"{there:g} points, as in the rubric",
                "Make notebook and grader/rubric agree, then run `grader release`.",
            )


def _broken(where: str, got: str, expected: str, do: str) -> CourseError:
    return CourseError(where=where, got=got, expected=expected, do=do)
