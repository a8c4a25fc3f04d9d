"""Damaged notebooks: a seeded mutator that breaks a handed-in notebook at every level, from bytes to metadata."""

import json
from copy import deepcopy
from random import Random

ODD = [
    None,
    True,
    -1,
    10**400,
    1.5,
    "",
    "x",
    "test-comparison",
    "\ud800",
    "\x00",
    [],
    {},
    [[]],
    {"a": {"b": []}},
    ["a", None, 3],
    "y" * 5000,
]
KEYS = ["metadata", "cells", "source", "cell_type", "outputs", "nbgrader", "grade_id", "points", "id", "nbformat", "attachments"]
TEXTS = [
    "1 / 0",
    "raise SystemExit",
    "%%bash\necho",
    "!ls",
    "?x",
    "def f(:",
    "\t x",
    "x = '''",
    "​",
    "import os; os._exit(3)",
    "del comparison",
]


def damaged(content: dict, seed: int) -> bytes:
    """Return the notebook ``content`` as bytes with one to six things broken; the same seed breaks the same."""
    random = Random(seed)
    notebook = json.loads(json.dumps(content))
    for _ in range(random.randint(1, 6)):
        random.choice(STEPS)(notebook, random)
    try:
        raw = json.dumps(notebook, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    except (RecursionError, ValueError):
        raw = b"{"
    return _bytes(raw, random) if random.random() < 0.2 else raw


def places(value, found=None):
    """Return every container inside ``value``."""
    found = [] if found is None else found
    if isinstance(value, dict | list):
        found.append(value)
        for child in list(value.values()) if isinstance(value, dict) else list(value):
            places(child, found)
    return found


def _odd(random):
    """Return one odd value, a copy of its own (a shared one could come to hold itself)."""
    return deepcopy(random.choice(ODD))


def _replace(notebook, random):
    place = random.choice(places(notebook))
    if place:
        key = random.choice(list(place)) if isinstance(place, dict) else random.randrange(len(place))
        place[key] = _odd(random)


def _remove(notebook, random):
    place = random.choice(places(notebook))
    if place:
        place.pop(random.choice(list(place)) if isinstance(place, dict) else random.randrange(len(place)))


def _add(notebook, random):
    place = random.choice(places(notebook))
    if isinstance(place, dict):
        place[random.choice(KEYS)] = _odd(random)
    else:
        place.insert(random.randint(0, len(place)), _odd(random))


def _cells(notebook, random):
    cells = notebook.get("cells")
    return cells if isinstance(cells, list) and cells else [{}]


def _shuffle(notebook, random):
    random.shuffle(_cells(notebook, random))


def _double(notebook, random):
    cells = _cells(notebook, random)
    cells.insert(random.randint(0, len(cells)), json.loads(json.dumps(random.choice(cells))))


def _drop(notebook, random):
    cells = _cells(notebook, random)
    cells.pop(random.randrange(len(cells)))


def _retype(notebook, random):
    cell = random.choice(_cells(notebook, random))
    if isinstance(cell, dict):
        cell["cell_type"] = random.choice(["code", "markdown", "raw", "heading", "", None, 4])


def _rename(notebook, random):
    cells = [cell for cell in _cells(notebook, random) if isinstance(cell, dict)]
    if cells:
        cell = random.choice(cells)
        cell["metadata"] = {
            "nbgrader": {"grade_id": random.choice(["analysis", "test-savings", "workload", "other", 3, None]), "points": 99}
        }


def _retext(notebook, random):
    cell = random.choice(_cells(notebook, random))
    if isinstance(cell, dict):
        cell["source"] = random.choice([*TEXTS, [random.choice(TEXTS), 3, None], str(cell.get("source", ""))[: random.randint(0, 400)]])


def _format(notebook, random):
    notebook["nbformat"] = random.choice([0, 1, 2, 3, 5, 99, "4", None, 4.0, True])
    notebook["nbformat_minor"] = random.choice([0, 2, 4, 5, 99, "x", None])


def _prebake(notebook, random):
    cell = random.choice(_cells(notebook, random))
    if isinstance(cell, dict):
        cell["outputs"] = [
            {"output_type": random.choice(["execute_result", "x"]), "data": {"text/plain": "24.0"}, "metadata": _odd(random)}
        ]


def _deepen(notebook, random):
    place = random.choice(places(notebook))
    deep = value = {}
    for _ in range(random.choice([50, 400])):
        value["a"] = {}
        value = value["a"]
    if isinstance(place, dict):
        place[random.choice(KEYS)] = deep


STEPS = [_replace, _remove, _add, _replace, _shuffle, _double, _drop, _retype, _rename, _retext, _retext, _format, _prebake, _deepen]


def _bytes(raw: bytes, random) -> bytes:
    kind = random.randrange(6)
    if kind == 0:
        return raw[: random.randint(0, len(raw))]
    if kind == 1:
        place = random.randrange(len(raw))
        return raw[:place] + bytes([random.randrange(256)]) + raw[place + 1 :]
    if kind == 2:
        return raw.decode("utf-8", "replace").encode("utf-16")
    if kind == 3:
        return b"\xef\xbb\xbf" + raw
    if kind == 4:
        return raw + raw
    return raw.replace(b"1", b"NaN", random.randint(1, 5))
