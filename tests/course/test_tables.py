"""A gradebook that is not there is empty; one that is there and cannot be read is an error, never empty."""

import signal
import sqlite3
import subprocess
import sys

import pytest

from grader.course import tables
from grader.course.people import STUDENTS
from grader.course.tables import query, told
from grader.errors import CourseError

DIALECTS = ["sqlite:///", "sqlite+pysqlite:///"]
"""Read directly, and by way of SQLAlchemy."""


@pytest.fixture
def path(tmp_path):
    """A gradebook with one student."""
    place = tmp_path / "gradebook.db"
    with sqlite3.connect(place) as database:
        database.execute("CREATE TABLE student (id, first_name, last_name, email, lms_user_id)")
        database.execute("INSERT INTO student VALUES ('s001', 'A', NULL, NULL, 7)")
    return place


@pytest.mark.parametrize("dialect", DIALECTS)
def test_rows_are_read(path, dialect):
    assert query(f"{dialect}{path}", STUDENTS, "") == [("s001", "A", None, None, 7)]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_tables_that_are_not_made_yet_are_empty(path, dialect):
    assert query(f"{dialect}{path}", "SELECT id FROM assignment WHERE name = :name", "x") == []


def test_no_file_is_empty(tmp_path):
    assert query(f"sqlite:///{tmp_path / 'nothing.db'}", STUDENTS, "") == []
    assert not (tmp_path / "nothing.db").exists()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_damaged_file_is_an_error(path, dialect):
    path.write_bytes(b"x" * 5000)
    with pytest.raises(CourseError, match="not a database"):
        query(f"{dialect}{path}", STUDENTS, "")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_older_gradebook_says_how_to_bring_it_up_to_date(path, dialect):
    with sqlite3.connect(path) as database:
        database.execute("ALTER TABLE student DROP COLUMN lms_user_id")
    with pytest.raises(CourseError, match="nbgrader db upgrade"):
        query(f"{dialect}{path}", STUDENTS, "")


def test_a_locked_file_is_an_error(path, monkeypatch):
    monkeypatch.setattr(tables, "WAIT_S", 0.1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(CourseError, match="Another program is writing"):
        query(f"sqlite:///{path}", STUDENTS, "")
    holder.close()


HALF_WRITTEN = """
import os, signal, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("PRAGMA cache_size = 1")
database.execute("UPDATE student SET first_name = 'B'")
database.executemany("INSERT INTO student (id) VALUES (?)", [("x" * 3000,)] * 500)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_a_killed_run_had_half_written_is_undone(path, dialect):
    """SQLite leaves that to the next who opens the file, and refuses it to one who may only read."""
    killed = subprocess.run([sys.executable, "-c", HALF_WRITTEN, path], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.with_name("gradebook.db-journal").stat().st_size

    assert query(f"{dialect}{path}", STUDENTS, "") == [("s001", "A", None, None, 7)]


def test_a_file_that_may_only_be_read_is_read(path):
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert query(f"sqlite:///{path}", STUDENTS, "") == [("s001", "A", None, None, 7)]
    finally:
        path.parent.chmod(0o755)


def test_a_password_is_never_shown():
    from sqlalchemy.exc import OperationalError

    with pytest.raises(CourseError) as failed, told("postgresql+psycopg://grader:secret@db.example.org/gradebook"):
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))
    assert "secret" not in str(failed.value)
    assert "postgresql+psycopg://grader:***@db.example.org/gradebook: got connection refused" in str(failed.value)


def test_other_errors_pass():
    with pytest.raises(KeyError), told("sqlite:///x"):
        raise KeyError("x")
