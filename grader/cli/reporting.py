"""Commands that report on a cohort."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from grader.cli import completion
from grader.cli.app import ASSIGNMENT, LOOKING, Name, app, course_folder, example, out


@app.command(rich_help_panel=LOOKING, epilog=example("grader report", "grader report --anonymous --out meeting.html --csv tables"))
def report(
    assignment: Name = ASSIGNMENT,
    to: Annotated[
        Path | None, typer.Option("--out", help="The page; report/<assignment>.html if left out.", autocompletion=completion.paths)
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Also write the tables into this folder, as CSV.", autocompletion=completion.paths)
    ] = None,
    parquet: Annotated[
        Path | None, typer.Option(help="Also write the tables into this folder, as Parquet.", autocompletion=completion.paths)
    ] = None,
    no_names: Annotated[bool, typer.Option("--anonymous", help="Numbers for names, nothing quoted: to be shown in a meeting.")] = False,
) -> None:
    """
    Write one page about the cohort.

    Marks, criteria, mistakes, decisions, who needs a look.
    """
    from grader.course.cohort_report import collect_cohort, key_of_numbers
    from grader.course.settings import load_settings
    from grader.report.anonymous import anonymous
    from grader.report.cohort import render_cohort
    from grader.report.cohort_table import put, write_csv, write_parquet
    from grader.report.progress import watching

    settings = load_settings(course_folder(assignment))
    with watching("Reading") as watch:
        cohort = collect_cohort(assignment, settings, watch)
    if no_names:
        cohort = anonymous(cohort, key_of_numbers(assignment, settings))
    made = f"Made on {datetime.datetime.now():%Y-%m-%d at %H:%M}."
    page = put(to or settings.root / "report" / f"{assignment}.html", render_cohort(cohort, made).encode("utf-8", "replace"))
    written = [page, *(write_csv(cohort, csv) if csv else ()), *(write_parquet(cohort, parquet) if parquet else ())]
    waiting = sum(bool(one.waiting) for one in cohort.submissions)
    out.print(f"{len(cohort.submissions)} submissions, {waiting} wait for a person. Written:", highlight=False)
    for path in written:
        out.print(f"  {path}", markup=False, highlight=False, soft_wrap=True)
    if not no_names:
        out.print("These files name students and their marks: keep them where such data may be kept.", highlight=False, soft_wrap=True)
