"""Marks of notebooks that really ran: the late policy of docs/lms.md, and the files of ``nbgrader export`` with our exporters."""

import csv
import re
import shutil
from datetime import UTC, datetime, timedelta

import nbformat
import pytest

from grader.course.csvfile import read_csv
from grader.course.host import nbgrader, nbgrader_or_stop
from grader.course.release import copy_course
from grader.execution.command import run_module
from grader.grade import Assignment
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT, packed

pytestmark = pytest.mark.slow
PAGE = (ROOT / "docs" / "lms.md").read_text(encoding="utf-8")
POLICY, CONFIGURATION = re.findall(r"<<'CODE'\n(.*?)^CODE$", PAGE, re.DOTALL | re.MULTILINE)
(DUE,) = re.findall(r"nbgrader (db assignment add .*)", PAGE)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Two students handed in the reference, one of them 25 hours late, under the policy of the page."""
    folder = copy_course(Assignment(ASSIGNMENT, ROOT), tmp_path_factory.mktemp("late") / "course")
    (folder / "late_policy.py").write_text(POLICY)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(f"\n{CONFIGURATION}")
    nbgrader_or_stop(folder, "generate_assignment", ASSIGNMENT, "--force")
    due = datetime.now(UTC) - timedelta(hours=25)
    command = DUE.replace("2030-01-31 23:59:00", f"{due:%Y-%m-%d %H:%M:%S}").replace('"', "").split("--duedate ")
    nbgrader_or_stop(folder, *command[0].split(), "--duedate", command[1])
    master = nbformat.read(folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    for student in ("late", "on-time"):
        place = folder / "submitted" / student / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_bytes(packed(master))
    (folder / "submitted" / "late" / ASSIGNMENT / "timestamp.txt").write_text(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC")
    done = run_module("grader.cli", ["grade", "--quiet"], folder, 600)
    assert done.code == 0, done.output
    return folder


@pytest.fixture
def course(graded, tmp_path):
    """A copy that a test may change."""
    return shutil.copytree(graded, tmp_path / "course")


def nbgraders(folder):
    nbgrader_or_stop(folder, "export", "--to", "grades.csv")
    with (folder / "grades.csv").open() as file:
        return {row["student_id"]: (float(row["raw_score"]), float(row["score"])) for row in csv.DictReader(file)}


def test_the_policy_of_the_page_takes_two_tenths_off(course):
    """And every total agrees with nbgrader's own exporter."""
    theirs = nbgraders(course)
    assert theirs["late"] == (100.0, 80.0)
    assert theirs["on-time"] == (100.0, 100.0)
    done = run_module("grader.cli", ["export", "moodle", "--out", "marks.csv"], course, 60)
    assert done.code == 0, done.output
    assert {row[0]: float(row[4]) for row in read_csv(course / "marks.csv").rows} == {"late": 80.0, "on-time": 100.0}
    done = run_module("grader.cli", ["check", "--json"], course, 300)
    assert "plug-in late_policy.TenPercentADay; due 20" in done.output


@pytest.mark.parametrize(("name", "column"), [("Canvas", 3), ("Moodle", 0), ("Blackboard", 2)])
def test_nbgraders_command_writes_the_same_file(course, name, column):
    kind, ending = name.lower(), "xls" if name == "Blackboard" else "csv"
    nbgrader_or_stop(course, "export", "--exporter", f"grader.course.export.{name}Exporter", "--to", f"theirs.{ending}")
    run_module("grader.cli", ["export", kind, "--out", f"ours.{ending}"], course, 60)
    assert (course / f"theirs.{ending}").read_bytes() == (course / f"ours.{ending}").read_bytes()
    assert {row[column] for row in read_csv(course / f"theirs.{ending}").rows} >= {"late", "on-time"}


def test_nbgraders_command_fills_a_file_and_says_who_is_missing(course):
    (course / "lms.csv").write_text("Username,Genai Efficiency [Total Pts: 100 Score] |7\nlate,\n")
    words = ("export", "--exporter", "grader.course.export.BlackboardExporter", "--to", "marks.csv", "--LmsExporter.template=lms.csv")
    done = nbgrader(course, *words)
    assert done.code != 0
    assert "on-time (not in lms.csv)" in done.output
    assert "Traceback" not in done.output
    assert (course / "marks.csv").read_text() == "Username,Genai Efficiency [Total Pts: 100 Score] |7\nlate,80\n"
