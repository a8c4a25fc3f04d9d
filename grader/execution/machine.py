"""What this machine offers: room, memory, kernel features. Reads, changes nothing."""

from __future__ import annotations

import ctypes
import platform
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.execution.crew import cores

GB = 1_000_000_000
LANDLOCK_CREATE_RULESET = 444
"""Number of the system call, the same on every architecture."""
LANDLOCK_VERSION = 1
"""Flag of that call: return the version instead of making a rule set."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Python's version, cores, and bytes of memory and disk; ``None`` where the system does not say."""

    python: str
    system: str
    cores: int
    memory_bytes: int | None
    """Memory that can be had now."""
    disk_bytes: int
    """Free where the course is."""
    landlock: int
    """Version of Landlock the kernel offers, 0 without."""
    seccomp: bool


def look(folder: Path) -> Machine:
    """Return what the machine offers to a course at ``folder``."""
    return Machine(
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()}",
        cores=cores(),
        memory_bytes=_memory(),
        disk_bytes=shutil.disk_usage(folder).free,
        landlock=_landlock(),
        seccomp=_text("/proc/self/status").find("\nSeccomp:") >= 0,
    )


def _memory() -> int | None:
    """Return the memory that can be had: what the system has left, or less where a container may use less."""
    found = re.search(r"MemAvailable:\s+(\d+) kB", _text("/proc/meminfo"))
    limit = _text("/sys/fs/cgroup/memory.max").strip()
    used = _text("/sys/fs/cgroup/memory.current").strip()
    left = [int(found[1]) * 1024] if found else []
    if limit.isdigit() and used.isdigit():
        left.append(int(limit) - int(used))
    return min(left, default=None)


def _landlock() -> int:
    if not sys.platform.startswith("linux"):
        return 0
    version = ctypes.CDLL(None, use_errno=True).syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_VERSION)
    return max(0, int(version))


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
