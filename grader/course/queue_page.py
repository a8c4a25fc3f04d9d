"""
Formgrader's page of one submission, with what our queue adds: the exporter that a server extension gives to formgrader.

It shows nothing a student typed as HTML that acts, whatever ``nbgrader_config.py`` says, and no student id as HTML.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader.handlers import template_path

from grader.course.comments import read_comments
from grader.course.decisions import decisions, median_seconds
from grader.course.pages import markdown2html
from grader.course.waiting import Waiting, kept_report, read_queue, reasons
from grader.execution.store import Store
from grader.grade import PROSE_CELLS
from grader.model import Report
from grader.report.queue import TEMPLATES, Panel, QueuePage, answer_html, panel


@pass_context
def markdown_or_answer(context: Context, source: str) -> str:
    """Return a Markdown cell as HTML: an answer that waits with its figures marked, every other as ``pages.markdown2html`` does."""
    cell, page = context.get("cell") or {}, (context.get("resources") or {}).get("queue")
    waits = page and page.panels.get(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id"))
    return answer_html(waits.answer) if waits and waits.answer else markdown2html(source)


class QueueExporter(HTMLExporter):
    """nbgrader's page of a submission with a panel beside each answer that waits; ``parent`` is nbgrader's formgrader."""

    def __init__(self, parent: Any) -> None:
        """Look for templates in our folder first, then in nbgrader's."""
        super().__init__(
            parent=parent,
            template_name="queue",
            extra_template_basedirs=[str(TEMPLATES), template_path],
            extra_template_paths=[template_path],
            filters={"markdown2html": markdown_or_answer},
        )

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any) -> tuple[str, Any]:
        """Return the page of the graded notebook ``filename``; ``resources`` are formgrader's."""
        given = resources or {}
        shown = {key: html.escape(value) if isinstance(value, str) else value for key, value in given.items()}
        self._shown_for = given
        page: tuple[str, Any] = super().from_filename(filename, resources=shown, **kwargs)
        return page

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:
        """Return the page of ``nb``, whose queue is read now."""
        coursedir = self.parent.coursedir
        resources["queue"] = queue_page(Path(coursedir.root), coursedir.db_url, self._shown_for, nb)
        page: tuple[str, Any] = super().from_notebook_node(nb, resources, **kwargs)
        return page


def queue_page(root: Path, db_url: str, given: Mapping[str, Any], notebook: Any) -> QueuePage:
    """Return what is shown beside nbgrader's page: ``given`` names assignment, student and submission."""
    name, store = given["assignment_id"], Store(root, given["assignment_id"])
    queue, made = read_queue(db_url, name), decisions(store)
    waiting = queue.of(given["submission_id"])
    report = kept_report(store, given["student"]) if waiting else None
    cells = {found: cell for cell in notebook.cells if (found := cell.metadata.get("nbgrader", {}).get("grade_id"))}
    panels = {key: _panel(report, waiting[key], cell) for key, cell in cells.items() if key in waiting}
    return QueuePage(name, panels, queue.left, queue.done, median_seconds(made), read_comments(root, name), given["base_url"])


def _panel(report: Report | None, waits: Waiting, cell: Any) -> Panel:
    return panel(
        next((one for one in report.cells if one.cell == waits.cell), None) if report else None,
        waits.cell,
        suggested=waits.suggested,
        earlier=waits.earlier,
        reasons=reasons(report, waits.cell),
        possible=float(cell.metadata.nbgrader.get("points", 0)),
        text=cell.source if waits.cell in PROSE_CELLS else "",
    )
