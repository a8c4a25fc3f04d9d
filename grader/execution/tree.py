"""
The processes of one run: how many they are, how much memory they hold together, and their end.

Limits of the system hold per process (and the number of processes not at all for root), so a thread looks at the
whole tree a few times a second. Only processes started here are ever looked at or ended.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from grader.execution.limits import Limits

PERIOD_S = 0.03
LAST_S = 20.0
"""How long after a notebook's time is over its tree is ended whatever else is going on."""
SHARED_EVERY = 4
"""Every how many looks the shared memory is added up; it takes longer than the rest."""


class Watcher(threading.Thread):
    """Ends the tree below ``root`` (a process id) when it grows beyond ``limits``; ``reason`` says why it did."""

    def __init__(self, root: int, limits: Limits) -> None:
        super().__init__(name=f"watcher-{root}", daemon=True)
        self.root, self.limits = root, limits
        self.reason = ""
        self._done = threading.Event()
        self.most_processes = 0
        self.most_memory = 0

    def run(self) -> None:
        """Look until ``stop``; nothing is raised here, a process that is gone counts nothing."""
        looks = shared = 0
        before = _held(os.getpid())
        deadline = time.monotonic() + self.limits.notebook_s + LAST_S
        while not self._done.wait(PERIOD_S):
            if _held(os.getpid()) - before > self.limits.grader_bytes:
                self.reason = "it sent more than can be taken in"
                end(self.root)
                return
            looks += 1
            pids = tree(self.root)
            if looks % SHARED_EVERY == 1:
                shared = _shared(pids)
            memory = sum(_held(pid) for pid in pids) + shared
            self.most_processes = max(self.most_processes, len(pids))
            self.most_memory = max(self.most_memory, memory)
            if len(pids) > self.limits.processes + _OWN:
                self.reason = f"it started more than {self.limits.processes} processes"
            elif memory > self.limits.memory_bytes and sum(_share(pid) for pid in pids) + _shared(pids) > self.limits.memory_bytes:
                self.reason = f"it used more than {self.limits.memory_bytes / 1e9:.3g} GB of memory"
            elif time.monotonic() > deadline:
                self.reason = f"it ran longer than {self.limits.notebook_s:g} s in all"
            if self.reason:
                end(self.root)
                return

    def stop(self) -> None:
        """End the watch; the tree is left alone."""
        self._done.set()


_OWN = 2
"""The wall's own two processes, which are not the student's."""


def tree(root: int) -> list[int]:
    """Return ``root`` and everything descended from it, parents before children."""
    found, fresh = [root], [root]
    while fresh:
        children = [child for pid in fresh for child in _children(pid)]
        fresh = [child for child in children if child not in found]
        found += fresh
    return found


def end(root: int) -> None:
    """Kill the tree below ``root``: its own root last to be found, children before they can be adopted."""
    for pid in [*tree(root)[1:], root]:
        try:
            os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def gone(pids: list[int], seconds: float) -> bool:
    """Wait until none of ``pids`` runs any more (the kernel takes a moment to clear a tree away); return whether that came."""
    deadline = time.monotonic() + seconds
    while any(_runs(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(") ")[2][:1] not in ("Z", "X", "")
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    """Return the children of every thread of ``pid``."""
    found: list[int] = []
    try:
        for task in (Path("/proc") / str(pid) / "task").iterdir():
            found += [int(word) for word in (task / "children").read_text().split()]
    except (OSError, ValueError):
        return found
    return found


def _held(pid: int) -> int:
    """Return the private memory resident in ``pid``, bytes."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        return 0
    return 0


def _shared(pids: list[int]) -> int:
    """
    Return the size of all memory without a file that ``pids`` map as shared, each piece once, bytes.

    What a process that ended wrote into such a piece is resident in nobody and still there, so its size counts, not
    what is resident. Pieces that files in the scratch folders back are bounded by the size of those.
    """
    pieces: dict[str, int] = {}
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/maps").read_text(errors="replace").splitlines()
        except OSError:
            continue
        for line in lines:
            words = line.split(maxsplit=5)
            if len(words) == 6 and words[1][3:4] == "s" and words[5].startswith(("/dev/zero", "/memfd:", "/SYSV")):
                start, _, stop = words[0].partition("-")
                pieces[words[4]] = max(pieces.get(words[4], 0), int(words[2], 16) + int(stop, 16) - int(start, 16))
    return sum(pieces.values())


def _share(pid: int) -> int:
    """Return the proportional share of ``pid`` (what forked processes have in common is split), bytes."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss_Anon:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        return 0
    return _held(pid)
