"""Class lists: read in the forms LMSs and spreadsheets write, checked before anything is written, and nobody is ever lost."""

import codecs
import shutil
import sqlite3

import pytest
from nbgrader.api import Gradebook

from grader.course.people import Person, finder, students_of
from grader.course.roster import read_roster, write_roster
from grader.course.settings import load_settings
from grader.errors import CourseError
from tests.cohort import lms_files, marked
from tests.cohort.recipes import ASSIGNMENT


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course with marks, where s001 to s007 (but s006) handed in."""
    return marked.make_marked(tmp_path_factory.mktemp("roster") / "course")


@pytest.fixture
def settings(made, tmp_path):
    """A copy that a test may change."""
    return load_settings(shutil.copytree(made, tmp_path / "course"))


def read(settings, content, **options):
    path = settings.root.parent / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_roster(path, settings, **options)


def errors(roster):
    return [(finding.line, finding.text) for finding in roster.findings if finding.error]


def notes(roster):
    return " | ".join(finding.text for finding in roster.findings if not finding.error)


FORMS = {
    "plain": ("id,first,last,email\nn1,Ä,B,c@d\n".encode(), Person("n1", "Ä", "B", "c@d")),
    "semicolons, a spreadsheet's": (codecs.BOM_UTF8 + "Username;Surname;First name\r\nn1;B;Ä\r\n".encode(), Person("n1", "Ä", "B")),
    "old Windows": ("login\tfamily name\temail\nn1\tÄö\tx@y\n".encode("cp1252"), Person("n1", "", "Äö", "x@y")),
    "UTF-16": (codecs.BOM_UTF16_LE + "NetID;Name\nn1;Ä B\n".encode("utf-16-le"), Person("n1", "Ä", "B")),
    "Canvas": (
        b'Student,ID,SIS User ID,SIS Login ID,Section,X (1)\n,,,,,Manual Posting\n    Points Possible,,,,,5\n"B, A",77,U1,n1,S,3\n',
        Person("n1", "A", "B", "", "77"),
    ),
    "Moodle": (b'"First name","Last name","ID number","Email address"\n"A","B","n1","c@d"\n', Person("n1", "A", "B", "c@d")),
    "nbgrader": (b"student_id,first_name,last_name\nn1,A,B\n", Person("n1", "A", "B")),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_students(settings, form):
    content, person = FORMS[form]
    roster = read(settings, content)
    assert errors(roster) == []
    assert roster.people == {"n1": person}


def test_blackboard_in_capitals_differs_by_case_from_the_gradebook(settings):
    roster = read(settings, lms_files.blackboard())
    assert roster.column == "Username"
    assert (0, "'S004' is 's004' in the gradebook but for case or space; they would be two students") in errors(roster)


def test_the_column_that_finds_the_folders_is_taken(settings):
    """The likelier name loses against the column whose ids handed in; a column can be named."""
    content = "username,id number\nx1,s001\nx2,s002\n"
    roster = read(settings, content)
    assert (roster.column, roster.others) == ("id number", ("username",))
    assert read(settings, content, id_column="Username").column == "username"


def test_who_is_known_by_canvas_number_goes_back_by_it(settings):
    """Folders are named by it where the zip of Canvas was collected."""
    for number in ("9001", "9004"):
        (settings.submitted / number).mkdir()
    for student in marked.LOST:
        shutil.rmtree(settings.submitted / student)
    with sqlite3.connect(settings.root / "gradebook.db") as database:
        database.execute("DELETE FROM student")
    roster = read(settings, lms_files.canvas())
    assert roster.column == "ID"
    assert roster.people["9004"] == Person("9004", "Four", "Late", "", "9004")


BROKEN = [
    ("twice", "id,last\nn1,A\nn2,B\nn1,C\n", [(4, "'n1' stands in line 2 as well")]),
    ("no id", "id,last\nn1,A\n,B\n\n ,C\n", [(3, "no id"), (5, "no id")]),
    ("case", "id,last\nAnn,A\nann,B\n", [(3, "'ann' differs from 'Ann' in line 2 by case or space alone")]),
    ("space", "id,last\nn1 ,A\n", [(2, "spaces around the id 'n1 '; nbgrader takes ids as they are")]),
    ("no folder", "id,last\na/b,A\n.x,B\n", [(2, "'a/b' cannot be the name of a folder"), (3, "'.x' cannot be the name of a folder")]),
    ("a comma too many", "id,last,first\nn1,A,B\nn2,C, Jr.,D\n", [(3, "4 fields, but the header has 3")]),
    ("long", f"id,last\nn1,{'x' * 129}\n", [(2, "'xxxxxxxxxxxxxxxxxxxx'... is longer than the 128 characters nbgrader keeps")]),
    ("nobody", "id,last\n", [(0, "the list has no students in it")]),
]


@pytest.mark.parametrize(("name", "content", "found"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_list_is_told_line_by_line_and_never_written(settings, name, content, found):
    roster = read(settings, content)
    assert errors(roster)[: len(found)] == found
    before = students_of(settings.db_url)
    with pytest.raises(CourseError, match="Nothing was written"):
        write_roster(roster, settings)
    assert students_of(settings.db_url) == before


def test_what_two_students_share_finds_neither():
    people = {one: Person(one, email=email) for one, email in (("a1", "x@u.edu"), ("z1", "x@u.edu"), ("b1", "b@u.edu"))}

    assert finder(people, "email") == {"b@u.edu": "b1"}
    assert finder(people, "id") == {"a1": "a1", "z1": "z1", "b1": "b1"}


def test_no_column_of_ids_is_refused(settings):
    with pytest.raises(CourseError, match="a column of student ids"):
        read(settings, "colour,shape\nred,round\n")


def test_folders_and_gradebook_are_compared(settings):
    """A mistyped folder is told with the nearest student; who is only in the gradebook is named and stays."""
    (settings.submitted / "s0008" / ASSIGNMENT).mkdir(parents=True)
    roster = read(settings, "id,last\ns001,A\ns008,B\ns002,C\n")
    assert "submitted/s0008/ belongs to nobody on the list (closest: 's008')" in notes(roster)
    assert "'s006' is in the gradebook but not on the list; stays, marks and all" in notes(roster)
    assert roster.sound


def test_a_list_of_other_ids_is_noticed(settings):
    assert "no id of the column 'id' is a folder in submitted/" in notes(read(settings, "id,last\n101,A\n102,B\n"))


def test_writing_adds_and_completes_and_deletes_nobody(settings):
    """What the list leaves empty stays; marks stay; a second time nothing changes."""
    content = "id,first name,last name,email\ns001,Fün,New,\ns010,Ten,Fresh,ten@example.org\n"
    roster = read(settings, content)
    assert (roster.new, roster.changed, roster.unchanged) == (("s010",), ("s001",), 0)
    with Gradebook(settings.db_url) as gradebook:
        marks = {one.student.id: one.score for one in gradebook.assignment_submissions(ASSIGNMENT)}

    assert write_roster(roster, settings) == 2

    people = students_of(settings.db_url)
    assert set(people) == {*marked.NAMES, "s010"}
    assert people["s001"] == Person("s001", "Fün", "New", "s001@example.org", "9001")
    with Gradebook(settings.db_url) as gradebook:
        assert {one.student.id: one.score for one in gradebook.assignment_submissions(ASSIGNMENT)} == marks
    again = read(settings, content)
    assert (again.new, again.changed, again.unchanged) == ((), (), 2)


def test_a_canvas_gradebook_brings_the_numbers_for_the_way_back(settings):
    """Round trip: class list in, marks out by the LMS's own number."""
    from grader.course.csvfile import read_csv
    from grader.course.lms import Wish, export_marks

    content = lms_files.canvas().replace(b"9001", b"555")
    roster = read(settings, content, id_column="SIS Login ID")
    assert "Canvas' test student" in notes(roster)
    assert roster.changed == ("s001", "s003"), "a surname with a comma is split at it, as Canvas writes no other sign"
    write_roster(roster, settings)
    to = settings.root / "marks.csv"
    export_marks(settings, ASSIGNMENT, Wish("canvas", to))
    assert {row[1]: row[5] for row in read_csv(to).rows}["555"] == "96.5"
