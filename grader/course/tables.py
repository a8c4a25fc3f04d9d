"""Questions to the gradebook's tables that must not wait for nbgrader to be imported: SQLite directly, the rest by SQLAlchemy."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from grader.errors import CourseError

SQLITE = "sqlite:///"
WAIT_S = 10.0
"""How long another program may hold the gradebook before that is an error."""
LONGEST_SAID = 160


def query(db_url: str, text: str, name: str) -> list[tuple[Any, ...]]:
    """
    Return the rows of the SELECT ``text`` with ``:name`` filled in; none where there is no gradebook, or none of its tables, yet.

    Raises: CourseError when there is a gradebook that cannot be read (locked, damaged, out of reach).
    """
    if db_url.startswith(SQLITE):
        path = Path(db_url.removeprefix(SQLITE))
        if not path.is_file():
            return []
        try:
            # Not mode=ro: what a killed run had half written must be undone before anything is read, and only a writer may.
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=WAIT_S)) as database:
                return database.execute(text, {"name": name}).fetchall()
        except sqlite3.DatabaseError as error:
            return _nothing_yet(db_url, error)
    import sqlalchemy

    engine = sqlalchemy.create_engine(db_url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sqlalchemy.text(text), {"name": name}).all()]
    except sqlalchemy.exc.SQLAlchemyError as error:
        return _nothing_yet(db_url, error)
    finally:
        engine.dispose()


@contextmanager
def told(db_url: str) -> Iterator[None]:
    """Tell what the gradebook at ``db_url`` raises in here as a CourseError; needs no SQLAlchemy itself."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] == "sqlalchemy":
            raise _unreadable(_place(db_url), error) from error
        raise


def _nothing_yet(db_url: str, error: Exception) -> list[tuple[Any, ...]]:
    """Return no rows where the tables are not made yet. Raises: CourseError for everything else."""
    if any(sign in str(error) for sign in ("no such table", "UndefinedTable")):
        return []
    raise _unreadable(_place(db_url), error) from error


def _unreadable(where: str, error: Exception) -> CourseError:
    said = " ".join(str(getattr(error, "orig", error)).split())
    if "locked" in said:
        do = "Another program is writing (nbgrader, formgrader, another run). Wait until it is done, or end it, and try again."
    elif "no such column" in said or "UndefinedColumn" in said:
        do = "An older nbgrader made it: run `nbgrader db upgrade`."
    else:
        do = "Check address and rights (CourseDirectory.db_url). A damaged gradebook.db holds people's marks: "
        do += "keep it, put your last copy back; without one, move it away, then `grader release` and `grader grade`."
    return CourseError(where=where, got=said[:LONGEST_SAID], expected="a gradebook that can be read and written", do=do)


def _place(db_url: str) -> str:
    """Return the address without its password."""
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:***@", db_url.removeprefix(SQLITE))
