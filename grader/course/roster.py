"""
A class list from an LMS: read, checked against itself, the gradebook and the folders in ``submitted/``, and only then written.

Nobody is ever deleted: nbgrader would delete their marks with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from grader.course.csvfile import CsvFile, Row, read_csv
from grader.course.people import Person, about_assignments, best_key, folded, headings, id_columns, id_in, students_of
from grader.course.settings import Settings
from grader.course.tables import told
from grader.errors import CourseError, listed

FIRST = ("first name", "firstname", "first", "given name", "forename")
LAST = ("last name", "lastname", "last", "surname", "family name")
EMAIL = ("email", "email address", "e-mail", "mail")
BOTH = ("student", "name", "full name", "student name")
"""One column with the whole name, "last, first" as Canvas writes it, or "first last"."""
TEST_STUDENT = "student, test"
LONGEST = 128
"""Longest field nbgrader keeps."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a class list: an error keeps it from being written, a note does not."""

    line: int
    """0 where it is about no single line."""
    text: str
    error: bool


@dataclass(slots=True)
class Roster:
    """A class list as read, and what was found."""

    path: Path
    people: dict[str, Person] = field(default_factory=dict)
    column: str = ""
    """The column taken as nbgrader's student id."""
    others: tuple[str, ...] = ()
    """Columns that might have been taken instead."""
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against writing it."""
        return not any(finding.error for finding in self.findings)


def read_roster(path: Path, settings: Settings, id_column: str | None = None) -> Roster:
    """
    Return the class list at ``path``, checked; ``id_column`` names the column that holds nbgrader's student ids (the folder names).

    Raises: CourseError when the file cannot be read as a class list at all.
    """
    file = read_csv(path)
    known = students_of(settings.db_url)
    folders = folders_of(settings)
    column, others = _id_column(file, {**{name: Person(name) for name in folders}, **known}, id_column)
    roster = Roster(path, column=file.names[column], others=tuple(file.names[other] for other in others))
    _read_people(file, column, roster)
    _compare(roster, known, folders)
    return roster


def write_roster(roster: Roster, settings: Settings) -> int:
    """
    Write the students of ``roster`` into the gradebook and return how many were new or changed; what the list leaves empty stays.

    Raises: CourseError when something speaks against it.
    """
    from nbgrader.api import Gradebook

    errors = [finding for finding in roster.findings if finding.error]
    if errors:
        raise CourseError(where=str(roster.path), got=errors[0].text, expected="a list without errors", do="Nothing was written.")
    with told(settings.db_url), Gradebook(settings.db_url, settings.course_id) as gradebook:
        for student in (*roster.new, *roster.changed):
            person = roster.people[student]
            given = {"first_name": person.first, "last_name": person.last, "email": person.email, "lms_user_id": person.lms_id}
            gradebook.update_or_create_student(student, **{name: value for name, value in given.items() if value})
    return len(roster.new) + len(roster.changed)


def folders_of(settings: Settings) -> tuple[str, ...]:
    """Return the folders of students in ``submitted/``, sorted."""
    folder = settings.submitted
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()


def _id_column(file: CsvFile, known: Mapping[str, Person], named: str | None) -> tuple[int, tuple[int, ...]]:
    """Return the column of the ids: the one named, else the one that finds most students the course knows, else the likeliest name."""
    candidates = id_columns(file.names)
    if named is not None:
        found = [index for index, name in enumerate(file.names) if folded(name) == folded(named)]
        if not found:
            raise CourseError(
                where=str(file.path), got=f"no column {named!r}", expected=f"one of {listed(file.names)}", do="Name one of them."
            )
        return found[0], ()
    if not candidates:
        do = "Name the column with --id-column." if len(file.names) > 1 else "Is it separated by commas, semicolons or tabs?"
        raise CourseError(where=f"{file.path}, line 1", got=f"columns {listed(file.names)}", expected="a column of student ids", do=do)
    best = best_key(file, {name: Person(name) for name in known}, candidates)
    column = best.column if best else candidates[0]
    return column, tuple(other for other in candidates if other != column)


def _read_people(file: CsvFile, column: int, roster: Roster) -> None:
    """Read one student per line, and note what is wrong with the list itself."""
    by_name = headings(file.names)
    first, last, email, both = (_first_of(by_name, names) for names in (FIRST, LAST, EMAIL, BOTH))
    lms = by_name.get("id") if by_name.get("id") != column or "sis login id" in by_name else None
    lines: dict[str, int] = {}
    alike: dict[str, str] = {}
    for row in file.rows:
        if row.blank or about_assignments(row, column):
            continue
        if folded(_at(row, both)) == TEST_STUDENT:
            roster.findings.append(Finding(row.line, "left out: Canvas' test student", error=False))
            continue
        if len(row.raw) > len(file.names) and any(field.strip() for field in row.raw[len(file.names) :]):
            roster.findings.append(Finding(row.line, f"{len(row.raw)} fields, but the header has {len(file.names)}", error=True))
            continue
        student = id_in(file, row, column)
        trouble = _trouble(student) or _seen(student, lines, alike)
        if trouble:
            roster.findings.append(Finding(row.line, trouble, error=True))
            continue
        lines[student], alike[folded(student)] = row.line, student
        one, other = _names(row, first, last, both)
        person = Person(student, one, other, _at(row, email), _at(row, lms))
        long = [value for value in (person.first, person.last, person.email, person.lms_id) if len(value) > LONGEST]
        if long:
            roster.findings.append(
                Finding(row.line, f"{long[0][:20]!r}... is longer than the {LONGEST} characters nbgrader keeps", error=True)
            )
        roster.people[student] = person
    if not roster.people and roster.sound:
        roster.findings.append(Finding(0, "the list has no students in it", error=True))


def _trouble(student: str) -> str:
    """Return what keeps ``student`` from being an id, or an empty string."""
    if not student.strip():
        return "no id"
    if student != student.strip():
        return f"spaces around the id {student!r}; nbgrader takes ids as they are"
    if len(student) > LONGEST:
        return f"an id longer than {LONGEST} characters"
    if any(sign in student for sign in "/\\\n\r\0") or student.startswith("."):
        return f"{student!r} cannot be the name of a folder"
    return ""


def _seen(student: str, lines: Mapping[str, int], alike: Mapping[str, str]) -> str:
    if student in lines:
        return f"{student!r} stands in line {lines[student]} as well"
    twin = alike.get(folded(student))
    return f"{student!r} differs from {twin!r} in line {lines[twin]} by case or space alone" if twin else ""


def _compare(roster: Roster, known: Mapping[str, Person], folders: Iterable[str]) -> None:
    """Compare the list with the gradebook and with what was handed in."""
    names = tuple(folders)
    say = roster.findings
    roster.new = tuple(student for student in roster.people if student not in known)
    roster.changed = tuple(student for student, person in roster.people.items() if student in known and _changes(person, known[student]))
    roster.unchanged = len(roster.people) - len(roster.new) - len(roster.changed)
    for folder in (folder for folder in names if folder not in roster.people):
        say.append(Finding(0, f"submitted/{folder}/ belongs to nobody on the list{closest_student(folder, roster.people)}", error=False))
    strangers = [student for student in roster.people if student not in names]
    if names and len(strangers) == len(roster.people):
        say.append(Finding(0, f"no id of the column {roster.column!r} is a folder in submitted/; --id-column takes another", error=False))
    for student in roster.new:
        twin = next((old for old in known if folded(old) == folded(student)), None)
        if twin:
            say.append(
                Finding(0, f"{student!r} is {twin!r} in the gradebook but for case or space; they would be two students", error=True)
            )
    for student in (student for student in known if student not in roster.people and student not in names):
        say.append(Finding(0, f"{student!r} is in the gradebook but not on the list; stays, marks and all", error=False))


def _changes(person: Person, old: Person) -> bool:
    pairs = ((person.first, old.first), (person.last, old.last), (person.email, old.email), (person.lms_id, old.lms_id))
    return any(new and new != before for new, before in pairs)


def closest_student(folder: str, people: Iterable[str]) -> str:
    """Return " (closest: ...)" for the student a folder may be meant for, or an empty string."""
    by_fold = {folded(student): student for student in people}
    near = get_close_matches(folded(folder), list(by_fold), n=1, cutoff=0.8)
    return f" (closest: {by_fold[near[0]]!r})" if near else ""


def _first_of(by_name: Mapping[str, int], names: Iterable[str]) -> int | None:
    return next((by_name[name] for name in names if name in by_name), None)


def _at(row: Row, column: int | None) -> str:
    return row[column].strip() if column is not None else ""


def _names(row: Row, first: int | None, last: int | None, both: int | None) -> tuple[str, str]:
    """Return (first, last) name."""
    if first is not None or last is not None or both is None:
        return _at(row, first), _at(row, last)
    whole = _at(row, both)
    if "," in whole:
        surname, given = whole.split(",", 1)
        return given.strip(), surname.strip()
    given, _, surname = whole.rpartition(" ")
    return given, surname
