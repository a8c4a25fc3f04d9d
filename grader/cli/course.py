"""Commands about the course: release, check, scenarios."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer

from grader.cli import completion
from grader.cli.app import ASSIGNMENT, AUTHORS, BEFORE, Name, app, course_folder, errors, example, out

scenario_app = typer.Typer(help="The scenarios an assignment can be given.", no_args_is_help=True, rich_markup_mode="rich")
app.add_typer(scenario_app, name="scenario", rich_help_panel=AUTHORS)


@app.command(rich_help_panel=BEFORE, epilog=example("grader release", "grader release --check"))
def release(
    assignment: Name = ASSIGNMENT, check: Annotated[bool, typer.Option("--check", help="Only compare with what is there.")] = False
) -> None:
    """
    Make release/ from source/ and register the assignment.

    Plain nbgrader does it. Do it again after every change in source/.
    """
    from grader.course.release import check_release, make_release
    from grader.grade import Assignment

    where = Assignment(assignment, course_folder(assignment))
    if check:
        differing = check_release(where)
        if differing:
            out.print(f"release/ differs from a fresh generation in: {', '.join(differing)}. Run `grader release`.")
            raise typer.Exit(1)
        out.print("release/ is identical to a fresh generation.")
        return
    with errors.status("Releasing with nbgrader"):
        folder = make_release(where)
    out.print(f"Released to {folder.relative_to(where.root)}. Give students that folder. Next: `grader check`.")


@app.command(rich_help_panel=BEFORE, epilog=example("grader check", "grader check --json"))
def check(
    assignment: Name = ASSIGNMENT,
    isolation: Annotated[
        str | None,
        typer.Option(help="bubblewrap or none; what nbgrader_config.py says if left out.", autocompletion=completion.isolations),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """
    Look at the whole course and say what is to mend.

    Configuration, rubric, data, scenario, master notebook, release, gradebook, submissions, class list, late policy, machine, isolation.

    Exit code 0: nothing to mend. 1: something is; all of it is listed. 2: there is no course here.
    """
    from grader.course.checkup import check_course
    from grader.report.checklist import State, check_table

    root = course_folder(assignment)
    with errors.status("Looking") as status:
        found = check_course(root, assignment, isolation, lambda area: status.update(f"Looking at: {area}"))
    sound = not any(one.state is State.MEND for one in found)
    if as_json:
        typer.echo(json.dumps({"sound": sound, "checks": [dataclasses.asdict(one) for one in found]}, ensure_ascii=False))
    else:
        out.print(check_table(f"{assignment} in {root}", found))
    raise typer.Exit(0 if sound else 1)


@scenario_app.command("list", epilog=example("grader scenario list"))
def scenario_list() -> None:
    """List the scenarios."""
    from grader.exercise.scenario import scenario_names

    for name in scenario_names():
        out.print(name)


@scenario_app.command("set", epilog=example("grader scenario set prefix-cache-a100 --seed 7"))
def scenario_set(
    name: Annotated[str, typer.Argument(help="One of `grader scenario list`.", autocompletion=completion.scenarios)],
    seed: Annotated[int, typer.Option(help="Same scenario and seed, same bytes.")] = 1,
    assignment: Name = ASSIGNMENT,
) -> None:
    """Give the assignment another scenario or seed: data, texts and reference answers together."""
    from grader.course.swap import use_scenario
    from grader.grade import Assignment

    where = Assignment(assignment, course_folder(assignment))
    facts = use_scenario(where.source, name, seed)
    out.print(f"{assignment} now has scenario {name}, seed {seed}: decision {facts.decision}. Next: `grader release`.")


@scenario_app.command("table", epilog=example("grader scenario table --seed 7"))
def scenario_table(seed: Annotated[int, typer.Option(help="The seed to simulate with.")] = 1) -> None:
    """Print documented against simulated figures of every scenario."""
    from grader.exercise.calibration import calibration_table

    typer.echo(calibration_table(seed))
