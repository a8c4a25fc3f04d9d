"""nbgrader's own traps, pinned against the installed version: why the score is written by us, as one finite float."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.utils import compute_checksum, determine_grade

POINTS = 10


def test_cell(*outputs):
    """Return a ten-point test cell with ``outputs``."""
    metadata = {"grade": True, "solution": False, "grade_id": "t", "points": POINTS, "locked": True, "schema_version": 3}
    return new_code_cell("pass", metadata={"nbgrader": metadata}, outputs=list(outputs))


test_cell.__test__ = False


def shows(text):
    """Return an execution result that displays ``text``."""
    return new_output("execute_result", data={"text/plain": text})


TRAPS = [
    ("3.0", 3.0),
    ("0", 0.0),
    ("np.float64(3.0)", POINTS),
    ("nan", POINTS),
    ("-1.0", POINTS),
    ("True", POINTS),
    ("'3.0'", POINTS),
    ("Fraction(3, 10)", POINTS),
]


@pytest.mark.parametrize(("text", "marks"), TRAPS)
def test_what_a_test_cell_displays_decides(text, marks):
    """Anything but a plain number from 0 to the maximum counts as full marks."""
    assert determine_grade(test_cell(shows(text)))[0] == marks


def test_an_empty_output_is_full_marks():
    """A test cell that shows nothing earns everything."""
    assert determine_grade(test_cell())[0] == POINTS


def test_anything_on_stderr_is_zero():
    """One warning before the result costs an honest student every point."""
    warning = new_output("stream", name="stderr", text="a library warns")
    assert determine_grade(test_cell(warning, shows("10.0")))[0] == 0


@pytest.mark.parametrize("text", ["12.0", "inf"])
def test_more_than_the_maximum_stops_the_run(text):
    """A value above the maximum raises instead of being refused."""
    with pytest.raises(ValueError, match="greater than maximum"):
        determine_grade(test_cell(shows(text)))


def test_a_test_cell_turned_into_markdown_waits_for_a_person():
    """A retyped test cell has no score of its own."""
    cell = new_markdown_cell("pass", metadata=test_cell().metadata)
    assert determine_grade(cell)[0] is None


def test_an_unchanged_answer_cell_is_zero():
    """A manually graded cell that stands as released gets 0 without a person."""
    cell = new_markdown_cell("YOUR ANSWER HERE", metadata={"nbgrader": {"grade": True, "solution": True, "grade_id": "a", "points": 9}})
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    assert determine_grade(cell)[0] == 0
