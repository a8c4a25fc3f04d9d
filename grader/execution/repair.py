"""
Repair: rebuild a submitted notebook on the released one before anything of it runs.

The released notebook gives the skeleton (every graded and locked cell, in order, with its metadata); the
submission gives the sources of solution cells and the student's own extra cells, which stay behind the
cell they followed. Whatever else a submission carries (outputs, metadata, kernels, attachments) is left out.
A file that is no notebook at all yields the released notebook and a reason; it never raises.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

MAX_NOTEBOOK_BYTES = 20_000_000
MAX_CELLS = 500
MAX_SOURCE = 200_000
"""Longest source of one cell that is run or read, characters."""


@dataclass(slots=True)
class Rebuilt:
    """A notebook safe to run, what was repaired (for everybody) and what a person must look at."""

    notebook: NotebookNode
    repairs: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    untouched: list[str] = field(default_factory=list)
    """Solution cells whose source stands exactly as released."""
    unreadable: str = ""
    """Why nothing of the submission could be used, or empty."""


def rebuild(raw: bytes, released: NotebookNode) -> Rebuilt:
    """Return the submission in ``raw`` rebuilt on ``released``; never raises on what a student hands in."""
    rebuilt = Rebuilt(deepcopy(released))
    try:
        submitted = _parse(raw, rebuilt.repairs)
    except Exception as error:
        rebuilt.unreadable = f"the file is not a notebook that can be opened ({_first_line(error)})"
        rebuilt.problems.append(rebuilt.unreadable)
        return rebuilt
    _merge(rebuilt, submitted, released)
    return rebuilt


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:160]


def _parse(raw: bytes, repairs: list[str]) -> NotebookNode:
    if not raw.strip():
        raise ValueError("the file is empty")
    if len(raw) > MAX_NOTEBOOK_BYTES:
        raise ValueError(f"{len(raw)} bytes, at most {MAX_NOTEBOOK_BYTES} are read")
    content = json.loads(raw.decode("utf-8-sig"))
    if not isinstance(content, dict):
        raise TypeError("the file holds no notebook object")
    version = content.get("nbformat")
    if isinstance(version, bool) or not isinstance(version, int):
        if not isinstance(content.get("cells"), list) or not content["cells"]:
            raise ValueError("the file names no notebook format")
        repairs.append("The notebook format was not a whole number; it was read as 4.")
        version = content["nbformat"] = 4
        content["nbformat_minor"] = 5
    if version < 1:
        raise ValueError("the file names no notebook format")
    if version > 4:
        repairs.append(f"The notebook format {version} is newer than 4; it was read as 4.")
        content["nbformat"], content["nbformat_minor"] = 4, 5
    if version < 4:
        repairs.append(f"The notebook format {version} is old; it was converted to 4.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        notebook = nbformat.from_dict(content) if version >= 4 else nbformat.reads(json.dumps(content), as_version=4)
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise TypeError("the notebook has no list of cells")
    if len(cells) > MAX_CELLS:
        raise ValueError(f"{len(cells)} cells, at most {MAX_CELLS} are read")
    return notebook


def _merge(rebuilt: Rebuilt, submitted: NotebookNode, released: NotebookNode) -> None:
    skeleton = {grade_id(cell): cell for cell in released.cells if grade_id(cell)}
    plain = {_source(cell) for cell in released.cells if not grade_id(cell)}
    kept: dict[str, list[NotebookNode]] = {}
    extras: dict[str, list[NotebookNode]] = {}
    order, anchor = [], ""
    for cell in submitted.cells:
        if not isinstance(cell, dict):
            rebuilt.repairs.append("Something between the cells was no cell; it was left out.")
            continue
        name = grade_id(cell)
        if name in skeleton:
            kept.setdefault(name, []).append(cell)
            order.append(name)
            anchor = name
        elif _source(cell) not in plain and _source(cell).strip():
            extras.setdefault(anchor, []).append(cell)
    first_seen = list(dict.fromkeys(order))
    if first_seen != [name for name in skeleton if name in kept]:
        rebuilt.repairs.append("Cells were moved; they were put back in the released order.")
    cells = [_extra(cell) for cell in extras.pop("", [])]
    for cell in released.cells:
        name = grade_id(cell)
        cells.extend(_restored(rebuilt, cell, kept.get(name, [])) if name else [deepcopy(cell)])
        cells.extend(_extra(extra) for extra in extras.pop(name, []) if name)
    rebuilt.notebook.cells = _with_ids(cells)


def _restored(rebuilt: Rebuilt, released: NotebookNode, submitted: list[NotebookNode]) -> list[NotebookNode]:
    """Return the cells that stand in for ``released``: itself when locked, the student's source when a solution."""
    name = grade_id(released)
    cell = deepcopy(released)
    if not is_solution(released):
        if not submitted:
            rebuilt.repairs.append(f"The cell {name!r} was missing; it was put back.")
        elif len(submitted) > 1:
            rebuilt.repairs.append(f"The locked cell {name!r} was there {len(submitted)} times; one was kept.")
        elif _source(submitted[0]) != _source(released) or submitted[0].get("cell_type") != released.cell_type:
            rebuilt.repairs.append(f"The locked cell {name!r} was changed; it was put back.")
        return [cell]
    changed = [given for given in submitted if _source(given).strip() and _source(given) != _source(released)]
    if not submitted:
        rebuilt.repairs.append(f"The answer cell {name!r} was missing; it was put back empty.")
    if not changed:
        rebuilt.untouched.append(name)
        return [cell]
    if any(given.get("cell_type") != released.cell_type for given in changed):
        rebuilt.repairs.append(f"The answer cell {name!r} had another cell type; it was read as {released.cell_type}.")
    if len(submitted) > 1:
        rebuilt.repairs.append(
            f"The answer cell {name!r} was there {len(submitted)} times; all changed copies were kept, the last one counts."
        )
    cell.source = _source(changed[-1])
    return [*(_extra(given, released.cell_type) for given in changed[:-1]), cell]


def _extra(cell: NotebookNode, cell_type: str = "") -> NotebookNode:
    kind = cell_type or cell.get("cell_type")
    if kind == "code":
        return nbformat.v4.new_code_cell(_source(cell))
    return nbformat.v4.new_markdown_cell(_source(cell))


def _with_ids(cells: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Give extra cells ids that depend on their place alone, so that the same submission rebuilds the same."""
    given = []
    for place, cell in enumerate(cells):
        if not grade_id(cell):
            cell.id = f"cell-{place}"
        given.append(cell)
    return given


def grade_id(cell: NotebookNode) -> str:
    """Return the nbgrader id of ``cell``, or an empty string; copes with metadata of any type."""
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return name if isinstance(name, str) else ""


def is_solution(cell: NotebookNode) -> bool:
    """Whether a released cell is the student's to change."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _source(cell: NotebookNode) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source[:MAX_SOURCE].encode("utf-8", "replace").decode() if isinstance(source, str) else ""
