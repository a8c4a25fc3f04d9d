"""The tables of a cohort: tidy, the same in both formats, harmless in a spreadsheet."""

import csv
import io
import sys

import polars
import pytest

from grader.errors import CourseError
from grader.report.cohort_table import csv_text, safe_text, tables, write_csv, write_parquet
from tests.report.records import cohort, submission

FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1")
GIVEN = cohort(
    submission(FORMULAS[0], waiting=True),
    submission('eve, the "second"\nline', 3.0, seconds=None, memory_bytes=None, late_s=90.0),
    submission("-2"),
)


def parsed(text, kind):
    """Return a CSV cell as the value it was written from."""
    if kind == "text":
        return text[1:] if text.startswith("'") else text
    if not text:
        return None
    return text == "true" if kind == "yes" else float(text)


def test_a_row_per_student_and_criterion():
    criteria, cells, students = tables(GIVEN)
    assert [table.name for table in (criteria, cells, students)] == ["criteria", "cells", "students"]
    assert criteria.rows[3] == ('eve, the "second"\nline', "test-savings", "savings-cost", 5.0, 2.0, "partly", "sign_inverted", False)
    assert criteria.rows[5][4:] == (None, "partly", "", True), "a person's mark of the cell is not spread over its criteria"
    assert cells.rows[0] == (FORMULAS[0], "test-savings", 8.0, 6.0, 6.0, False, True, "savings holds no named entries")
    assert dict(zip(students.columns, students.rows[1], strict=True)) == {
        "student": 'eve, the "second"\nline', "total": 4.5, "points_possible": 10.0, "penalty": 0.0, "late_s": 90.0, "waiting": "",
        "decision": "adopt", "prose_decision": "do-not-adopt", "repairs": "", "problems": "", "seconds": None, "memory_bytes": None,
    }  # fmt: skip


def test_csv_can_be_read_back():
    for table in tables(GIVEN):
        head, *rows = csv.reader(io.StringIO(csv_text(table)))
        kinds = tuple(table.columns.values())
        assert head == list(table.columns)
        assert [tuple(map(parsed, row, kinds)) for row in rows] == table.rows


@pytest.mark.parametrize("text", FORMULAS, ids=repr)
def test_a_spreadsheet_runs_no_students_text(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["ada", "a=b", "o'neil", "5-3", ""])
def test_harmless_text_stays(text):
    assert safe_text(text) == text


def test_a_total_is_never_below_zero():
    _, _, students = tables(cohort(submission(mark=0.0, penalty=4.0)))
    assert csv_text(students).splitlines()[1].startswith("ada,0.0,10.0,4.0")


def test_parquet_holds_what_csv_holds(tmp_path):
    written = [path.name for path in (*write_csv(GIVEN, tmp_path / "new"), *write_parquet(GIVEN, tmp_path / "new"))]
    assert written == ["criteria.csv", "cells.csv", "students.csv", "criteria.parquet", "cells.parquet", "students.parquet"]
    for table in tables(GIVEN):
        frame = polars.read_parquet(tmp_path / "new" / f"{table.name}.parquet")
        assert frame.columns == list(table.columns)
        assert frame.rows() == table.rows


def test_types_are_kept_where_everything_is_missing(tmp_path):
    """A column of nothing but missing numbers is a column of numbers."""
    write_parquet(cohort(submission(seconds=None, memory_bytes=None)), tmp_path)
    schema = polars.read_parquet_schema(tmp_path / "students.parquet")
    assert (schema["seconds"], schema["memory_bytes"], schema["waiting"]) == (polars.Float64, polars.Int64, polars.String)


def test_half_a_character_in_an_id_stops_nothing(tmp_path):
    given = cohort(submission("s\ud800"))
    assert all(path.stat().st_size for path in (*write_csv(given, tmp_path), *write_parquet(given, tmp_path)))


def test_an_empty_cohort_has_empty_tables(tmp_path):
    write_parquet(cohort(), tmp_path)
    assert polars.read_parquet(tmp_path / "criteria.parquet").shape == (0, 8)


def test_what_is_missing_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(CourseError, match=r"no polars.*\n?.*genai-efficiency-grader\[parquet\]"):
        write_parquet(GIVEN, tmp_path)


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="a writable folder"):
        write_csv(GIVEN, tmp_path / "file")
