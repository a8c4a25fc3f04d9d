"""Characters: halves of characters, characters without width, control characters, other encodings, numbers JSON only half knows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from tests.hostile.attack import EVERYTHING, NOTEBOOK, Attack, by_id, edited

HALF = "\ud800"


def joined(edit: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """Return ``edit`` for notebooks whose sources are one text each, not lists of lines as files have them."""

    def first(data: dict[str, Any]) -> Any:
        for one in data["cells"]:
            one["source"] = "".join(one["source"])
        return edit(data)

    return first


def typed(name: str, text: str) -> Callable[[dict[str, Any]], None]:
    """Return an edit that appends ``text`` to the answer ``name``."""

    def edit(data: dict[str, Any]) -> None:
        by_id(data, name)["source"] += text

    return edit


def extra(kind: str, text: str, place: int = 9, **more: Any) -> Callable[[dict[str, Any]], None]:
    """Return an edit that inserts a cell of the student's own."""

    def edit(data: dict[str, Any]) -> None:
        parts = {"outputs": [], "execution_count": None} if kind == "code" else {}
        data["cells"].insert(place, {"cell_type": kind, "metadata": {}, "source": text, "id": "own", **parts, **more})

    return edit


def everywhere(old: str, new: str) -> Callable[[dict[str, Any]], None]:
    """Return an edit that replaces text in every answer."""

    def edit(data: dict[str, Any]) -> None:
        for cell in data["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                cell["source"] = cell["source"].replace(old, new)

    return edit


def in_metadata(value: Any) -> Callable[[dict[str, Any]], None]:
    """Return an edit that hides ``value`` in the metadata of the notebook and of every cell."""

    def edit(data: dict[str, Any]) -> None:
        for one in [data, *data["cells"]]:
            one["metadata"][HALF if value is HALF else "hidden"] = value

    return edit


def nested() -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(400):
        value = {"a": value}
    return value


def grade_ids(text: str) -> Callable[[dict[str, Any]], None]:
    """Return an edit that adds cells whose grade ids look like those of test cells."""

    def edit(data: dict[str, Any]) -> None:
        for one in list(data["cells"]):
            info = one["metadata"].get("nbgrader")
            if info and info["grade_id"].startswith("test-"):
                twin = {**info, "grade_id": info["grade_id"] + text, "points": 100}
                data["cells"].append({**one, "id": "twin", "source": "100.0", "metadata": {"nbgrader": twin}})

    return edit


def another_alphabet(data: dict[str, Any]) -> None:
    """Write the grade ids of locked cells with a letter that only looks the same."""
    for one in data["cells"]:
        info = one["metadata"].get("nbgrader", {})
        if info.get("locked"):
            info["grade_id"] = info["grade_id"].replace("e", "\u0435")


def both(data: dict[str, Any]) -> None:
    """End both prose answers in half a character."""
    typed("analysis", HALF)(data)
    typed("recommendation", "\udfff")(data)


EDITS = {
    "half a character in an answer": typed("analysis", HALF),
    "half a character in both answers": both,
    "half a character between cells": extra("markdown", f"x {HALF}"),
    "half a character in metadata": in_metadata(HALF),
    "half a character in an id": extra("markdown", "x", id=HALF),
    "half a character in a grade id": extra("markdown", "x", metadata={"nbgrader": {"grade_id": f"test-{HALF}", "points": 5}}),
    "half a character in a type": extra(f"code{HALF}", "x"),
    "zero byte between cells": extra("markdown", "x\x00y"),
    "zero byte in an answer": typed("recommendation", "\x00"),
    "control characters in an answer": typed("analysis", "\x01\x08\x0b\x0c\x1b[2J\x7f\x85"),
    "turned direction in an answer": typed("analysis", "\n\n\u202e\u2066\u2067 tpoda ot ton \u2069\u202c"),
    "private characters": typed("analysis", "\n\n" + "\ue000\uf8ff\U000f0000\U0010ffff" * 50),
    "lines that are none": typed("decision", "\n# \u2028 x \u2029 \x85 \x0c"),
    "variable in wide letters": typed("decision", "\n\uff44ecision = decision"),
    "twins with a space": grade_ids(" "),
    "twins with a mark": grade_ids("\u200b"),
    "locked cells of another alphabet": another_alphabet,
    "grade ids that lead away": grade_ids("/../../../gradebook.db"),
    "grade ids that act": grade_ids("<script>alert(1)</script>"),
    "metadata nested": in_metadata(nested()),
    "metadata not finite": in_metadata([float("nan"), float("inf"), -float("inf")]),
}
LOOSE = {
    "no width at all": typed("analysis", "\u200b\u200c\u200d\ufeff\u2060" * 2000),
    "stacked accents": typed("analysis", "\n\n" + ("o" + "\u0336\u0489\u030d" * 60) * 20),
    "half a character in the code": typed("savings", f"\n# {HALF}"),
    "half a character in a cell of my own": extra("code", f"x = '{HALF}'"),
    "zero byte in the code": typed("savings", "\n# \x00"),
    "lines of another machine": everywhere("\n", "\r"),
}


def encoded(change: Callable[[str], bytes]):
    """Return a maker: the honest notebook, its text encoded by ``change``."""

    def make(folder: Path, released, solved, world) -> None:
        (folder / NOTEBOOK).write_bytes(change(nbformat.writes(solved)))

    return make


def escaped(text: str) -> bytes:
    """Return the JSON text with every letter of every string written as an escape."""
    return json.dumps(json.loads(text)).replace("latency", "".join(f"\\u{ord(letter):04x}" for letter in "latency")).encode()


ENCODINGS = {
    "utf-16": (lambda text: text.encode("utf-16"), False),
    "utf-32 without a mark": (lambda text: text.encode("utf-32-le"), False),
    "latin-1": (lambda text: text.replace("data", "dätä", 1).encode("latin-1", "replace"), False),
    "escapes": (escaped, True),
    "one byte that is none": (lambda text: text.encode().replace(b"title", b"ti\xfftle", 1), False),
    "zeros behind": (lambda text: text.encode() + bytes(1000), False),
    "second notebook behind": (lambda text: text.encode() + text.encode(), False),
    "spaces around": (lambda text: b" \n\t" * 10**5 + text.encode() + b"\n" * 10**5, True),
    "number of 5000 digits": (lambda text: text.replace('"metadata": {', '"metadata": {"n": ' + "9" * 5000 + ",", 1).encode(), False),
    "number beyond all": (lambda text: text.replace('"nbformat_minor": 5', '"nbformat_minor": 1e999').encode(), True),
    "comment and comma": (lambda text: text.replace("{", "{ // mine\n", 1).encode(), False),
}
ATTACKS = [
    *(edited("spelling", name, joined(edit), EVERYTHING) for name, edit in EDITS.items()),
    *(edited("spelling", name, joined(edit), EVERYTHING, exact=False) for name, edit in LOOSE.items()),
    *(Attack(name, "spelling", encoded(change), EVERYTHING, exact) for name, (change, exact) in ENCODINGS.items()),
]
