"""
What ``nbgrader_config.py`` lists: everything of ours that runs inside plain ``nbgrader autograde``.

``RebuildingExporter``  made once per run, before the first submission: checks the course, then rebuilds each
                        submission on the released notebook while nbgrader reads it.
``TakeEvidence``        instead of nbgrader's Execute: runs the student's cells, never the tests.
``WriteScores``         judges the evidence and writes one finite Python float per test cell.
``SuggestMarks``        after nbgrader saved its grades: suggestions, comments, and who must be looked at.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool, Unicode

from grader.course.audit import audit
from grader.course.findings import Findings
from grader.course.intake import Intake, Taken
from grader.course.outputs import clean_outputs
from grader.course.submitted import Submitted, find_submitted, refused
from grader.course.suggest import remember, show_scores, suggest
from grader.errors import CourseError, MachineError
from grader.execution.kernel import RunResult
from grader.execution.limits import Limits
from grader.execution.repair import Rebuilt, rebuild
from grader.execution.store import Store
from grader.execution.wall import wall_named
from grader.grade import DEFAULT_ISOLATION, Assignment, collect, evidence_of, score
from grader.model import Facts, Report
from grader.reading.evidence import Evidence, write_evidence
from grader.report.record import report_json
from grader.rubric.criteria import VARIABLES


class RebuildingExporter(NotebookExporter):
    """Reads submissions for ``nbgrader autograde`` and rebuilds them on the released notebook."""

    isolation = Unicode(DEFAULT_ISOLATION, help="How student code is kept apart: 'bubblewrap', or 'none' by choice.").tag(config=True)
    trust_timestamps = Bool(False, help="Believe every timestamp.txt, as nbgrader zip_collect writes them from file names.").tag(
        config=True
    )

    def __init__(self, **kwargs: Any) -> None:
        """Audit the course before anyone is graded; a broken course ends the run here."""
        super().__init__(**kwargs)
        converter = self.parent
        self.assignment = Assignment(converter.coursedir.assignment_id, Path(converter.coursedir.root))
        self.rebuilt: dict[str, Rebuilt] = {}
        self.evidence: dict[str, Evidence] = {}
        self.reports: dict[str, Report] = {}
        try:
            audit(self.assignment)
            self.wall = wall_named(self.isolation, self.assignment.root)
            self.facts: Facts = self.assignment.facts()
            self.released = self.assignment.released()
            if self.wall.name == "none":
                self.log.warning("Student code runs WITHOUT isolation (RebuildingExporter.isolation), with the rights of this account.")
        except CourseError as error:
            self.log.error("Nobody was graded.\n%s", error)
            raise NbGraderException(str(error)) from error
        self.intake = Intake(converter, self.assignment.source, trust_times=self.trust_timestamps)
        self.submitted: dict[str, Submitted] = find_submitted(converter)
        self.findings = Findings(self.log, at_exit=type(converter.parent).__name__ == "AutogradeApp")
        for name in refused(converter):
            self.findings.problems[repr(name)] = ("the folder's name has a line break in it, so nothing in it was graded; rename it",)

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any) -> tuple[str, dict[str, Any]]:
        """Return the exported notebook: rebuilt while sanitizing, as it stands while autograding."""
        if not self.parent._sanitizing:
            exported: tuple[str, dict[str, Any]] = super().from_filename(filename, resources, **kwargs)
            return exported
        given = self.submitted.get(filename, Submitted(Path(filename)))
        rebuilt = rebuild(given.read(), self.released)
        if given.path is None:
            rebuilt.unreadable, rebuilt.problems = given.note, [given.note]
        elif given.note:
            rebuilt.repairs.append(given.note)
        student = (resources or {})["nbgrader"]["student"]
        taken = self.intake.taken.get(student, Taken())
        rebuilt.repairs += taken.notes
        rebuilt.problems += taken.doubts
        self.rebuilt[student] = rebuilt
        exported = self.from_notebook_node(rebuilt.notebook, resources, **kwargs)
        return exported


class TakeEvidence(Execute):
    """Runs the student's cells in a kernel of their own; ``Execute``'s options (``timeout``) apply."""

    def preprocess(self, nb: Any, resources: dict[str, Any], km: Any = None) -> tuple[Any, dict[str, Any]]:  # noqa: ARG002 - the host passes it
        """Run ``nb`` in place and keep its evidence; the machine's fault leaves everything unscored."""
        student = resources["nbgrader"]["student"]
        exporter = self.parent
        rebuilt = dataclasses.replace(exporter.rebuilt[student], notebook=nb)
        limits = Limits(cell_s=float(self.timeout)) if self.timeout else Limits()
        try:
            evidence = collect(rebuilt, Path(resources["metadata"]["path"]), limits, exporter.wall)
        except MachineError as error:
            self.log.error("%s", error)
            evidence = evidence_of(rebuilt, RunResult(lost=dict.fromkeys(VARIABLES, str(error).splitlines()[0])))
        clean_outputs(nb)
        exporter.evidence[student] = evidence
        Store(exporter.assignment.root, exporter.assignment.name).write(student, "evidence.json", write_evidence(evidence))
        return nb, resources


class WriteScores(NbGraderPreprocessor):
    """Writes what the rubric says into the test cells, the only outputs nbgrader reads a score from."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Judge the evidence and write one float per test cell; without evidence all is unscored."""
        student, exporter = resources["nbgrader"]["student"], self.parent
        evidence = exporter.evidence.get(student)
        if evidence is None:
            lost = "the notebook was not run (execution is switched off)"
            evidence = evidence_of(exporter.rebuilt[student], RunResult(lost=dict.fromkeys(VARIABLES, lost)))
        report = score(evidence, exporter.facts)
        exporter.reports[student] = report
        Store(exporter.assignment.root, exporter.assignment.name).write(student, "report.json", report_json(report))
        show_scores(nb, report)
        exporter.findings.add(student, report)
        return nb, resources


class SuggestMarks(NbGraderPreprocessor):
    """Turns reports into suggestions: ``auto_score``, ``auto_comment`` and ``needs_manual_grade``."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Write the suggestions of this submission; a person's mark and comment are never touched."""
        info = resources["nbgrader"]
        report = self.parent.reports[info["student"]]
        store = Store(self.parent.assignment.root, self.parent.assignment.name)
        with Gradebook(info["db_url"]) as gradebook:
            suggest(
                gradebook.find_submission_notebook(info["notebook"], info["assignment"], info["student"]), report, store, info["student"]
            )
            gradebook.db.commit()
        remember(store, info["student"], report)
        return nb, resources
