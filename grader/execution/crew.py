"""Workers for many pieces of work, on this machine or on a Dask cluster: all share something given and take a piece at a time."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import forkserver
from typing import Any, Generic, Protocol, TypeVar

from grader.errors import CourseError
from grader.execution.worker import begin, with_given

GIVEN = TypeVar("GIVEN")
CONNECT_S = 30


class Crew(Protocol):
    """Workers that share something given (the same for every piece) and take one piece at a time."""

    def submit(self, work: Callable[[Any, Any], Any], piece: Any) -> Any:
        """Hand out ``piece``; return a future."""

    def size(self) -> int:
        """Return how many workers there are now."""

    def lost(self, error: BaseException) -> bool:
        """Whether ``error`` says that a worker died, rather than that the work raised."""

    def again(self) -> bool:
        """Make the crew able to work again after a worker was lost; return whether all that was handed out is lost with it."""

    def close(self) -> None:
        """Send everybody home."""


def prepare(modules: Iterable[str]) -> None:
    """Start importing ``modules`` for workers to come, in a process of its own, while this one does something else."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*modules, __name__])
    forkserver.ensure_running()


class LocalCrew(Generic[GIVEN]):
    """Processes on this machine; they end with the process that started them, however that one ends."""

    def __init__(self, workers: int, given: GIVEN, modules: Iterable[str]) -> None:
        """Plan for ``workers`` processes that know ``given``; ``modules`` are imported once for all of them."""
        self.workers, self.given = workers, given
        prepare(modules)
        self.context = multiprocessing.get_context("forkserver")
        self.place = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        """Where the workers' temporary files are, so that none stays behind even of a worker that is killed."""
        self.executor = self._executor()

    def submit(self, work: Callable[[Any, Any], Any], piece: Any) -> Future[Any]:
        """Hand out ``piece``; return a future."""
        return self.executor.submit(with_given, work, piece)

    def size(self) -> int:
        """Return how many workers there are."""
        return self.workers

    def lost(self, error: BaseException) -> bool:
        """Whether ``error`` says that a worker died."""
        return isinstance(error, BrokenProcessPool)

    def again(self) -> bool:
        """Start new workers; what the old ones had not finished is lost."""
        self._end()
        self.executor = self._executor()
        return True

    def close(self) -> None:
        """End all workers at once and remove their temporary files."""
        self._end()
        self.place.cleanup()

    def _end(self) -> None:
        running = [*(self.executor._processes or {}).values()]
        for process in running:
            with suppress(Exception):
                process.terminate()
        self.executor.shutdown(wait=True, cancel_futures=True)

    def _executor(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.workers, mp_context=self.context, initializer=begin, initargs=(self.given, os.getpid(), self.place.name)
        )


class DaskCrew(Generic[GIVEN]):
    """Workers of a Dask cluster, wherever they are; they may come and go."""

    def __init__(self, address: str, given: GIVEN) -> None:
        """Connect to the scheduler at ``address``. Raises: CourseError when it does not answer."""
        try:
            import distributed
        except ImportError as error:
            raise CourseError(
                where="--dask", got="no dask.distributed", expected="it installed", do="pip install 'genai-efficiency-grader[dask]'"
            ) from error
        try:
            self.client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise CourseError(
                where=f"--dask {address}",
                got=type(error).__name__,
                expected="a Dask scheduler that answers",
                do="Start one (dask scheduler) or check the address.",
            ) from error
        self.killed = distributed.scheduler.KilledWorker
        # A task's result, not scattered data: where every worker that holds it dies, the scheduler makes it again.
        self.given = self.client.submit(_itself, given, pure=False)

    def submit(self, work: Callable[[Any, Any], Any], piece: Any) -> Any:
        """Hand out ``piece``; return a future."""
        return self.client.submit(work, self.given, piece, pure=False)

    def size(self) -> int:
        """Return how many threads the workers have at the moment, at least one."""
        return max(1, sum(int(threads) for threads in self.client.nthreads().values()))

    def lost(self, error: BaseException) -> bool:
        """Whether ``error`` says that workers died; Dask has tried elsewhere before it says so."""
        return isinstance(error, self.killed)

    def again(self) -> bool:
        """Nothing to do: the cluster replaces its workers itself, and the others go on."""
        return False

    def close(self) -> None:
        """Disconnect; the cluster stays."""
        self.client.close()


def _itself(given: Any) -> Any:
    return given


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
