"""
Feedback pages for a cohort, straight from what is kept: marks from the gradebook, criteria from the report, the notebook as it was run.

``nbgrader generate_feedback`` writes the same pages, one student after another, through ``pages.FeedbackExporter``.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.course.settings import Settings
from grader.course.tables import query
from grader.errors import CourseError, closest
from grader.execution.store import Store
from grader.model import Report
from grader.report.feedback import TITLES, Page, cell_part, render, shown
from grader.report.record import read_report
from grader.rubric.criteria import RUBRIC

EXCHANGED = ("timestamp.txt", "submission_secret.txt")
"""Files by which nbgrader's exchange gives feedback back to whom it belongs."""
LONGEST_TITLE = 120
ANSWERS = {rubric.graded_by: rubric.cell for rubric in RUBRIC}
"""Graded cell -> the cell with the answer, at which nbgrader keeps a person's comment."""
GRADES = """
    SELECT sa.student_id, bc.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade, sn.late_submission_penalty
    FROM grade g JOIN submitted_notebook sn ON g.notebook_id = sn.id JOIN submitted_assignment sa ON sn.assignment_id = sa.id
    JOIN assignment a ON a.id = sa.assignment_id JOIN base_cell bc ON bc.id = g.cell_id WHERE a.name = :name"""
COMMENTS = """
    SELECT sa.student_id, bc.name, c.manual_comment
    FROM comment c JOIN submitted_notebook sn ON c.notebook_id = sn.id JOIN submitted_assignment sa ON sn.assignment_id = sa.id
    JOIN assignment a ON a.id = sa.assignment_id JOIN base_cell bc ON bc.id = c.cell_id
    WHERE a.name = :name AND c.manual_comment IS NOT NULL"""


@dataclass(slots=True)
class Marked:
    """What the gradebook says of one submission: cell -> mark, whether a person gave it, what they wrote; who still waits."""

    scores: dict[str, float] = field(default_factory=dict)
    by_person: set[str] = field(default_factory=set)
    comments: dict[str, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    penalty: float = 0.0
    unscored: list[str] = field(default_factory=list)
    """Cells that nobody gave a mark yet, neither the rubric nor a person."""


def page_of(student: str, report: Report, marked: Marked, notebook: Mapping[str, Any], *, name: str, show_expected: bool = False) -> Page:
    """Return the page of one submission of the assignment ``name``: ``notebook`` is the graded one as JSON (nbformat 4)."""
    texts = {cell.get("metadata", {}).get("nbgrader", {}).get("grade_id"): "".join(cell.get("source", "")) for cell in notebook["cells"]}
    cells = tuple(
        cell_part(
            cell,
            marked.scores.get(cell.cell, cell.score),
            by_person=cell.cell in marked.by_person,
            comment=marked.comments.get(ANSWERS.get(cell.cell, cell.cell), ""),
            text=texts.get(cell.cell, "") if cell.quotes or cell.cell in ("analysis", "recommendation") else "",
            show_expected=show_expected,
        )
        for cell in report.cells
    )
    left_out = [name for name in texts if name and (name.startswith("test-") or name in ("analysis", "recommendation"))]
    return Page(
        _title(notebook) or name,
        student,
        round(max(0.0, sum(cell.score or 0.0 for cell in cells) - marked.penalty), 2),
        report.points,
        cells,
        shown(notebook["cells"], left_out),
        marked.penalty,
        tuple(TITLES.get(name, name) for name in marked.waiting),
        report.repairs,
    )


def _title(notebook: Mapping[str, Any]) -> str:
    """Return the notebook's heading, where its first cell has one."""
    first = "".join(notebook["cells"][0].get("source", "")).strip().split("\n")[0] if notebook["cells"] else ""
    return first.lstrip("# ")[:LONGEST_TITLE] if first.startswith("# ") else ""


def write_feedback(
    name: str,
    settings: Settings,
    students: tuple[str, ...] = (),
    *,
    unseen: bool = False,
    show_expected: bool = False,
    watch: Callable[[int, int, str], None] = lambda *_: None,
) -> tuple[int, tuple[str, ...]]:
    """
    Write ``feedback/<student>/<name>/<name>.html`` for everyone graded; return how many, and who waits for a person and got none.

    Students named in ``students`` get theirs on purpose, whatever waits; ``unseen`` gives everybody theirs.
    Raises: CourseError when nobody named was graded.
    """
    store, marked = Store(settings.root, name), read_marked(settings.db_url, name)
    unknown = [student for student in students if student not in marked]
    if unknown or not marked:
        raise CourseError(
            where="feedback",
            got=f"no marks of {unknown[0]!r}{closest(unknown[0], marked)}" if unknown else "no marks",
            expected="a graded submission",
            do="`grader marks` lists who was graded." if marked else "Run `grader grade` first.",
        )
    wanted = [student for student in sorted(marked) if student in students or (not students and (unseen or not marked[student].waiting))]
    for done, student in enumerate(wanted, start=1):
        graded = settings.autograded / student / name
        try:
            report = read_report(store.read(student, "report.json") or b"{}")
            notebook = json.loads((graded / f"{name}.ipynb").read_bytes())
        except (OSError, ValueError) as error:
            raise CourseError(
                where=f"what is kept of {student!r}",
                got=f"{type(error).__name__}: {error}",
                expected="a report in .grader/ and a notebook in autograded/",
                do="Run `grader grade`; it writes what is missing.",
            ) from error
        page = page_of(student, report, marked[student], notebook, name=name, show_expected=show_expected)
        _put(settings, settings.root / "feedback" / student / name, graded, f"{name}.html", render(page))
        watch(done, len(wanted), student)
    return len(wanted), () if students or unseen else tuple(student for student in sorted(marked) if marked[student].waiting)


def read_marked(db_url: str, name: str) -> dict[str, Marked]:
    """Return student -> what the gradebook at ``db_url`` says of the assignment ``name``; empty without one."""
    found: dict[str, Marked] = {}
    for student, cell, auto, manual, extra, waits, penalty in query(db_url, GRADES, name):
        marked = found.setdefault(str(student), Marked(penalty=float(penalty or 0.0)))
        marked.scores[cell] = float(manual if manual is not None else auto or 0.0) + float(extra or 0.0)
        if manual is not None:
            marked.by_person.add(cell)
        elif auto is None:
            marked.unscored.append(cell)
        if waits:
            marked.waiting.append(cell)
    for student, cell, comment in query(db_url, COMMENTS, name):
        found[str(student)].comments[cell] = str(comment)
    return found


def _put(settings: Settings, folder: Path, graded: Path, name: str, page: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(page, encoding="utf-8")
    for kept in EXCHANGED:
        if (graded / kept).is_file():
            shutil.copyfile(graded / kept, folder / kept)
    for path in folder.iterdir():
        path.chmod(0o664 if settings.groupshared else 0o644)
