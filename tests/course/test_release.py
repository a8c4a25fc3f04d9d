"""The release: identical to a fresh generation, runs clean, and holds nothing of the solution."""

import ast
import json
import re
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from grader.course.release import check_release
from grader.grade import Assignment
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT

COURSE = Assignment(ASSIGNMENT, ROOT)
FOLDER = ROOT / "release" / ASSIGNMENT
STUDENTS_HAVE = {"pandas", "numpy", "matplotlib", "json", "sys", "math"}


@pytest.fixture(scope="module")
def released():
    return COURSE.released()


@pytest.fixture(scope="module")
def text(released):
    """Everything of the release that is read, data rows aside."""
    words = [cell.source for cell in released.cells]
    words += [(FOLDER / "data" / name).read_text() for name in ("workload.json", "README.md")]
    return "\n".join(words)


@pytest.mark.slow
def test_it_is_identical_to_a_fresh_generation():
    """Generated anew in a copy, every file has the same bytes."""
    assert check_release(COURSE) == ()


@pytest.mark.slow
def test_it_runs_clean_from_top_to_bottom(released, tmp_path):
    """No cell raises, in a folder that holds the release alone."""
    shutil.copytree(FOLDER, tmp_path / "work")
    client = NotebookClient(released, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(tmp_path / "work")}})

    client.execute()

    assert sum(cell.cell_type == "code" for cell in released.cells) > 15


def test_it_imports_only_what_students_have(released):
    """Only pandas, numpy, matplotlib and the standard library."""
    trees = [ast.parse(cell.source) for cell in released.cells if cell.cell_type == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module).split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}

    assert names <= STUDENTS_HAVE


@pytest.mark.parametrize("word", ["SOLUTION", "HIDDEN", "grader.", "from grader", "check(", "summarize(", "reference answer"])
def test_no_word_of_the_solution(text, word):
    assert word not in text


def test_no_outputs_are_stored():
    raw = json.loads((FOLDER / f"{ASSIGNMENT}.ipynb").read_text())

    assert [cell for cell in raw["cells"] if cell.get("outputs")] == []


def test_only_the_notebook_and_its_data_are_released():
    files = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}

    assert files == {f"{ASSIGNMENT}.ipynb"} | {f"data/{path.name}" for path in (COURSE.source / "data").iterdir()}


def spellings(value):
    """Return how an expected value might be written: raw, rounded, in percent, with separators."""
    for scaled in (value, value * 100, value / 1000, value * 1000):
        written = [f"{abs(scaled):.{digits}g}" for digits in (3, 4, 5, 6)] + [f"{abs(scaled):,.{digits}f}" for digits in (0, 1, 2, 3)]
        yield from (text for text in written if "e" not in text and len(text.replace(".", "").replace(",", "").strip("0")) >= 3)
    if len(repr(abs(value)).strip("0.")) >= 3:
        yield repr(abs(value))


def test_no_expected_value_stands_in_the_release(text):
    """Neither raw nor rounded, formatted or as a percentage; what the text itself gives is no answer."""
    facts = COURSE.facts()
    numbers = set(re.findall(r"\d[\d,]*\.?\d*", text))
    given = {spelling for known in facts.givens if known.value is not None for spelling in spellings(known.value)}
    given |= {spelling for target in facts.targets for limit in (target.at_most, target.at_least) if limit for spelling in spellings(limit)}
    answers = {}
    for key, measure in facts.metrics.items():
        before, after = measure.baseline, measure.optimized
        for value in (before, after, after - before, (after - before) / before if before else 0.0):
            answers |= dict.fromkeys((spelling for spelling in spellings(value) if spelling not in given), key)

    assert len(answers) > 300
    assert {number: answers[number] for number in numbers & set(answers)} == {}


def test_the_master_and_the_release_have_the_same_cells(released):
    master = nbformat.read(COURSE.source / f"{ASSIGNMENT}.ipynb", as_version=4)

    assert [cell.id for cell in released.cells] == [cell.id for cell in master.cells]
