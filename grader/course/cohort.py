"""
Grade a cohort: plan, run what is new on many cores, keep every outcome, score, write. Interrupted anywhere, it goes on where it was.

    submitted/ --plan--> new ones --workers--> outcomes, kept --score--> one writer --> autograded/, gradebook
"""

from __future__ import annotations

import ast
import fcntl
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course.plan import Entry, Plan, Stage, make_plan, read_state, write_state
from grader.course.settings import Settings
from grader.course.summary import Summary, people_of
from grader.course.tables import told
from grader.errors import CourseError
from grader.execution import fingerprint
from grader.execution.crew import Crew, DaskCrew, LocalCrew, cores, prepare
from grader.execution.pool import Failed, work_through
from grader.execution.store import Store

if TYPE_CHECKING:  # a run with nothing to do must not wait for these
    from grader.course.outcome import HandedIn, Kit, Outcome
    from grader.course.writer import Writer
    from grader.model import Facts

EVIDENCE, EXECUTED, REPORT = "evidence.json", "executed.ipynb", "report.json"
WORKER_MODULES = ("grader.lean", "grader.course.outcome")


Watch = Callable[[int, int, str], None]
"""Called with (submissions done, submissions to do, student)."""


def grade_cohort(
    name: str, settings: Settings, workers: int | None = None, dask: str | None = None, watch: Watch = lambda *_: None
) -> Summary:
    """
    Run, score and write everything handed in for the assignment ``name`` that is not yet; return what was done.

    ``workers`` notebooks run at a time on this machine, or as many as the workers of the Dask scheduler at ``dask`` take.

    Raises: CourseError before anyone is graded when the course is broken, the machine cannot isolate, or another run is going on.
    """
    started = time.monotonic()
    store = Store(settings.root, name)
    with alone(store):
        plan = make_plan(settings, name, store)
        summary = Summary(total=len(plan.entries), unchanged=len(plan.of(Stage.DONE)), outdated=len(plan.of(Stage.OUTDATED)))
        for entry in plan.of(Stage.DONE, Stage.OUTDATED):
            summary.note(entry.student, entry.state.get("people"))
        for refused in plan.refused:
            summary.people[repr(refused)] = ["the folder's name has a line break in it, so nothing in it was graded; rename it"]
        if plan.of(Stage.NEW) and not dask:
            prepare(WORKER_MODULES)
        if plan.of(Stage.NEW, Stage.UNWRITTEN):
            with told(settings.db_url), _Run(name, settings, store, plan) as run:
                run.all(summary, watch, workers or cores(), dask)
    summary.seconds = time.monotonic() - started
    return summary


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """Hold the assignment's lock. Raises: CourseError when another run holds it."""
    path = store.path("", "lock").parent.parent / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CourseError(
                where=str(path), got="another run that is going on", expected="one run at a time", do="Wait for it, or end it."
            ) from error
        yield


