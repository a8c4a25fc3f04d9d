"""The marks that leave: nbgrader's totals, but nobody who is waited for or absent gets a zero."""

import csv

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from grader.course.outgoing import Per, columns, outgoing, spelled
from grader.course.settings import load_settings
from grader.errors import CourseError, MachineError
from grader.execution.store import Store
from grader.rubric.criteria import RUBRIC
from tests.cohort import marked
from tests.cohort.recipes import ASSIGNMENT


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return load_settings(marked.make_marked(tmp_path_factory.mktemp("marks") / "course"))


def test_totals_are_final_marks_alone(settings):
    out = outgoing(settings, ASSIGNMENT)
    assert {student: out.marks[student][0] for student in out.graded} == marked.TOTALS
    assert out.waiting == ("s003", "s007")
    assert out.marks["s003"] == out.marks["s007"] == (None,)
    assert marked.NOT_IN not in out.marks


def test_totals_are_those_of_nbgraders_own_exporter(settings, tmp_path):
    plugin = CsvExportPlugin(to=str(tmp_path / "grades.csv"))
    with Gradebook(settings.db_url) as gradebook:
        plugin.export(gradebook)
    rows = (tmp_path / "grades.csv").read_text().replace('Comma, "Quote"', "Comma").splitlines()
    theirs = {row["student_id"]: float(row["score"]) for row in csv.DictReader(rows)}
    assert {student: theirs[student] for student in marked.TOTALS} == marked.TOTALS
    assert theirs[marked.NOT_IN] == 0.0, "nbgrader gives a zero where this project leaves the field empty"


def test_unseen_gives_the_marks_so_far(settings):
    out = outgoing(settings, ASSIGNMENT, unseen=True)
    assert out.waiting == ()
    assert (out.marks["s003"], out.marks["s007"]) == ((100.0,), (92.0,))


def test_per_cell_a_persons_mark_wins_and_penalties_are_said(settings):
    out = outgoing(settings, ASSIGNMENT, Per.CELL)
    by_cell = {column.key: mark for column, mark in zip(out.columns, out.marks["s002"], strict=True)}
    assert (by_cell["analysis"], by_cell["test-savings"], by_cell["test-comparison"]) == (3.25, 0.0, 24.0)
    assert out.penalties == {"s004": 12.25, "s005": 9.0}
    assert sum(out.marks["s004"]) == 100 - 7.25


def test_per_cell_what_nobody_marked_stays_empty_though_unseen(settings):
    out = outgoing(settings, ASSIGNMENT, Per.CELL, unseen=True)
    empty = [column.key for column, mark in zip(out.columns, out.marks["s007"], strict=True) if mark is None]
    assert empty == ["test-tradeoffs"]


def test_per_criterion_a_cell_marked_by_a_person_has_no_criteria(settings):
    out = outgoing(settings, ASSIGNMENT, Per.CRITERION)
    by_key = {column.key: (column.points, mark) for column, mark in zip(out.columns, out.marks["s002"], strict=True)}
    of_analysis = {one.key for rubric in RUBRIC if rubric.graded_by == "analysis" for one in rubric.criteria}
    assert {key for key, (_, mark) in by_key.items() if mark is None} == of_analysis
    assert by_key["workload-volume"] == (1, 1.0)
    assert out.split == ("s002: Analysis",)
    compared = [mark for column, mark in zip(out.columns, out.marks["s001"], strict=True) if column.points == 5.5]
    assert compared == [pytest.approx(5.5 * 20.5 / 24, abs=0.01)] * 2


def test_columns_add_up_to_the_points():
    assert [sum(column.points for column in columns(ASSIGNMENT, per)) for per in Per] == [100, 100, 100]
    assert [len(columns(ASSIGNMENT, per)) for per in Per] == [1, 10, 47]


def test_a_lost_report_is_named_and_totals_go_on(tmp_path):
    settings = load_settings(marked.make_marked(tmp_path / "course"))
    Store(settings.root, ASSIGNMENT).path("s004", "report.json").write_text("{")
    with pytest.raises(MachineError, match="s004"):
        outgoing(settings, ASSIGNMENT, Per.CRITERION)
    assert outgoing(settings, ASSIGNMENT).marks["s004"] == (80.5,)


def test_no_marks_yet_say_what_to_do(settings):
    with pytest.raises(CourseError, match="grader grade"):
        outgoing(settings, "another")


@pytest.mark.parametrize(("mark", "text"), [(96.5, "96.5"), (0.0, "0"), (100.0, "100"), (None, ""), (33.333, "33.33"), (80.0, "80")])
def test_marks_are_spelled_with_a_point_and_no_more_than_needed(mark, text):
    assert spelled(mark) == text
