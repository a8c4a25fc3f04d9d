"""
A report as suggestions in nbgrader's terms: score outputs in the notebook, ``auto_score``, ``auto_comment`` and
``needs_manual_grade`` in the gradebook. A person's mark and comment are never touched.
"""

from __future__ import annotations

import json
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from grader.execution.store import Store
from grader.grade import PROSE_CELLS
from grader.model import Report
from grader.report.cells import cell_html, comment_markdown

JUDGED = "judged.json"
"""What was said per cell when marks were last suggested; a person who marked after that has seen it."""


def show_scores(notebook: NotebookNode, report: Report) -> None:
    """Replace the outputs of the test cells by one finite Python float each and the criteria as a table."""
    by_cell = {cell.cell: cell for cell in report.cells}
    for cell in notebook.cells:
        judged = by_cell.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if judged is not None and cell.cell_type == "code":
            data = {"text/plain": repr(float(judged.score or 0.0)), "text/html": cell_html(judged)}
            cell.outputs = [new_output("execute_result", data=data, execution_count=None)]


def suggest(submitted: Any, report: Report, store: Store, student: str) -> None:
    """
    Write the suggestions of ``report`` into ``submitted`` (nbgrader's ``SubmittedNotebook``); the caller commits, then calls ``remember``.

    A cell that a person marked waits for a person again only where what is said about it has changed since.
    """
    grades = {grade.name: grade for grade in submitted.grades}
    comments = {comment.name: comment for comment in submitted.comments}
    before = _before(store, student)
    for judged in report.cells:
        grade = grades[judged.cell]
        grade.auto_score = judged.score
        if grade.manual_score is not None:
            grade.needs_manual_grade = before.get(judged.cell) != comment_markdown(judged)
        else:
            grade.needs_manual_grade = judged.needs_person
        if judged.cell in PROSE_CELLS:  # the other cells show their criteria in the output of the test cell
            comments[judged.cell].auto_comment = comment_markdown(judged)


def remember(store: Store, student: str, report: Report) -> None:
    """Keep what was said, for the next time."""
    said = {judged.cell: comment_markdown(judged) for judged in report.cells}
    store.write(student, JUDGED, json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))


def _before(store: Store, student: str) -> dict[str, str]:
    try:
        kept = json.loads(store.read(student, JUDGED) or b"{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}
