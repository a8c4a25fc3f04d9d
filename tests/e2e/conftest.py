"""One course graded once by plain nbgrader; every end-to-end test looks at it."""

import pytest

from tests.cohort.course import autograde, make_course


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """The sample cohort in a course folder of its own, autograded once."""
    folder = make_course(tmp_path_factory.mktemp("course") / "course")
    (folder / "autograde.log").write_text(autograde(folder).output)
    return folder
