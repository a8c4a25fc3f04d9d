"""Swap the assignment to another scenario or seed: data, context texts and reference prose in one step."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.course.reference_text import reference_analysis, reference_recommendation
from grader.course.scenario_text import change_markdown, context_markdown
from grader.errors import CourseError
from grader.exercise.data import load_dataset
from grader.exercise.facts import facts_of
from grader.exercise.generate import generate
from grader.exercise.refusal import refuse_collisions
from grader.model import Facts


def use_scenario(assignment: Path, scenario: str, seed: int) -> Facts:
    """
    Give the assignment folder ``assignment`` the data and texts of ``scenario`` with ``seed``; return its facts.

    Everything is made and checked beside the assignment first, so a refused scenario changes nothing. Raises:
    CourseError for an unknown scenario, mistakes that collide on its data, or a master without its cells.
    """
    master = assignment / f"{assignment.name}.ipynb"
    with tempfile.TemporaryDirectory(prefix="scenario-") as name:
        made = Path(name) / "data"
        made.mkdir()
        generate(scenario, seed, made)
        dataset = load_dataset(made)
        facts = facts_of(dataset)
        refuse_collisions(facts)
        notebook = nbformat.read(master, as_version=4)
        workload = dataset.workload
        _write(notebook, "scenario-context", context_markdown(workload))
        _write(notebook, "scenario-change", change_markdown(workload))
        _write(notebook, "analysis", reference_analysis(workload, facts))
        _write(notebook, "recommendation", reference_recommendation(workload, facts))
        target = assignment / "data"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)
        nbformat.write(notebook, master)
    return facts


def _write(notebook: NotebookNode, cell_id: str, text: str) -> None:
    for cell in notebook.cells:
        if cell.get("id") == cell_id:
            cell.source = text
            return
    raise CourseError(
        where="the master notebook", got=f"no cell with id {cell_id!r}", expected="the cells of the design", do="Restore it from git."
    )
