"""Floors and owners: who may import whom, and who alone may touch a dangerous or foreign thing."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "grader"
FILES = sorted(PACKAGE.rglob("*.py"))
BASE = {"model", "errors", "memo", "lean"}
MAY_IMPORT = {
    "errors": set(),
    "model": set(),
    "memo": set(),
    "lean": set(),
    "exercise": BASE,
    "reading": BASE | {"exercise"},
    "rubric": BASE | {"exercise", "reading"},
    "execution": BASE,
    "report": BASE,
    "grade": BASE | {"exercise", "reading", "rubric", "execution"},
    "hidden": BASE | {"exercise", "reading", "rubric", "grade"},
    "course": BASE | {"exercise", "reading", "rubric", "execution", "report", "grade"},
    "__init__": {"rubric", "grade"},
    "cli": BASE | {"exercise", "reading", "rubric", "execution", "report", "grade", "course"},
}
OWNERS = {
    "subprocess": {"execution"},
    "multiprocessing": {"execution"},
    "nbclient": {"execution"},
    "nbgrader": {"course"},
    "nbconvert": {"course"},
    "traitlets": {"course"},
    "jupyter_server": {"course"},
    "tornado": {"course"},
    "rich": {"cli", "report"},
    "typer": {"cli"},
    "pickle": set(),
    "random": set(),
}
LONGEST = 250


def floor(path: Path) -> str:
    """Return the floor a file stands on: its folder below grader/, or its own name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imported(path: Path) -> set[str]:
    """Return every module name a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def test_there_are_files_to_look_at():
    assert len(FILES) > 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_the_floors(path):
    """A file imports only its own floor and the floors below it."""
    here = floor(path)
    above = {name.split(".")[1] for name in imported(path) if name.startswith("grader.")} - MAY_IMPORT[here] - {here}
    assert above == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_foreign_thing_has_one_owner(path):
    """Processes belong to execution, nbgrader to course, the terminal to cli and report; nobody unpickles."""
    names = {name.split(".")[0] for name in imported(path)}
    stolen = {name for name in names & set(OWNERS) if floor(path) not in OWNERS[name]}
    assert stolen == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_is_one_noun(path):
    """Files stay short enough to be one noun."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST + 10


def test_no_file_calls_eval():
    """Nothing of ours evaluates text as code; the probe's exec lives in the kernel, as a string."""
    calls = [
        f"{path.name}:{node.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec", "compile", "__import__"}
    ]
    assert calls == []
