"""The check-up: a healthy course has nothing to mend; every way to break one is named at its place, and the rest is still looked at."""

import shutil
import sqlite3

import pytest
from typer.testing import CliRunner

from grader.cli.app import app
from grader.course import checkup
from grader.course.checkup import check_course
from grader.course.checkup_machine import pinned
from grader.course.host import nbgrader_or_stop
from grader.course.release import copy_course
from grader.execution import wall
from grader.grade import Assignment
from grader.report.checklist import Check, State, check_table, summary
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT
from tests.course.test_audit import edit, points_changed

pytestmark = pytest.mark.slow
AREAS = [
    *("configuration", "rubric", "data", "scenario", "master notebook", "release"),
    *("gradebook", "submissions", "class list", "late policy"),
    *("machine", "packages", "isolation", "fork server"),
]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The course, released and registered by nbgrader."""
    folder = copy_course(Assignment(ASSIGNMENT, ROOT), tmp_path_factory.mktemp("checkup") / "course")
    nbgrader_or_stop(folder, "generate_assignment", ASSIGNMENT, "--force")
    return folder


@pytest.fixture
def course(released, tmp_path):
    """A copy to break."""
    return shutil.copytree(released, tmp_path / "course")


def to_mend(found):
    return [check for check in found if check.state is State.MEND]


def test_a_healthy_course_has_nothing_to_mend(course, monkeypatch):
    """Everything is looked at, a fresh generation and a forked kernel included; nothing in the course changes."""
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    heard = []

    found = check_course(course, ASSIGNMENT, watch=heard.append)

    assert to_mend(found) == []
    assert [check.area for check in found] == AREAS
    assert set(heard) == set(AREAS)
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before
    monkeypatch.chdir(course)
    done = CliRunner().invoke(app, ["check", "--json"])
    assert (done.exit_code, done.stdout.startswith('{"sound": true')) == (0, True)


def data_byte(course, _):
    path = course / "source" / ASSIGNMENT / "data" / "quality.csv"
    path.write_text(path.read_text().replace(",1,0\n", ",0,0\n", 1))


def points(course, _):
    points_changed(Assignment(ASSIGNMENT, course))


def no_release(course, _):
    shutil.rmtree(course / "release")


def release_edited(course, monkeypatch):
    monkeypatch.setattr(checkup, "check_release", RELEASE)
    path = course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_text(path.read_text().replace("import pandas", "import  pandas", 1))


def no_gradebook(course, _):
    (course / "gradebook.db").unlink()


def other_points_registered(course, _):
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("UPDATE grade_cells SET max_score = 12 WHERE id = (SELECT id FROM base_cell WHERE name = 'test-savings')")


def older_test_registered(course, _):
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("UPDATE source_cell SET source = 'old' WHERE name = 'test-savings'")


def damaged_gradebook(course, _):
    (course / "gradebook.db").write_bytes(b"nothing of the kind" * 99)


def broken_config(course, _):
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("\nraise ValueError('a slip')\n")


def lost_late_policy(course, _):
    with (course / "nbgrader_config.py").open("a") as config:
        config.write('\nc.AssignLatePenalties.plugin_class = "late_policy_that_is_nowhere.Late"\n')


def no_bwrap(course, monkeypatch):
    monkeypatch.setenv("PATH", str(course))
    wall._trouble.cache_clear()


def twins(course, _):
    for name in ("Ada", "ada"):
        (course / "submitted" / name / ASSIGNMENT).mkdir(parents=True)


def hidden_test_gone(course, _):
    edit(Assignment(ASSIGNMENT, course), lambda notebook: notebook.cells[-1].update(source="### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"))


BROKEN = [
    (data_byte, "data", "quality.csv"),
    (points, "master notebook", "'test-savings': got 11 points, expected 10"),
    (no_release, "release", "grader release"),
    (release_edited, "release", f"{ASSIGNMENT}.ipynb"),
    (no_gradebook, "gradebook", "not registered"),
    (other_points_registered, "gradebook", "'test-savings' has 12 points in the gradebook, 10 points in the rubric"),
    (older_test_registered, "gradebook", "'test-savings' are not those of the master"),
    (damaged_gradebook, "gradebook", "not a database"),
    (broken_config, "configuration", "a slip"),
    (lost_late_policy, "late policy", "late_policy_that_is_nowhere"),
    (no_bwrap, "isolation", "apt-get install bubblewrap"),
    (twins, "class list", "'Ada', 'ada' differ by case"),
    (hidden_test_gone, "master notebook", "a hidden test in a cell without points"),
]
RELEASE = checkup.check_release


@pytest.mark.parametrize(("damage", "area", "words"), BROKEN, ids=[case[0].__name__ for case in BROKEN])
def test_each_damage_is_named_at_its_place(course, monkeypatch, damage, area, words):
    """And what to do about it."""
    monkeypatch.setattr(checkup, "check_release", lambda _: ())
    damage(course, monkeypatch)
    try:
        found = check_course(course, ASSIGNMENT)
    finally:
        wall._trouble.cache_clear()

    faults = [check for check in to_mend(found) if check.area == area]
    said = " ".join(f"{check.found} {check.do}" for check in faults)
    assert words in said, [(check.area, check.found) for check in to_mend(found)]
    assert all(check.do for check in faults)


def test_all_that_is_broken_is_found_at_once(course, monkeypatch):
    monkeypatch.setattr(checkup, "check_release", lambda _: ())
    for damage in (data_byte, points, no_gradebook, twins):
        damage(course, monkeypatch)
    (course / "source" / ASSIGNMENT / "data" / "another.csv").write_text("x\n")
    found = to_mend(check_course(course, ASSIGNMENT))
    assert [check.area for check in found if check.area != "data"] == ["master notebook", "gradebook", "class list"]
    assert sum(check.area == "data" for check in found) == 2, "two files differ, and both are named"


def test_something_to_mend_is_an_exit_code(course, monkeypatch):
    monkeypatch.setattr(checkup, "check_release", lambda _: ())
    no_gradebook(course, monkeypatch)
    monkeypatch.chdir(course)
    done = CliRunner().invoke(app, ["check"])
    assert done.exit_code == 1
    assert "1 to mend" in " ".join(done.output.split())


def test_a_policy_without_a_due_date_is_noted(course, monkeypatch):
    monkeypatch.setattr(checkup, "check_release", lambda _: ())
    with (course / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    (late,) = [check for check in check_course(course, ASSIGNMENT) if check.area == "late policy"]
    assert late.state is State.NOTE
    assert "it never applies" in late.found


def test_the_lock_is_read_with_its_markers(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "one==1.2 \\\n    --hash=sha256:00\n    # via two\nother[extra]==3 ; sys_platform == 'nowhere' \\\n    --hash=x\ntwo[x]==4\n"
    )
    assert list(pinned(lock)) == [("one", "1.2"), ("two", "4")]


def test_the_table_says_states_in_words():
    from rich.console import Console

    checks = (Check("data", State.MEND, "[bold]x[/]", "do y"), Check("rubric", State.OK, "fine"), Check("late policy", State.NOTE, "z"))
    console = Console(width=80, record=True, file=None, quiet=False)
    with console.capture() as shown:
        console.print(check_table("a course", checks))
    assert all(word in shown.get() for word in ("to mend", "ok", "note", "[bold]x[/]", "-> do y"))
    assert summary(checks) == "3 looked at: 1 to mend, 1 worth knowing."
