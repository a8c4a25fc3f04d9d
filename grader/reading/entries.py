"""
Named entries of small answers: what a student wrote under which name, whatever container they used.

A mapping, Series, one-row or one-column frame, list of pairs or of records, all become the same list of
entries in order; nested names are joined. Names are compared by words, not by spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])(?<!\bk)(?<!_k)")
MAX_ENTRIES = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """One named value: the label as written and an exported value (scalar, or a container left whole)."""

    label: str
    value: object

    @property
    def words(self) -> frozenset[str]:
        """The label's words in lower case, without plural s: ``{"request", "per", "day"}``."""
        return words_of(self.label)


def words_of(label: str) -> frozenset[str]:
    """Return the words of ``label``; camelCase and snake_case are split, a final plural s is dropped."""
    found = WORD.findall(CAMEL.sub(" ", label[:200]).lower())
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in found)


def is_missing(value: object) -> bool:
    """Whether nothing was left under a name: undefined, None or not a number."""
    return value is None or (isinstance(value, dict) and value.get("kind") in {"undefined", "nonfinite"})


def entries(value: object) -> tuple[Entry, ...]:
    """Return the named entries of an exported value, at most 400; empty when nothing in it is named."""
    return tuple(_walk(value, ()))[:MAX_ENTRIES]


def find(found: Iterable[Entry], *names: str, without: str = "") -> Entry | None:
    """
    Return the entry whose label fits one of ``names`` best, or ``None``.

    A name fits when all its words are in the label and no word of ``without`` is; the label with the
    fewest further words wins, earlier names first.
    """
    listed = list(found)
    banned = words_of(without)
    for name in names:
        wanted = words_of(name)
        fitting = [entry for entry in listed if wanted <= entry.words and not banned & entry.words]
        if fitting:
            return min(fitting, key=lambda entry: len(entry.words))
    return None


def _walk(value: object, path: tuple[str, ...]) -> Iterable[Entry]:
    if not isinstance(value, dict):
        return
    kind = value.get("kind")
    if kind == "mapping":
        for key, item in _pairs(value.get("items")):
            yield from _named((*path, str(key)), item)
    elif kind == "series":
        values = value.get("values")
        for place, item in enumerate(values if isinstance(values, list) else []):
            yield from _named((*path, _label(value.get("index"), place)), item)
    elif kind == "table":
        yield from _of_table(value, path)
    elif kind == "sequence":
        yield from _of_sequence(value, path)


def _named(path: tuple[str, ...], item: object) -> Iterable[Entry]:
    nested = isinstance(item, dict) and item.get("kind") in {"mapping", "series"}
    label = " ".join(part for part in path if part)
    yield Entry(label, item)
    if nested:
        yield from _walk(item, path)


def _pairs(items: object) -> list[tuple[object, object]]:
    return [(item[0], item[1]) for item in items if isinstance(item, list) and len(item) == 2] if isinstance(items, list) else []


def _label(labels: object, place: int) -> str:
    if isinstance(labels, list) and place < len(labels) and isinstance(labels[place], list):
        return " ".join(str(level) for level in labels[place] if level is not None)
    return ""


def _of_table(table: dict[str, object], path: tuple[str, ...]) -> Iterable[Entry]:
    rows = table.get("rows")
    if not isinstance(rows, list) or not rows:
        return
    width = len(rows[0]) if isinstance(rows[0], list) else 0
    if len(rows) == 1:
        for place, item in enumerate(rows[0]):
            yield from _named((*path, _label(table.get("columns"), place)), item)
    elif width == 1:
        for place, row in enumerate(rows):
            yield from _named((*path, _label(table.get("index"), place)), row[0])
    elif width >= 2 and table.get("index") is None:
        for row in rows:
            if isinstance(row, list) and len(row) >= 2 and isinstance(row[0], str):
                yield from _named((*path, row[0]), row[1])


def _of_sequence(sequence: dict[str, object], path: tuple[str, ...]) -> Iterable[Entry]:
    items = sequence.get("items")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and item.get("kind") == "sequence" and isinstance(item.get("items"), list):
            pair = item["items"]
            if len(pair) == 2 and isinstance(pair[0], str):
                yield from _named((*path, pair[0]), pair[1])
        elif isinstance(item, dict):
            yield from _walk(item, path)


def texts(value: object) -> tuple[str, ...]:
    """Return the strings of a sequence, or the single string ``value`` is."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, dict) and value.get("kind") in {"sequence", "series"}:
        items = value.get("items", value.get("values"))
        return tuple(item for item in items if isinstance(item, str)) if isinstance(items, list) else ()
    return ()


def truth(value: object) -> bool | None:
    """Return what ``value`` says as yes or no (True, 1, "yes", "missed: true"), or ``None`` if it says neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in {0, 1}:
        return bool(value)
    if isinstance(value, str):
        word = value.strip().lower().rstrip(".!")
        if word in {
            "true",
            "yes",
            "y",
            "missed",
            "concern",
            "fail",
            "failed",
            "not met",
            "not_met",
            "too high",
            "too low",
            "acceptable",
            "ok",
        }:
            return True
        if word in {"false", "no", "n", "met", "none", "pass", "passed", "fine", "not acceptable", "unacceptable", ""}:
            return False
    return None
