"""
A fork server behind the wall: libraries are imported once, then each submission starts in milliseconds.

The server itself never runs student code. What a fork may do is what a kernel started anew may do: ``inside_warm.py`` gives it name
spaces, scratch folders and a /proc of its own before anything of a student is in it.
"""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from grader.errors import MachineError
from grader.execution.limits import Limits
from grader.execution.tree import end
from grader.execution.wall import GIVEN, INSIDE, WARM, Bubblewrap, environment

KERNEL_MODULES = (
    "IPython.core.pylabtools",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "numpy",
    "pandas",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
)
"""What every fork finds imported already, where installed."""
START_S = 60.0
FORK_S = 10.0
END_S = 10.0
MOST_STARTS = 3
"""How often a server that died is started again before kernels are started anew each time instead."""


class Forked:
    """One fork, by its keeper's process id; what ``subprocess.Popen`` calls ``poll`` and ``wait``."""

    def __init__(self, pid: int, server: ForkServer) -> None:
        self.pid, self.server = pid, server
        try:
            self._watched: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._watched = None

    def poll(self) -> int | None:
        """Return 0 when it has ended, ``None`` while it runs."""
        if self._watched is not None and not select.select([self._watched], [], [], 0)[0]:
            return None
        return 0

    def wait(self, timeout: float) -> int:
        """Wait for the end, so that the server takes the next order. Raises: subprocess.TimeoutExpired."""
        if self._watched is not None:
            if not select.select([self._watched], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("fork", timeout)
            os.close(self._watched)
            self._watched = None
            self.server.ended()
        return 0


class ForkServer:
    """Starts kernels as forks, one at a time; started on first use, started again if it dies."""

    def __init__(self, wall: Bubblewrap, limits: Limits, modules: Sequence[str] = ()) -> None:
        """``modules`` are imported beside those every kernel needs; ``limits`` bound the scratch folders."""
        self.wall, self.limits = wall, limits
        self.modules = [*KERNEL_MODULES, *(name for name in modules if name not in KERNEL_MODULES)]
        self._place = tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True)
        self.folder = Path(self._place.name)
        """Where sockets and staged files of its forks belong."""
        self.staged = self.folder / "given"
        self.staged.mkdir()
        self.starts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def able(self) -> bool:
        """Whether a fork can be had: the server runs, or may be started once more."""
        running = self._process is not None and self._process.poll() is None
        return running or self.starts < MOST_STARTS

    def fork(self, order: dict[str, Any], descriptors: Sequence[int]) -> Forked:
        """
        Return a fork that serves ``order`` (see ``inside_warm.main``) on ``descriptors``.

        Raises: MachineError when the server cannot be started or does not answer.
        """
        control = self._ready()
        try:
            order = {**order, "seen": self.wall.seen_below_scratch()}
            socket.send_fds(control, [json.dumps(order).encode()], descriptors)
            return Forked(_sender(control), self)
        except OSError as error:
            self._stop()
            raise _trouble(f"a fork server that does not answer ({type(error).__name__})") from error

    def ended(self) -> None:
        """Hear that the fork before has been cleared away; a server that does not say so is stopped."""
        try:
            if self._control is None or self._control.recv(16) != b"ended":
                self._stop()
        except OSError:
            self._stop()

    def close(self) -> None:
        """End the server and remove its folder; safe to call twice."""
        self._stop()
        self._place.cleanup()

    def _ready(self) -> socket.socket:
        if self._control is not None and self._process is not None and self._process.poll() is None:
            return self._control
        self._stop()
        self.starts += 1
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        ours.settimeout(START_S)
        given = {"control": theirs.fileno(), "modules": self.modules, "inside": f"/{INSIDE.name}", "staged": GIVEN}
        program = [sys.executable, "-I", "-B", f"/{WARM.name}", json.dumps(given)]
        try:
            self._process = subprocess.Popen(
                self.wall.fork_command(program, self.staged, self.limits),
                pass_fds=[theirs.fileno()],
                env=environment(str(self.staged)),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            theirs.close()
            answer = ours.recv(16)
        except OSError as error:
            self._stop()
            raise _trouble(f"no fork server ({error})") from error
        if answer != b"ready":
            self._stop()
            raise _trouble("a fork server that ended while it started")
        ours.settimeout(FORK_S)
        self._control = ours
        return ours

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            end(self._process.pid)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END_S)
            self._process = None


def _sender(control: socket.socket) -> int:
    """Return the process id of who sent the next message, as the system sees it. Raises: OSError without one."""
    message, extra, _, _ = control.recvmsg(16, socket.CMSG_SPACE(struct.calcsize("3i")))
    for level, kind, data in extra:
        if message == b"up" and (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return int(struct.unpack("3i", data[: struct.calcsize("3i")])[0])
    raise OSError("no answer")


def _trouble(got: str) -> MachineError:
    return MachineError(where="fork server", got=got, expected="a kernel that starts", do="Check disk and memory, then grade again.")
