"""
nbclient for hostile output: bounded while it arrives, evidence picked out, nothing that acts on other cells.

What a kernel sends is the student's to forge. Here it becomes outputs of the cell that runs, up to a limit; updates
of earlier displays, comms, widgets and files are ignored.
"""

from __future__ import annotations

import json
from typing import Any

from nbclient import NotebookClient
from nbclient.client import CellExecutionComplete
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from grader.execution.limits import Limits
from grader.execution.process import KernelProcess, next_message

EVIDENCE_MIME = "application/vnd.grader.evidence"
"""MIME type under which the probe publishes its JSON text."""
OUTPUTS = {"stream", "display_data", "execute_result", "error", "clear_output"}
MOST_OUTPUTS = 200
"""Outputs kept per cell."""
TIMEOUT_ERROR = {"ename": "CellTimeoutError", "evalue": "", "traceback": ["The cell was stopped: it ran longer than allowed."]}


class BoundedClient(NotebookClient):
    """Executes cells with a kernel that is already running, and keeps at most ``output_bytes`` of each."""

    def __init__(self, notebook: NotebookNode, process: KernelProcess, limits: Limits) -> None:
        super().__init__(
            notebook,
            km=process,
            kernel_name="python3",
            allow_errors=True,
            interrupt_on_timeout=True,
            error_on_timeout=TIMEOUT_ERROR,
            skip_cells_with_tag="",
            record_timing=False,
        )
        self.kc = process.client
        self.limits = limits
        self.evidence: str | None = None
        """What the last probe published, or ``None``."""
        self.interrupted = False
        self.seen: dict[int, int] = {}

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Keep what a message adds to ``cell``, within the limits; malformed messages add nothing."""
        try:
            kind, content = msg["msg_type"], msg["content"]
            if kind == "status":
                if content["execution_state"] == "idle":
                    raise CellExecutionComplete
                return None
            if kind == "execute_input":
                cell["execution_count"] = int(content["execution_count"])
                return None
            if kind == "display_data" and EVIDENCE_MIME in content["data"]:
                claimed = content["data"][EVIDENCE_MIME]
                self.evidence = claimed if isinstance(claimed, str) else None
                return None
            if kind not in OUTPUTS or not self._fits(content, cell, cell_index):
                return None
            kept: NotebookNode | None = super().process_message(msg, cell, cell_index)
            return kept
        except CellExecutionComplete:
            raise
        except Exception:  # whatever a forged message breaks, it adds nothing
            return None

    async def _async_poll_output_msg(self, parent_msg_id: str, cell: NotebookNode, cell_index: int) -> None:
        """Take messages until the kernel says the cell is done; what is no message is skipped."""
        while True:
            msg = await next_message(self.kc.iopub_channel, None)
            if msg is not None and msg["parent_header"].get("msg_id") == parent_msg_id:
                try:
                    self.process_message(msg, cell, cell_index)
                except CellExecutionComplete:
                    return

    async def _async_check_alive(self) -> None:
        if not await self.km.is_alive():
            raise DeadKernelError("the kernel died")

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> dict[str, Any] | None:
        """Interrupt the kernel and note it, so that the caller can see whether it took notice."""
        self.interrupted = True
        reply: dict[str, Any] | None = await super()._async_handle_timeout(timeout, cell)
        if cell is not None and len(cell.outputs) < MOST_OUTPUTS:
            cell.outputs.append(NotebookNode(output_type="error", **TIMEOUT_ERROR))
        return reply

    def _fits(self, content: dict[str, Any], cell: NotebookNode, cell_index: int) -> bool:
        size = len(json.dumps(content, default=str))
        total = self.seen.get(cell_index, 0) + size
        if total > self.limits.output_bytes or len(cell.outputs) >= MOST_OUTPUTS:
            return False
        self.seen[cell_index] = total
        return True
