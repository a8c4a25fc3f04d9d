"""
The one call of every hidden test: judge a cell of a live notebook against the data beside it.

It runs where an instructor runs the master (``nbgrader validate``, JupyterLab). While autograding, hidden
tests are never executed; the same judges read the evidence outside the student's process instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.exercise.facts import load_facts
from grader.model import CellReport, Status
from grader.reading.evidence import CellEvidence, Evidence
from grader.reading.exporter import export_names
from grader.rubric.criteria import RUBRIC, VARIABLES, case_of
from grader.rubric.engine import judge_cell


def check(cell: str, namespace: Mapping[str, object], folder: str | Path = ".") -> None:
    """
    Judge the graded cell ``cell`` on the variables in ``namespace``; ``folder`` holds ``data/``.

    Raises: AssertionError naming every criterion that is not fully earned; KeyError for an unknown cell.
    """
    report = judge_live(cell, namespace, Path(folder))
    short = [verdict for verdict in report.verdicts if verdict.status is not Status.EARNED]
    lines = [f"{verdict.key} ({verdict.status}): {verdict.say_instructor or verdict.say_student}" for verdict in short]
    assert not short, f"{cell}: {report.score} of {report.points:g} points\n" + "\n".join(lines)


def judge_live(cell: str, namespace: Mapping[str, object], folder: Path) -> CellReport:
    """Return the report of one cell of a live notebook."""
    rubric = {line.graded_by: line for line in RUBRIC}[cell]
    values = {name: CellEvidence(export_names(namespace, names)) for name, names in VARIABLES.items()}
    return judge_cell(rubric, case_of(Evidence(values, {}), load_facts(folder)))
