"""
One submission, run: what a worker is given, what it gives back. A worker has no gradebook and writes nowhere.

    Kit (the same for everybody) + HandedIn (one student) --repair, run, clean--> Outcome
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.course.outputs import clean_outputs
from grader.errors import CourseError, MachineError
from grader.execution import fingerprint
from grader.execution.kernel import RunResult
from grader.execution.limits import Limits
from grader.execution.repair import grade_id, rebuild
from grader.execution.wall import Bubblewrap, Wall, wall_named
from grader.execution.warm import ForkServer
from grader.execution.worker import when_leaving
from grader.grade import evidence_of, run_rebuilt
from grader.reading.evidence import write_evidence
from grader.rubric.criteria import VARIABLES


@dataclass(frozen=True)
class Kit:
    """What every submission of a run shares."""

    version: str
    """``fingerprint.of_code`` of who sends the work; workers with other code refuse it."""
    released: str
    """The notebook as students got it, as text."""
    master: Mapping[str, tuple[str, str]]
    """Cell id -> (source, checksum) of the locked cells as the gradebook has them, hidden tests included."""
    kernelspec: Mapping[str, str] | None
    files: Mapping[str, bytes]
    """The course's own files (data), relative name -> content."""
    limits: Limits
    isolation: str
    hidden: Path
    """The course folder, which must not be seen behind the wall."""
    modules: tuple[str, ...]
    """What the released notebook imports."""
    key: str = ""
    """A hash of all of it; a worker that has met another one starts afresh."""


@dataclass(frozen=True)
class HandedIn:
    """One submission."""

    student: str
    raw: bytes
    missing: str = ""
    """Why there is no notebook to read, or empty."""
    repairs: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    """What was handed in beside the notebook and the course's own files."""


@dataclass(frozen=True)
class Outcome:
    """What running one submission left."""

    evidence: bytes
    notebook: bytes
    """The executed notebook with cleaned outputs, as JSON."""
    seconds: float
    machine: str = ""
    """What went wrong with the machine (not with the submission), or empty; such an outcome is not kept."""
    memory_bytes: int = 0
    """Most memory that its processes held together; 0 where nothing ran."""


def run(kit: Kit, handed_in: HandedIn) -> Outcome:
    """
    Return what running ``handed_in`` leaves.

    Raises: CourseError when this worker cannot isolate or has other code than the sender.
    """
    started = time.monotonic()
    bench = _bench(kit)
    rebuilt = rebuild(handed_in.raw, bench.released)
    if handed_in.missing:
        rebuilt.unreadable, rebuilt.problems = handed_in.missing, [handed_in.missing]
    rebuilt.repairs += handed_in.repairs
    rebuilt.problems += handed_in.problems
    _as_sanitized(rebuilt.notebook, kit)
    machine = ""
    try:
        with bench.files(handed_in.files) as folder:
            result = run_rebuilt(rebuilt, folder.path, kit.limits, bench.wall, bench.forks)
    except MachineError as error:
        machine = str(error).splitlines()[0]
        result = RunResult(lost=dict.fromkeys(VARIABLES, machine))
    evidence = evidence_of(rebuilt, result)
    clean_outputs(rebuilt.notebook)
    text = nbformat.writes(rebuilt.notebook, version=4)
    seconds = time.monotonic() - started
    return Outcome(write_evidence(evidence), text.encode("utf-8", "replace"), seconds, machine, result.memory_bytes)


def _as_sanitized(notebook: NotebookNode, kit: Kit) -> None:
    """Make ``notebook`` what nbgrader's sanitizing would: locked cells and check sums as in the gradebook, the master's kernel."""
    for cell in notebook.cells:
        known = kit.master.get(grade_id(cell))
        if known is None:
            continue
        source, checksum = known
        cell.metadata.nbgrader["checksum"] = checksum
        if cell.metadata.nbgrader.get("locked"):
            cell.source = source
    if kit.kernelspec:
        notebook.metadata["kernelspec"] = nbformat.from_dict(kit.kernelspec)


class _Bench:
    """What one worker keeps between submissions: the parsed notebook, the course's files, a fork server."""

    def __init__(self, kit: Kit) -> None:
        here = fingerprint.of_code()
        if here != kit.version:
            raise CourseError(
                where="worker",
                got=f"version {here}",
                expected=f"version {kit.version}, as who sends the work",
                do="Install the same version.",
            )
        self.key = kit.key
        self.released = nbformat.reads(kit.released, as_version=4)
        self.wall: Wall = wall_named(kit.isolation, kit.hidden)
        self.forks = ForkServer(self.wall, kit.limits, kit.modules) if isinstance(self.wall, Bubblewrap) else None
        self.place = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        self.course = Path(self.place.name) / "course"
        _write(kit.files, self.course)
        when_leaving(self.close)

    def files(self, extra: Mapping[str, bytes]) -> _Files:
        """Return the folder a kernel is given: the course's files, and ``extra`` where there is any."""
        return _Files(self.course, extra)

    def close(self) -> None:
        """End the fork server and remove the files."""
        if self.forks is not None:
            self.forks.close()
        self.place.cleanup()


class _Files:
    """A folder for one submission; the shared one where nothing was handed in beside the notebook."""

    def __init__(self, course: Path, extra: Mapping[str, bytes]) -> None:
        self.path, self.own = course, bool(extra)
        if extra:
            self.path = Path(tempfile.mkdtemp(prefix="grader-"))
            _write(extra, self.path)
            shutil.copytree(course, self.path, dirs_exist_ok=True)

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        if self.own:
            shutil.rmtree(self.path, ignore_errors=True)


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


_local = threading.local()


def _bench(kit: Kit) -> _Bench:
    """Return this thread's bench for ``kit``: a fork server starts one kernel at a time."""
    bench: _Bench | None = getattr(_local, "bench", None)
    if bench is None or bench.key != kit.key:
        if bench is not None:
            bench.close()
        bench = _local.bench = _Bench(kit)
    return bench
