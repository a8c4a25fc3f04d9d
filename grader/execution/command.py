"""Run another program and wait for it: the only place besides the kernel that starts a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished program: exit code and what it printed, both streams together."""

    code: int
    output: str


def run_module(module: str, arguments: Sequence[str], folder: Path, timeout_s: float, extra: Mapping[str, str] | None = None) -> Finished:
    """
    Run ``python -m module`` with this interpreter in ``folder`` and return how it ended.

    The environment's own programs come first on PATH (nbgrader calls ``alembic`` from there). Raises:
    subprocess.TimeoutExpired after ``timeout_s`` seconds.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path, **(extra or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=timeout_s,
        text=True,
        check=False,
    )
    return Finished(done.returncode, done.stdout)
