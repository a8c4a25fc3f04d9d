"""
Does the price of a submission grow with the size of the cohort? ``grader grade`` on cohorts of distinct submissions, smallest first.

    python -m benchmarks.growth [SIZE ...]      40 400 2000 if left out; 2,000 take about twenty minutes on two cores
"""

import os
import platform
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.cohort import make_course
from benchmarks.grading import timed
from grader.execution.tree import tree

LOOK_EVERY_S = 2.0


class Memory(threading.Thread):
    """Looks at the memory of everything below this process and keeps the most: the run itself, and all of it together."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.run_mb = self.all_mb = 0.0
        self.done = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self.done.wait(LOOK_EVERY_S):
            held = [_pss_mb(pid) for pid in tree(os.getpid())[1:]]
            if held:
                self.run_mb, self.all_mb = max(self.run_mb, held[0]), max(self.all_mb, sum(held))


def _pss_mb(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        return 0.0
    return 0.0


def main(sizes: list[int]) -> None:
    """Print one line per size."""
    print(f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {len(os.sched_getaffinity(0))} cores")
    print(
        f"{'n':>6} {'s in all':>9} {'s each':>8} {'x first':>8} {'CPU s each':>11} {'x first':>8} {'repeated s':>11} {'each ms':>8} {'run MB':>7} {'all MB':>7}",
        flush=True,
    )
    first = None
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder, memory = make_course(Path(name) / "course", size), Memory()
            memory.start()
            time.sleep(1)
            cold = timed("grade", size, folder, "grader", "grade", "--quiet")
            memory.done.set()
            again = timed("grade again", size, folder, "grader", "grade", "--quiet")
        first = first or cold
        print(
            f"{size:>6} {cold.seconds:>9.1f} {cold.each:>8.3f} {cold.each / first.each:>8.2f} "
            f"{cold.cpu_s / size:>11.3f} {cold.cpu_s / size / (first.cpu_s / first.count):>8.2f} {again.seconds:>11.2f} {1000 * again.each:>8.1f} "
            f"{memory.run_mb:>7.0f} {memory.all_mb:>7.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [40, 400, 2000])
