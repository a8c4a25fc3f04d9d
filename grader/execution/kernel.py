"""
Run a rebuilt notebook in a kernel of its own and take evidence where its test cells stand.

Test cells never run: in their place a probe (source given by the caller) exports the named variables.
A cell that raises or runs out of time is recorded and the rest goes on; a kernel that dies ends the run,
is tried once more, and what is still missing then is *lost*, which later means unscored.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from grader.execution.repair import grade_id

EVIDENCE_MIME = "application/vnd.grader.evidence"
"""MIME type under which the probe publishes its JSON text."""
ATTEMPTS = 2
"""How often a notebook whose kernel died is run before the rest counts as lost."""
TIMEOUT_ERROR = {"ename": "CellTimeoutError", "evalue": "", "traceback": ["The cell was stopped: it ran longer than allowed."]}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use."""

    cell_s: float = 30.0
    """Seconds per cell."""
    notebook_s: float = 300.0
    """Seconds per notebook, kernel start included."""
    output_bytes: int = 200_000
    """Output kept per cell, bytes; more is dropped while it arrives."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What to export in place of one test cell: the solution cell it belongs to and its variables."""

    cell: str
    names: tuple[str, ...]


@dataclass(slots=True)
class RunResult:
    """What a run left: outputs are in the notebook, evidence as JSON text per solution cell."""

    evidence: dict[str, str] = field(default_factory=dict)
    errors: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Solution cell -> (exception name, message) of the last error in it or in cells that follow it."""
    lost: dict[str, str] = field(default_factory=dict)
    """Solution cell -> why there is no evidence."""
    isolation: str = "none"


class _Client(NotebookClient):
    """nbclient that drops output beyond a limit while it arrives."""

    output_limit = 200_000

    def output(self, outs: list[NotebookNode], msg: dict[str, object], display_id: str, cell_index: int) -> NotebookNode | None:
        size = sum(len(str(out)) for out in outs[-1:]) + self._seen.get(cell_index, 0)
        if size > self.output_limit:
            return None
        self._seen[cell_index] = size
        kept: NotebookNode | None = super().output(outs, msg, display_id, cell_index)
        return kept

    @property
    def _seen(self) -> dict[int, int]:
        seen: dict[int, int] = self.__dict__.setdefault("_seen_bytes", {})
        return seen


def run_notebook(notebook: NotebookNode, probes: Mapping[str, Probe], probe_source: str, files: Path, limits: Limits) -> RunResult:
    """
    Run ``notebook`` in place (outputs are stored in it) and return the evidence.

    ``probes`` maps test cell ids to what is exported there; ``files`` is the folder whose content (data,
    the student's other files) the kernel finds in its working folder, as a copy.
    """
    result = RunResult()
    for attempt in range(1, ATTEMPTS + 1):
        result = RunResult()
        with _scratch(files) as folder:
            alive = _run_once(notebook, probes, probe_source, folder, limits, result)
        if alive or attempt == ATTEMPTS:
            break
    return result


@contextmanager
def _scratch(files: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "work"
        shutil.copytree(files, folder, symlinks=True, ignore=shutil.ignore_patterns("*.ipynb", ".*"))
        yield folder


def _run_once(notebook: NotebookNode, probes: Mapping[str, Probe], source: str, folder: Path, limits: Limits, result: RunResult) -> bool:
    client = _Client(
        notebook,
        timeout=int(limits.cell_s),
        startup_timeout=int(limits.notebook_s),
        kernel_name="python3",
        allow_errors=True,
        interrupt_on_timeout=True,
        error_on_timeout=TIMEOUT_ERROR,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--HistoryManager.hist_file=:memory:"],
        shutdown_kernel="immediate",
    )
    client.output_limit = limits.output_bytes
    manager = client.create_kernel_manager()
    manager.transport, manager.ip = "ipc", str(folder.parent / "k")  # sockets beside the scratch folder: no ports, nothing shared
    deadline = time.monotonic() + limits.notebook_s
    current = ""
    with client.setup_kernel(env={**os.environ, "HOME": str(folder), "MPLBACKEND": "agg"}):
        for index, cell in enumerate(notebook.cells):
            name = grade_id(cell)
            try:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"the notebook ran longer than {limits.notebook_s:g} s in all")
                if name in probes:
                    result.evidence[probes[name].cell] = _probe(client, cell, index, source, probes[name])
                elif cell.cell_type == "code":
                    current = name or current
                    client.execute_cell(cell, index)
                    _note_error(cell, current, result)
            except (DeadKernelError, CellTimeoutError, CellControlSignal, TimeoutError, RuntimeError, OSError) as error:
                return _give_up(result, probes, error, current)
    return True


def _probe(client: NotebookClient, cell: NotebookNode, index: int, source: str, probe: Probe) -> str:
    """Export ``probe.names`` where ``cell`` stands and return the JSON text; the cell is left as it was."""
    kept = cell.source
    call = f"_publish(_namespace, {list(probe.names)!r}, {EVIDENCE_MIME!r})"
    cell.source = f"__import__('builtins').exec({source + chr(10) + call!r}, {{'__name__': 'grader_probe', '_namespace': globals()}})"
    cell.outputs = []
    try:
        client.execute_cell(cell, index, store_history=False)
        found = [output.data[EVIDENCE_MIME] for output in cell.outputs if EVIDENCE_MIME in output.get("data", {})]
    finally:
        cell.source, cell.outputs, cell.execution_count = kept, [], None
    if not found or not isinstance(found[-1], str):
        raise RuntimeError("the kernel gave no evidence")
    return found[-1]


def _note_error(cell: NotebookNode, name: str, result: RunResult) -> None:
    for output in cell.outputs:
        if output.output_type == "error":
            result.errors[name] = (str(output.ename)[:80], str(output.evalue)[:300])


def _give_up(result: RunResult, probes: Mapping[str, Probe], error: Exception, current: str) -> bool:
    reason = f"the notebook stopped at or after cell {current!r} ({type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else ''})"
    for probe in probes.values():
        if probe.cell not in result.evidence:
            result.lost[probe.cell] = reason
    return False
