"""Questions to the gradebook's tables that must not wait for nbgrader to be imported: read only, SQLite directly, the rest by SQLAlchemy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

SQLITE = "sqlite:///"


def query(db_url: str, text: str, name: str) -> list[tuple[Any, ...]]:
    """Return the rows of the SELECT ``text`` with ``:name`` filled in; none where there is no gradebook yet."""
    if db_url.startswith(SQLITE):
        path = Path(db_url.removeprefix(SQLITE))
        if not path.is_file():
            return []
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            try:
                return database.execute(text, {"name": name}).fetchall()
            except sqlite3.DatabaseError:
                return []
    import sqlalchemy

    engine = sqlalchemy.create_engine(db_url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sqlalchemy.text(text), {"name": name}).all()]
    except sqlalchemy.exc.SQLAlchemyError:
        return []
    finally:
        engine.dispose()
