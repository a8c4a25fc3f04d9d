"""
The cohort as tidy tables, for spreadsheets and analyses: ``criteria`` (a row per student and criterion), ``cells`` and ``students``.

CSV is made for spreadsheets: a text that would be run as a formula gets an apostrophe in front. Parquet holds every text as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import CourseError
from grader.report.cohort_record import CellMark, Cohort, Item, Submission

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet may run."""
KINDS = {"text": "String", "number": "Float64", "whole": "Int64", "yes": "Boolean"}
"""Kind of a column -> its type in Parquet; everything but text may be missing."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, column -> kind, and the rows in the columns' order."""

    name: str
    columns: Mapping[str, str]
    rows: Sequence[tuple[Any, ...]]


def tables(cohort: Cohort) -> tuple[Table, ...]:
    """Return the three tables; points of a criterion are missing where it was not judged, or a person gave the cell another mark."""
    criteria = {
        "student": "text", "cell": "text", "criterion": "text", "points_possible": "number", "points_earned": "number", "status": "text",
        "mistake": "text", "by_person": "yes",
    }  # fmt: skip
    cells = {
        "student": "text", "cell": "text", "points_possible": "number", "mark": "number", "suggested": "number", "by_person": "yes",
        "waiting": "yes", "reasons": "text",
    }  # fmt: skip
    students = {
        "student": "text", "total": "number", "points_possible": "number", "penalty": "number", "late_s": "number", "waiting": "text",
        "decision": "text", "prose_decision": "text", "repairs": "text", "problems": "text", "seconds": "number", "memory_bytes": "whole",
    }  # fmt: skip
    everyone = cohort.submissions
    return (
        Table("criteria", criteria, [_criterion(one, item) for one in everyone for item in one.items]),
        Table("cells", cells, [_mark(one, cell) for one in everyone for cell in one.cells]),
        Table("students", students, [_student(one) for one in everyone]),
    )


def _criterion(one: Submission, item: Item) -> tuple[Any, ...]:
    return one.student, item.cell, item.criterion, item.possible, item.earned, str(item.status), item.mistake, item.by_person


def _mark(one: Submission, cell: CellMark) -> tuple[Any, ...]:
    return one.student, cell.cell, cell.possible, cell.mark, cell.suggested, cell.by_person, cell.waiting, "; ".join(cell.reasons)


def _student(one: Submission) -> tuple[Any, ...]:
    return (
        one.student, one.total, sum(cell.possible for cell in one.cells), one.penalty, one.late_s, ", ".join(one.waiting),
        one.decision, one.prose_decision, "; ".join(one.repairs), "; ".join(one.problems), one.seconds, one.memory_bytes,
    )  # fmt: skip


def write_csv(cohort: Cohort, folder: Path) -> tuple[Path, ...]:
    """Write ``<table>.csv`` into ``folder`` and return the paths. Raises: CourseError when it cannot be written."""
    return tuple(put(folder / f"{table.name}.csv", csv_text(table).encode("utf-8", "replace")) for table in tables(cohort))


def csv_text(table: Table) -> str:
    """Return ``table`` as CSV: missing is empty, yes and no are ``true`` and ``false``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    kinds = tuple(table.columns.values())
    writer.writerows([_cell(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in table.rows)
    return text.getvalue()


def _cell(value: Any, kind: str) -> Any:
    if value is None:
        return ""
    if kind == "yes":
        return "true" if value else "false"
    return safe_text(value) if kind == "text" else value


def safe_text(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) or text.startswith(FORMULA) else text


def write_parquet(cohort: Cohort, folder: Path) -> tuple[Path, ...]:
    """
    Write ``<table>.parquet`` into ``folder`` and return the paths.

    By polars: pyarrow beside pandas would change how text columns behave in the students' kernels, which share this environment.
    Raises: CourseError when polars is not installed, or the folder cannot be written.
    """
    try:
        import polars
    except ImportError as error:
        raise CourseError(
            where="--parquet", got="no polars", expected="it installed", do="pip install 'genai-efficiency-grader[parquet]'"
        ) from error
    paths = []
    for table in tables(cohort):
        schema = {name: getattr(polars, KINDS[kind]) for name, kind in table.columns.items()}
        rows = [tuple(_valid(value) for value in row) for row in table.rows]
        raw = io.BytesIO()
        polars.DataFrame(rows, schema=schema, orient="row").write_parquet(raw)
        paths.append(put(folder / f"{table.name}.parquet", raw.getvalue()))
    return tuple(paths)


def _valid(value: Any) -> Any:
    """Return text without halves of characters, which UTF-8 cannot hold."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def put(path: Path, content: bytes) -> Path:
    """Write ``content`` to ``path``, folders included, and return the path. Raises: CourseError when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise CourseError(
            where=str(path), got=error.strerror or "no writing", expected="a writable folder", do="Check rights and free space."
        ) from error
    return path
