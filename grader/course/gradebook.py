"""Marks, as they stand in nbgrader's gradebook: read here, written only by the plug-ins and by people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from grader.course.tables import told


@dataclass(frozen=True, slots=True)
class Mark:
    """One graded cell of one student. ``score`` is what counts now; ``for_person`` whether somebody must look."""

    cell: str
    score: float
    auto: float | None
    manual: float | None
    possible: float
    for_person: bool


@dataclass(frozen=True, slots=True)
class StudentMarks:
    """All marks of one student for one assignment, cells in the notebook's order."""

    student: str
    marks: tuple[Mark, ...]

    @property
    def total(self) -> float:
        """Sum of the scores as they count now."""
        return round(sum(mark.score for mark in self.marks), 2)

    @property
    def possible(self) -> float:
        """Sum of the possible points."""
        return sum(mark.possible for mark in self.marks)

    def score(self, cell: str) -> float:
        """Return the score of one cell. Raises: KeyError for a cell that is not graded."""
        return {mark.cell: mark.score for mark in self.marks}[cell]


def read_marks(db_url: str, assignment: str, order: tuple[str, ...]) -> tuple[StudentMarks, ...]:
    """Return the marks of everyone who handed in ``assignment``, sorted by student; empty without a gradebook. Raises: CourseError."""
    if db_url.startswith("sqlite:///") and not Path(db_url.removeprefix("sqlite:///")).is_file():
        return ()
    with told(db_url), Gradebook(db_url) as gradebook:
        try:
            submissions = gradebook.assignment_submissions(assignment)
        except MissingEntry:
            return ()
        found = []
        for submission in submissions:
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            marks = [
                Mark(
                    grade.name,
                    float(grade.score or 0),
                    grade.auto_score,
                    grade.manual_score,
                    float(grade.max_score),
                    grade.needs_manual_grade,
                )
                for grade in grades
            ]
            marks.sort(key=lambda mark: order.index(mark.cell) if mark.cell in order else len(order))
            found.append(StudentMarks(submission.student.id, tuple(marks)))
    return tuple(sorted(found, key=lambda one: one.student))
