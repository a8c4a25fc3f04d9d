"""One run of ``grader grade`` (forked kernels, in parallel) and ``generate_feedback`` over every attack, honest students in between."""

from __future__ import annotations

import hashlib
import itertools
import shutil
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest

from grader.course.host import nbgrader_or_stop
from grader.course.release import copy_course
from grader.execution.command import Finished, run_module
from grader.grade import Assignment
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT, solve
from tests.hostile import edits, evidence, exhaustion, files, kernel, outside, pages
from tests.hostile.attack import World, write

ATTACKS = [attack for family in (kernel, outside, exhaustion, evidence, edits, files, pages) for attack in family.ATTACKS]
HONEST = [f"honest-{number}" for number in range(8)]
CELL_S = 4


@dataclass
class Aftermath:
    """What is there after the run."""

    world: World
    graded: Finished
    feedback: Finished
    before: dict[str, str]
    after: dict[str, str]
    connections: list[str] = field(default_factory=list)


def snapshot(*roots: Path) -> dict[str, str]:
    """Return path -> digest of everything below ``roots`` that must not change; links and pipes by name."""
    found = {}
    for root in roots:
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 10**8:
                found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
            else:
                found[str(path)] = "there"
    return found


def _listen(place: socket.socket, name: str, heard: list[str]) -> None:
    def serve() -> None:
        while True:
            try:
                place.accept()[0].close()
            except OSError:
                return
            heard.append(name)

    threading.Thread(target=serve, daemon=True).start()


@pytest.fixture(scope="session")
def aftermath(tmp_path_factory) -> Aftermath:
    """Hand everything in, run once, and return what came of it."""
    base = tmp_path_factory.mktemp("hostile")
    course = copy_course(Assignment(ASSIGNMENT, ROOT), base / "course")
    nbgrader_or_stop(course, "generate_assignment", ASSIGNMENT, "--force")
    home, secret = base / "home", base / "secret.txt"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh" / "id_rsa").write_text("CANARY-HOME-7c1e")
    (home / "token").write_text("CANARY-HOME-7c1e")
    secret.write_text("CANARY-FILE-93ab")
    heard: list[str] = []
    port, local = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)
    local.bind(str(base / "s"))
    local.listen()
    _listen(port, "port", heard)
    _listen(local, "socket", heard)
    canaries = (
        "CANARY-HOME-7c1e",
        "CANARY-FILE-93ab",
        "CANARY-ENV-55d0",
        "BEGIN HIDDEN TESTS",
        "BEGIN SOLUTION",
        "from grader.hidden import check",
    )
    world = World(course, secret, home, port.getsockname()[1], base / "s", f"grader-attack-{base.name}-{id(base)}", canaries)
    released = nbformat.read(course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    solved = solve(released, nbformat.read(course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4))
    makers = [(name, lambda folder, *_: write(folder, solved)) for name in HONEST]
    for who, make in itertools.chain(makers, ((attack.who, attack.make) for attack in ATTACKS)):
        folder = course / "submitted" / who / ASSIGNMENT
        folder.mkdir(parents=True)
        make(folder, released, solved, world)
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Execute.timeout = {CELL_S}\n")
    kept = [course / name for name in ("source", "release", "submitted", "nbgrader_config.py")] + [home, secret]
    before = snapshot(*kept)
    extra = {"HOME": str(home), "SECRET_OF_THE_COURSE": "CANARY-ENV-55d0"}
    graded = run_module("grader.cli", ["grade", "--quiet"], course, 3600, extra)
    feedback = run_module("nbgrader", ["generate_feedback", ASSIGNMENT, "--FeedbackExporter.release_unseen=True"], course, 900, extra)
    result = Aftermath(world, graded, feedback, before, snapshot(*kept), heard)
    yield result
    port.close()
    local.close()
    shutil.rmtree(base, ignore_errors=True)
