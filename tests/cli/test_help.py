"""The help: every command is in a panel and ends with examples that the command line itself accepts."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from grader.cli.app import PANELS, USUAL, app

ROOT = Path(__file__).parents[2]
SHELL = re.compile(r"\s+(#|<|>|\|).*")


def leaves(command, path=()):
    """Return every command that does something, with the words that reach it."""
    if not hasattr(command, "commands"):
        return [(path, command)]
    return [leaf for name, inner in command.commands.items() for leaf in leaves(inner, (*path, name))]


COMMANDS = leaves(get_command(app))


def accepted(line):
    """Parse ``grader ...`` as the application would, without running it; return the command it reaches."""
    words = shlex.split(SHELL.sub("", line))
    assert words[0] == "grader"
    command, rest, parent = get_command(app), words[1:], None
    while hasattr(command, "commands"):
        with command.make_context(command.name, list(rest), parent=parent, resilient_parsing=False) as context:
            name, inner, rest = command.resolve_command(context, context._protected_args + context.args)
        command, parent = inner, context
        assert name is not None
    command.make_context(command.name, list(rest), parent=parent)
    return command


def lines_of(text):
    """Return the lines that begin with ``grader``, as somebody would type them."""
    return [re.split(r" {3,}", line.strip())[0] for line in text.splitlines() if line.strip().startswith("grader ")]


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_every_command_ends_with_examples_that_are_right(path, command):
    shown = CliRunner().invoke(app, [*path, "--help"])
    assert shown.exit_code == 0
    examples = lines_of(command.epilog or "")
    assert examples
    for example in examples:
        assert accepted(example) is not None
        assert example.split()[1 : len(path) + 1] == list(path)
        assert " ".join(example.split()[:3]) in " ".join(shown.output.split())


def test_examples_that_are_wrong_are_refused():
    for wrong in ("grader grde", "grader grade --workrs 2", "grader export", "grader scenario set", "grader feedback --unsee"):
        with pytest.raises(Exception, match=r"No such|Missing|NoSuch|no such"):
            accepted(wrong)


def test_every_command_belongs_to_a_panel_and_they_stand_in_order():
    top = get_command(app)
    assert {inner.rich_help_panel for inner in top.commands.values()} <= set(PANELS)
    shown = CliRunner().invoke(app, ["--help"]).output
    places = [shown.index(f" {panel} ") for panel in PANELS]
    assert places == sorted(places)


@pytest.mark.parametrize("line", lines_of(USUAL))
def test_the_usual_order_of_work_is_right(line):
    accepted(line)


DOCUMENTED = sorted(
    {
        (path.name, line)
        for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
        for block in re.findall(r"```(?:\w*)\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
        for line in lines_of(block)
    }
)


@pytest.mark.parametrize(("page", "line"), DOCUMENTED)
def test_every_command_in_the_documents_is_right(page, line):
    accepted(line)


def test_a_start_does_not_wait_for_nbgrader():
    """Neither nbgrader nor pandas nor traitlets is imported for help or completion."""
    from grader.execution.command import run_module

    code = "import sys, grader.cli; print([n for n in ('nbgrader', 'pandas', 'numpy', 'nbconvert', 'sqlalchemy') if n in sys.modules])"
    assert run_module("timeit", ["-n", "1", "-r", "1", code], ROOT, 60, {"PYTHONPATH": str(ROOT)}).output.startswith("[]")
