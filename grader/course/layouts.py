"""
The layouts in which an LMS takes marks, built from the students of the gradebook (or a class list) where there is no file of the LMS to fill.

``canvas``      Student, ID, SIS User ID, SIS Login ID, Section, then a column per assignment; a second line "    Points Possible". A student is
                found by ID, else SIS User ID, else SIS Login ID; a column by "title (id)", else by its exact title, else an assignment is made
                (Canvas guide "How do I import grades in the Gradebook?"; instructure/canvas-lms, lib/gradebook_importer.rb).
``moodle``      any columns; the page asks which one identifies the user (username, idnumber, email) and which grade item each other one is.
                An empty field is "no grade" (docs.moodle.org, "Grade import"; moodle/moodle, grade/import/csv/classes/load_data.php).
``blackboard``  Last Name, First Name, Username, Student ID, Last Access, Availability, then "title [Total Pts: 100 Score] |id"; tab-delimited
                (.xls, UTF-16) or comma-delimited in quotes (.csv). A student is found by Username, a column by its id; a column without one
                becomes a new text column (Blackboard help "Work Offline with Grade Data").

Spreadsheets run a field that begins with = + - @ or a tab. A name that does gets an apostrophe in front. An id has to come back as it
went, so it is written as it is where nothing but letters, digits and ``. _ - @ +`` follow; whoever has another such id is left out and named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from grader.course.csvfile import BOMS, written
from grader.course.outgoing import Outgoing, spelled
from grader.course.people import Person

ACTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a field for a formula."""
TAME = re.compile(r"[+\-@]?[\w.@+-]*")
UTF8, UTF16 = BOMS[0], BOMS[1]

Table = list[list[str]]


def tame(text: str) -> str:
    """Return ``text`` as a field that no spreadsheet runs."""
    return f"'{text}" if text.startswith(ACTS) else text


def runs(identifier: str) -> bool:
    """Whether a spreadsheet might run an id, which must be written as it is."""
    return identifier.startswith(ACTS) and not TAME.fullmatch(identifier)


def canvas(people: Iterable[Person], out: Outgoing) -> Table:
    """Return the table for Canvas."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    rows = [[*head, *(column.title for column in out.columns)]]
    rows.append(["    Points Possible", "", "", "", "", *(f"{column.points:g}" for column in out.columns)])
    for person in people:
        name = f"{person.last}, {person.first}" if person.last and person.first else person.last or person.first or person.id
        rows.append([tame(name), person.lms_id, "", person.id, "", *_marks(out, person)])
    return rows


def moodle(people: Iterable[Person], out: Outgoing) -> Table:
    """Return the table for Moodle."""
    rows = [["Username", "First name", "Last name", "Email address", *(column.title for column in out.columns)]]
    rows += [[person.id, tame(person.first), tame(person.last), tame(person.email), *_marks(out, person)] for person in people]
    return rows


def blackboard(people: Iterable[Person], out: Outgoing) -> Table:
    """Return the table for Blackboard."""
    titles = [f"{column.title} [Total Pts: {column.points:g} Score]" for column in out.columns]
    rows = [["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability", *titles]]
    rows += [[tame(one.last), tame(one.first), one.id, one.lms_id, "", "", *_marks(out, one)] for one in people]
    return rows


LAYOUTS: Mapping[str, Callable[[Iterable[Person], Outgoing], Table]] = {"canvas": canvas, "moodle": moodle, "blackboard": blackboard}


def as_file(lms: str, table: Table, path: Path) -> bytes:
    """Return ``table`` as the LMS reads it; for Blackboard the ending of ``path`` says which of its two forms."""
    if lms != "blackboard":
        return written(table)
    if path.suffix.lower() == ".csv":
        return written(table, ",", UTF8[1], UTF8[0], quote_all=True)
    return written(table, "\t", UTF16[1], UTF16[0], quote_all=True)


def _marks(out: Outgoing, person: Person) -> list[str]:
    return [spelled(mark) for mark in out.marks.get(person.id, (None,) * len(out.columns))]
