"""Who is in the course: the students of the gradebook, of a class list, and which of a file's columns says who a row is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.course.csvfile import CsvFile, Row, unquoted
from grader.course.tables import query

STUDENTS = "SELECT id, first_name, last_name, email, lms_user_id FROM student WHERE id <> :name"
PARTICIPANT = "identifier"
"""Moodle's column that says "Participant 5001"; the number alone is the id, as in the names of submitted files."""
ID_NAMES = (
    ("nbgrader id",),
    ("sis login id", "login id", "login"),
    ("username", "user name", "user", "netid"),
    ("sis user id", "id number", "idnumber", "student id", "student number", "matriculation number"),
    ("id",),
    (PARTICIPANT,),
    ("email address", "email", "e-mail", "mail"),
)
"""Names of columns that say who a student is, in the exports of Canvas, Moodle and Blackboard and in class lists, the likelier ones first."""
NOBODY = ("points possible", "manual posting", "muted")
"""First words in Canvas' lines about assignments."""


@dataclass(frozen=True, slots=True)
class Person:
    """A student as nbgrader keeps one; ``lms_id`` is the number by which the LMS itself knows them (Canvas: ID)."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms_id: str = ""


def students_of(db_url: str) -> dict[str, Person]:
    """
    Return id -> student of the gradebook, sorted; empty where there is none yet.

    Raises: CourseError when the gradebook cannot be read.
    """
    rows = sorted(tuple("" if value is None else str(value) for value in row) for row in query(db_url, STUDENTS, ""))
    return {row[0]: Person(*row) for row in rows}


def folded(text: str) -> str:
    """Return ``text`` without differences of case and space."""
    return " ".join(text.split()).casefold()


def headings(names: Sequence[str]) -> dict[str, int]:
    """Return heading -> column, without differences of case, space and underscore; the first of two alike counts."""
    return {folded(name.replace("_", " ")): index for index, name in reversed(list(enumerate(names)))}


def about_assignments(row: Row, id_column: int) -> bool:
    """Whether a line of a Canvas file is about its assignments, not a student."""
    first = folded(row[0]).startswith(NOBODY[0])
    return first or (not row[id_column].strip() and any(folded(unquoted(field)).startswith(NOBODY) for field in row.raw))


def id_in(file: CsvFile, row: Row, column: int) -> str:
    """Return the id that ``row`` gives in ``column``, as it stands there."""
    value = row[column]
    return value.rpartition(" ")[2] if folded(file.names[column]) == PARTICIPANT else value


def id_columns(names: Sequence[str]) -> list[int]:
    """Return the columns that may say who a student is, the likelier ones first."""
    by_name = headings(names)
    return [by_name[name] for group in ID_NAMES for name in group if name in by_name]


@dataclass(frozen=True, slots=True)
class Key:
    """How rows of a file are told apart: the column, and which of a student's names stands in it (id, lms_id or email)."""

    column: int
    kind: str
    found: int
    """How many students it found."""


def best_key(file: CsvFile, people: Mapping[str, Person], columns: Iterable[int]) -> Key | None:
    """Return the column and the kind of name by which most of ``people`` are found; ``None`` where none finds anybody."""
    best: Key | None = None
    for column in columns:
        values = {folded(id_in(file, row, column)) for row in file.rows}
        for kind in ("id", "lms_id", "email"):
            found = len(values & {folded(getattr(person, kind)) for person in people.values()} - {""})
            if found and (best is None or found > best.found):
                best = Key(column, kind, found)
    return best


def finder(people: Mapping[str, Person], kind: str) -> dict[str, str]:
    """
    Return what may stand in a file -> student id: as it is, and without differences of case and space.

    What two students share, an e-mail address or a number, finds neither of them.
    """
    named = [(getattr(person, kind), person.id) for person in people.values() if getattr(person, kind)]
    exactly, times = Counter(value for value, _ in named), Counter(folded(value) for value, _ in named)
    exact = {value: student for value, student in named if exactly[value] == 1}
    return {folded(value): student for value, student in exact.items() if times[folded(value)] == 1} | exact
