"""
Score what is kept again, by the rubric of today: first a preview of who changes, by how much and by which criterion, then the marks.

No notebook is run. A person's marks stay; a cell whose words changed waits for that person again, as after any re-grade.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course.cohort import EVIDENCE, EXECUTED, REPORT, Watch, alone
from grader.course.gradebook import read_marks
from grader.course.intake import course_files, take
from grader.course.plan import Entry, Plan, Stage, make_plan, write_state
from grader.course.settings import Settings
from grader.course.summary import people_of
from grader.course.tables import told
from grader.course.writer import Writer
from grader.execution.store import Store
from grader.grade import Assignment, score
from grader.model import Facts, Report
from grader.reading.evidence import read_evidence
from grader.report.record import read_report, report_json

NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """One student whose report would change: totals, and criterion -> (points before, points after) where they differ."""

    student: str
    before: float
    after: float
    criteria: dict[str, tuple[float, float]]
    by_person: tuple[str, ...] = ()
    """Cells whose mark a person gave; it stays whatever is suggested."""

    @property
    def words_only(self) -> bool:
        """Whether no mark changes, only what is said about one."""
        return not self.criteria and abs(self.after - self.before) < NEAR


@dataclass(frozen=True, slots=True)
class Preview:
    """What scoring again would do, and the reports to write."""

    changes: tuple[Change, ...]
    unchanged: int
    not_kept: tuple[str, ...]
    """Students that were never run, or whose submission changed since; ``grader grade`` runs them."""
    reports: dict[str, Report]
    plan: Plan


def preview(name: str, settings: Settings, watch: Watch = lambda *_: None) -> Preview:
    """
    Return what scoring the kept evidence of the assignment ``name`` again would change; nothing is written.

    Raises: CourseError when the course is broken.
    """
    assignment, store = Assignment(name, settings.root), Store(settings.root, name)
    plan = make_plan(settings, name, store)
    facts = assignment.facts()
    kept = plan.of(Stage.DONE, Stage.OUTDATED, Stage.UNWRITTEN)
    changes, reports, same = [], {}, 0
    for done, entry in enumerate(kept, start=1):
        report = _scored(store, entry, facts)
        before = _before(store, entry.student)
        raw = report_json(report)
        if before is not None and raw == before[1]:
            same += 1
        else:
            reports[entry.student] = report
            changes.append(_change(entry.student, before[0] if before else None, report))
        watch(done, len(kept), entry.student)
    marked = _by_person(settings.db_url, name) if changes else {}
    changes = [replace(change, by_person=marked.get(change.student, ())) for change in changes]
    new = tuple(entry.student for entry in plan.of(Stage.NEW))
    return Preview(tuple(sorted(changes, key=lambda one: (one.words_only, one.student))), same, new, reports, plan)


def write(name: str, settings: Settings, shown: Preview, watch: Watch = lambda *_: None) -> int:
    """
    Write the reports of ``shown`` into the gradebook and ``autograded/``; return how many.

    Raises: CourseError when another run is going on.
    """
    assignment, store = Assignment(name, settings.root), Store(settings.root, name)
    ours = course_files(assignment.source)
    with (
        alone(store),
        told(settings.db_url),
        Writer(settings, assignment, store) as writer,
        tempfile.TemporaryDirectory(prefix="grader-") as place,
    ):
        to_write = [entry for entry in shown.plan.entries if entry.student in shown.reports]
        for done, entry in enumerate(to_write, start=1):
            report, copy = shown.reports[entry.student], Path(place) / "handed-in"
            take(entry.folder, copy, ours, trust_times=settings.trust_timestamps)
            identity = writer.write(entry.student, copy, store.read(entry.student, EXECUTED) or b"", report)
            store.write(entry.student, REPORT, report_json(report))
            _note(store, shown.plan, entry, report, identity)
            watch(done, len(to_write), entry.student)
        for entry in shown.plan.of(Stage.OUTDATED):
            if entry.student not in shown.reports:
                write_state(store, entry.student, {**entry.state, "score": shown.plan.score_key})
    return len(shown.reports)


def by_criterion(changes: Iterable[Change]) -> list[tuple[str, int, float]]:
    """Return (criterion, students it changes for, sum of points) of ``changes``, the most frequent first."""
    found: dict[str, list[float]] = {}
    for change in changes:
        for key, (before, after) in change.criteria.items():
            found.setdefault(key, []).append(after - before)
    return sorted(((key, len(gaps), sum(gaps)) for key, gaps in found.items()), key=lambda row: (-row[1], row[0]))


def _by_person(db_url: str, name: str) -> dict[str, tuple[str, ...]]:
    return {one.student: tuple(mark.cell for mark in one.marks if mark.manual is not None) for one in read_marks(db_url, name, ())}


def _scored(store: Store, entry: Entry, facts: Facts) -> Report:
    return score(read_evidence(store.read(entry.student, EVIDENCE) or b""), facts)


def _before(store: Store, student: str) -> tuple[Report, bytes] | None:
    raw = store.read(student, REPORT)
    try:
        return (read_report(raw), raw) if raw else None
    except (ValueError, TypeError):  # written by an earlier version
        return None


def _change(student: str, before: Report | None, after: Report) -> Change:
    old, new = _points(before) if before else {}, _points(after)
    criteria = {key: (old.get(key, 0.0), new.get(key, 0.0)) for key in {**old, **new} if abs(old.get(key, 0.0) - new.get(key, 0.0)) > NEAR}
    return Change(student, before.score if before else 0.0, after.score, criteria)


def _points(report: Report) -> dict[str, float]:
    return {verdict.key: round((verdict.fraction or 0.0) * verdict.points, 4) for cell in report.cells for verdict in cell.verdicts}


def _note(store: Store, plan: Plan, entry: Entry, report: Report, identity: str) -> None:
    state = {**entry.state, "run": entry.run_key, "score": plan.score_key, "submission": identity, "people": people_of(report)}
    write_state(store, entry.student, state)
