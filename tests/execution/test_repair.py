"""Rebuilding a submission on the released notebook: what is kept, put back, and said."""

import json
from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.execution.repair import rebuild


def graded(name, source, *, kind=new_code_cell, solution=False, grade=False):
    """Return a cell with nbgrader metadata and ``name`` as both ids."""
    metadata = {"grade": grade, "solution": solution, "locked": not solution, "grade_id": name, "schema_version": 3}
    return kind(source, id=name, metadata={"nbgrader": metadata | ({"points": 1} if grade else {})})


@pytest.fixture
def released():
    """A small release: setup, text, answer, test, prose."""
    return new_notebook(
        cells=[
            graded("setup", "import math"),
            new_markdown_cell("read this", id="text"),
            graded("answer", "x = None", solution=True),
            graded("test-answer", "print(x)", grade=True),
            graded("prose", "YOUR ANSWER HERE", kind=new_markdown_cell, solution=True, grade=True),
        ]
    )


def sources(rebuilt):
    """Return the sources of a rebuilt notebook in order."""
    return [cell.source for cell in rebuilt.notebook.cells]


def submit(released, change):
    """Return the rebuilt submission after ``change(cells)`` on a copy of the released cells."""
    notebook = json.loads(nbformat.writes(released))
    change(notebook["cells"])
    return rebuild(json.dumps(notebook).encode(), released)


def answer(cells, name="answer"):
    """Return the submitted cell with grade_id ``name``."""
    return next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def test_an_untouched_release_is_untouched(released):
    """Nothing is repaired and every answer cell is untouched."""
    rebuilt = submit(released, lambda cells: None)

    assert rebuilt.repairs == []
    assert rebuilt.untouched == ["answer", "prose"]
    assert sources(rebuilt) == [cell.source for cell in released.cells]


def test_an_answer_is_kept_and_its_metadata_is_ours(released):
    """The source comes from the student, tags and points from the release."""

    def change(cells):
        answer(cells)["source"] = "x = 1"
        answer(cells)["metadata"]["tags"] = ["skip-execution"]
        answer(cells)["metadata"]["nbgrader"]["points"] = 99

    rebuilt = submit(released, change)

    assert rebuilt.notebook.cells[2].source == "x = 1"
    assert rebuilt.notebook.cells[2].metadata == released.cells[2].metadata
    assert "answer" not in rebuilt.untouched


def test_extra_cells_stay_behind_the_cell_they_followed(released):
    """A helper cell before the answer still runs before it."""
    rebuilt = submit(released, lambda cells: cells.insert(1, {"cell_type": "code", "source": "helper = 1", "metadata": {}, "outputs": []}))

    assert sources(rebuilt)[:2] == ["import math", "helper = 1"]


def test_a_changed_locked_cell_is_put_back(released):
    """Locked sources come from the release, and it is said."""
    rebuilt = submit(released, lambda cells: answer(cells, "test-answer").update(source="10.0"))

    assert "print(x)" in sources(rebuilt)
    assert any("'test-answer' was changed" in repair for repair in rebuilt.repairs)


def test_a_deleted_test_cell_is_put_back_behind_its_answer(released):
    """A missing test cell returns to its released place."""
    rebuilt = submit(released, lambda cells: cells.remove(answer(cells, "test-answer")))

    assert sources(rebuilt) == [cell.source for cell in released.cells]
    assert any("'test-answer' was missing" in repair for repair in rebuilt.repairs)


def test_of_two_answer_cells_the_last_changed_one_counts(released):
    """Both copies still run, in order."""

    def change(cells):
        twin = json.loads(json.dumps(answer(cells)))
        twin["source"] = "x = 2"
        answer(cells)["source"] = "x = 1"
        cells.insert(3, twin)

    rebuilt = submit(released, change)

    assert sources(rebuilt)[2:4] == ["x = 1", "x = 2"]
    assert rebuilt.notebook.cells[3].metadata.nbgrader.grade_id == "answer"


def test_outputs_never_survive(released):
    """Prebaked outputs are left out."""

    def change(cells):
        answer(cells, "test-answer")["outputs"] = [
            {"output_type": "execute_result", "data": {"text/plain": "99"}, "metadata": {}, "execution_count": 1}
        ]

    assert all(not cell.get("outputs") for cell in submit(released, change).notebook.cells)


DAMAGED = [
    (b"", "empty"),
    (b"not json", "not a notebook"),
    (b"[1, 2]", "no notebook object"),
    (b"{}", "format"),
    (b'{"nbformat": 4, "cells": 3}', "no list of cells"),
    (b"\xff\xfe\x00", "not a notebook"),
    (b'{"nbformat": "four", "cells": []}', "format"),
    (b"[" * 100_000, "not a notebook"),
]


@pytest.mark.parametrize(("raw", "words"), DAMAGED, ids=[words for _, words in DAMAGED])
def test_what_is_no_notebook_yields_a_reason(released, raw, words):
    """The released notebook stands in, with a reason and a problem for a person."""
    rebuilt = rebuild(raw, released)

    assert words in rebuilt.unreadable
    assert rebuilt.problems == [rebuilt.unreadable]


ODD_METADATA = [None, [], "text", {"nbgrader": None}, {"nbgrader": []}, {"nbgrader": {"grade_id": 7}}, {"nbgrader": {"schema_version": 99}}]


@pytest.mark.parametrize("metadata", ODD_METADATA, ids=repr)
def test_metadata_of_any_type_is_survived(released, metadata):
    """An answer whose metadata was broken stays as an extra cell; the graded one is put back empty."""

    def change(cells):
        answer(cells).update(source="x = 3", metadata=metadata)

    assert "x = 3" in sources(submit(released, change))


def test_an_old_notebook_format_is_converted(released):
    """Format 3 is read, and said."""
    changed = deepcopy(released)
    changed.cells[2].source = "x = 1\ny = 2"
    old = nbformat.v3.writes_json(nbformat.convert(changed, 3)).encode()

    rebuilt = rebuild(old, released)

    assert rebuilt.unreadable == ""
    assert rebuilt.notebook.cells[2].source == "x = 1\ny = 2"
    assert any("format 3 is old" in repair for repair in rebuilt.repairs)
