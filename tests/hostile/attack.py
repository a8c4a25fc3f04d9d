"""What a hostile submission is: how it is handed in, what it deserves, and the world it is let loose in."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from tests.cohort.recipes import ASSIGNMENT, POINTS, cell

NOTEBOOK = f"{ASSIGNMENT}.ipynb"
NOTHING = dict.fromkeys(POINTS, 0.0)
ITS_FORM = NOTHING | {"test-comparison": 2.0}
"""What a value deserves that looks like a table and holds no right figure: the points for its form."""
EVERYTHING = {cell_: float(points) for cell_, points in POINTS.items()}
INSIDE = "import socket\nif socket.gethostname() != 'exercise': raise SystemExit('only behind the wall')\n"
"""First line of code that would do damage if there were no wall."""


@dataclass(frozen=True)
class World:
    """What is planted around the course: things that must be neither read, nor reached, nor changed."""

    course: Path
    secret: Path
    home: Path
    port: int
    socket: Path
    mark: str
    """A word in the command line of every process an attack leaves behind."""
    canaries: tuple[str, ...]
    """Texts that must appear in nothing that was written for a student."""

    def names(self) -> str:
        """Return Python that defines the paths for attacking code."""
        values = {"COURSE": str(self.course), "SECRET": str(self.secret), "HOME": str(self.home), "PORT": self.port}
        values |= {"SOCKET": str(self.socket), "MARK": self.mark}
        return "\n".join(f"{name} = {value!r}" for name, value in values.items()) + "\n"


@dataclass(frozen=True)
class Attack:
    """One hostile submission."""

    name: str
    family: str
    make: Callable[[Path, Any, Any, World], None]
    """(folder to fill, released, solved, world)."""
    deserves: dict[str, float] = field(default_factory=lambda: dict(NOTHING))
    exact: bool = False
    """Whether exactly the deserved marks must come out; otherwise no cell may get more."""
    student: str = ""
    """Student id, where it is part of the attack."""

    @property
    def who(self) -> str:
        """Return the folder name below ``submitted/``."""
        return self.student or f"{self.family}-{self.name}".replace(" ", "-").replace("_", "-")


def write(folder: Path, notebook: Any) -> None:
    """Write a notebook (node or plain data) as the submission's."""
    text = nbformat.writes(notebook) if hasattr(notebook, "cells") else json.dumps(notebook)
    (folder / NOTEBOOK).write_text(text, encoding="utf-8", errors="surrogatepass")


def instead(family: str, codes: dict[str, str], where: str = "comparison") -> list[Attack]:
    """Return attacks whose code stands where an answer should: they deserve nothing."""

    def maker(code: str):
        def make(folder, released, solved, world):
            notebook = deepcopy(released)
            cell(notebook, where).source = world.names() + code
            write(folder, notebook)

        return make

    return [Attack(name, family, maker(code), ITS_FORM) for name, code in codes.items()]


def beside(
    family: str, codes: dict[str, str], where: str = "decision", *, exact: bool = True, keeps: dict[str, float] | None = None
) -> list[Attack]:
    """Return attacks whose code stands after an honest answer in ``where``: the answers still deserve what they deserve."""

    def maker(code: str):
        def make(folder, released, solved, world):
            notebook = deepcopy(solved)
            cell(notebook, where).source += "\n" + world.names() + code
            write(folder, notebook)

        return make

    return [Attack(name, family, maker(code), EVERYTHING | (keeps or {}), exact) for name, code in codes.items()]


def edited(
    family: str, name: str, edit: Callable[[dict[str, Any]], Any], deserves: dict[str, float], *, exact: bool = True, solved_: bool = True
) -> Attack:
    """Return an attack that edits the notebook as plain JSON data; ``edit`` returns the new data or changes it in place."""

    def make(folder, released, solved, world):
        data = json.loads(nbformat.writes(solved if solved_ else released))
        write(folder, edit(data) or data)

    return Attack(name, family, make, deserves, exact)


def by_id(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the cell with the nbgrader id ``name`` in plain notebook data."""
    return next(one for one in data["cells"] if one["metadata"].get("nbgrader", {}).get("grade_id") == name)
