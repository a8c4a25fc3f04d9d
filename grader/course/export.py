"""
Exporters for ``nbgrader export``: the files of ``grader export``, for who works with nbgrader's own commands.

    nbgrader export --exporter grader.course.export.CanvasExporter --to canvas.csv --LmsExporter.template=gradebook.csv
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Enum, Unicode

from grader.course.lms import Wish, export_marks
from grader.course.outgoing import Per
from grader.course.settings import load_settings
from grader.errors import CourseError, GraderError


class LmsExporter(ExportPlugin):
    """What the exporters share; ``--assignment`` names the assignment where there is more than one."""

    kind = ""
    template = Unicode("", help="The file that the LMS exported: its column is filled.").tag(config=True)
    roster = Unicode("", help="A class list instead of the students of the gradebook.").tag(config=True)
    column = Unicode("", help="The LMS's name of the assignment's column.").tag(config=True)
    id_column = Unicode("", help="The column that says who a student is.").tag(config=True)
    per = Enum([str(one) for one in Per], "total", help="A column in total, per graded cell or per criterion.").tag(config=True)
    unseen = Bool(False, help="Marks so far also for who waits for a person.").tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Write the file; what keeps it from being written ends nbgrader with the reason."""
        try:
            done = export_marks(load_settings(Path(self.parent.coursedir.root)), self._assignment(gradebook), self._wish())
        except GraderError as error:
            raise SystemExit(str(error)) from None
        for note in done.notes:
            self.log.warning("%s", note)
        self.log.warning("%d marks in %s.", done.placed, done.path)
        if done.unplaced:
            raise SystemExit(f"Graded, but not in the file: {', '.join(done.unplaced)}")

    def _wish(self) -> Wish:
        def path(text: str) -> Path | None:
            return Path(text) if text else None

        to = Path(self.to or f"{self.kind}.csv")
        names = self.column or None, self.id_column or None
        return Wish(self.kind, to, Per(self.per), path(self.template), path(self.roster), *names, self.unseen)

    def _assignment(self, gradebook: Any) -> str:
        wanted = [str(name) for name in self.assignment] or [str(one.name) for one in gradebook.assignments]
        if len(wanted) != 1:
            got = f"{len(wanted)} assignments"
            raise CourseError(
                where="nbgrader export", got=got, expected="one for an LMS", do="Name it: --assignment '[\"genai-efficiency\"]'."
            )
        return wanted[0]


class CanvasExporter(LmsExporter):
    """For Canvas."""

    kind = "canvas"


class MoodleExporter(LmsExporter):
    """For Moodle."""

    kind = "moodle"


class BlackboardExporter(LmsExporter):
    """For Blackboard."""

    kind = "blackboard"
