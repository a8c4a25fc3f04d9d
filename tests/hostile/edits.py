"""Edits of the notebook file: an honest notebook with its skeleton bent keeps its marks, an empty one gains none."""

from __future__ import annotations

from copy import deepcopy

from tests.cohort.recipes import POINTS
from tests.hostile.attack import EVERYTHING, NOTHING, by_id, edited

PREBAKED = [{"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "1000.0"}, "metadata": {}}]


def each(change, only=lambda cell: True):
    """Return an edit that changes every cell for which ``only`` holds."""

    def edit(data):
        for one in data["cells"]:
            if only(one):
                change(one)

    return edit


def graded(one):
    """Whether the cell carries nbgrader metadata."""
    return "nbgrader" in one["metadata"]


def tested(one):
    """Whether the cell is a test cell."""
    return graded(one) and one["metadata"]["nbgrader"]["grade_id"].startswith("test-")


def points(one):
    one["metadata"]["nbgrader"]["points"] = 1000


def swap_ids(data):
    first, second = by_id(data, "test-comparison"), by_id(data, "test-decision")
    first["metadata"]["nbgrader"]["grade_id"], second["metadata"]["nbgrader"]["grade_id"] = "test-decision", "test-comparison"


def double_tests(data):
    data["cells"] += [deepcopy(one) for one in data["cells"] if tested(one)]


def drop_tests(data):
    data["cells"] = [one for one in data["cells"] if not tested(one)]


def turn_round(data):
    data["cells"].reverse()


def impostor(data):
    """Put a cell of one's own under the id of every test cell in front of everything."""
    for name in POINTS:
        metadata = {"nbgrader": {"grade_id": name, "grade": True, "solution": True, "locked": False, "points": 500, "schema_version": 3}}
        data["cells"].insert(
            0, {"cell_type": "code", "source": "500.0", "metadata": metadata, "outputs": PREBAKED, "execution_count": 1, "id": f"x{name}"}
        )


def odd_cells(data):
    data["cells"] = [None, 3, "x", [], {"cell_type": "code"}, *data["cells"], {"source": 5, "metadata": []}]


def odd_sources(one):
    if one["cell_type"] == "raw":
        one["source"] = [1, None, {"a": 2}]


def same_ids(one):
    one["id"] = "same"


def long_ids(one):
    one["id"] = "x" * 100_000


def foreign_kernel(data):
    data["metadata"] = {
        "kernelspec": {"name": "bash", "argv": ["/bin/sh", "-c", "touch /tmp/owned"], "display_name": "x"},
        "language_info": {"name": "R", "pygments_lexer": "<script>"},
    }


METADATA = {
    "list": [],
    "none": None,
    "number": 3,
    "text": "x",
    "nested": {"nbgrader": []},
    "nested number": {"nbgrader": {"grade_id": 7, "points": "many"}},
}
FORMATS = {"99": (99, 0), "5": (5, 9), "minor 99": (4, 99), "minor text": (4, "x"), "4.0 old": (4, 0)}


def formatted(major, minor):
    """Return an edit of the notebook's format."""

    def edit(data):
        data["nbformat"], data["nbformat_minor"] = major, minor

    return edit


def as_metadata(value):
    """Return an edit that gives the notebook itself metadata of the wrong type."""

    def edit(data):
        data["metadata"] = value

    return edit


def tagged(one):
    one["metadata"]["tags"] = ["skip-execution", "raises-exception", "hide", "parameters"]


def markdown(one):
    one["cell_type"] = "markdown"
    one.pop("outputs", None)
    one.pop("execution_count", None)


def unlocked(one):
    one["metadata"]["nbgrader"] |= {
        "locked": False,
        "solution": True,
        "grade": True,
        "schema_version": 1,
        "cell_type": "markdown",
        "checksum": "0",
    }


def schema(version):
    """Return a change of the nbgrader schema version of a cell."""

    def change(one):
        one["metadata"]["nbgrader"]["schema_version"] = version

    return change


def prebaked(one):
    if one["cell_type"] == "code":
        one["outputs"] = PREBAKED


def test_source(one):
    one["source"] = "1000.0"


HONEST = {
    "points of 1000": each(points, graded),
    "ids swapped": swap_ids,
    "tests doubled": double_tests,
    "tests deleted": drop_tests,
    "tests say 1000": each(test_source, tested),
    "tests are Markdown": each(markdown, tested),
    "tests tagged": each(tagged, graded),
    "everything unlocked": each(unlocked, graded),
    "schema 99": each(schema(99), graded),
    "schema minus one": each(schema(-1), graded),
    "schema text": each(schema("x"), graded),
    "outputs prebaked": each(prebaked),
    "order turned round": turn_round,
    "impostors in front": impostor,
    "cells that are none": odd_cells,
    "sources that are none": each(odd_sources),
    "one id for all": each(same_ids),
    "ids without end": each(long_ids),
    "foreign kernel": foreign_kernel,
    **{f"format {name}": formatted(*version) for name, version in FORMATS.items()},
    **{f"metadata {name}": as_metadata(value) for name, value in METADATA.items() if not isinstance(value, dict)},
}
LOOSE = {"impostors in front", "order turned round"}
"""Edits under which another reading of the answers would be fair too; more than deserved is wrong all the same."""
ATTACKS = [
    *(edited("edit", name, edit, EVERYTHING, exact=name not in LOOSE) for name, edit in HONEST.items()),
    *(
        edited("empty", name, edit, NOTHING, solved_=False)
        for name, edit in HONEST.items()
        if name in ("points of 1000", "tests say 1000", "outputs prebaked", "impostors in front", "tests tagged", "tests are Markdown")
    ),
]
