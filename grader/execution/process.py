"""
One kernel behind a wall: started on sockets that we made, spoken to from outside, ended with everything it started.

The listening sockets are made here, in a private folder, and inherited as descriptors: the student's side gets no
folder of this machine to write to, and there is no port that anyone else could reach.
"""

from __future__ import annotations

import json
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient

from grader.errors import MachineError
from grader.execution.files import stage
from grader.execution.limits import Limits
from grader.execution.tree import Watcher, end, gone, tree
from grader.execution.wall import Wall, environment
from grader.execution.warm import ForkServer

CHANNELS = ("shell", "iopub", "stdin", "control")
QUEUED_MESSAGES = 64
ANSWER_S = 2.0
SEND_MS = 2_000
END_S = 10


class Started(Protocol):
    """A process that was started: a program of its own, or a fork."""

    pid: int

    def poll(self) -> int | None:
        """Return an exit code, ``None`` while it runs."""

    def wait(self, timeout: float) -> int:
        """Wait for the end. Raises: subprocess.TimeoutExpired."""


class KernelProcess:
    """A running kernel; what nbclient asks of a kernel manager is here under the names it uses."""

    has_kernel = True

    def __init__(self, wall: Wall, staged: Path, folder: Path, limits: Limits, forks: ForkServer | None = None) -> None:
        """
        Start a kernel that finds the content of ``staged`` in its working folder; sockets go to ``folder``.

        With ``forks``, whose staging folder holds ``staged``, it is forked instead of started anew.
        """
        self.wall, self.limits = wall, limits
        key = secrets.token_hex(16)
        listening = {name: _listen(folder / f"k-{place}") for place, name in enumerate(CHANNELS, start=1)}
        self.log = folder / "log"
        copy_from, work = wall.files(staged)
        order = {
            "files": copy_from,
            "place": staged.name,
            "work": work,
            "writable": wall.writable,
            "limits": limits.inside(walled=wall.name != "none"),
            "sockets": {name: one.fileno() for name, one in listening.items()},
            "key": key,
        }
        try:
            with self.log.open("wb") as log:
                if forks is not None:
                    descriptors = [*(one.fileno() for one in listening.values()), log.fileno()]
                    self.process: Started = forks.fork({**order, "sockets": list(listening)}, descriptors)
                else:
                    self.process = self._anew(order, staged, log)
        except OSError as error:
            raise MachineError(
                where="kernel", got=str(error), expected="a process", do="Check memory and limits, then grade again."
            ) from error
        finally:
            for one in listening.values():
                one.close()
        self.watcher = Watcher(self.process.pid, limits)
        self.watcher.start()
        self.client = _client(folder, key, limits)

    def _anew(self, order: dict[str, Any], staged: Path, log: Any) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-I", "-B", self.wall.script, json.dumps(order)]
        return subprocess.Popen(
            self.wall.command(program, staged, self.limits),
            pass_fds=list(order["sockets"].values()),
            env=environment(str(staged)),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )

    async def is_alive(self) -> bool:
        """Whether the kernel's process still runs."""
        return self.process.poll() is None

    async def ready(self) -> None:
        """
        Wait until the kernel answers and its output can be heard.

        Raises: MachineError when it ended first or did not answer in time.
        """
        deadline = time.monotonic() + self.limits.notebook_s
        while self.process.poll() is None and time.monotonic() < deadline:
            if await self.answers(ANSWER_S) and await _heard(self.client, ANSWER_S):
                return
        raise MachineError(
            where="kernel",
            got=self.last_words() or "no answer",
            expected="a kernel that answers",
            do="Check disk and memory, then grade again.",
        )

    async def answers(self, seconds: float) -> bool:
        """Whether the kernel answers a request within ``seconds``."""
        asked = self.client.kernel_info()
        deadline = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < deadline:
            message = await next_message(self.client.shell_channel, 0.2)
            if message is not None and message["parent_header"].get("msg_id") == asked:
                return True
        return False

    async def interrupt_kernel(self) -> None:
        """Ask the kernel to interrupt its cell (a message; the code may refuse)."""
        try:
            self.client.control_channel.send(self.client.session.msg("interrupt_request", content={}))
        except zmq.ZMQError:  # nobody listens there any more
            end(self.process.pid)

    def close(self) -> None:
        """End the kernel and everything it started; safe to call twice."""
        self.watcher.stop()
        started = tree(self.process.pid)
        end(self.process.pid)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(END_S)
        gone(started, END_S)
        self.client.stop_channels()
        self.client.context.destroy(linger=0)
        self.watcher.join(END_S)

    def last_words(self) -> str:
        """Return the last line the kernel's start wrote to its error stream, for a message to the instructor."""
        lines = self.log.read_text(errors="replace")[-2000:].strip().splitlines()
        return lines[-1][:160] if lines else ""

    def left(self) -> list[int]:
        """Return the process ids still there, the kernel's own included."""
        return tree(self.process.pid) if self.process.poll() is None else []


