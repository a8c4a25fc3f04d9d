"""Commands that read tables and prose line by line, and measure how well that is done."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from grader.cli.app import ASSIGNMENT, Name, app, out
from grader.errors import GraderError

FactsFile = Annotated[
    Path | None,
    typer.Option(help="JSON: the facts, or scenario -> facts. The course's own facts if left out; a line's own facts always win."),
]


@app.command("explain-table")
def explain_table(facts: FactsFile = None, assignment: Name = ASSIGNMENT) -> None:
    """Read comparison tables from JSON Lines, write one report per line. Example: grader explain-table < tables.jsonl"""
    from grader.rubric.table import explain_table_line

    given = _truth(facts, assignment)
    _lines(lambda line: explain_table_line(line, given))


@app.command("explain-prose")
def explain_prose(facts: FactsFile = None, assignment: Name = ASSIGNMENT) -> None:
    """Read analyses from JSON Lines, write one report per line. Example: grader explain-prose --facts facts.json < answers.jsonl"""
    from grader.rubric.prose import explain_prose_line

    given = _truth(facts, assignment)
    _lines(lambda line: explain_prose_line(line, given))


@app.command("evaluate-prose")
def evaluate_prose(
    answers: Annotated[Path, typer.Argument(help="Labelled answers, JSON Lines.")],
    facts: FactsFile = None,
    falsified: Annotated[Path | None, typer.Option(help="Answers made false by one edit, JSON Lines.")] = None,
    assignment: Name = ASSIGNMENT,
) -> None:
    """Measure the prose grader on labelled answers. Example: grader evaluate-prose answers.jsonl --facts facts.json"""
    from grader.rubric.evaluation import evaluate, figures

    given = _truth(facts, assignment)
    measured = evaluate(_json_lines(answers), given or {}, _json_lines(falsified) if falsified else ())
    for name, figure in figures(measured):
        out.print(f"{name:<42} {figure}", highlight=False, markup=False)


def _truth(facts: Path | None, assignment: str) -> Any:
    """Return what ``--facts`` names, else the facts of the course in this folder, where it is one."""
    from grader.grade import find_assignment

    if facts is not None:
        return json.loads(facts.read_text(encoding="utf-8"))
    where = find_assignment(assignment)
    return where.facts() if where.source.is_dir() else None


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


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
