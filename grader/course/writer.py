"""
The one writer of a cohort run: ``autograded/`` and the gradebook, as ``nbgrader autograde`` would leave them.

One session, one transaction per submission; a submission's folder is replaced as a whole. Writing the same outcome twice leaves the same.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties, IgnorePattern, LimitOutput
from nbgrader.utils import compute_checksum, is_solution, is_task, rmtree

from grader.course.intake import read_time
from grader.course.settings import Settings
from grader.course.suggest import remember, show_scores, suggest
from grader.errors import CourseError
from grader.execution.store import Store
from grader.grade import Assignment
from grader.model import Report

PARTIAL = ".partial-"


class Writer:
    """Writes outcomes of one assignment, one after another; use as a context manager."""

    def __init__(self, settings: Settings, assignment: Assignment, store: Store) -> None:
        """
        Open the gradebook.

        Raises: CourseError when the assignment is not in it.
        """
        self.settings, self.assignment, self.store = settings, assignment, store
        self.gradebook = Gradebook(settings.db_url, settings.course_id)
        try:
            master = self.gradebook.find_notebook(assignment.name, assignment.name)
        except MissingEntry as error:
            self.gradebook.close()
            raise CourseError(
                where="gradebook",
                got=f"no assignment {assignment.name!r}",
                expected="the released assignment",
                do="Run `grader release` first.",
            ) from error
        self.master_cells = {cell.name: (str(cell.source), str(cell.checksum)) for cell in master.source_cells}
        """Cell id -> (source, checksum) of the master's cells as the gradebook has them."""
        self.kernelspec = str(master.kernelspec) if master.kernelspec else None
        """The master's kernel as the gradebook has it, JSON text."""
        self.gradebook.db.expunge_all()
        self.steps = [IgnorePattern(config=settings.config), LimitOutput(config=settings.config)]
        self.late = AssignLatePenalties(config=settings.config)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.gradebook.close()

    def write(self, student: str, handed_in: Path, notebook: bytes, report: Report) -> str:
        """
        Write the submission whose clean copy is ``handed_in`` and whose executed notebook is ``notebook``; return its id in the gradebook.

        Suggestions replace earlier suggestions; a person's marks and comments stay.
        """
        executed = nbformat.reads(notebook.decode(), as_version=4)
        resources: dict[str, Any] = {}
        for step in self.steps:
            executed, resources = step.preprocess(executed, resources)
        show_scores(executed, report)
        self._folder(student, handed_in, executed)
        identity = self._marks(student, read_time(handed_in), executed, report)
        remember(self.store, student, report)
        return identity

    def _folder(self, student: str, handed_in: Path, executed: NotebookNode) -> None:
        """Replace ``autograded/<student>/<assignment>`` as a whole."""
        name = self.assignment.name
        place = self.settings.autograded / student / name
        partial = place.with_name(f"{PARTIAL}{name}")
        if partial.exists():
            rmtree(str(partial))
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(handed_in, partial)
        shutil.copytree(self.assignment.source, partial, dirs_exist_ok=True, ignore=_left_behind)
        (partial / f"{name}.ipynb").write_text(nbformat.writes(executed, version=4) + "\n", encoding="utf-8")
        for folder, _, files in os.walk(partial):
            for file in files:
                (Path(folder) / file).chmod(self.settings.permissions)
            if self.settings.groupshared:
                Path(folder).chmod(0o2775)
        if place.exists():
            rmtree(str(place))
        partial.rename(place)

    def _marks(self, student: str, handed_in_at: Any, executed: NotebookNode, report: Report) -> str:
        """Write the rows of one submission in one transaction."""
        name, gradebook = self.assignment.name, self.gradebook
        gradebook.update_or_create_student(student)
        when = {"timestamp": handed_in_at.replace(tzinfo=None)} if handed_in_at else {}
        with gradebook.db.no_autoflush:
            submission = gradebook.update_or_create_submission(name, student, **when)
        submitted = next(one for one in submission.notebooks if one.name == name)
        comments = {comment.name: comment for comment in submitted.comments}
        for cell in executed.cells:
            nbgrader = cell.metadata.get("nbgrader", {})
            comment = comments.get(nbgrader.get("grade_id", ""))
            if comment is not None and (is_solution(cell) or is_task(cell)):
                untouched = nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
                comment.auto_comment = "No response." if untouched else None
        suggest(submitted, report, self.store, student)
        gradebook.db.flush()
        gradebook.db.expire(submitted)
        self._late(submission, submitted, student)
        identity = str(submission.id)
        gradebook.db.commit()
        gradebook.db.expunge_all()
        return identity

    def _late(self, submission: Any, submitted: Any, student: str) -> None:
        """Apply the late policy of nbgrader's configuration."""
        submitted.late_submission_penalty = None
        seconds = submission.total_seconds_late
        if seconds > 0:
            self.late.init_plugin()
            penalty = self.late.plugin_inst.late_submission_penalty(student, submitted.score, seconds)
            if penalty is not None:
                submitted.late_submission_penalty = self.late._check_late_penalty(submitted, penalty)


def _left_behind(folder: str, names: list[str]) -> list[str]:
    """Return what of the source folder is not copied: notebooks, and what nbgrader ignores."""
    del folder
    return [name for name in names if name.endswith((".ipynb", ".pyc")) or name.startswith(".") or name in ("__pycache__", "feedback")]
