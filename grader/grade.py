"""
The whole story in one page: evidence + facts + rubric -> report. Read this first.

    submitted notebook --repair--> run (walled) --> evidence --+
                                                               +--> judges --> report
    source/<assignment>/data ----------------------> facts ----+

Running is slow and done once; scoring is pure, fast and can be repeated. Nothing after the evidence runs or
unpickles anything a student wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.errors import CourseError, SubmissionError
from grader.execution.kernel import Order, Probe, RunResult, run_notebook
from grader.execution.limits import Limits
from grader.execution.repair import Rebuilt, rebuild
from grader.execution.wall import Wall, wall_named
from grader.execution.warm import ForkServer
from grader.exercise.facts import load_facts
from grader.model import Facts, Report
from grader.reading import exporter
from grader.reading.evidence import CellError, CellEvidence, Evidence, read_cell
from grader.rubric.criteria import RUBRIC, VARIABLES, case_of
from grader.rubric.engine import judge_cell

PROBES = {f"test-{cell}": Probe(cell, names) for cell, names in VARIABLES.items()}
"""Test cell -> what is exported where it stands."""
PROSE_CELLS = ("analysis", "recommendation")
DEFAULT_ISOLATION = "bubblewrap"
PROBE_SOURCE = Path(exporter.__file__).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where one assignment lives: ``source/<name>`` with its data and ``release/<name>`` as students got it."""

    name: str
    root: Path

    @property
    def source(self) -> Path:
        """The folder of the master notebook and ``data/``."""
        return self.root / "source" / self.name

    def facts(self) -> Facts:
        """Return the facts recomputed from the untouched data."""
        return load_facts(self.source)

    def released(self) -> NotebookNode:
        """
        Return the notebook as students received it.

        Raises: CourseError when the assignment was not released.
        """
        path = self.root / "release" / self.name / f"{self.name}.ipynb"
        try:
            return nbformat.read(path, as_version=4)
        except (OSError, ValueError) as error:
            raise CourseError(
                where=str(path), got=type(error).__name__, expected="the released notebook", do="Run `grader release` first."
            ) from error


def find_assignment(assignment: str | Path) -> Assignment:
    """Return the assignment for a name (below the current folder) or for its ``source/<name>`` folder."""
    path = Path(assignment)
    if (path / "data").is_dir():
        folder = path.resolve()
        return Assignment(folder.name, folder.parent.parent)
    return Assignment(str(assignment), Path.cwd())


def grade_notebook(path: str | Path, assignment: str | Path, limits: Limits | None = None, isolation: str = DEFAULT_ISOLATION) -> Report:
    """
    Return the report of the notebook at ``path``, run behind the wall called ``isolation`` and judged from evidence.

    Raises: CourseError when the assignment is broken or this machine cannot isolate; SubmissionError when there is
    no such file; MachineError when no kernel can be started.
    """
    where = find_assignment(assignment)
    wall = wall_named(isolation, where.root)
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise SubmissionError(where=str(path), got=error.strerror or "no file", expected="a notebook", do="Check the path.") from error
    rebuilt = rebuild(raw, where.released())
    return score(collect(rebuilt, where.source, limits or Limits(), wall), where.facts())


def collect(rebuilt: Rebuilt, files: Path, limits: Limits, wall: Wall, forks: ForkServer | None = None) -> Evidence:
    """
    Run ``rebuilt`` behind ``wall`` and return its evidence; plain files below ``files`` are copied to the kernel's working folder.

    With ``forks`` its kernel is forked, not started anew.

    Raises: MachineError when no kernel can be started.
    """
    return evidence_of(rebuilt, run_rebuilt(rebuilt, files, limits, wall, forks))


def run_rebuilt(rebuilt: Rebuilt, files: Path, limits: Limits, wall: Wall, forks: ForkServer | None = None) -> RunResult:
    """Return what running ``rebuilt`` leaves, everything lost where it could not be read. Raises: as ``collect``."""
    if rebuilt.unreadable:
        return RunResult(lost=dict.fromkeys(VARIABLES, rebuilt.unreadable), isolation=wall.name)
    return run_notebook(rebuilt.notebook, Order(PROBES, PROBE_SOURCE, wall, limits, forks), files)


def evidence_of(rebuilt: Rebuilt, result: RunResult) -> Evidence:
    """Return what a run left as one evidence record; what cannot be parsed is lost, with the reason."""
    cells: dict[str, CellEvidence] = {}
    for cell in VARIABLES:
        error = result.errors.get(cell)
        failed = CellError(*error) if error else None
        try:
            cells[cell] = (
                read_cell(result.evidence[cell], failed)
                if cell in result.evidence
                else CellEvidence(lost=result.lost.get(cell, "no evidence"))
            )
        except SubmissionError as refused:
            cells[cell] = CellEvidence(lost=str(refused).splitlines()[0])
    by_id = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in rebuilt.notebook.cells}
    prose = {} if rebuilt.unreadable else {name: str(by_id[name].source) for name in PROSE_CELLS if name in by_id}
    problems = [*rebuilt.problems]
    if result.lost and not rebuilt.unreadable:
        problems.append(next(iter(result.lost.values())))
    return Evidence(cells, prose, tuple(rebuilt.untouched), tuple(rebuilt.repairs), tuple(problems), result.isolation)


def score(evidence: Evidence, facts: Facts) -> Report:
    """Return the report for ``evidence`` judged against ``facts``; pure, no clock, no files, no student code."""
    case = case_of(evidence, facts)
    cells = tuple(judge_cell(rubric, case) for rubric in RUBRIC)
    unscored = sum(verdict.points for cell in cells for verdict in cell.verdicts if verdict.fraction is None)
    reasons = [f"{cell.cell}: {reason}" for cell in cells for reason in cell.reasons if reason not in evidence.problems]
    return Report(
        score=round(sum(cell.score or 0.0 for cell in cells), 2),
        points=sum(cell.points for cell in cells),
        unscored_points=unscored,
        cells=cells,
        repairs=evidence.repairs,
        problems=(*evidence.problems, *reasons),
        isolation=evidence.isolation,
    )
