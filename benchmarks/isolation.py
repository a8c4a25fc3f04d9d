"""
The price of isolation: the same solved notebook run behind each wall in turn, in one process, on one machine.

    python -m benchmarks.isolation [rounds]
"""

import platform
import statistics
import sys
import time

import nbformat

from grader.execution.limits import Limits
from grader.execution.repair import rebuild
from grader.execution.wall import WALLS, wall_named
from grader.grade import Assignment, collect
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT, packed, solve


def main(rounds: int) -> None:
    """Print seconds per submission and the ratio of medians."""
    where = Assignment(ASSIGNMENT, ROOT)
    released = where.released()
    raw = packed(solve(released, nbformat.read(where.source / f"{ASSIGNMENT}.ipynb", as_version=4)))
    seconds: dict[str, list[float]] = {name: [] for name in WALLS}
    for turn in range(rounds + 1):
        for name in WALLS:
            started = time.perf_counter()
            collect(rebuild(raw, released), where.source, Limits(), wall_named(name))
            if turn:  # the first turn warms caches of the system
                seconds[name].append(time.perf_counter() - started)
    print(f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {rounds} rounds in turn, the reference answers")
    for name, times in seconds.items():
        print(f"  {name:<12} median {statistics.median(times):.3f} s   lowest {min(times):.3f}   highest {max(times):.3f}")
    ratio = statistics.median(seconds["bubblewrap"]) / statistics.median(seconds["none"])
    print(
        f"  bubblewrap costs {ratio:.2f} times none, {1000 * (statistics.median(seconds['bubblewrap']) - statistics.median(seconds['none'])):.0f} ms per submission"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
