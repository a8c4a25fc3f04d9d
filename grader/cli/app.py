"""What all commands share: the application, its options and panels, where the course is, and how an error of ours ends a command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

import grader.lean  # noqa: F401 - before anything of Jupyter
from grader.cli import completion
from grader.errors import CourseError, GraderError, closest, listed

ASSIGNMENT = "genai-efficiency"
DEFAULT_ISOLATION = "bubblewrap"
CONFIG = "nbgrader_config.py"
BEFORE, GRADING, GIVING, LOOKING, AUTHORS = "Before a term", "Grading", "Giving back", "Looking closer", "Course authors"
PANELS = (BEFORE, GRADING, GIVING, LOOKING, AUTHORS)
"""Groups of commands by what somebody is doing, in the order of a term."""
USUAL = """The usual order of work, in the course folder:

  grader release                   make what students get
  grader roster class-list.csv     read who is in the course
  grader check                     look at everything before a term
  grader grade                     grade what is new in submitted/
  grader marks                     see marks, and what waits for a person
  grader queue                     see why it waits; mark it in formgrader
  grader feedback                  write a page per student
  grader report                    write a page about the cohort
  grader export canvas --template gradebook.csv --out marks.csv

`grader COMMAND --help` ends with an example.
`grader --install-completion` makes the Tab key complete names.
Exit code 0: done. 1: something is left to do and is named. 2: refused.
"""


class InOrder(TyperGroup):
    """Lists the commands by panel, whichever module they come from."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands, panel by panel."""
        place = {panel: number for number, panel in enumerate(PANELS)}
        return sorted(
            super().list_commands(ctx), key=lambda name: place.get(getattr(self.commands[name], "rich_help_panel", ""), len(place))
        )


app = typer.Typer(
    help="Grade the inference-efficiency assignment: release it, grade what is handed in, give marks and feedback back.",
    epilog=USUAL,
    cls=InOrder,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)
out = Console()
errors = Console(stderr=True)

Name = Annotated[str, typer.Option("--assignment", help="The folder below source/.", autocompletion=completion.assignments)]
Isolation = Annotated[
    str, typer.Option(help="How student code is kept apart: bubblewrap, or none by choice.", autocompletion=completion.isolations)
]


def example(*lines: str) -> str:
    """Return the end of a command's help: what to type, line by line."""
    return "\n".join(("[bold]Example[/]", *lines))


def course_folder(assignment: str | None = None, folder: Path = Path()) -> Path:
    """
    Return the course at ``folder`` (the current one), which has the assignment ``assignment``.

    Raises: CourseError when there is no course, saying where one is, or no such assignment in it.
    """
    root = folder.resolve()
    if not (root / CONFIG).is_file():
        above = next((parent for parent in root.parents if (parent / CONFIG).is_file()), None)
        do = f"cd {above}" if above else f"Go to the folder of the course, where {CONFIG} and source/ are: cd PATH."
        raise CourseError(where=str(root), got="no course", expected=f"the course folder, with {CONFIG}", do=do)
    if assignment is not None and not (root / "source" / assignment).is_dir():
        names = completion.folders(root / "source")
        where = f"{root / 'source'}"
        do = "Name one of them with --assignment."
        raise CourseError(
            where=where, got=f"no assignment {assignment!r}{closest(assignment, names)}", expected=f"one of {listed(names)}", do=do
        )
    return root


def main() -> None:
    """Run the command line; an error of ours is said in its two lines, without a traceback."""
    try:
        app(prog_name="grader")
    except GraderError as error:
        say_error(error)
        raise SystemExit(2) from None


def say_error(error: GraderError) -> None:
    """Say an error of ours, paths unbroken."""
    errors.print(str(error), markup=False, highlight=False, soft_wrap=True)
