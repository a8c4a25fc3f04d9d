"""Comments to use again: a text file that a person may edit."""

import pytest

from grader.course.comments import LONGEST, MOST, keep_comment, read_comments
from grader.errors import CourseError
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT

NAME = "week-3"


def test_a_course_without_the_file_has_none(tmp_path):
    assert read_comments(tmp_path, NAME) == ()


def test_a_comment_is_kept_once_as_one_line_behind_the_others(tmp_path):
    """Lines that start with # are notes; a last line without its end is not glued to the new one."""
    (tmp_path / "comments").mkdir()
    file = tmp_path / "comments" / f"{NAME}.txt"
    file.write_text("# a note\n\nSay why.")

    assert keep_comment(tmp_path, NAME, "Good,\n  but  short.") == ("Say why.", "Good, but short.")
    assert keep_comment(tmp_path, NAME, "Say why.") == ("Say why.", "Good, but short.")
    assert file.read_text() == "# a note\n\nSay why.\nGood, but short.\n"
    assert read_comments(tmp_path, NAME) == ("Say why.", "Good, but short.")


@pytest.mark.parametrize("text", ["", " \n ", "#", "x" * (LONGEST + 1)])
def test_what_is_no_comment_is_refused(tmp_path, text):
    with pytest.raises(CourseError, match="1 to 500 characters"):
        keep_comment(tmp_path, NAME, text)
    assert read_comments(tmp_path, NAME) == ()


def test_there_is_an_end_to_them(tmp_path):
    for number in range(MOST):
        keep_comment(tmp_path, NAME, f"comment {number}")
    with pytest.raises(CourseError, match="60 comments kept"):
        keep_comment(tmp_path, NAME, "one more")


def test_the_course_ships_with_some():
    assert len(read_comments(ROOT, ASSIGNMENT)) >= 3
