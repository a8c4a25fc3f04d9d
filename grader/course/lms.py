"""Marks out: one file for an LMS, from the file it exported itself or from the students of the course."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from grader.course.csvfile import read_csv
from grader.course.layouts import LAYOUTS, as_file, runs
from grader.course.outgoing import Column, Outgoing, Per, named, outgoing
from grader.course.people import Person, students_of
from grader.course.roster import read_roster
from grader.course.settings import Settings
from grader.course.tables import told
from grader.course.template import Filled, fill
from grader.errors import CourseError, closest

NBGRADER = "nbgrader"
KINDS = (*LAYOUTS, NBGRADER)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be written, and where to."""

    kind: str
    to: Path
    per: Per = Per.TOTAL
    template: Path | None = None
    roster: Path | None = None
    column: str | None = None
    """The LMS's name of the assignment's column."""
    id_column: str | None = None
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and what a teacher has to know about it, one sentence each."""

    path: Path
    placed: int
    unplaced: tuple[str, ...]
    """Who was graded and stands nowhere in the file, with the reason."""
    notes: tuple[str, ...]


def export_marks(settings: Settings, assignment: str, wish: Wish) -> Exported:
    """
    Write the marks of ``assignment`` as ``wish`` says; the file is whole or not there.

    Raises: CourseError when there is nothing to write, or nowhere to put it.
    """
    _sensible(wish)
    if wish.kind == NBGRADER:
        return _as_nbgrader(settings, assignment, wish.to)
    out = outgoing(settings, assignment, wish.per, unseen=wish.unseen)
    people = students_of(settings.db_url)
    if wish.template is not None:
        file = read_csv(wish.template)
        filled = fill(file, out, people, wish.column, wish.id_column)
        _write(wish.to, file.content())
        unplaced = tuple(f"{student} ({why})" for student, why in sorted(filled.unplaced.items()))
        return Exported(wish.to, len(filled.placed), unplaced, (*_about(filled), *_notes(out)))
    listed = (
        _listed(settings, wish.roster, wish.id_column) if wish.roster else {**{student: Person(student) for student in out.marks}, **people}
    )
    rows = {student: person for student, person in listed.items() if not runs(student)}
    if wish.column and wish.per is Per.TOTAL:
        out.columns = (Column(wish.column, out.columns[0].points),)
    _write(wish.to, as_file(wish.kind, LAYOUTS[wish.kind](rows.values(), out), wish.to))
    unplaced = tuple(
        f"{student} ({'a spreadsheet would run this id' if student in listed else f'not in {wish.roster}'})"
        for student in out.graded
        if student not in rows
    )
    notes = (
        [f"{len(set(rows) - set(out.marks))} of {len(rows)} did not hand in; their fields are empty."] if set(rows) - set(out.marks) else []
    )
    if wish.kind == "blackboard":
        notes.append("Without --template Blackboard makes a new text column of no points; download its file and give it with --template.")
    return Exported(wish.to, len(set(out.graded) & set(rows)), unplaced, (*notes, *_notes(out)))


def _sensible(wish: Wish) -> None:
    """Refuse options that contradict each other or would lose a file."""
    if wish.kind not in KINDS:
        raise CourseError(
            where="export", got=f"{wish.kind!r}{closest(wish.kind, KINDS)}", expected=", ".join(KINDS), do="Name one of these."
        )
    if wish.kind == NBGRADER and (wish.per is not Per.TOTAL or wish.template or wish.roster or wish.column or wish.id_column):
        got = "options that nbgrader's own exporter does not know"
        raise CourseError(
            where="export nbgrader", got=got, expected="--out alone", do="Leave them out, or choose canvas, moodle or blackboard."
        )
    if wish.template and wish.roster:
        do = "The file of the LMS is the list; leave out --roster."
        raise CourseError(where="export", got="--template and --roster", expected="one of them", do=do)
    for given in (wish.template, wish.roster):
        if given and given.exists() and wish.to.exists() and given.samefile(wish.to):
            do = "Name another file with --out, so that the LMS's own stays as it is."
            raise CourseError(where="export", got=f"{given} as input and output", expected="two files", do=do)


def _listed(settings: Settings, path: Path, id_column: str | None) -> dict[str, Person]:
    roster = read_roster(path, settings, id_column)
    errors = [finding for finding in roster.findings if finding.error]
    if errors:
        do = f"`grader roster {path}` lists everything that is wrong with it."
        raise CourseError(where=f"{path}, line {errors[0].line}", got=errors[0].text, expected="a class list without errors", do=do)
    return roster.people


def _about(filled: Filled) -> list[str]:
    notes = [
        f"Students were found by {filled.by!r}; filled: {', '.join(map(repr, filled.into[:3]))}{' ...' if len(filled.into) > 3 else ''}."
    ]
    if filled.strangers:
        notes.append(f"{len(filled.strangers)} in the file are not in the course: {named(filled.strangers)}.")
    return notes


def _notes(out: Outgoing) -> list[str]:
    notes = []
    if out.waiting:
        notes.append(
            f"{len(out.waiting)} wait for a person and stay empty: {named(out.waiting)}. Look at them in formgrader, or use --unseen."
        )
    if out.penalties:
        late = named(f"{student} (-{penalty:g})" for student, penalty in out.penalties.items())
        notes.append(f"Late penalties are in the total alone, not in these columns: {late}.")
    if out.split:
        notes.append(f"A person marked these cells as a whole, so their criteria stay empty: {named(out.split)}.")
    return notes


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        do = "Check the folder, rights and free space."
        raise CourseError(where=str(path), got=error.strerror or "no writing", expected="a file that can be written", do=do) from error


def _as_nbgrader(settings: Settings, assignment: str, to: Path) -> Exported:
    """Let nbgrader's own exporter write its own layout."""
    from nbgrader.api import Gradebook
    from nbgrader.plugins import CsvExportPlugin

    graded = outgoing(settings, assignment, unseen=True)
    with tempfile.TemporaryDirectory(prefix="grader-export-") as place, told(settings.db_url):
        file = Path(place) / "grades.csv"
        plugin = CsvExportPlugin(config=settings.config, to=str(file), assignment=[assignment])
        with Gradebook(settings.db_url, settings.course_id) as gradebook:
            plugin.export(gradebook)
        _write(to, file.read_bytes())
    note = "As nbgrader does it: a zero for who did not hand in, and marks so far for who waits for a person."
    return Exported(to, len(graded.marks), (), (note,))
