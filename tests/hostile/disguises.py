"""Notebooks in disguise: cells that pose as others, formats that pose as newer, parts of types that no program expects."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.cohort.recipes import POINTS
from tests.hostile.attack import EVERYTHING, NOTHING, by_id, edited
from tests.hostile.spellings import joined

Data = dict[str, Any]
CLAIM = {"grade": True, "solution": False, "locked": True, "schema_version": 3, "task": False, "cell_type": "code"}


def info(one: Any) -> dict[str, Any]:
    """Return the nbgrader metadata of a cell, empty where there is none."""
    return one["metadata"].get("nbgrader", {})


def each(change: Callable[[Any], Any], only: Callable[[Any], Any] = info) -> Callable[[Data], None]:
    """Return an edit that changes every cell for which ``only`` holds."""

    def edit(data: Data) -> None:
        for one in data["cells"]:
            if only(one):
                change(one)

    return edit


def sets(**values: Any) -> Callable[[Any], None]:
    """Return a change that writes into the nbgrader metadata of a cell."""
    return lambda one: info(one).update(values)


def cell(source: Any, kind: str = "code", **metadata: Any) -> Data:
    """Return a cell of the student's own."""
    parts = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": "own", "metadata": metadata, "source": source, **parts}


def around(*cells: Data, end: bool = False) -> Callable[[Data], None]:
    """Return an edit that puts cells in front of everything, or behind."""

    def edit(data: Data) -> None:
        data["cells"] = [*data["cells"], *deepcopy(cells)] if end else [*deepcopy(cells), *data["cells"]]

    return edit


def behind_tests(source: str) -> Callable[[Data], None]:
    """Return an edit that puts a cell with ``source`` behind every test cell."""

    def edit(data: Data) -> None:
        for place in range(len(data["cells"]) - 1, -1, -1):
            if info(data["cells"][place]).get("grade_id", "").startswith("test-"):
                data["cells"].insert(place + 1, cell(source))

    return edit


def blank_copies(data: Data) -> None:
    """Behind every answer put a copy of it with nothing in it."""
    for place in range(len(data["cells"]) - 1, -1, -1):
        if info(data["cells"][place]).get("solution"):
            data["cells"].insert(place + 1, {**deepcopy(data["cells"][place]), "source": " \n\n ", "id": f"blank{place}"})


def all_at_the_end(data: Data) -> None:
    """Move every answer behind the last cell."""
    answers = [one for one in data["cells"] if info(one).get("solution")]
    data["cells"] = [one for one in data["cells"] if not info(one).get("solution")] + answers


def top(**values: Any) -> Callable[[Data], None]:
    """Return an edit of the notebook's own fields."""
    return lambda data: data.update(values)


def in_notebook(**values: Any) -> Callable[[Data], None]:
    """Return an edit of the notebook's metadata."""
    return lambda data: data["metadata"].update(values)


def lines(one: Any) -> None:
    one["source"] = one["source"].splitlines(keepends=True)


def holes(one: Any) -> None:
    one["source"] = [part for line in one["source"].splitlines(keepends=True) for part in (line, None, 7, {}, ["x"])]


def odd_parts(one: Any) -> None:
    one["metadata"] |= {"tags": 5, "collapsed": "x", "jupyter": [], "slideshow": None, "execution": {"iopub.status.busy": 9}}
    one.update(id=None, attachments=[1], outputs={"a": 1}, execution_count=float("nan"), prompt_number=[])


