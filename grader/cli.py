"""The ``grader`` command. Each command is one call; what it prints comes from ``grader.report``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from grader.course.audit import audit
from grader.course.gradebook import read_marks
from grader.course.release import check_release, make_release
from grader.course.swap import use_scenario
from grader.errors import GraderError
from grader.execution.wall import wall_named
from grader.exercise.calibration import calibration_table
from grader.exercise.record import facts_from
from grader.exercise.scenario import scenario_names
from grader.grade import DEFAULT_ISOLATION, find_assignment, grade_notebook
from grader.report.record import report_json
from grader.report.terminal import marks_table, report_table
from grader.rubric.criteria import RUBRIC
from grader.rubric.evaluation import evaluate, figures
from grader.rubric.prose import explain_prose_line
from grader.rubric.table import explain_table_line

ASSIGNMENT = "genai-efficiency"
app = typer.Typer(
    help="Grade the inference-efficiency assignment. Run it in the course folder.", no_args_is_help=True, pretty_exceptions_enable=False
)
scenario_app = typer.Typer(help="The scenarios an assignment can be given.", no_args_is_help=True)
app.add_typer(scenario_app, name="scenario")
out = Console()

Name = Annotated[str, typer.Option("--assignment", help="The folder below source/.")]
Isolation = Annotated[str, typer.Option(help="How student code is kept apart: bubblewrap, or none by choice.")]


@app.command()
def release(
    assignment: Name = ASSIGNMENT, check: Annotated[bool, typer.Option("--check", help="Only compare with what is there.")] = False
) -> None:
    """Regenerate release/ from source/ with nbgrader. Example: grader release --check"""
    where = find_assignment(assignment)
    if check:
        differing = check_release(where)
        if differing:
            out.print(f"release/ differs from a fresh generation in: {', '.join(differing)}. Run `make release`.")
            raise typer.Exit(1)
        out.print("release/ is identical to a fresh generation.")
        return
    folder = make_release(where)
    out.print(f"Released to {folder.relative_to(where.root)}.")


@app.command()
def check(assignment: Name = ASSIGNMENT, isolation: Isolation = DEFAULT_ISOLATION) -> None:
    """Audit data, master, rubric, release and isolation before a term. Example: grader check"""
    where = find_assignment(assignment)
    audit(where)
    wall_named(isolation, where.root)
    facts = where.facts()
    out.print(f"{where.name}: scenario {facts.scenario}, decision {facts.decision}")
    for reason in facts.reasons:
        out.print(f"  {reason}", highlight=False)
    out.print(f"{sum(len(rubric.criteria) for rubric in RUBRIC)} criteria in {len(RUBRIC)} cells, 100 points. Nothing is broken.")
    out.print(f"isolation: {isolation}" + (" works on this machine" if isolation != "none" else ": student code runs with your rights"))


@app.command()
def marks(assignment: Name = ASSIGNMENT, course: Annotated[Path, typer.Option(help="The course folder.")] = Path()) -> None:
    """Print the marks per student and cell. Example: grader marks"""
    order = tuple(rubric.graded_by for rubric in RUBRIC)
    students = read_marks(course.resolve(), assignment, order)
    if not students:
        out.print(f"No marks for {assignment!r} yet. Put notebooks into submitted/<student>/{assignment}/ and run `make grade`.")
        return
    cells = [(rubric.cell, rubric.points) for rubric in RUBRIC]
    rows = [(one.student, [(mark.score, mark.for_person) for mark in one.marks], one.total) for one in students]
    out.print(marks_table(f"{assignment}: {len(students)} students", cells, rows))


@app.command()
def explain(
    notebook: Annotated[Path, typer.Argument(help="A submitted notebook.")],
    assignment: Name = ASSIGNMENT,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
    isolation: Isolation = DEFAULT_ISOLATION,
) -> None:
    """Run one notebook and show every criterion. Example: grader explain submitted/ada/genai-efficiency/genai-efficiency.ipynb"""
    report = grade_notebook(notebook, assignment, isolation=isolation)
    if as_json:
        typer.echo(report_json(report).decode())
        return
    out.print(report_table(report))
    for line in (*report.repairs, *report.problems):
        out.print(f"- {line}", markup=False)
    out.print(f"isolation: {report.isolation}")


@app.command("explain-table")
def explain_table() -> None:
    """Read comparison tables from JSON Lines, write one report per line. Example: grader explain-table < tables.jsonl"""
    _lines(explain_table_line)


@app.command("explain-prose")
def explain_prose(
    facts: Annotated[Path | None, typer.Option(help="JSON: the facts, or scenario -> facts. A line's own facts win.")] = None,
) -> None:
    """Read analyses from JSON Lines, write one report per line. Example: grader explain-prose --facts facts.json < answers.jsonl"""
    given = json.loads(facts.read_text(encoding="utf-8")) if facts else None
    _lines(lambda line: explain_prose_line(line, given))


@app.command("evaluate-prose")
def evaluate_prose(
    answers: Annotated[Path, typer.Argument(help="Labelled answers, JSON Lines.")],
    facts: Annotated[Path, typer.Option(help="JSON: scenario -> facts.")],
    falsified: Annotated[Path | None, typer.Option(help="Answers made false by one edit, JSON Lines.")] = None,
) -> None:
    """Measure the prose grader on labelled answers. Example: grader evaluate-prose answers.jsonl --facts facts.json"""
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


@scenario_app.command("list")
def scenario_list() -> None:
    """List the scenarios. Example: grader scenario list"""
    for name in scenario_names():
        out.print(name)


@scenario_app.command("set")
def scenario_set(
    name: str, seed: Annotated[int, typer.Option(help="Same scenario and seed, same bytes.")] = 1, assignment: Name = ASSIGNMENT
) -> None:
    """Give the assignment another scenario or seed, reference answers included. Example: grader scenario set prefix-cache-a100 --seed 7"""
    where = find_assignment(assignment)
    facts = use_scenario(where.source, name, seed)
    out.print(f"{assignment} now has scenario {name}, seed {seed}: decision {facts.decision}. Next: make release.")


@scenario_app.command("table")
def scenario_table(seed: int = 1) -> None:
    """Print documented against simulated figures of every scenario. Example: grader scenario table"""
    typer.echo(calibration_table(seed))


def main() -> None:
    """Run the command line; an error of ours is said in its two lines, without a traceback."""
    try:
        app()
    except GraderError as error:
        Console(stderr=True).print(str(error), markup=False, highlight=False)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
