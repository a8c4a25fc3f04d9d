"""Records are kept whole, and no student id leads out of the store."""

import pytest

from grader.errors import CourseError
from grader.execution.store import Store

ODD = ["ada", "a+b(c)*[d]", "../../etc", "", ".", "..", "a/b", "name with spaces", "ünï", "a@b.c"]


@pytest.mark.parametrize("student", ODD, ids=repr)
def test_any_student_id_gives_one_folder_inside(tmp_path, student):
    store = Store(tmp_path, "hw")
    store.write(student, "report.json", b"{}")

    assert store.read(student, "report.json") == b"{}"
    assert store.path(student, "x").resolve().is_relative_to((tmp_path / ".grader" / "hw").resolve())
    assert len(list((tmp_path / ".grader" / "hw").iterdir())) == 1


def test_what_is_not_there_is_none(tmp_path):
    assert Store(tmp_path, "hw").read("ada", "report.json") is None


def test_an_unwritable_course_is_said(tmp_path):
    (tmp_path / ".grader").write_text("a file is in the way")

    with pytest.raises(CourseError, match="writable course folder"):
        Store(tmp_path, "hw").write("ada", "report.json", b"{}")
