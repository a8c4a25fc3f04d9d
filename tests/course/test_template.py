"""Round trips: the file an LMS exported comes back with marks in it, and with nothing else changed."""

import pytest

from grader.course.csvfile import read_csv
from grader.course.lms import Wish, export_marks
from grader.course.outgoing import Outgoing, Per, columns
from grader.course.settings import load_settings
from grader.course.template import fill, titles
from grader.errors import CourseError
from tests.cohort import lms_files, marked
from tests.cohort.recipes import ASSIGNMENT


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return load_settings(marked.make_marked(tmp_path_factory.mktemp("lms") / "course"))


def filled(settings, folder, content, kind="canvas", **wish):
    """Write ``content`` as the LMS's file, fill it, and return what was done and the new file."""
    template, to = folder / "lms.csv", folder / "marks.csv"
    template.write_bytes(content)
    done = export_marks(settings, ASSIGNMENT, Wish(kind, to, template=template, **wish))
    return done, to.read_bytes()


def test_canvas_changes_in_the_assignments_column_alone(settings, tmp_path):
    done, content = filled(settings, tmp_path, lms_files.canvas())
    before, after = lms_files.canvas().decode().split("\n"), content.decode().split("\n")
    changed = {number: line for number, (line, old) in enumerate(zip(after, before, strict=True)) if line != old}
    assert changed == {
        3: '"Late, Four",9004,U-9004,s004,Section 1,0.50,80.5,01.25,02',
        4: '"Önly, Fün",9001,U-9001,s001,Section 1,1.50,96.5,11.25,12',
        7: '"=2+2, Given",9002,U-9002,s002,Section 1,4.50,84.25,41.25,42',
        8: '"Later, Five",9005,U-9005,s005,Section 1,5.50,0,51.25,52',
    }
    assert (done.placed, done.unplaced) == (4, ())
    assert any("f00ba4" in note for note in done.notes), "who is in the LMS and not here is said"
    assert any("s003, s007" in note for note in done.notes), "who waits for a person is said"


def test_moodle_is_found_by_address_and_keeps_its_quotes(settings, tmp_path):
    done, content = filled(settings, tmp_path, lms_files.moodle(), "moodle")
    expected = lms_files.moodle().decode()
    for student, mark in (("s001", "96.5"), ("s002", "84.25"), ("s004", "80.5"), ("five", "0")):
        head, tail = expected.split(f'"{student}@example.org"')
        expected = f'{head}"{student}@example.org"' + tail.replace('"-"', f'"{mark}"', 1)
    assert content.decode() == expected
    assert done.placed == 4


def test_moodles_worksheet_is_filled_in_grade(settings, tmp_path):
    _, content = filled(settings, tmp_path, lms_files.worksheet(), "moodle")
    file = read_csv(tmp_path / "marks.csv")
    assert {row[2]: row[4] for row in file.rows if row[4]} == {"s001": "96.5", "s002": "84.25", "s004": "80.5", "s005": "0"}
    assert content[:3] == lms_files.worksheet()[:3]


def test_moodles_participants_are_found_by_their_number(tmp_path):
    """Folders are named by it where the zip of Moodle was collected."""
    out = Outgoing(ASSIGNMENT, columns(ASSIGNMENT, Per.TOTAL), {"500": (500.0,), "501": (50.25,)})
    (tmp_path / "lms.csv").write_bytes(lms_files.worksheet())
    file = read_csv(tmp_path / "lms.csv")
    filled = fill(file, out, {})
    assert (filled.by, filled.placed, len(filled.strangers)) == ("Identifier", ["500", "501"], 5)
    assert [row[4] for row in file.rows] == ["500", "50.25", "", "", "", "", ""]


def test_blackboard_stays_utf16_with_tabs_and_other_case(settings, tmp_path):
    filled(settings, tmp_path, lms_files.blackboard(), "blackboard")
    file = read_csv(tmp_path / "marks.csv")
    assert {row[2]: row[7] for row in file.rows if row[7]} == {"S001": "96.5", "S002": "84.25", "S004": "80.5", "S005": "0"}
    assert (file.encoding, file.separator) == ("utf-16-le", "\t")
    for row in file.rows:
        file.put(row, 7, "")
    assert file.content() == lms_files.blackboard()


