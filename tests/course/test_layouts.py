"""Files built from nothing but the course: each LMS's own layout, and no field that a spreadsheet would run."""

import pytest

from grader.course.csvfile import read_csv
from grader.course.layouts import runs, tame
from grader.course.lms import Wish, export_marks
from grader.course.outgoing import Per
from grader.course.settings import load_settings
from grader.errors import CourseError
from tests.cohort import marked
from tests.cohort.recipes import ASSIGNMENT


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return load_settings(marked.make_marked(tmp_path_factory.mktemp("layouts") / "course"))


def test_canvas(settings, tmp_path):
    done = export_marks(settings, ASSIGNMENT, Wish("canvas", tmp_path / "marks.csv"))
    lines = (tmp_path / "marks.csv").read_bytes().decode().split("\r\n")
    assert lines[:4] == [
        "Student,ID,SIS User ID,SIS Login ID,Section,genai-efficiency",
        "    Points Possible,,,,,100",
        '"Önly, Fün",9001,,s001,,96.5',
        '"\'=2+2, Given",9002,,s002,,84.25',
    ]
    assert lines[4].endswith(",9003,,s003,,"), "who waits stays empty"
    assert '"Absent, Six",9006,,s006,,' in lines, "who did not hand in stays empty"
    assert (done.placed, done.unplaced) == (4, ())


def test_moodle(settings, tmp_path):
    export_marks(settings, ASSIGNMENT, Wish("moodle", tmp_path / "marks.csv", column="Project"))
    lines = (tmp_path / "marks.csv").read_bytes().decode().split("\r\n")
    assert lines[0] == "Username,First name,Last name,Email address,Project"
    assert lines[2] == "s002,Given,'=2+2,s002@example.org,84.25"


@pytest.mark.parametrize(("name", "encoding", "separator"), [("marks.xls", "utf-16-le", "\t"), ("marks.csv", "utf-8", ",")])
def test_blackboard_in_both_its_forms(settings, tmp_path, name, encoding, separator):
    done = export_marks(settings, ASSIGNMENT, Wish("blackboard", tmp_path / name))
    file = read_csv(tmp_path / name)
    assert (file.encoding, file.separator, bool(file.bom)) == (encoding, separator, True)
    assert file.names[-1] == "genai-efficiency [Total Pts: 100 Score]"
    assert {row[2]: row[6] for row in file.rows if row[6]} == {"s001": "96.5", "s002": "84.25", "s004": "80.5", "s005": "0"}
    assert any("text column" in note for note in done.notes)


def test_per_criterion_every_criterion_has_a_column_and_its_points(settings, tmp_path):
    done = export_marks(settings, ASSIGNMENT, Wish("canvas", tmp_path / "marks.csv", Per.CRITERION))
    file = read_csv(tmp_path / "marks.csv")
    assert sum(float(file.rows[0][place]) for place in range(5, len(file.names))) == 100
    assert "genai-efficiency: workload-volume" in file.names
    assert any("s004 (-12.25)" in note for note in done.notes), "a penalty that no column holds is said"


def test_a_class_list_says_who_and_in_which_order(settings, tmp_path):
    roster = tmp_path / "list.csv"
    roster.write_text("username;first name;last name\ns005;A;B\ns001;C;D\nnew;E;F\n")
    done = export_marks(settings, ASSIGNMENT, Wish("moodle", tmp_path / "marks.csv", roster=roster))
    file = read_csv(tmp_path / "marks.csv")
    assert [(row[0], row[4]) for row in file.rows] == [("s005", "0"), ("s001", "96.5"), ("new", "")]
    assert [line.split()[0] for line in done.unplaced] == ["s002", "s004"]


def test_an_id_that_runs_is_left_out_and_named(settings, tmp_path):
    roster = tmp_path / "list.csv"
    roster.write_text("username,last name\ns001,A\n=1+cmd|x,B\n-s9,C\n@at,D\n")
    export_marks(settings, ASSIGNMENT, Wish("moodle", tmp_path / "marks.csv", roster=roster))
    assert [row[0] for row in read_csv(tmp_path / "marks.csv").rows] == ["s001", "-s9", "@at"]


def test_nbgraders_layout_is_written_by_nbgrader(settings, tmp_path):
    done = export_marks(settings, ASSIGNMENT, Wish("nbgrader", tmp_path / "grades.csv"))
    lines = (tmp_path / "grades.csv").read_text().splitlines()
    assert lines[0].startswith("assignment,duedate,timestamp,student_id")
    assert "zero" in done.notes[0]
    with pytest.raises(CourseError, match="No such file"):
        export_marks(settings, ASSIGNMENT, Wish("nbgrader", tmp_path / "nowhere" / "x.csv"))
    with pytest.raises(CourseError, match="--out alone"):
        export_marks(settings, ASSIGNMENT, Wish("nbgrader", tmp_path / "x.csv", Per.CELL))


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_name_gets_an_apostrophe(text):
    assert tame(text) == f"'{text}"


@pytest.mark.parametrize(
    ("identifier", "does"), [("s-1", False), ("-1", False), ("+49.x_y@z", False), ("=1", True), ("-1|x", True), ("@a(1)", True)]
)
def test_an_id_is_written_as_it_is_or_not_at_all(identifier, does):
    assert runs(identifier) is does