@contextmanager
def kernel(wall: Wall, files: Path, limits: Limits, forks: ForkServer | None = None) -> Iterator[KernelProcess]:
    """
    Yield a kernel behind ``wall`` with a copy of ``files`` in its working folder; ended and removed afterwards.

    It is a fork of ``forks`` where there is one, unless ``files`` hold Python modules: those may be meant to stand before the
    libraries that a fork has imported already.
    """
    warm = forks if forks is not None and forks.able() else None
    with tempfile.TemporaryDirectory(prefix="k-", dir=warm.folder if warm else None, ignore_cleanup_errors=True) as name:
        staged = (warm.staged if warm else Path(name)) / f"given-{Path(name).name}"
        try:
            stage(files, staged, limits.files_bytes)
            process = KernelProcess(wall, staged, Path(name), limits, None if _shadows(staged) else warm)
            try:
                yield process
            finally:
                process.close()
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def _shadows(staged: Path) -> bool:
    """Whether a folder holds what Python could import instead of a library."""
    return any(path.suffix in (".py", ".pyc", ".so", ".pth") or (path.is_dir() and _packed(path)) for path in staged.iterdir())


def _packed(folder: Path) -> bool:
    """Whether a folder holds any module: it is a package then, with or without ``__init__.py``."""
    return any(path.suffix in (".py", ".pyc", ".so") for path in folder.rglob("*"))


async def next_message(channel: Any, seconds: float | None) -> dict[str, Any] | None:
    """Return the next message of ``channel``, ``None`` when it is malformed or there is none in time."""
    try:
        message: dict[str, Any] = await channel.get_msg(timeout=seconds)
    except Exception:  # Empty, a wrong signature, a nesting bomb: what is no message is none
        return None
    sound = isinstance(message, dict) and all(isinstance(message.get(part), dict) for part in ("header", "parent_header", "content"))
    return message if sound else None


async def _heard(client: AsyncKernelClient, seconds: float) -> bool:
    """Whether anything arrived on the output channel: it is subscribed then, and nothing later is missed."""
    return await next_message(client.iopub_channel, seconds) is not None


def _listen(path: Path) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | getattr(socket, "SOCK_NONBLOCK", 0))
    listening.bind(str(path))
    listening.listen(16)
    return listening


def _client(folder: Path, key: str, limits: Limits) -> AsyncKernelClient:
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, limits.message_bytes)
    context.setsockopt(zmq.RCVHWM, QUEUED_MESSAGES)
    context.setsockopt(zmq.SNDTIMEO, SEND_MS)  # a kernel that closed its sockets must not block whoever speaks to it
    context.setsockopt(zmq.LINGER, 0)
    client = AsyncKernelClient(context=context)
    client.load_connection_info(
        {
            **{f"{name}_port": place for place, name in enumerate(CHANNELS, start=1)},
            "hb_port": 0,
            "transport": "ipc",
            "ip": str(folder / "k"),
            "key": key,
            "signature_scheme": "hmac-sha256",
        }
    )
    client.start_channels(hb=False)
    client.allow_stdin = False
    return client
