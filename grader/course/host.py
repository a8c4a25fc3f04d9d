"""Plain nbgrader, called by its own command line in a course folder."""

from __future__ import annotations

from pathlib import Path

from grader.errors import MachineError
from grader.execution.command import Finished, run_module

TIMEOUT_S = 3600.0


def nbgrader(folder: Path, *arguments: str, timeout_s: float = TIMEOUT_S) -> Finished:
    """Run ``nbgrader`` with ``arguments`` in the course folder ``folder``; a failed run is returned, not raised."""
    return run_module("nbgrader", arguments, folder, timeout_s)


def nbgrader_or_stop(folder: Path, *arguments: str) -> Finished:
    """Run ``nbgrader``. Raises: MachineError with the end of its output when it fails."""
    done = nbgrader(folder, *arguments)
    if done.code:
        tail = "\n".join(done.output.strip().splitlines()[-12:])
        raise MachineError(
            where=f"nbgrader {' '.join(arguments)}", got=f"exit code {done.code}", expected="0", do=f"Its last words:\n{tail}"
        )
    return done
