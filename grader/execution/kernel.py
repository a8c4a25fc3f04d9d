"""
Run a rebuilt notebook behind a wall and take evidence where its test cells stand.

Test cells never run: in their place a probe (source given by the caller) exports the named variables.
A cell that raises or runs out of time is recorded and the rest goes on; a kernel that dies ends the run,
is tried once more, and what is still missing then is *lost*, which later means unscored.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_core.utils import run_sync
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from grader.execution.client import EVIDENCE_MIME, BoundedClient
from grader.execution.limits import Limits
from grader.execution.process import KernelProcess, kernel
from grader.execution.repair import grade_id
from grader.execution.wall import Wall
from grader.execution.warm import ForkServer

ATTEMPTS = 2
"""How often a notebook whose kernel died without a known reason is run before the rest counts as lost."""
GRACE_S = 3.0
"""How long a cell that was interrupted may take to stop before the whole kernel is ended."""
MOST_TIMEOUTS = 3
"""Cells in a row that may run out of time before the rest is given up."""
PROBE_S = 20.0
"""How long taking the evidence of one cell may last."""


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
    memory_bytes: int = 0
    """Most memory that all its processes held together, as seen a few times a second."""


@dataclass(frozen=True, slots=True)
class Order:
    """How to run: what is exported at which test cell, by which source, behind which wall, within which limits."""

    probes: Mapping[str, Probe]
    probe_source: str
    wall: Wall
    limits: Limits
    forks: ForkServer | None = None
    """Where kernels are forked from; started anew without one."""


def run_notebook(notebook: NotebookNode, order: Order, files: Path) -> RunResult:
    """
    Run ``notebook`` in place (outputs are stored in it) and return the evidence.

    ``files`` is the folder whose content (data, the student's other files) the kernel finds in its working
    folder, as a copy. Raises: MachineError when no kernel can be started.
    """
    for attempt in range(1, ATTEMPTS + 1):
        result = RunResult(isolation=order.wall.name)
        with kernel(order.wall, files, order.limits, order.forks) as process:
            ended = run_sync(_Run(notebook, order, process, result).run)()
        result.memory_bytes = process.watcher.most_memory
        if not ended or process.watcher.reason or attempt == ATTEMPTS:
            break
    return result


class _Run:
    """One pass over the cells with one kernel."""

    def __init__(self, notebook: NotebookNode, order: Order, process: KernelProcess, result: RunResult) -> None:
        self.notebook, self.order, self.process, self.result = notebook, order, process, result
        self.client = BoundedClient(notebook, process, order.limits)
        self.deadline = time.monotonic() + order.limits.notebook_s
        self.current = ""
        self.executed = 0
        self.timeouts = 0

    async def run(self) -> bool:
        """Run every cell; return whether the kernel ended before the notebook did, for a reason worth another try."""
        await self.process.ready()
        for index, cell in enumerate(self.notebook.cells):
            try:
                await self._cell(cell, index)
            except _StopError as stopped:
                self._give_up(str(stopped))
                return False
            except DeadKernelError:
                self._give_up(self.process.watcher.reason or "the kernel died")
                return True
            except Exception as error:  # what the kernel sent could not be read as messages
                self._give_up(f"the kernel could not be understood ({type(error).__name__})")
                return False
        return False

    async def _cell(self, cell: NotebookNode, index: int) -> None:
        name = grade_id(cell)
        if name in self.order.probes:
            await self._probe(cell, index, self.order.probes[name])
        elif cell.cell_type == "code":
            self.current = name or self.current
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise _StopError(f"it ran longer than {self.order.limits.notebook_s:g} s in all")
            await self._execute(cell, index, min(self.order.limits.cell_s, left))
            self._note_error(cell)

    async def _execute(self, cell: NotebookNode, index: int, seconds: float, *, keep_history: bool = True) -> None:
        """Execute one cell; a cell that does not stop even when interrupted ends the run."""
        self.client.timeout = max(1, int(seconds))
        self.executed += 1
        asked = self.client.async_execute_cell(cell, index, execution_count=self.executed, store_history=keep_history)
        endless = f"a cell did not stop after {self.client.timeout} s, even when interrupted"
        try:
            await asyncio.wait_for(asked, self.client.timeout + GRACE_S + (self.client.iopub_timeout or 0))
        except (DeadKernelError, TimeoutError) as error:
            if await self.process.is_alive():
                raise _StopError(endless) from error
            raise DeadKernelError(str(error)) from error
        self.timeouts = self.timeouts + 1 if self.client.interrupted else 0
        if self.timeouts >= MOST_TIMEOUTS:
            raise _StopError(f"{MOST_TIMEOUTS} cells in a row ran longer than allowed")
        if self.client.interrupted:
            self.client.interrupted = False
            if not await self.process.answers(GRACE_S) and await self.process.is_alive():
                raise _StopError(endless)

    async def _probe(self, cell: NotebookNode, index: int, probe: Probe) -> None:
        """Export ``probe.names`` where ``cell`` stands; the cell is left as it was."""
        kept = cell.source
        call = f"_publish(_namespace, {list(probe.names)!r}, {EVIDENCE_MIME!r})"
        source = self.order.probe_source + chr(10) + call
        cell.source = f"__import__('builtins').exec({source!r}, {{'__name__': 'grader_probe', '_namespace': globals()}})"
        self.client.evidence = None
        try:
            await self._execute(cell, index, PROBE_S, keep_history=False)
        finally:
            cell.source, cell.outputs, cell.execution_count = kept, [], None
        if self.client.evidence is None:
            self.result.lost[probe.cell] = "the kernel gave no evidence (the code in it may have changed how values are shown)"
        else:
            self.result.evidence[probe.cell] = self.client.evidence

    def _note_error(self, cell: NotebookNode) -> None:
        for output in cell.outputs:
            if output.output_type == "error":
                self.result.errors[self.current] = (str(output.ename)[:80], str(output.evalue)[:300])

    def _give_up(self, why: str) -> None:
        reason = f"the notebook stopped at or after cell {self.current!r}: {why}"
        for probe in self.order.probes.values():
            if probe.cell not in self.result.evidence:
                self.result.lost.setdefault(probe.cell, reason)


class _StopError(Exception):
    """The run ends here, for a reason that another try would not change."""
