"""What one submission may use; every limit in one place."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use."""

    cell_s: float = 30.0
    """Seconds per cell."""
    notebook_s: float = 300.0
    """Seconds per notebook, kernel start included."""
    output_bytes: int = 200_000
    """Output kept per cell, bytes; more is dropped while it arrives."""
    memory_bytes: int = 2_000 * MB
    """Memory of all processes together, bytes; also the most one process may ask for."""
    disk_bytes: int = 200 * MB
    """Size of each scratch folder and of any one file, bytes."""
    processes: int = 48
    """Processes at one time, the kernel itself included."""
    threads: int = 512
    """Threads of all processes together, where the system counts them (not for root)."""
    open_files: int = 512
    """Open files per process."""
    message_bytes: int = 8 * MB
    """Largest message taken from the kernel, bytes; evidence travels in one message."""
    grader_bytes: int = 200 * MB
    """How much the grading process itself may grow while one kernel runs, bytes: messages without end must fill nothing."""
    files_bytes: int = 100 * MB
    """Largest sum of the files a kernel is given (data and what was handed in), bytes."""

    def inside(self, *, walled: bool) -> dict[str, int]:
        """Return what ``inside.limit`` sets; ``walled`` whether the process has a user namespace of its own."""
        return {
            "memory_bytes": self.memory_bytes,
            "disk_bytes": self.disk_bytes,
            "cpu_s": int(2 * self.notebook_s) + 1,
            "open_files": self.open_files,
            "threads": self.threads,
            "walled": walled,
        }
