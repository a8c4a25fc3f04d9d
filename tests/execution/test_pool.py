"""Many pieces at once: order, failures, lost workers, and how many are held at a time."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from grader.errors import CourseError
from grader.execution.crew import DaskCrew, LocalCrew
from grader.execution.pool import AHEAD, Failed, work_through
from grader.execution.worker import when_leaving

pytestmark = pytest.mark.slow
DEADLY, RAISES = 7, 9


def tenfold(given, piece):
    time.sleep(0.01)
    if piece == DEADLY:
        os.kill(os.getpid(), 9)
    if piece == RAISES:
        raise ValueError("nine")
    return given * piece


def settled(crew, pieces):
    found = sorted(work_through(crew, tenfold, pieces), key=lambda pair: pair[0])
    crew.close()
    return dict(found)


def expected(pieces):
    return {piece: 10 * piece for piece in pieces if piece not in (DEADLY, RAISES)}


def test_a_deadly_piece_takes_nothing_with_it():
    """Its neighbours are worked on; it comes back as failed, and so does a piece that raises."""
    found = settled(LocalCrew(2, 10, []), range(20))

    assert {piece: result for piece, result in found.items() if not isinstance(result, Failed)} == expected(range(20))
    assert "died" in found[DEADLY].why
    assert found[RAISES].why == "ValueError: nine"


def test_a_worker_that_dies_while_the_next_piece_is_handed_out_takes_nothing_with_it():
    crew = LocalCrew(1, 10, [])
    going_on = work_through(crew, tenfold, range(DEADLY))
    found = dict([next(going_on)])
    for process in [*crew.executor._processes.values()]:
        process.kill()
    until = time.monotonic() + 30
    while not crew.executor._broken and time.monotonic() < until:
        time.sleep(0.01)
    assert crew.executor._broken
    found |= dict(going_on)
    crew.close()

    assert found == expected(range(DEADLY))


def leaves_a_file(given, piece):
    Path(tempfile.mkdtemp(prefix="left-"), "data").write_text("of a student")
    if piece == DEADLY:
        os.kill(os.getpid(), 9)


def test_no_temporary_file_stays_of_a_worker_even_if_it_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settled(LocalCrew(2, 1, []), range(10))
    crew = LocalCrew(2, 1, [])
    assert dict(work_through(crew, leaves_a_file, [1, DEADLY]))[1] is None
    assert [*tmp_path.rglob("left-*/data")]
    crew.close()

    assert [*tmp_path.rglob("left-*")] == []


def test_what_a_worker_does_when_leaving_is_done(tmp_path):
    crew = LocalCrew(1, str(tmp_path / "said"), [])
    assert [result for _, result in work_through(crew, says_goodbye, [1])] == [None]
    crew.close()

    assert (tmp_path / "said").read_text() == "goodbye"


def says_goodbye(given, piece):
    when_leaving(lambda: Path(given).write_text("goodbye"))


def test_only_a_few_pieces_are_held_at_a_time():
    """The pieces are made as they are needed, whatever their number."""
    made = []

    def pieces():
        for piece in range(100, 160):
            made.append(piece)
            yield piece

    crew, most = LocalCrew(2, 1, []), 0
    for done, _ in enumerate(work_through(crew, tenfold, pieces()), start=1):
        most = max(most, len(made) - done)
    crew.close()
    assert most <= AHEAD * 2


def test_a_dask_cluster_gives_the_same_and_loses_nothing_with_a_worker():
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        cluster.scheduler.allowed_failures = 2
        crew = DaskCrew(cluster.scheduler_address, 10)
        work = work_through(crew, tenfold, [piece for piece in range(40) if piece != DEADLY])
        found = [next(work) for _ in range(5)]
        os.kill(next(iter(cluster.workers.values())).pid, 9)
        found += work
        crew.close()
    assert {piece: result for piece, result in found if piece != RAISES} == expected(range(40))


def test_a_piece_that_kills_every_dask_worker_comes_back_as_failed():
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        cluster.scheduler.allowed_failures = 1
        found = settled(DaskCrew(cluster.scheduler_address, 10), range(5, 12))
    assert {piece: result for piece, result in found.items() if not isinstance(result, Failed)} == expected(range(5, 12))
    assert "died" in found[DEADLY].why


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr("grader.execution.crew.CONNECT_S", 1)
    with pytest.raises(CourseError, match="a Dask scheduler that answers"):
        DaskCrew("tcp://127.0.0.1:9", 1)


LONG_RUN = """
import sys, time
from grader.execution.crew import LocalCrew
from grader.execution.pool import work_through
from tests.execution.test_pool import slowly

if __name__ == "__main__":
    crew = LocalCrew(2, 1, [])
    print(next(work_through(crew, slowly, range(100)))[1], flush=True)
    time.sleep(600)
"""


def slowly(given, piece):
    time.sleep(0.2)
    return os.getpid()


def test_workers_end_with_the_run_that_started_them(tmp_path):
    """Killed outright, it leaves nobody behind."""
    (tmp_path / "run.py").write_text(LONG_RUN)
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "run.py")], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    )
    worker = int(process.stdout.readline())
    process.kill()
    process.wait()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()
