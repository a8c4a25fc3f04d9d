"""
Grading a cohort, every way there is, in one run on one machine: plain nbgrader, our plug-ins inside nbgrader, ``grader grade`` cold
and repeated, scoring again, feedback. Ratios are against plain nbgrader on the same notebooks.

    python -m benchmarks.grading [SIZE] [--plain SIZE] [--otter PROGRAM]

Plain nbgrader runs on the first of them where ``--plain`` says how many. ``--otter``: see ``benchmarks/otter.py``.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.cohort import make_course
from benchmarks.otter import run_all
from benchmarks.processor import processor_time
from grader.execution.store import Store
from tests.cohort.recipes import ASSIGNMENT

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Timed:
    """One way of doing one thing to ``count`` submissions: start-up included."""

    name: str
    count: int
    seconds: float
    peak_mb: float
    cpu_s: float = float("nan")

    @property
    def each(self) -> float:
        """Seconds per submission."""
        return self.seconds / self.count


def timed(name: str, count: int, folder: Path, *command: str) -> Timed:
    """Run ``command`` in ``folder`` and return how long it took, and the largest memory of any of its processes."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output, processor_time() as (join, used):
        process = subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            cwd=folder,
            env={**os.environ, "PATH": path},
            stdout=output,
            stderr=output,
            preexec_fn=join,
        )
        _, status, usage = os.wait4(process.pid, 0)
        spent = used()
        output.seek(0)
        if status:
            sys.exit(f"{name}: exit status {status}\n{output.read()[-1500:]}")
    return Timed(name, count, time.perf_counter() - started, usage.ru_maxrss / 1024, spent)


def spoil(folder: Path) -> None:
    """Make every kept report look like one of another rubric, so that scoring again writes them all."""
    store = Store(folder, ASSIGNMENT)
    for student in store.students():
        report = json.loads(store.read(student, "report.json") or b"{}")
        for cell in report.get("cells", []):
            cell["score"] = 0.0
        store.write(student, "report.json", json.dumps(report).encode())


def main(size: int, plain_size: int, otter: str | None) -> None:
    """Time everything once and print a table."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        place = Path(name)
        plain = make_course(place / "plain", plain_size, plain=True)
        inside = make_course(place / "inside", plain_size)
        ours = make_course(place / "ours", size)
        rows = [
            timed("plain nbgrader autograde", plain_size, plain, "nbgrader", "autograde", ASSIGNMENT),
            timed("ours inside nbgrader autograde", plain_size, inside, "nbgrader", "autograde", ASSIGNMENT),
            timed("grader grade, cold", size, ours, "grader", "grade", "--quiet"),
            timed("grader grade, repeated", size, ours, "grader", "grade", "--quiet"),
            timed("grader rescore, preview", size, ours, "grader", "rescore"),
        ]
        if otter:
            started = time.perf_counter()
            run_all(plain, otter)
            rows.insert(1, Timed("otter run", plain_size, time.perf_counter() - started, float("nan")))
        spoil(ours)
        rows.append(timed("grader rescore --write, all changed", size, ours, "grader", "rescore", "--write"))
        feedback = [
            timed("plain nbgrader generate_feedback", plain_size, plain, "nbgrader", "generate_feedback", ASSIGNMENT),
            timed("grader feedback", size, ours, "grader", "feedback", "--unseen"),
            timed(
                "ours, nbgrader generate_feedback",
                size,
                ours,
                "nbgrader",
                "generate_feedback",
                ASSIGNMENT,
                "--force",
                "--FeedbackExporter.release_unseen=True",
            ),
        ]
        report(rows, feedback)
        shutil.rmtree(ours / "feedback", ignore_errors=True)


def report(rows: list[Timed], feedback: list[Timed]) -> None:
    """Print both tables with what they were measured on."""
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {len(os.sched_getaffinity(0))} cores, nbgrader {version('nbgrader')}"
    )
    for title, table in (("grading", rows), ("feedback", feedback)):
        print(f"{title:<36} {'n':>5} {'s in all':>9} {'s each':>8} {'x plain':>8} {'peak MB':>8}")
        for row in table:
            print(
                f"{row.name:<36} {row.count:>5} {row.seconds:>9.1f} {row.each:>8.3f} {table[0].each / row.each:>8.1f} {row.peak_mb:>8.0f}"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("size", type=int, nargs="?", default=40)
    parser.add_argument("--plain", type=int, default=40)
    parser.add_argument("--otter")
    chosen = parser.parse_args()
    main(chosen.size, min(chosen.size, chosen.plain), chosen.otter)
