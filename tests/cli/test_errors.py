"""The obvious wrong situations: each message says where, and what to do next."""

import shutil
import sqlite3

import pytest
from typer.testing import CliRunner

from grader.cli.app import app, course_folder
from grader.course import tables
from grader.errors import GraderError
from tests.cohort.course import ROOT
from tests.cohort.marked import make_marked
from tests.cohort.recipes import ASSIGNMENT


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_marked(tmp_path_factory.mktemp("errors") / "course")


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    """A copy of a course with marks, as the current folder."""
    folder = shutil.copytree(made, tmp_path / "course")
    monkeypatch.chdir(folder)
    return folder


def said(*words):
    """Run the command in this process; return (exit code, what it said)."""
    done = CliRunner().invoke(app, list(words), catch_exceptions=True)
    if isinstance(done.exception, GraderError):
        return 2, str(done.exception)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, " ".join(done.output.split())


NEEDS_A_COURSE = [
    ("grade",),
    ("marks",),
    ("feedback",),
    ("rescore",),
    ("check",),
    ("release",),
    ("export", "canvas", "--out", "x.csv"),
    ("roster", "x.csv"),
    ("scenario", "set", "fp8-l4"),
    ("explain", "x.ipynb"),
]


@pytest.mark.parametrize("words", NEEDS_A_COURSE, ids=lambda words: words[0])
def test_below_the_course_it_is_said_where_the_course_is(course, monkeypatch, words):
    monkeypatch.chdir(course / "submitted" / "s001")
    code, text = said(*words)
    assert (code, f"cd {course}" in text) == (2, True), text


def test_far_from_any_course_it_is_said_what_one_looks_like(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, text = said("grade")
    assert code == 2
    assert "source/" in text


@pytest.mark.parametrize("words", [words for words in NEEDS_A_COURSE if words[0] not in ("roster",)], ids=lambda words: words[0])
def test_a_mistyped_assignment_is_answered_with_the_nearest(course, words):
    code, text = said(*words, "--assignment", "genai-eficiency")
    assert code == 2
    assert f"did you mean '{ASSIGNMENT}'?" in text


def test_a_mistyped_student_is_answered_with_the_nearest(course):
    assert said("feedback", "s01") == (
        2,
        "feedback: got no marks of 's01' (did you mean 's001'?), expected a graded submission.\n`grader marks` lists who was graded.",
    )


@pytest.mark.parametrize(
    ("words", "nearest"), [(("grde",), "'grade'"), (("grade", "--workrs", "2"), "--workers"), (("scenario", "sett"), "'set'")]
)
def test_mistyped_commands_and_options_are_answered_with_the_nearest(course, words, nearest):
    code, text = said(*words)
    assert (code, nearest in text) == (2, True), text


def test_without_marks_it_is_said_how_to_get_some(course):
    (course / "gradebook.db").unlink()
    for words in (("feedback",), ("export", "canvas", "--out", "x.csv")):
        code, text = said(*words)
        assert (code, "grader grade" in text) == (2, True), text


def test_without_a_release_it_is_said_how_to_make_one(course):
    code, text = said("grade")
    assert (code, "grader release" in text) == (2, True), text


def test_nothing_handed_in_is_said(course):
    shutil.copytree(ROOT / "release", course / "release")
    shutil.rmtree(course / "submitted")
    (course / "submitted").mkdir()
    assert said("grade") == (0, f"Nothing was handed in: no submitted/<student>/{ASSIGNMENT}/ is there.")


def test_a_damaged_gradebook_is_named_and_kept(course):
    (course / "gradebook.db").write_bytes(b"no database at all" * 100)
    for words in (("marks",), ("feedback",), ("export", "canvas", "--out", "x.csv")):
        code, text = said(*words)
        assert (code, "people's marks" in text, "gradebook.db" in text) == (2, True, True), text
    assert (course / "gradebook.db").read_bytes().startswith(b"no database")


def test_a_locked_gradebook_says_who_may_hold_it(course, monkeypatch):
    monkeypatch.setattr(tables, "WAIT_S", 0.1)
    holder = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    code, text = said("export", "canvas", "--out", "x.csv")
    holder.close()
    assert (code, "Another program is writing" in text) == (2, True), text


def test_a_broken_configuration_says_its_line(course):
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("\nx = (\n")
    code, text = said("marks")
    assert (code, "never closed (nbgrader_config.py, line" in text) == (2, True), text


def test_a_lost_report_says_what_writes_it_again(course):
    code, text = said("feedback", "s001")
    assert (code, "grader grade" in text) == (2, True), text


def test_the_course_folder_is_found_where_it_is(course):
    assert course_folder(ASSIGNMENT) == course
