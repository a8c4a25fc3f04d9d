"""Killed at random moments, many times: at the end every mark is right, none lost, none doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.cohort import make_course
from tests.cohort.recipes import ASSIGNMENT
from tests.e2e.test_grade import MARKS, rows

pytestmark = [pytest.mark.attack, pytest.mark.timeout(1800)]
SIZE, KILLS, SEED = 100, 20, 5
LONGEST_S = 9.0
SAID = 2000
"""Characters of the run's own log that a failure shows."""
GONE_S = 10.0
"""How long helpers that still import may take to notice that they are alone."""


def start(folder):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "grader.cli", "grade", "--quiet"], cwd=folder, env={**os.environ, "PATH": path}, stdout=log, stderr=log
        )


def left_running(folder):
    """Return the processes of ours that still hold the course folder as their own."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cwd"):
        try:
            found += [place.parent.name] if place.readlink() == folder else []
        except OSError:
            continue
    return found


def test_killed_twenty_times_and_every_mark_is_right(tmp_path):
    whole = make_course(tmp_path / "whole", SIZE, SEED)
    broken = make_course(tmp_path / "broken", SIZE, SEED)
    assert start(whole).wait() == 0

    rng, kills = random.Random(SEED), 0
    while kills < KILLS:
        process = start(broken)
        time.sleep(rng.uniform(0.5, LONGEST_S))
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        deadline = time.monotonic() + GONE_S
        while left_running(broken) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert left_running(broken) == [], "workers end with the run that started them"
    assert start(broken).wait() == 0, (broken / "log").read_text(errors="replace")[-SAID:]

    sys.stdout.write(f"killed {kills} times, {len(rows(broken, 'SELECT DISTINCT student_id FROM submitted_assignment'))} submissions\n")
    assert kills == KILLS
    assert rows(broken, MARKS) == rows(whole, MARKS)
    assert set(Counter(rows(broken, "SELECT student_id FROM submitted_assignment")).values()) == {1}
    for student in (f"s{number:05d}" for number in range(SIZE)):
        name = Path(student) / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        assert (broken / "autograded" / name).read_bytes() == (whole / "autograded" / name).read_bytes()
