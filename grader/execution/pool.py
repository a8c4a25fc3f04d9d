"""
Many pieces of work at once: results come as they are ready, in any order.

A worker that dies takes only its own piece with it. That piece is tried again, the second time with nothing beside it, so that a
poisonous one is told from its neighbours; what kills every worker comes back as a failure and holds nobody up.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

from grader.errors import MachineError
from grader.execution.crew import Crew

PIECE = TypeVar("PIECE")
GIVEN = TypeVar("GIVEN")
RESULT = TypeVar("RESULT")
ATTEMPTS = 3
"""How often a piece may lose its worker before it counts as failed."""
AHEAD = 2
"""Pieces handed out for every worker: one to work on, one to go on with."""
WAIT_S = 1.0


@dataclass(frozen=True, slots=True)
class Failed:
    """A piece that could not be worked on, and why."""

    why: str


def work_through(crew: Crew, work: Callable[[GIVEN, PIECE], RESULT], pieces: Iterable[PIECE]) -> Iterator[tuple[PIECE, RESULT | Failed]]:
    """
    Yield each of ``pieces`` with what ``work`` made of it, as soon as it is there.

    Only a few pieces per worker are held at a time, so memory does not grow with their number. What ``work`` raises is yielded as
    ``Failed``. Raises: MachineError when the crew itself is gone.
    """
    hands = _Hands(crew, work, pieces)
    while hands.fill():
        settled = hands.settled()
        if settled is None:
            continue
        piece, future = settled
        error = _error(future)
        if error is not None and crew.lost(error):
            for given_up in hands.recover(piece):
                yield given_up, Failed("every worker that took it died")
            continue
        hands.losses.pop(id(piece), None)
        yield piece, future.result() if error is None else Failed(f"{type(error).__name__}: {str(error)[:200]}")


class _Hands(Generic[GIVEN, PIECE, RESULT]):
    """What a crew has in hand: pieces waiting, pieces running, and those that lost their worker and wait to be tried alone."""

    def __init__(self, crew: Crew, work: Callable[[GIVEN, PIECE], RESULT], pieces: Iterable[PIECE]) -> None:
        self.crew, self.work = crew, work
        self.waiting: Iterator[PIECE] | None = iter(pieces)
        self.alone: deque[PIECE] = deque()
        self.running: dict[Any, PIECE] = {}
        self.losses: dict[int, int] = {}
        """How often a piece that is not settled yet lost its worker, by its ``id``."""
        self.ready: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def fill(self) -> bool:
        """Hand out what the crew can take; return whether anything is being worked on."""
        while self.waiting is not None and not self.alone and len(self.running) < AHEAD * self.crew.size():
            try:
                piece = next(self.waiting)
            except StopIteration:
                self.waiting = None
                break
            if not self._hand_out(piece):
                self.waiting = chain([piece], self.waiting)
                break
        if self.alone and not self.running:
            self._hand_out(self.alone.popleft())
        return bool(self.running)

    def _hand_out(self, piece: PIECE) -> bool:
        """Return whether ``piece`` was taken: not when a worker died a moment ago, which those running are about to tell."""
        try:
            future = self.crew.submit(self.work, piece)
        except Exception as error:
            if not self.crew.lost(error):
                raise
            if self.running:
                return False
            self.crew.again()
            future = self._once_more(piece)
        self.running[future] = piece
        future.add_done_callback(self.ready.put)
        return True

    def _once_more(self, piece: PIECE) -> Any:
        try:
            return self.crew.submit(self.work, piece)
        except Exception as error:
            if not self.crew.lost(error):
                raise
            raise MachineError(
                where="workers",
                got="new ones that die at once",
                expected="workers that stay",
                do="Run the same command again; see `grader check`.",
            ) from error

    def settled(self) -> tuple[PIECE, Any] | None:
        """Return the next piece that is settled with its future; ``None`` when there was none for a moment."""
        try:
            future = self.ready.get(timeout=WAIT_S)
        except queue.Empty:
            return None
        return (self.running.pop(future), future) if future in self.running else None

    def recover(self, piece: PIECE) -> Iterator[PIECE]:
        """After ``piece`` lost its worker: put back what is lost with it; yield what has been lost too often."""
        unfinished = [piece]
        if self.crew.again():
            unfinished += self.running.values()
            self.running.clear()
        for one in unfinished:
            self.losses[id(one)] = self.losses.get(id(one), 0) + 1
            if self.losses[id(one)] < ATTEMPTS:
                self.alone.append(one)
            else:
                del self.losses[id(one)]
                yield one


def _error(future: Any) -> BaseException | None:
    try:
        found: BaseException | None = future.exception()
    except CancelledError as error:
        raise MachineError(
            where="workers",
            got="work that was cancelled",
            expected="a scheduler that stays",
            do="Run the same command again; it goes on where it stopped.",
        ) from error
    return found
