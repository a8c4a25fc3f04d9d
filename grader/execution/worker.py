"""A worker on this machine, from inside: what it was given, how it begins, and what it does when it leaves."""

from __future__ import annotations

import atexit
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

LOOK_EVERY_S = 1.0

_given: Any = None
_last_calls: list[Callable[[], None]] = []


def with_given(work: Callable[[Any, Any], Any], piece: Any) -> Any:
    """Do one piece of work with what this worker was given."""
    return work(_given, piece)


def when_leaving(call: Callable[[], None]) -> None:
    """Have ``call`` made when this worker ends, sent home or at the end of its process. It may be made twice."""
    _last_calls.append(call)
    atexit.register(call)


def _leave(*_: object) -> None:
    for call in _last_calls:
        with suppress(Exception):
            call()
    os._exit(0)


def begin(given: Any, boss: int, place: str) -> None:
    """Prepare a worker: it ends with the process ``boss``, and leaves an interrupt at the keyboard to that one."""
    global _given
    _given = given
    tempfile.tempdir = place
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with, args=(boss,), daemon=True).start()


def _end_with(boss: int) -> None:
    """Wait until the process ``boss`` is gone, killed or not, and end this one: nobody would take its results."""
    while True:
        try:
            os.kill(boss, 0)
        except OSError:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(LOOK_EVERY_S)
