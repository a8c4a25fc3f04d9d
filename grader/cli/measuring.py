"""Commands that read tables and prose line by line, and measure how well that is done."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from grader.cli.app import app, out


@app.command("explain-table")
def explain_table() -> None:
    """Read comparison tables from JSON Lines, write one report per line. Example: grader explain-table < tables.jsonl"""
    from grader.rubric.table import explain_table_line

    _lines(explain_table_line)


@app.command("explain-prose")
def explain_prose(
    facts: Annotated[Path | None, typer.Option(help="JSON: the facts, or scenario -> facts. A line's own facts win.")] = None,
) -> None:
    """Read analyses from JSON Lines, write one report per line. Example: grader explain-prose --facts facts.json < answers.jsonl"""
    from grader.rubric.prose import explain_prose_line

    given = json.loads(facts.read_text(encoding="utf-8")) if facts else None
    _lines(lambda line: explain_prose_line(line, given))


@app.command("evaluate-prose")
def evaluate_prose(
    answers: Annotated[Path, typer.Argument(help="Labelled answers, JSON Lines.")],
    facts: Annotated[Path, typer.Option(help="JSON: scenario -> facts.")],
    falsified: Annotated[Path | None, typer.Option(help="Answers made false by one edit, JSON Lines.")] = None,
) -> None:
    """Measure the prose grader on labelled answers. Example: grader evaluate-prose answers.jsonl --facts facts.json"""
    from grader.exercise.record import facts_from
    from grader.rubric.evaluation import evaluate, figures

    truth = {name: facts_from(record) for name, record in json.loads(facts.read_text(encoding="utf-8")).items()}
    measured = evaluate(_json_lines(answers), truth, _json_lines(falsified) if falsified else ())
    for name, figure in figures(measured):
        out.print(f"{name:<42} {figure}", highlight=False, markup=False)


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _lines(explain_one: Any) -> None:
    for number, line in enumerate(sys.stdin, start=1):
        if line.strip():
            try:
                answer = explain_one(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                answer = {"error": f"line {number}: {type(error).__name__}: {error}"}
            typer.echo(json.dumps(answer, ensure_ascii=False))