class _Run:
    """One run that has something to do."""

    def __init__(self, name: str, settings: Settings, store: Store, plan: Plan) -> None:
        from grader.course.audit import audit
        from grader.course.writer import Writer
        from grader.execution.wall import wall_named
        from grader.grade import Assignment

        self.settings, self.store, self.plan = settings, store, plan
        self.assignment = Assignment(name, settings.root)
        audit(self.assignment)
        wall_named(settings.isolation, settings.root)
        self.facts: Facts = self.assignment.facts()
        self.writer: Writer = Writer(settings, self.assignment, store)
        self.place = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        self.ours: tuple[Path, ...] = ()

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.writer.gradebook.close()
        self.place.cleanup()

    def all(self, summary: Summary, watch: Watch, workers: int, dask: str | None) -> None:
        """Write what is kept, then run and write what is new."""
        from grader.course.intake import course_files
        from grader.course.outcome import run

        self.ours = course_files(self.assignment.source)
        unwritten, new = self.plan.of(Stage.UNWRITTEN), self.plan.of(Stage.NEW)
        to_do = len(unwritten) + len(new)
        for entry in unwritten:
            self._write(entry, summary, "")
            watch(summary.written, to_do, entry.student)
        if not new:
            return
        by_student = {entry.student: entry for entry in new}
        kit = self._kit()
        crew: Crew = DaskCrew(dask, kit) if dask else LocalCrew(min(workers, len(new)), kit, WORKER_MODULES)
        try:
            for handed_in, outcome in work_through(crew, run, map(self._handed_in, new)):
                entry = by_student[handed_in.student]
                self._keep(entry, handed_in, outcome, summary)
                summary.ran += 1
                watch(summary.written, to_do, entry.student)
        finally:
            crew.close()

    def _kit(self) -> Kit:
        import json

        import nbformat

        from grader.course.outcome import Kit

        released = self.assignment.released()
        kernelspec, source = self.writer.kernelspec, self.assignment.source
        return Kit(
            version=fingerprint.of_code(),
            released=nbformat.writes(released),
            master=self.writer.master_cells,
            kernelspec=json.loads(kernelspec) if kernelspec else None,
            files={path.as_posix(): (source / path).read_bytes() for path in self.ours},
            limits=self.settings.limits,
            isolation=self.settings.isolation,
            hidden=self.assignment.root,
            modules=tuple(sorted({name for cell in released.cells if cell.cell_type == "code" for name in imported_by(cell.source)})),
            key=self.plan.course_key,
        )

    def _handed_in(self, entry: Entry) -> HandedIn:
        """Return one submission as a worker gets it."""
        from grader.course.intake import take
        from grader.course.outcome import HandedIn
        from grader.course.submitted import choose

        copy = Path(self.place.name) / "handed-in"
        taken = take(entry.folder, copy, self.ours, trust_times=self.settings.trust_timestamps)
        chosen = choose(entry.folder, entry.folder / f"{self.assignment.name}.ipynb")
        extra = [path for path in sorted(copy.rglob("*")) if path.is_file() and path.relative_to(copy) not in self.ours]
        return HandedIn(
            entry.student,
            chosen.read(),
            missing=chosen.note if chosen.path is None else "",
            repairs=((chosen.note,) if chosen.path is not None and chosen.note else ()) + taken.notes,
            problems=taken.doubts,
            files={path.relative_to(copy).as_posix(): path.read_bytes() for path in extra},
        )

    def _keep(self, entry: Entry, handed_in: HandedIn, outcome: Outcome | Failed, summary: Summary) -> None:
        """Keep an outcome so that it is never made again, then write it; the machine's fault is written and not kept."""
        if isinstance(outcome, Failed):
            outcome = self._lost(handed_in, outcome.why)
        if outcome.seconds > summary.slowest[1]:
            summary.slowest = (entry.student, outcome.seconds)
        self.store.write(entry.student, EVIDENCE, outcome.evidence)
        self.store.write(entry.student, EXECUTED, outcome.notebook)
        if outcome.machine:
            summary.machine[entry.student] = outcome.machine
        else:
            used = {"seconds": round(outcome.seconds, 3), "memory_bytes": outcome.memory_bytes}
            write_state(self.store, entry.student, {"run": entry.run_key, **used})
        self._write(entry, summary, outcome.machine)

    def _lost(self, handed_in: HandedIn, why: str) -> Outcome:
        """Return the outcome of a submission whose workers died: everything unscored."""
        import nbformat

        from grader.course.outcome import Outcome
        from grader.execution.kernel import RunResult
        from grader.execution.repair import rebuild
        from grader.grade import evidence_of
        from grader.reading.evidence import write_evidence
        from grader.rubric.criteria import VARIABLES

        rebuilt = rebuild(handed_in.raw, self.assignment.released())
        evidence = evidence_of(rebuilt, RunResult(lost=dict.fromkeys(VARIABLES, why)))
        return Outcome(write_evidence(evidence), nbformat.writes(rebuilt.notebook).encode("utf-8", "replace"), 0.0, machine=why)

    def _write(self, entry: Entry, summary: Summary, machine: str) -> None:
        """Score what is kept of a submission and write it."""
        from grader.course.intake import take
        from grader.grade import score
        from grader.reading.evidence import read_evidence
        from grader.report.record import report_json

        evidence = read_evidence(self.store.read(entry.student, EVIDENCE) or b"")
        report = score(evidence, self.facts)
        copy = Path(self.place.name) / "to-write"
        take(entry.folder, copy, self.ours, trust_times=self.settings.trust_timestamps)
        identity = self.writer.write(entry.student, copy, self.store.read(entry.student, EXECUTED) or b"", report)
        self.store.write(entry.student, REPORT, report_json(report))
        people = people_of(report)
        if not machine:
            state = {
                **read_state(self.store, entry.student),
                "run": entry.run_key,
                "score": self.plan.score_key,
                "submission": identity,
                "people": people,
            }
            write_state(self.store, entry.student, state)
        summary.note(entry.student, people)
        summary.written += 1


def imported_by(source: str) -> set[str]:
    """Return the modules that the Python text ``source`` imports; none where it cannot be parsed."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return found