TASK = {"grade_id": "my-task", "task": True, "grade": False, "solution": False, "locked": False, "points": 900, "schema_version": 3}
STATE = {"application/vnd.jupyter.widget-state+json": {"state": {"x": {"model_module": "http://example.com/x.js"}}, "version_major": 2}}
HONEST = {
    "task of my own": around(cell("x", "markdown", nbgrader=TASK)),
    "answers that are tasks": each(sets(task=True, grade=True), lambda one: info(one).get("solution")),
    "points that are no number": each(sets(points=float("nan"))),
    "points without end": each(sets(points=1e308)),
    "points below nothing": each(sets(points=-5, schema_version=None)),
    "points in words": each(sets(points="all", grade="yes", locked=0)),
    "checksum of another": each(sets(checksum="d41d8cd98f00b204e9800998ecf8427e", cell_type="raw")),
    "set-up of my own in front": around(cell("raise SystemExit", nbgrader={**CLAIM, "grade_id": "setup"})),
    "tests of my own behind": around(
        *(cell("100.0", nbgrader={**CLAIM, "grade_id": f"test-{n}", "points": 100}) for n in ("x", "y")), end=True
    ),
    "tests doubled with other answers": lambda data: around(
        *({**deepcopy(by_id(data, name)), "source": "24.0", "id": f"t{name}"} for name in POINTS if name[0] == "t")
    )(data),
    "values changed behind the tests": behind_tests("comparison_kept = 1\nfor name in ('_', '__', '___'): globals().pop(name, None)"),
    "blank copies behind the answers": blank_copies,
    "answers are raw": each(lambda one: one.update(cell_type="raw"), lambda one: info(one).get("solution")),
    "answers in lines": each(lines, lambda one: True),
    "answers in lines with holes": each(holes, lambda one: info(one).get("solution")),
    "parts of odd types": each(odd_parts, lambda one: True),
    "400 cells of my own": around(*[cell("pass")] * 400),
    "tagged for others": each(
        lambda one: one["metadata"].update(tags=["remove-cell", "hide-input", "injected-parameters", "ci-skip"]), lambda one: True
    ),
    "version without end": top(nbformat=10**30, nbformat_minor=-(10**30)),
    "worksheets beside cells": top(worksheets=[{"cells": [cell("1 / 0")]}], signature="x", orig_nbformat=2),
    "widgets kept": in_notebook(widgets=STATE, title="<script>alert(1)</script>", authors=[{"name": "<script>alert(1)</script>"}]),
    "kernel that is a text": in_notebook(kernelspec="python3", language_info=["python"], nbgrader={"points": 900}, celltoolbar="x"),
    "language with a lexer": in_notebook(language_info={"name": "<script>", "codemirror_mode": {"name": "<b>"}, "pygments_lexer": "../x"}),
}
LOOSE = {
    "version 4.0": top(nbformat=4.0, nbformat_minor=5.0),
    "version in words": top(nbformat="4"),
    "version true": top(nbformat=True),
    "answers at the end": all_at_the_end,
    "600 cells of my own": around(*[cell("pass")] * 600),
    "values changed in front of the tests": around(cell("import builtins\nbuiltins.form = None")),
    "cells are a mapping": lambda data: {**data, "cells": {str(place): one for place, one in enumerate(data["cells"])}},
    "cells are a text": top(cells="[]"),
    "version 2": top(nbformat=2, worksheets=[None, {"cells": "x"}, {"cells": [None, 3]}]),
    "version 3 of nothing": top(nbformat=3, worksheets={"cells": 1}),
    "version 1": top(nbformat=1, cells=[{"cell_type": "code", "code": "1"}]),
    "answer beyond all length": lambda data: by_id(data, "savings").update(
        source=by_id(data, "savings")["source"] + "\n" + "x = 1\n" * 40_000
    ),
    "answers that are mappings": each(lambda one: one.update(source={"0": one["source"]}), lambda one: info(one).get("solution")),
}
EMPTY = ("points without end", "tests of my own behind", "tests doubled with other answers", "answers that are tasks", "task of my own")
ATTACKS = [
    *(edited("disguise", name, joined(edit), EVERYTHING) for name, edit in HONEST.items()),
    *(edited("disguise", name, joined(edit), EVERYTHING, exact=False) for name, edit in LOOSE.items()),
    *(edited("disguise", f"nothing and {name}", joined(HONEST[name]), NOTHING, solved_=False) for name in EMPTY),
]
