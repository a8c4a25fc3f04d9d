"""A course whose gradebook holds chosen marks, made without running a notebook: every student is another case, and no two marks are alike."""

import shutil
from pathlib import Path

from nbgrader.api import Gradebook

from grader.execution.store import Store
from grader.model import CellReport, Report, Status, Verdict
from grader.report.record import report_json
from grader.rubric.criteria import RUBRIC
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT

FULL = {rubric.graded_by: float(rubric.points) for rubric in RUBRIC}
LOST = {
    "s001": {"test-comparison": 3.5},
    "s002": {"test-savings": 10.0},
    "s003": {},
    "s004": {"test-baseline": 7.25},
    "s005": {},
    "s007": {},
}
"""Who handed in -> what they lost by cell."""
FEW = {"s005": {"test-workload": 5.0}}
"""Who has only these marks."""
PENALTY = {"s004": 12.25, "s005": 9.0}
WAITS, UNSCORED, BY_PERSON, NOT_IN = ("s003", "recommendation"), ("s007", "test-tradeoffs"), ("s002", "analysis", 3.25), "s006"
TOTALS = {"s001": 96.5, "s002": 84.25, "s004": 80.5, "s005": 0.0}
"""What everybody with a final mark gets."""
NAMES = {
    "s001": ("Fün", "Önly", "s001@example.org", "9001"),
    "s002": ("Given", "=2+2", "s002@example.org", "9002"),
    "s003": ("Three", 'Comma, "Quote"', "s003@example.org", "9003"),
    "s004": ("Four", "Late", "s004@example.org", "9004"),
    "s005": ("Five", "Later", "five@example.org", "9005"),
    "s006": ("Six", "Absent", "s006@example.org", "9006"),
    "s007": ("Seven", "Unread", "s007@example.org", "9007"),
}
"""Student -> first and last name, e-mail address, the LMS's number."""


def make_marked(folder: Path) -> Path:
    """Make the course at ``folder`` and return it."""
    folder.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "genai-serving") as gradebook:
        gradebook.add_assignment(ASSIGNMENT)
        gradebook.add_notebook(ASSIGNMENT, ASSIGNMENT)
        for cell, points in FULL.items():
            kind = "code" if cell.startswith("test-") else "markdown"
            gradebook.add_grade_cell(cell, ASSIGNMENT, ASSIGNMENT, max_score=points, cell_type=kind)
        for student, (first, last, email, number) in NAMES.items():
            gradebook.add_student(student, first_name=first, last_name=last, email=email, lms_user_id=number)
        for student in LOST:
            with gradebook.db.no_autoflush:
                _hand_in(gradebook, student)
            (folder / "submitted" / student / ASSIGNMENT).mkdir(parents=True)
            Store(folder, ASSIGNMENT).write(student, "report.json", report_json(report_of(student)))
        gradebook.db.commit()
    return folder


def suggested(student: str, cell: str) -> float | None:
    """Return what the rubric gives ``student`` for ``cell``."""
    if (student, cell) == UNSCORED:
        return None
    return FEW.get(student, {cell: FULL[cell] - LOST[student].get(cell, 0.0)}).get(cell, 0.0)


def _hand_in(gradebook: Gradebook, student: str) -> None:
    notebook = gradebook.add_submission(ASSIGNMENT, student).notebooks[0]
    notebook.late_submission_penalty = PENALTY.get(student)
    for grade in notebook.grades:
        grade.auto_score = suggested(student, grade.name)
        grade.needs_manual_grade = (student, grade.name) in (WAITS, UNSCORED)
        if (student, grade.name) == BY_PERSON[:2]:
            grade.manual_score = BY_PERSON[2]


def report_of(student: str) -> Report:
    """Return a report that gives what ``suggested`` says, evenly over the criteria of a cell."""
    cells = []
    for rubric in RUBRIC:
        score = suggested(student, rubric.graded_by)
        share = None if score is None else score / rubric.points
        status = Status.UNSCORED if share is None else Status.PARTLY
        verdicts = tuple(Verdict(one.key, status, share, points=one.points) for one in rubric.criteria)
        cells.append(CellReport(rubric.graded_by, rubric.points, score, share is None, verdicts))
    return Report(0.0, 100.0, 0.0, tuple(cells))
