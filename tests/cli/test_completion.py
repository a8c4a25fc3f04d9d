"""What the Tab key offers, asked as a shell asks."""

import pytest

from grader.cli import completion
from grader.course.lms import KINDS
from grader.execution.command import run_module
from grader.execution.wall import WALLS
from grader.exercise.scenario import scenario_names
from tests.cohort.course import ROOT


@pytest.fixture
def course(tmp_path):
    """A folder with two assignments, three students and a file."""
    for name in ("source/genai-efficiency", "source/second", "submitted/ada", "submitted/s001", "autograded/s002"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "submitted" / "note.txt").write_text("no student")
    (tmp_path / "list.csv").write_text("id\n")
    return tmp_path


def bash(folder, words):
    """Return what bash is offered for ``words``; the last one is begun (a space at the end: nothing is)."""
    given = words.split(" ")
    extra = {"_GRADER_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(given) - 1), "PYTHONPATH": str(ROOT)}
    return run_module("grader.cli", [], folder, 60, extra).output.split()


CASES = [
    ("grader gra", ["grade"]),
    ("grader feedback s", ["s001", "s002"]),
    ("grader feedback ", ["ada", "s001", "s002"]),
    ("grader marks --assignment s", ["second"]),
    ("grader scenario set fp", ["fp8-l4"]),
    ("grader export mo", ["moodle"]),
    ("grader export canvas --template l", ["list.csv"]),
    ("grader roster li", ["list.csv"]),
    ("grader explain submitted/s", ["submitted/s001/"]),
    ("grader check --isolation b", ["bubblewrap"]),
]


@pytest.mark.parametrize(("words", "offered"), CASES, ids=[case[0] for case in CASES])
def test_bash_is_offered(course, words, offered):
    assert bash(course, words) == offered


def test_zsh_is_offered_the_same(course):
    extra = {"_GRADER_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "grader feedback s0", "PYTHONPATH": str(ROOT)}
    assert "s001" in run_module("grader.cli", [], course, 60, extra).output


def test_the_script_for_the_shell_names_this_command(course):
    said = run_module("grader.cli", [], course, 60, {"_GRADER_COMPLETE": "source_bash", "PYTHONPATH": str(ROOT)}).output
    assert "complete -o default -F _grader_completion grader" in said


def test_outside_of_a_course_nothing_is_offered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert completion.students("") == completion.assignments("") == completion.paths("nowhere/x") == []
    assert completion.scenarios("int4") == ["int4-a100"]


def test_the_lists_that_are_repeated_for_speed_are_those_of_the_grader():
    assert completion.lms("") == list(KINDS)
    assert completion.isolations("") == list(WALLS)
    assert completion.scenarios("") == sorted(scenario_names())
