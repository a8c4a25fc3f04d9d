"""Commands about the course: release, check, scenarios."""

from __future__ import annotations

from typing import Annotated

import typer

from grader.cli.app import ASSIGNMENT, DEFAULT_ISOLATION, Isolation, Name, app, out

scenario_app = typer.Typer(help="The scenarios an assignment can be given.", no_args_is_help=True)
app.add_typer(scenario_app, name="scenario")


@app.command()
def release(
    assignment: Name = ASSIGNMENT, check: Annotated[bool, typer.Option("--check", help="Only compare with what is there.")] = False
) -> None:
    """Regenerate release/ from source/ with nbgrader. Example: grader release --check"""
    from grader.course.release import check_release, make_release
    from grader.grade import find_assignment

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
    from grader.course.audit import audit
    from grader.execution.wall import wall_named
    from grader.grade import find_assignment
    from grader.rubric.criteria import RUBRIC

    where = find_assignment(assignment)
    audit(where)
    wall_named(isolation, where.root)
    facts = where.facts()
    out.print(f"{where.name}: scenario {facts.scenario}, decision {facts.decision}")
    for reason in facts.reasons:
        out.print(f"  {reason}", highlight=False)
    out.print(f"{sum(len(rubric.criteria) for rubric in RUBRIC)} criteria in {len(RUBRIC)} cells, 100 points. Nothing is broken.")
    out.print(f"isolation: {isolation}" + (" works on this machine" if isolation != "none" else ": student code runs with your rights"))


@scenario_app.command("list")
def scenario_list() -> None:
    """List the scenarios. Example: grader scenario list"""
    from grader.exercise.scenario import scenario_names

    for name in scenario_names():
        out.print(name)


@scenario_app.command("set")
def scenario_set(
    name: str, seed: Annotated[int, typer.Option(help="Same scenario and seed, same bytes.")] = 1, assignment: Name = ASSIGNMENT
) -> None:
    """Give the assignment another scenario or seed, reference answers included. Example: grader scenario set prefix-cache-a100 --seed 7"""
    from grader.course.swap import use_scenario
    from grader.grade import find_assignment

    where = find_assignment(assignment)
    facts = use_scenario(where.source, name, seed)
    out.print(f"{assignment} now has scenario {name}, seed {seed}: decision {facts.decision}. Next: make release.")


@scenario_app.command("table")
def scenario_table(seed: int = 1) -> None:
    """Print documented against simulated figures of every scenario. Example: grader scenario table"""
    from grader.exercise.calibration import calibration_table

    typer.echo(calibration_table(seed))
