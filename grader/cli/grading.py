"""Commands that grade, and that show what was graded."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli import completion
from grader.cli.app import (
    ASSIGNMENT,
    DEFAULT_ISOLATION,
    GIVING,
    GRADING,
    LOOKING,
    Isolation,
    Name,
    app,
    course_folder,
    example,
    out,
)

if TYPE_CHECKING:
    from grader.course.summary import Summary


MOST_NAMED = 10


@app.command(rich_help_panel=GRADING, epilog=example("grader grade", "grader grade --quiet --workers 8"))
def grade(
    assignment: Name = ASSIGNMENT,
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1, help="Notebooks at a time; one per core if left out.")] = None,
    dask: Annotated[str | None, typer.Option(help="Address of a Dask scheduler: grade on its workers instead.")] = None,
    isolation: Annotated[
        str | None,
        typer.Option(help="bubblewrap, or none by choice; what nbgrader_config.py says if left out.", autocompletion=completion.isolations),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar: a line now and then, for logs.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """
    Grade everything in submitted/ that is new, in parallel.

    Exit code 0: all graded. 1: the machine failed some; the next run tries them again. 2: the course is broken, nobody was graded.
    """
    from grader.course.cohort import grade_cohort
    from grader.course.settings import load_settings
    from grader.report.progress import watching

    settings = load_settings(course_folder(assignment))
    if isolation:
        settings = dataclasses.replace(settings, isolation=isolation)
    with watching("Grading", quiet=quiet or as_json) as watch:
        summary = grade_cohort(assignment, settings, workers, dask, watch)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(summary), ensure_ascii=False))
    else:
        _say(summary, assignment)
    raise typer.Exit(1 if summary.machine else 0)


def _say(summary: Summary, assignment: str) -> None:
    if not summary.total:
        out.print(f"Nothing was handed in: no submitted/<student>/{assignment}/ is there.", markup=False, highlight=False)
        return
    rate = f", {summary.ran / summary.seconds:.1f} per second" if summary.ran and summary.seconds else ""
    out.print(
        f"{summary.total} submissions: {summary.ran} run, {summary.unchanged} unchanged ({summary.seconds:.1f} s{rate}).", highlight=False
    )
    if summary.outdated:
        out.print(f"{summary.outdated} were scored by an earlier rubric; `grader rescore` shows what would change.", highlight=False)
    for student, why in sorted(summary.machine.items()):
        out.print(f"  {student}: not judged, the machine failed: {why}", markup=False, highlight=False)
    if not summary.people:
        out.print("Nothing is left for a person.")
        return
    out.print(f"A person must look at {len(summary.people)}:")
    for student, reasons in sorted(summary.people.items()):
        for reason in reasons:
            out.print(f"  {student}: {reason}", markup=False, highlight=False)


@app.command(rich_help_panel=GIVING, epilog=example("grader feedback", "grader feedback ada --show-expected"))
def feedback(
    students: Annotated[
        list[str] | None,
        typer.Argument(help="Only these students, on purpose, whatever waits for a person.", autocompletion=completion.students),
    ] = None,
    assignment: Name = ASSIGNMENT,
    unseen: Annotated[bool, typer.Option("--unseen", help="Also for submissions that wait for a person, marks so far.")] = False,
    show_expected: Annotated[bool, typer.Option("--show-expected", help="Show students the expected values.")] = False,
) -> None:
    """
    Write a feedback page for every graded student.

    Who waits for a person gets one only after that person has looked, or by name.
    """
    from grader.course.feedback import write_feedback
    from grader.course.settings import load_settings
    from grader.report.progress import watching

    root = course_folder(assignment)
    with watching("Feedback") as watch:
        done, waiting = write_feedback(
            assignment, load_settings(root), tuple(students or ()), unseen=unseen, show_expected=show_expected, watch=watch
        )
    out.print(f"{done} pages in feedback/.", highlight=False)
    if waiting:
        shown = ", ".join(waiting[:MOST_NAMED]) + (f" and {len(waiting) - MOST_NAMED} more" if len(waiting) > MOST_NAMED else "")
        out.print(f"{len(waiting)} wait for a person in formgrader and get none yet: {shown}. Name one, or use --unseen.", highlight=False)


@app.command(rich_help_panel=GRADING, epilog=example("grader rescore", "grader rescore --write"))
def rescore(
    assignment: Name = ASSIGNMENT,
    write: Annotated[bool, typer.Option("--write", help="Write the new marks after the preview.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the preview as JSON.")] = False,
) -> None:
    """
    Score again by the rubric of today: a preview, then --write.

    No notebook is run, and people's marks stay.
    """
    from grader.course.rescore import by_criterion, preview
    from grader.course.rescore import write as write_marks
    from grader.course.settings import load_settings
    from grader.report.progress import watching
    from grader.report.terminal import changes_table

    settings = load_settings(course_folder(assignment))
    with watching("Scoring", quiet=as_json) as watch:
        shown = preview(assignment, settings, watch)
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(change) for change in shown.changes], ensure_ascii=False))
    else:
        rows = [(one.student, one.before, one.after, one.criteria, one.by_person) for one in shown.changes if not one.words_only]
        if rows:
            out.print(changes_table(rows))
            for key, students, points in by_criterion(shown.changes):
                out.print(f"  {key}: {students} students, {points:+g} points in all", highlight=False)
        words = sum(one.words_only for one in shown.changes)
        out.print(f"{len(rows)} marks change, {words} in their words alone, {shown.unchanged} not at all.", highlight=False)
        if shown.not_kept:
            out.print(f"{len(shown.not_kept)} were not run since they changed; `grader grade` runs them.", highlight=False)
    if write and shown.changes:
        with watching("Writing", quiet=as_json) as watch:
            done = write_marks(assignment, settings, shown, watch)
        out.print(f"{done} written.", highlight=False) if not as_json else None
    elif shown.changes and not as_json:
        out.print("Nothing is written yet; `grader rescore --write` does it.")


@app.command(rich_help_panel=LOOKING, epilog=example("grader marks"))
def marks(
    assignment: Name = ASSIGNMENT,
    course: Annotated[Path, typer.Option(help="The course folder.", autocompletion=completion.paths)] = Path(),
) -> None:
    """Print the marks per student and cell."""
    from grader.course.feedback import read_marked
    from grader.course.gradebook import read_marks
    from grader.course.settings import load_settings
    from grader.report.terminal import marks_table
    from grader.rubric.criteria import RUBRIC

    order = tuple(rubric.graded_by for rubric in RUBRIC)
    db_url = load_settings(course_folder(assignment, course)).db_url
    students = read_marks(db_url, assignment, order)
    if not students:
        out.print(f"No marks for {assignment!r} yet. Put notebooks into submitted/<student>/{assignment}/ and run `grader grade`.")
        return
    cells = [(rubric.cell, rubric.points) for rubric in RUBRIC]
    rows = [(one.student, [(mark.score, mark.for_person) for mark in one.marks], one.total) for one in students]
    out.print(marks_table(f"{assignment}: {len(students)} students", cells, rows, out.width))
    late = {student: marked.penalty for student, marked in read_marked(db_url, assignment).items() if marked.penalty}
    if late:
        shown = ", ".join(f"{student} -{penalty:g}" for student, penalty in sorted(late.items()))
        out.print(f"Late penalties, not taken off here but in `grader export`: {shown}.", markup=False, highlight=False)


@app.command(rich_help_panel=LOOKING, epilog=example("grader explain submitted/ada/genai-efficiency/genai-efficiency.ipynb"))
def explain(
    notebook: Annotated[Path, typer.Argument(help="A submitted notebook.", autocompletion=completion.paths)],
    assignment: Name = ASSIGNMENT,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
    isolation: Isolation = DEFAULT_ISOLATION,
) -> None:
    """Run one notebook and show every criterion."""
    from grader.grade import grade_notebook
    from grader.report.record import report_json
    from grader.report.terminal import report_table

    if not (Path(assignment) / "data").is_dir():
        course_folder(assignment)
    report = grade_notebook(notebook, assignment, isolation=isolation)
    if as_json:
        typer.echo(report_json(report).decode())
        return
    out.print(report_table(report))
    for line in (*report.repairs, *report.problems):
        out.print(f"- {line}", markup=False)
    out.print(f"isolation: {report.isolation}")
