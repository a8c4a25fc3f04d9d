"""What all commands share: the application, its options, and how an error of ours ends it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

import grader.lean  # noqa: F401 - before anything of Jupyter
from grader.errors import GraderError

ASSIGNMENT = "genai-efficiency"
DEFAULT_ISOLATION = "bubblewrap"
app = typer.Typer(
    help="Grade the inference-efficiency assignment. Run it in the course folder.", no_args_is_help=True, pretty_exceptions_enable=False
)
out = Console()

Name = Annotated[str, typer.Option("--assignment", help="The folder below source/.")]
Isolation = Annotated[str, typer.Option(help="How student code is kept apart: bubblewrap, or none by choice.")]


def main() -> None:
    """Run the command line; an error of ours is said in its two lines, without a traceback."""
    try:
        app()
    except GraderError as error:
        Console(stderr=True).print(str(error), markup=False, highlight=False)
        raise SystemExit(2) from None
