"""What a check-up asks of the gradebook and of the submissions."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from grader.course.audit import open_master
from grader.course.feedback import read_marked
from grader.course.people import folded, students_of
from grader.course.plan import Stage, make_plan
from grader.course.roster import closest_student, folders_of
from grader.course.settings import Settings
from grader.course.tables import query
from grader.errors import CourseError, listed
from grader.execution.store import Store
from grader.grade import Assignment
from grader.report.checklist import Check, State
from grader.rubric.criteria import RUBRIC

CELLS = """
    SELECT bc.name, gc.max_score, sc.source FROM grade_cells gc JOIN base_cell bc ON bc.id = gc.id JOIN notebook n ON n.id = bc.notebook_id
    JOIN assignment a ON a.id = n.assignment_id LEFT JOIN source_cell sc ON sc.notebook_id = n.id AND sc.name = bc.name
    WHERE a.name = :name"""
DUE = "SELECT duedate FROM assignment WHERE name = :name"
RELEASE = "Run `grader release`; it registers the assignment."


@dataclass(frozen=True, slots=True)
class Place:
    """What is looked at, and the isolation that is meant."""

    assignment: Assignment
    settings: Settings
    isolation: str


def _gradebook(place: Place) -> Iterator[Check]:
    name, area = place.assignment.name, "gradebook"
    rows = query(place.settings.db_url, CELLS, name)
    if not rows:
        yield Check(area, State.MEND, f"the assignment {name!r} is not registered", RELEASE)
        return
    points = {str(cell): float(most) for cell, most, _ in rows}
    faults = [
        f"{cell!r} has {_points(points.get(cell))} in the gradebook, {_points(expected.get(cell))} in the rubric"
        for expected in [{rubric.graded_by: float(rubric.points) for rubric in RUBRIC}]
        for cell in {**expected, **points}
        if points.get(cell) != expected.get(cell)
    ]
    master = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in open_master(place.assignment).cells}
    older = [cell for cell, _, source in rows if str(cell).startswith("test-") and cell in master and source != master[cell]]
    if older:
        faults.append(f"the tests {listed(older)} are not those of the master")
    for fault in faults:
        yield Check(area, State.MEND, fault, RELEASE)
    if not faults:
        yield Check(area, State.OK, f"reachable; {len(points)} cells registered, as in the master")


def _points(points: float | None) -> str:
    return "no such cell" if points is None else f"{points:g} points"


def _submissions(place: Place) -> Iterator[Check]:
    area, settings, name = "submissions", place.settings, place.assignment.name
    if not settings.submitted.is_dir():
        yield Check(area, State.OK, "none yet")
        return
    try:
        plan = make_plan(settings, name, Store(settings.root, name))
    except CourseError as error:
        yield Check(area, State.NOTE, f"not counted: {error.where}: {error.got}")
        return
    counts = {stage: len(plan.of(stage)) for stage in Stage}
    people = sum(bool(marked.waiting) for marked in read_marked(settings.db_url, name).values())
    new, graded = counts[Stage.NEW] + counts[Stage.UNWRITTEN], counts[Stage.DONE] + counts[Stage.OUTDATED]
    yield Check(area, State.OK, f"{len(plan.entries)} handed in: {graded} graded, {new} to grade, {people} wait for a person")
    if counts[Stage.OUTDATED]:
        found = f"{counts[Stage.OUTDATED]} were scored by an earlier rubric"
        yield Check(area, State.NOTE, found, "`grader rescore` shows what would change.")
    for refused in plan.refused:
        yield Check(area, State.MEND, f"the folder {refused!r} has a line break in its name", "Rename it; nothing in it is graded.")


def _names(place: Place) -> Iterator[Check]:
    area, folders = "class list", folders_of(place.settings)
    students = students_of(place.settings.db_url)
    listed_ones = {name: one for name, one in students.items() if one.first or one.last or one.email or one.lms_id}
    alike: dict[str, list[str]] = {}
    for name in dict.fromkeys((*folders, *students)):
        alike.setdefault(folded(name), []).append(name)
    for twins in (twins for twins in alike.values() if len(twins) > 1):
        yield Check(
            area, State.MEND, f"{listed(twins)} differ by case or space alone", "Rename the folder in submitted/ to the student's id."
        )
    if not listed_ones:
        yield Check(
            area, State.NOTE, f"none read yet; {len(folders)} folders in submitted/", "`grader roster FILE` brings names for marks out."
        )
        return
    strangers = [folder for folder in folders if folder not in listed_ones]
    for folder in strangers:
        yield Check(area, State.NOTE, f"submitted/{folder}/ belongs to nobody on the class list{closest_student(folder, listed_ones)}")
    missing = len(set(listed_ones) - set(folders))
    yield Check(area, State.OK, f"{len(listed_ones)} students; {missing} have not handed in")


def _late(place: Place) -> Iterator[Check]:
    """Look whether the late policy can be loaded and would ever apply."""
    area, chosen = "late policy", place.settings.config.AssignLatePenalties.get("plugin_class")
    method = place.settings.config.LateSubmissionPlugin.get("penalty_method", "none")
    if isinstance(chosen, str):
        module, _, name = chosen.rpartition(".")
        try:
            getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError, ValueError) as error:
            do = "Put it beside nbgrader_config.py and that folder on sys.path; docs/lms.md has an example."
            yield Check(area, State.MEND, f"AssignLatePenalties.plugin_class {chosen!r} cannot be loaded: {error}", do)
            return
    due = [row[0] for row in query(place.settings.db_url, DUE, place.assignment.name) if row[0]]
    when = f"due {str(due[0])[:16]} UTC" if due else "no due date"
    policy = f"plug-in {chosen if isinstance(chosen, str) else chosen.__name__}" if chosen else f"nbgrader's method {method!r}"
    if (chosen or method != "none") and not due:
        do = f"Set one in formgrader, or: nbgrader db assignment add {place.assignment.name} --duedate '2030-01-31 23:59'."
        yield Check(area, State.NOTE, f"{policy}, but {when}: it never applies", do)
    else:
        yield Check(area, State.OK, f"{policy}; {when}")


COHORT_LOOKS: Mapping[str, Callable[[Place], Iterator[Check]]] = {
    "gradebook": _gradebook,
    "submissions": _submissions,
    "class list": _names,
    "late policy": _late,
}
