"""Commands by which names come in and marks go out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli import completion
from grader.cli.app import ASSIGNMENT, BEFORE, GIVING, Name, app, course_folder, errors, example, out


@app.command(
    "export",
    rich_help_panel=GIVING,
    epilog=example(
        "grader export canvas --template gradebook.csv --out marks.csv",
        "grader export moodle --per cell --out marks.csv",
    ),
)
def export(
    lms: Annotated[str, typer.Argument(help="canvas, moodle, blackboard or nbgrader.", autocompletion=completion.lms)],
    to: Annotated[Path, typer.Option("--out", "-o", help="The file to write.", autocompletion=completion.paths)],
    template: Annotated[
        Path | None, typer.Option(help="The file the LMS exported: its column is filled, the rest stays.", autocompletion=completion.paths)
    ] = None,
    per: Annotated[str, typer.Option(help="A column in total, or one per graded cell or criterion: total, cell, criterion.")] = "total",
    column: Annotated[str | None, typer.Option(help="The LMS's name of the assignment's column.")] = None,
    id_column: Annotated[str | None, typer.Option("--id-column", help="The file's column that says who a student is.")] = None,
    roster: Annotated[
        Path | None, typer.Option(help="A class list instead of the gradebook's students.", autocompletion=completion.paths)
    ] = None,
    unseen: Annotated[bool, typer.Option("--unseen", help="Marks so far also for who waits for a person.")] = False,
    assignment: Name = ASSIGNMENT,
) -> None:
    """
    Write the marks as your LMS imports them.

    A total is what counts now minus the late penalty.
    Who waits for a person or did not hand in gets an empty field, never a zero (nbgrader's own layout gives a zero there).

    Exit code 0: everybody graded is in the file. 1: some are not; they are named. 2: nothing was written.
    """
    from grader.course.lms import Wish, export_marks
    from grader.course.outgoing import Per
    from grader.course.settings import load_settings

    root = course_folder(assignment)
    if per not in list(Per):
        raise typer.BadParameter(f"{per!r} is none of {', '.join(Per)}.", param_hint="--per")
    wish = Wish(lms, to, Per(per), template, roster, column, id_column, unseen)
    done = export_marks(load_settings(root), assignment, wish)
    for note in done.notes:
        errors.print(note, markup=False, highlight=False, soft_wrap=True)
    out.print(f"{done.placed} marks in {done.path}.", markup=False, highlight=False, soft_wrap=True)
    if done.unplaced:
        errors.print(f"{len(done.unplaced)} were graded but have no place in the file:", highlight=False)
        for line in done.unplaced:
            errors.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1)


@app.command(rich_help_panel=BEFORE, epilog=example("grader roster class-list.csv", "grader roster class-list.csv --write"))
def roster(
    file: Annotated[Path, typer.Argument(help="A class list: CSV of the LMS or of your own.", autocompletion=completion.paths)],
    id_column: Annotated[
        str | None, typer.Option("--id-column", help="The column with the ids by which students hand in (the folder names).")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the students into the gradebook after the preview.")] = False,
) -> None:
    """
    Read a class list: check it, then --write it into the gradebook.

    Nobody is ever deleted.

    Exit code 0: sound. 1: something must be mended first; nothing was written.
    """
    from grader.course.roster import read_roster, write_roster
    from grader.course.settings import load_settings
    from grader.report.checklist import roster_lines

    settings = load_settings(course_folder())
    found = read_roster(file, settings, id_column)
    for line in roster_lines(
        [(one.line, one.text, one.error) for one in found.findings], len(found.people), len(found.new), len(found.changed), found.unchanged
    ):
        out.print(line, soft_wrap=True, highlight=False)
    other = f" (not {', '.join(map(repr, found.others))})" if found.others else ""
    out.print(f"The id is {found.column!r}{other}; --id-column takes another.", markup=False, highlight=False, soft_wrap=True)
    if not found.sound:
        out.print("Nothing is written: mend the list first.")
        raise typer.Exit(1)
    if write:
        out.print(f"{write_roster(found, settings)} students written into the gradebook.", highlight=False)
    elif found.new or found.changed:
        out.print("Nothing is written yet; --write does it.")