def test_excused_and_unassigned_stay_and_are_named(settings, tmp_path):
    content = lms_files.canvas(cells={"s001": "EX", "s004": "N/A", "s003": "55", "s002": "12"})
    done, _ = filled(settings, tmp_path, content)
    kept = {row[3]: row[6] for row in read_csv(tmp_path / "marks.csv").rows}
    assert kept["s001"] == "EX"
    assert kept["s004"] == "N/A"
    assert kept["s003"] == "55", "who waits keeps what the LMS has"
    assert kept["s002"] == "84.25"
    assert done.unplaced == ("s001 (the LMS says EX)", "s004 (the LMS says N/A)")


def test_who_is_not_in_the_file_is_named(settings, tmp_path):
    lines = lms_files.canvas().decode().splitlines(keepends=True)
    done, _ = filled(settings, tmp_path, "".join(line for line in lines if "s002" not in line).encode())
    assert done.unplaced == ("s002 (not in lms.csv)",)


def test_per_cell_takes_the_columns_of_that_name(settings, tmp_path):
    names = {
        "Workload": 6,
        "Baseline": 14,
        "Concerns": 8,
        "Optimized system": 8,
        "Comparison table": 24,
        "Savings": 10,
        "Trade-offs": 8,
        "Decision": 4,
        "Analysis": 9,
        "Recommendation": 9,
    }
    head = [
        "Username",
        *(f"{ASSIGNMENT}: {name} [Total Pts: {points} Score] |{points}{place}" for place, (name, points) in enumerate(names.items())),
    ]
    rows = [[student] + [""] * len(names) for student in ("s002", "s001")]
    content = "\n".join(",".join(row) for row in [head, *rows]).encode()
    filled(settings, tmp_path, content, "blackboard", per=Per.CELL)
    by_student = {row[0]: [row[place] for place in range(1, 11)] for row in read_csv(tmp_path / "marks.csv").rows}
    assert by_student == {
        "s002": ["6", "14", "8", "8", "24", "0", "8", "4", "3.25", "9"],
        "s001": ["6", "14", "8", "8", "20.5", "10", "8", "4", "9", "9"],
    }


REFUSED = [
    (lms_files.canvas(column="Something else (4712)"), {}, "no column 'genai-efficiency'"),
    (lms_files.canvas(column="genai efficiency (1),GenAI_efficiency (2)"), {}, "2 columns for"),
    (lms_files.canvas(points="10.00"), {}, "got 10 points, expected 100"),
    (lms_files.blackboard("genai-efficiency [Total Pts: 50 Score] |9"), {}, "got 50 points"),
    (lms_files.worksheet().replace(b",s002,", b",S001,"), {}, "'s001', as in line 3"),
    (lms_files.canvas(), {"id_column": "Login"}, "no column 'Login'"),
    (lms_files.canvas(), {"id_column": "Section"}, "no student of ours"),
    (lms_files.canvas(), {"per": Per.CELL}, "Make that column in the LMS"),
    (b"name,genai-efficiency\nx,\n", {}, "no student of ours"),
]


@pytest.mark.parametrize(("content", "wish", "words"), REFUSED, ids=[case[2] for case in REFUSED])
def test_what_cannot_be_right_writes_nothing(settings, tmp_path, content, wish, words):
    with pytest.raises(CourseError, match=words.replace("(", r"\(")):
        filled(settings, tmp_path, content, **wish)
    assert not (tmp_path / "marks.csv").exists()


def test_a_column_can_be_named(settings, tmp_path):
    done, _ = filled(settings, tmp_path, lms_files.canvas(column="Final project (4712)"), column="Final project")
    assert done.placed == 4


def test_the_lms_file_itself_is_never_overwritten(settings, tmp_path):
    template = tmp_path / "lms.csv"
    template.write_bytes(lms_files.canvas())
    with pytest.raises(CourseError, match="two files"):
        export_marks(settings, ASSIGNMENT, Wish("canvas", template, template=template))
    assert template.read_bytes() == lms_files.canvas()


@pytest.mark.parametrize(
    "name",
    [
        "GenAI Efficiency (4712)",
        "genai-efficiency",
        "genai_efficiency [Total Pts: 100 Score] |12",
        "Genai efficiency [Total Pts: up to 100 Score] |12",
        "Assignment: Genai Efficiency (Real)",
        "Aufgabe: genai-efficiency (Punkte)",
    ],
)
def test_a_column_is_known_by_its_title(name):
    assert "genaiefficiency" in titles(name)


@pytest.mark.parametrize("name", ["Assignment: genai-efficiency (Feedback)", "genai-efficiency (Letter)", "genai-efficiency 2 (7)"])
def test_other_columns_are_not(name):
    assert "genaiefficiency" not in titles(name)
