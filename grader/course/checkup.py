"""
The whole course looked at before a term: everything that is wrong, not only the first thing. Grading stops at the first (``audit``).

Each look yields lines; one that breaks is itself a line, and the others are still taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from grader.course.audit import data_faults, master_faults, open_master, release_faults, rubric_faults
from grader.course.checkup_cohort import COHORT_LOOKS, Place
from grader.course.checkup_machine import MACHINE_LOOKS
from grader.course.release import check_release
from grader.course.settings import load_settings
from grader.errors import CourseError, GraderError, listed
from grader.exercise.refusal import refuse_collisions
from grader.grade import Assignment
from grader.report.checklist import Check, State
from grader.rubric.criteria import RUBRIC

CONFIGURATION = "configuration"


def check_course(root: Path, name: str, isolation: str | None = None, watch: Callable[[str], None] = lambda _: None) -> tuple[Check, ...]:
    """
    Return what was found in the course at ``root``; ``watch`` hears what is looked at next.

    ``isolation`` is looked at instead of what the configuration says.
    """
    assignment = Assignment(name, root)
    found: list[Check] = []
    for area, look in SOURCE_LOOKS.items():
        watch(area)
        found += _safely(area, look(assignment))
    watch(CONFIGURATION)
    try:
        settings = load_settings(root)
    except GraderError as error:
        left_out = ", ".join((*COHORT_LOOKS, *MACHINE_LOOKS))
        return (_failed(CONFIGURATION, error), *found, Check("the rest", State.NOTE, f"not looked at without a configuration: {left_out}"))
    place = Place(assignment, settings, isolation or settings.isolation)
    steps = f"nbgrader_config.py: course {settings.course_id!r}, the autograding steps of this repository"
    found.insert(0, Check(CONFIGURATION, State.OK, steps))
    for area, look_at in {**COHORT_LOOKS, **MACHINE_LOOKS}.items():
        watch(area)
        found += _safely(area, look_at(place))
    return tuple(found)


def _safely(area: str, looks: Iterator[Check]) -> list[Check]:
    """Return the lines of one look; what it raises becomes a line."""
    found: list[Check] = []
    try:
        found += looks
    except GraderError as error:
        found.append(_failed(area, error))
    except Exception as error:  # whatever a broken course or machine makes a look raise is told, and the others go on
        found.append(Check(area, State.MEND, f"could not be looked at: {type(error).__name__}: {error}", "Mend what the message names."))
    return found


def _failed(area: str, error: GraderError) -> Check:
    return Check(area, State.MEND, f"{error.where}: got {error.got}, expected {error.expected}.", error.do)


def _faults(area: str, faults: Iterable[CourseError], sound: str) -> Iterator[Check]:
    """Yield a line per fault, or that there is none."""
    found = [_failed(area, fault) for fault in faults]
    yield from found or [Check(area, State.OK, sound)]


def _rubric(_: Assignment) -> Iterator[Check]:
    criteria, points = sum(len(rubric.criteria) for rubric in RUBRIC), sum(rubric.points for rubric in RUBRIC)
    yield from _faults("rubric", rubric_faults(), f"{criteria} criteria with keys of their own in {len(RUBRIC)} cells, {points:g} points")


def _data(assignment: Assignment) -> Iterator[Check]:
    files = sum(1 for _ in (assignment.source / "data").iterdir())
    assignment.facts()
    yield from _faults("data", data_faults(assignment), f"{files} files of the right form, the same bytes in release/")


def _scenario(assignment: Assignment) -> Iterator[Check]:
    facts = assignment.facts()
    refuse_collisions(facts)
    yield Check("scenario", State.OK, f"{facts.scenario}: the decision is {facts.decision} ({'; '.join(facts.reasons)})")


def _master(assignment: Assignment) -> Iterator[Check]:
    faults = master_faults(open_master(assignment), assignment.name)
    yield from _faults("master notebook", faults, "the rubric's cells and points, one hidden test each")


def _release(assignment: Assignment) -> Iterator[Check]:
    seen = {str(fault) for fault in data_faults(assignment)}
    faults = [fault for fault in release_faults(assignment) if str(fault) not in seen]
    if faults:
        yield from _faults("release", faults, "")
        return
    differing = check_release(assignment)
    if differing:
        found = f"release/{assignment.name}: other than a fresh generation in {listed(differing)}"
        yield Check("release", State.MEND, found, "Run `grader release`, and give students the new folder if they have the old one.")
    else:
        yield Check("release", State.OK, "identical to a fresh generation")


SOURCE_LOOKS: Mapping[str, Callable[[Assignment], Iterator[Check]]] = {
    "rubric": _rubric,
    "data": _data,
    "scenario": _scenario,
    "master notebook": _master,
    "release": _release,
}
