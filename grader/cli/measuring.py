"""Commands that read tables and prose line by line, and measure how well that is done."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from grader.cli import completion
from grader.cli.app import ASSIGNMENT, AUTHORS, Name, app, example, out
from grader.errors import CourseError, GraderError

FactsFile = Annotated[
    Path | None,
    typer.Option(
        help="JSON: the facts, or scenario -> facts. The course's own facts if left out; a line's own facts always win.",
        autocompletion=completion.paths,
    ),
]


@app.command("explain-table", rich_help_panel=AUTHORS, epilog=example("grader explain-table < tables.jsonl"))
def explain_table(facts: FactsFile = None, assignment: Name = ASSIGNMENT) -> None:
    """Read comparison tables, JSON Lines in and out."""
    from grader.rubric.table import explain_table_line

    given = _truth(facts, assignment)
    _lines(lambda line: explain_table_line(line, given))


@app.command("explain-prose", rich_help_panel=AUTHORS, epilog=example("grader explain-prose --facts facts.json < answers.jsonl"))
def explain_prose(facts: FactsFile = None, assignment: Name = ASSIGNMENT) -> None:
    """Read analyses, JSON Lines in and out."""
    from grader.rubric.prose import explain_prose_line

    given = _truth(facts, assignment)
    _lines(lambda line: explain_prose_line(line, given))


@app.command("evaluate-prose", rich_help_panel=AUTHORS, epilog=example("grader evaluate-prose answers.jsonl --facts facts.json"))
def evaluate_prose(
    answers: Annotated[Path, typer.Argument(help="Labelled answers, JSON Lines.", autocompletion=completion.paths)],
    facts: FactsFile = None,
    falsified: Annotated[
        Path | None, typer.Option(help="Answers made false by one edit, JSON Lines.", autocompletion=completion.paths)
    ] = None,
    assignment: Name = ASSIGNMENT,
) -> None:
    """Measure the prose grader on labelled answers."""
    from grader.rubric.evaluation import evaluate, figures

    given = _truth(facts, assignment)
    measured = evaluate(_json_lines(answers), given or {}, _json_lines(falsified) if falsified else ())
    for name, figure in figures(measured):
        out.print(f"{name:<42} {figure}", highlight=False, markup=False)


def _truth(facts: Path | None, assignment: str) -> Any:
    """Return what ``--facts`` names, else the facts of the course in this folder, where it is one."""
    from grader.grade import find_assignment

    if facts is not None:
        return _parsed(facts, _text(facts), 1)
    where = find_assignment(assignment)
    return where.facts() if where.source.is_dir() else None


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [_parsed(path, line, number) for number, line in enumerate(_text(path).splitlines(), start=1) if line.strip()]


def _parsed(path: Path, text: str, line: int) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise CourseError(where=f"{path}, line {line}", got=f"no JSON ({error})", expected="JSON", do="Mend or remove it.") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        got = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise CourseError(where=str(path), got=got, expected="a text file", do="Check the path.") from error


def _lines(explain_one: Any) -> None:
    for number, line in enumerate(sys.stdin, start=1):
        if line.strip():
            try:
                answer = explain_one(json.loads(line))
            except GraderError as error:
                answer = {"error": f"line {number}: {' '.join(str(error).split())}"}
            except (ValueError, KeyError, TypeError) as error:
                answer = {"error": f"line {number}: {type(error).__name__}: {error}"}
            typer.echo(json.dumps(answer, ensure_ascii=False))
