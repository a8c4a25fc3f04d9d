"""
Pages that show submissions, in feedback and in formgrader: nothing a student handed in runs in them.

Outputs were cleaned when they were taken (see ``outputs.py``). ``markdown2html`` is the filter that ``nbgrader_config.py`` gives to
nbconvert's HTML exporter, for answers and for comments alike; ``FeedbackExporter`` also finds the submissions that nbgrader's
globbing misses.
"""

from __future__ import annotations

import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets import Bool

from grader.course.feedback import EXCHANGED, Marked, page_of, read_marked
from grader.execution.store import Store
from grader.report.feedback import render
from grader.report.record import read_report
from grader.report.safe_html import plain_html, safe_html

SHOWN_AT_MOST = 10
LONGEST_MARKDOWN = 30_000
"""Longer text is shown as typed: a parser of Markdown may take very long over what is made to last."""
MANY_MARKS = 2_000


def markdown2html(source: str) -> str:
    """Return Markdown as HTML that cannot act. Used as nbconvert's ``markdown2html`` filter."""
    if len(source) > LONGEST_MARKDOWN or sum(source.count(mark) for mark in "[]*_`>") > MANY_MARKS:
        return plain_html(source)
    try:
        return safe_html(MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)).render(source))
    except Exception:  # a parser that stumbles over a text (an attachment that is none, a nesting bomb) must not cost anybody a page
        return plain_html(source)


class FeedbackExporter(HTMLExporter):
    """
    The exporter of ``nbgrader generate_feedback``: our page, where a report of ours is kept, else nbconvert's.

    It adds the graded submissions that nbgrader's globbing misses, and leaves out those a person has still to look at.
    """

    release_unseen = Bool(False, help="Write feedback also for submissions that wait for a person, marks so far.").tag(config=True)
    show_expected = Bool(False, help="Show students what was found and what was expected, values included.").tag(config=True)

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:
        """Return the page of a submission, from its graded notebook ``nb``."""
        info = (resources or {}).get("nbgrader", {})
        coursedir = getattr(self.parent, "coursedir", None)
        kept = info and coursedir and Store(Path(coursedir.root), info["assignment"]).read(info["student"], "report.json")
        if not coursedir or not kept:
            plain: tuple[str, Any] = super().from_notebook_node(nb, resources, **kwargs)
            return plain
        copy, resources = self._preprocess(deepcopy(nb), self._init_resources(resources))
        marked = self._marked_in(coursedir.db_url, info["assignment"])[info["student"]]
        page = page_of(info["student"], read_report(kept), marked, copy, name=info["assignment"], show_expected=self.show_expected)
        return render(page), resources

    def _marked_in(self, db_url: str, name: str) -> dict[str, Marked]:
        """Return what the gradebook says of the assignment ``name``, read once for this run."""
        if self._read.get(name) is None:
            self._read[name] = read_marked(db_url, name)
        return self._read[name]

    def __init__(self, **kwargs: Any) -> None:
        """Settle whose feedback is written; one named with ``--student`` is written on purpose, whatever waits."""
        super().__init__(**kwargs)
        self._read: dict[str, dict[str, Marked]] = {}
        coursedir = getattr(self.parent, "coursedir", None)
        if coursedir is None or coursedir.notebook_id != "*" or coursedir.student_id != "*":
            return
        for student in (Path(coursedir.root) / coursedir.autograded_directory).iterdir():
            folder = Path(coursedir.format_path(coursedir.autograded_directory, student.name, coursedir.assignment_id))
            notebooks = sorted(str(path) for path in folder.iterdir() if path.suffix == ".ipynb") if folder.is_dir() else []
            if notebooks:
                self.parent.assignments.setdefault(str(folder), notebooks)
        self._copy_nothing()
        if not self.release_unseen:
            marked = self._marked_in(coursedir.db_url, coursedir.assignment_id)
            self._leave_out(sorted(student for student in marked if marked[student].waiting), coursedir)

    def _copy_nothing(self) -> None:
        """
        Point the converter to folders that hold what the exchange needs alone: a page needs no other file.

        nbgrader would copy everything, and under some student ids the graded notebook too, hidden tests included.
        """
        converter, original = self.parent, self.parent._format_source
        self._place = tempfile.TemporaryDirectory(prefix="grader-feedback-", ignore_cleanup_errors=True)
        empty = Path(self._place.name)

        def format_source(assignment_id: str, student_id: str, escape: bool = False) -> str:
            folder: str = original(assignment_id, student_id, escape=escape)
            if escape or "*" in (assignment_id, student_id):
                return folder
            for name in EXCHANGED:
                (empty / name).unlink(missing_ok=True)
                if (Path(folder) / name).is_file():
                    (empty / name).write_bytes((Path(folder) / name).read_bytes())
            return str(empty)

        converter._format_source = format_source

    def _leave_out(self, students: list[str], coursedir: Any) -> None:
        left = [
            student
            for student in students
            if self.parent.assignments.pop(coursedir.format_path(coursedir.autograded_directory, student, coursedir.assignment_id), None)
        ]
        if left:
            shown = ", ".join(left[:SHOWN_AT_MOST]) + (f" and {len(left) - SHOWN_AT_MOST} more" if len(left) > SHOWN_AT_MOST else "")
            self.log.warning(
                "%d wait for a person in formgrader and get no feedback yet: %s. To release one all the same, name it with --student; "
                "to release all, --FeedbackExporter.release_unseen=True.",
                len(left),
                shown,
            )
