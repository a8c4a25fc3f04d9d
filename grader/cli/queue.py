"""The command about what is left for people: who waits, why, how many, how long a decision takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli import completion
from grader.cli.app import ASSIGNMENT, GRADING, Name, app, course_folder, example, out


@app.command(rich_help_panel=GRADING, epilog=example("grader queue", "grader queue --json"))
def queue(
    assignment: Name = ASSIGNMENT,
    course: Annotated[Path, typer.Option(help="The course folder.", autocompletion=completion.paths)] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="Print the queue as JSON.")] = False,
) -> None:
    """List the answers that wait for a person, and why."""
    import dataclasses
    import json

    from grader.course.queue import queue_report
    from grader.course.settings import load_settings
    from grader.report.queue import queue_table, told

    report = queue_report(assignment, load_settings(course_folder(assignment, course)))
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(report), ensure_ascii=False))
        return
    out.print(f"{told(report)}.", markup=False, highlight=False)
    if report.left:
        out.print(queue_table(report))
        out.print("Mark them in formgrader: `jupyter lab` in the course folder, Nbgrader > Formgrader, then Queue.", highlight=False)
