"""
What a run has to do: which submissions there are, and how far each has come. Needs no nbgrader and runs nothing.

    new        never run, or handed in anew, or the course, the engine or the environment changed -> run, score, write
    unwritten  run and kept, but not (or no longer) in the gradebook                              -> score, write
    outdated   run and written, but the rubric changed since                                      -> ``grader rescore``
    done       nothing to do
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from grader.course.settings import Settings
from grader.course.tables import query
from grader.errors import CourseError
from grader.execution import fingerprint
from grader.execution.store import Store

STATE = "state.json"
ENGINE = (
    "execution",
    "course/outcome.py",
    "course/outputs.py",
    "grade.py",
    "reading/evidence.py",
    "reading/exporter.py",
    "reading/forms.py",
    "report/safe_html.py",
)
"""Our code that decides what running a submission leaves."""
SCORING = ("exercise", "reading", "rubric", "model.py", "grade.py", "report/cells.py", "course/suggest.py")
"""Our code that decides what that is worth, and in which words."""


class Stage(StrEnum):
    """How far a submission has come."""

    NEW = "new"
    UNWRITTEN = "unwritten"
    OUTDATED = "outdated"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission and how far it has come; ``run_key`` names what its outcome depends on."""

    student: str
    folder: Path
    run_key: str
    stage: Stage
    state: dict[str, object]


@dataclass(frozen=True, slots=True)
class Plan:
    """All submissions of an assignment, sorted by student."""

    entries: tuple[Entry, ...]
    refused: tuple[str, ...]
    """Folder names that nbgrader cannot name (a line break in them)."""
    course_key: str
    score_key: str

    def of(self, *stages: Stage) -> list[Entry]:
        """Return the entries at one of ``stages``."""
        return [entry for entry in self.entries if entry.stage in stages]


def make_plan(settings: Settings, assignment: str, store: Store) -> Plan:
    """
    Return what there is to do for everything in ``submitted/``.

    Raises: CourseError when there is no release or nothing was handed in.
    """
    if not settings.submitted.is_dir():
        raise CourseError(
            where=str(settings.submitted),
            got="no such folder",
            expected="submissions",
            do=f"Put notebooks into submitted/<student>/{assignment}/.",
        )
    names = sorted(path.name for path in settings.submitted.iterdir() if (path / assignment).is_dir() or (path / assignment).is_symlink())
    refused = tuple(name for name in names if "\n" in name or "\r" in name)
    students = [name for name in names if name not in refused and name not in settings.excluded]
    course, worth = _course_key(settings, assignment), fingerprint.of_code(*SCORING)
    written = _written(settings.db_url, assignment)
    entries = []
    for student in students:
        folder = settings.submitted / student / assignment
        key = fingerprint.of(course, fingerprint.of_folder(folder))
        state = read_state(store, student)
        there = (settings.autograded / student / assignment / f"{assignment}.ipynb").is_file()
        entries.append(Entry(student, folder, key, _stage(state, key, worth, there and written.get(student)), state))
    return Plan(tuple(entries), refused, course, worth)


def read_state(store: Store, student: str) -> dict[str, object]:
    """Return what was noted of ``student`` when its outcome was last kept or written; empty when nothing was."""
    try:
        state = json.loads(store.read(student, STATE) or b"{}")
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}


def write_state(store: Store, student: str, state: dict[str, object]) -> None:
    """Note ``state``, whole or not at all."""
    store.write(student, STATE, json.dumps(state).encode())


def _stage(state: dict[str, object], run_key: str, score_key: str, identity: object) -> Stage:
    if state.get("run") != run_key:
        return Stage.NEW
    if not identity or state.get("submission") != identity:
        return Stage.UNWRITTEN
    return Stage.DONE if state.get("score") == score_key else Stage.OUTDATED


def _course_key(settings: Settings, assignment: str) -> str:
    source, released = settings.root / "source" / assignment, settings.root / "release" / assignment / f"{assignment}.ipynb"
    if not released.is_file():
        raise CourseError(where=str(released), got="no such file", expected="the released notebook", do="Run `grader release` first.")
    files = sorted(path for path in source.rglob("*") if path.is_file())
    return fingerprint.of(
        fingerprint.of_files(source, files),
        released.read_bytes(),
        fingerprint.of_code(*ENGINE),
        fingerprint.of_environment(),
        settings.limits,
        settings.isolation,
        settings.trust_timestamps,
    )


WRITTEN = (
    "SELECT submitted_assignment.student_id, submitted_assignment.id FROM submitted_assignment "
    "JOIN assignment ON assignment.id = submitted_assignment.assignment_id WHERE assignment.name = :name"
)


def _written(db_url: str, assignment: str) -> dict[str, str]:
    """Return student -> id of the submission in the gradebook; empty where there is none yet."""
    return {str(student): str(identity) for student, identity in query(db_url, WRITTEN, assignment)}
