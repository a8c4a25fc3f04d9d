"""
The file that the LMS itself exported, filled: its rows, columns, order, encoding, separator and quotes stay, byte for byte; marks are put in.

A field is only ever filled: where there is no mark to give, it stays as the LMS wrote it, and so do Canvas' EX (excused) and N/A (not assigned).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grader.course.csvfile import CsvFile, Row
from grader.course.outgoing import Column, Outgoing, spelled
from grader.course.people import Key, Person, about_assignments, best_key, finder, folded, id_columns, id_in
from grader.errors import CourseError, closest, listed

ENDING = re.compile(r"\s*(\(\d+\)|\[Total Pts:.*|\((?!Feedback|Letter|Percentage)[^()]*\))$", re.IGNORECASE)
"""What Canvas, Blackboard and Moodle put after an assignment's title."""
NOT_MARKS = re.compile(r"\((Feedback|Letter|Percentage)\)$", re.IGNORECASE)
POINTS = re.compile(r"\[Total Pts: (?:up to )?([\d.,]+)")
KEPT = ("ex", "n/a")
WORKSHEET = ("identifier", "grade", "maximum grade")
"""Columns of Moodle's offline grading worksheet of one assignment: its marks stand in "Grade"."""


@dataclass(slots=True)
class Filled:
    """A filled file: who was placed, who could not be and why, who is in the file and not in the course."""

    placed: list[str] = field(default_factory=list)
    unplaced: dict[str, str] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    by: str = ""
    """The column by which students were found."""
    into: tuple[str, ...] = ()
    """The columns that were filled."""


def fill(file: CsvFile, out: Outgoing, people: Mapping[str, Person], title: str | None = None, id_column: str | None = None) -> Filled:
    """
    Fill ``file`` with the marks of ``out`` and return who was placed; ``title`` and ``id_column`` name columns where names do not say it.

    Raises: CourseError where a column or the students cannot be found, or the LMS counts other points.
    """
    into = [_column(file, column, title if not column.key else None) for column in out.columns]
    for index, column in zip(into, out.columns, strict=True):
        _same_points(file, index, column)
    everybody = {**{student: Person(student) for student in out.marks}, **people}
    key = _key(file, {student: everybody[student] for student in out.marks}, id_column)
    filled = Filled(by=file.names[key.column], into=tuple(file.names[index] for index in into))
    whose = finder(everybody, key.kind)
    lines: dict[str, int] = {}
    for row in file.rows:
        value = id_in(file, row, key.column).strip()
        student = whose.get(value) or whose.get(folded(value))
        if student is None:
            if value and not about_assignments(row, key.column):
                filled.strangers.append(value)
        elif student in lines:
            raise _bad(
                f"{file.path}, line {row.line}", f"{student!r}, as in line {lines[student]}", "every student once", "Remove one line."
            )
        else:
            lines[student] = row.line
            _put(file, row, into, student, out, filled)
    for student in out.graded:
        if student not in lines:
            filled.unplaced[student] = f"not in {file.path.name}"
    return filled


def _put(file: CsvFile, row: Row, into: Iterable[int], student: str, out: Outgoing, filled: Filled) -> None:
    for index, mark in zip(into, out.marks.get(student, ()), strict=False):
        kept = row[index].strip()
        if mark is None:
            continue
        if folded(kept) in KEPT:
            filled.unplaced[student] = f"the LMS says {kept}"
            continue
        file.put(row, index, spelled(mark))
    if student in out.graded and student not in filled.unplaced:
        filled.placed.append(student)


def _column(file: CsvFile, column: Column, title: str | None) -> int:
    """Return the column of the file whose title is that of ``column`` (or is ``title``)."""
    names = file.names
    if title is not None:
        found = [index for index, name in enumerate(names) if folded(name) == folded(title)] or _called(names, title)
    else:
        found = _called(names, column.title)
        if not found and not column.key and set(WORKSHEET) <= set(map(folded, names)):
            found = [index for index, name in enumerate(names) if folded(name) == "grade"]
    if len(found) == 1:
        return found[0]
    wanted = title or column.title
    where = f"{file.path}, line {file.header.line}"
    if found:
        raise _bad(
            where, f"{len(found)} columns for {wanted!r}: {listed(names[index] for index in found)}", "one", "Name it with --column."
        )
    do = "Make that column in the LMS and export again." if column.key else "Name the assignment's column with --column."
    marks = [name for name in names[1:] if ENDING.search(name)] or list(names)
    raise _bad(where, f"no column {wanted!r}{closest(wanted, marks)}; there are {listed(marks)}", "the assignment's column", do)


def _called(names: Iterable[str], title: str) -> list[int]:
    return [index for index, name in enumerate(names) if plain(title) in titles(name)]


def titles(name: str) -> set[str]:
    """Return what the assignment of a column may be called: without what the LMS adds, in front ("Assignment: ") and behind."""
    if NOT_MARKS.search(name):
        return set()
    bare = ENDING.sub("", name.strip())
    found = {name, bare}
    if ": " in bare:
        found.add(bare.split(": ", 1)[1])
    return {plain(one) for one in found} - {""}


def plain(text: str) -> str:
    """Return the letters and digits of ``text``, without differences of case."""
    return "".join(sign for sign in text if sign.isalnum()).casefold()


def _key(file: CsvFile, people: Mapping[str, Person], named: str | None) -> Key:
    columns = id_columns(file.names)
    if named is not None:
        columns = [index for index, name in enumerate(file.names) if folded(name) == folded(named)]
        if not columns:
            raise _bad(f"{file.path}, line 1", f"no column {named!r}", f"one of {listed(file.names)}", "Name one of them with --id-column.")
    key = best_key(file, people, columns)
    if key is None:
        looked = listed(file.names[index] for index in columns)
        do = "Is it the right course? `grader roster FILE` brings e-mail addresses and LMS numbers; --id-column names another column."
        raise _bad(str(file.path), f"no student of ours in the columns {looked}", "the same students as in the gradebook", do)
    return key


def _same_points(file: CsvFile, index: int, column: Column) -> None:
    """Stop where the LMS says another maximum: a mark of 78 out of 10 helps nobody."""
    said = POINTS.search(file.names[index])
    found = [said[1]] if said else [row[index] for row in file.rows if "points possible" in row[0].casefold()]
    maxima = [place for place, name in enumerate(file.names) if folded(name) == "maximum grade"]
    if not found and maxima and folded(file.names[index]) == "grade":
        found = [row[maxima[0]] for row in file.rows[:1]]
    for text in found:
        try:
            points = float(text.strip().replace(",", "."))
        except ValueError:
            continue
        if points != column.points:
            where = f"{file.path}, column {file.names[index]!r}"
            do = f"Set its points in the LMS to {column.points:g}, and export the file again."
            raise _bad(where, f"{points:g} points", f"{column.points:g}, as graded", do)


def _bad(where: str, got: str, expected: str, do: str) -> CourseError:
    return CourseError(where=where, got=got, expected=expected, do=do)
