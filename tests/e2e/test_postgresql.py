"""The gradebook on PostgreSQL: the same marks as on SQLite, and nothing twice."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
import sqlalchemy

from benchmarks.cohort import make_course
from grader.course.cohort import grade_cohort
from grader.course.settings import load_settings
from tests.cohort.recipes import ASSIGNMENT
from tests.e2e.test_grade import COMMENTS, MARKS, grader, rows

pytestmark = pytest.mark.long
SIZE = 5


def programs():
    """Return the folder of PostgreSQL's server programs, or ``None``."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "/nowhere")]
    return found[-1].parent if found[-1].exists() else None


@pytest.fixture
def server():
    """A PostgreSQL server of our own on a socket file; it refuses to run as root, so root starts it as another user."""
    where = programs()
    if where is None:
        pytest.skip("no PostgreSQL server here (Debian: apt-get install postgresql); .ci/run installs one")
    place = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    as_user = {"user": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if as_user:
        shutil.chown(place, "postgres")

    def run(*command):
        subprocess.run(command, check=True, capture_output=True, cwd=place, **as_user)

    run(str(where / "initdb"), "-D", str(place / "data"), "-U", "grader", "--auth=trust")
    run(
        str(where / "pg_ctl"),
        "-D",
        str(place / "data"),
        "-w",
        "-o",
        f"-k {place} -c listen_addresses=''",
        "-l",
        str(place / "log"),
        "start",
    )
    yield f"postgresql+psycopg://grader@/postgres?host={place}"
    run(str(where / "pg_ctl"), "-D", str(place / "data"), "-m", "immediate", "stop")
    shutil.rmtree(place, ignore_errors=True)


def test_marks_are_those_of_sqlite(server, tmp_path):
    on_sqlite = make_course(tmp_path / "sqlite", SIZE)
    grade_cohort(ASSIGNMENT, load_settings(on_sqlite))

    folder = make_course(tmp_path / "postgresql", SIZE)
    (folder / "gradebook.db").unlink()
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(f'\nc.CourseDirectory.db_url = "{server}"\n')
    for command in (("release",), ("grade",)):
        done = grader(folder, *command)
        assert done.code == 0, done.output

    engine = sqlalchemy.create_engine(server)
    with engine.connect() as connection:
        for query in (MARKS, COMMENTS):
            got = [tuple(row) for row in connection.execute(sqlalchemy.text(query)).all()]
            assert [_plain(row) for row in got] == [_plain(row) for row in rows(on_sqlite, query)]
    engine.dispose()
    summary = grade_cohort(ASSIGNMENT, load_settings(folder))
    assert (summary.ran, summary.written, summary.unchanged) == (0, 0, SIZE)
    assert f"{SIZE} students" in grader(folder, "marks").output
    assert not (folder / "gradebook.db").exists()


def _plain(row):
    return tuple(int(value) if isinstance(value, bool) else value for value in row)
