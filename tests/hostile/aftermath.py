"""One run over attacks, watched from outside while it lasts: plain ``nbgrader autograde`` or ``grader grade``, then the feedback."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import nbformat

from grader.course.host import nbgrader_or_stop
from grader.course.release import copy_course
from grader.execution.command import Finished, run_module
from grader.grade import Assignment
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT, solve
from tests.hostile.attack import NOTEBOOK, Attack, World, write

CELL_S = 5
SECRETS = ("CANARY-HOME-2b9d", "CANARY-FILE-61fe", "CANARY-ENV-08ac", "CANARY-OTHER-e117")
HIDDEN = ("BEGIN HIDDEN TESTS", "from grader.hidden import", "### END SOLUTION")
PERIOD_S = 0.1
WAYS = {"nbgrader": ("nbgrader", ["autograde", ASSIGNMENT]), "grader": ("grader.cli", ["grade", "--quiet", "--workers", "1"])}


@dataclass
class Watch:
    """What the run used, seen from outside: (time, resident bytes of the grader, bytes its kernels share or hold)."""

    seen: list[tuple[float, int, int]] = field(default_factory=list)

    def look(self, mark: str, done: threading.Event) -> None:
        """Look at the grading process (its environment holds ``mark``) and everything below it until ``done``."""
        while not done.wait(PERIOD_S):
            status = {path.name: found for path in Path("/proc").glob("[0-9]*") if (found := _status(path.name))}
            roots = [pid for pid in status if status[pid]["PPid"] == str(os.getpid()) and _says(pid, mark)]
            below = [pid for pid in status if pid not in roots and _above(pid, status) & set(roots)]
            own = sum(_bytes(status[pid], "VmRSS") for pid in roots)
            self.seen.append((time.time(), own, sum(_bytes(status[pid], "RssAnon") + _bytes(status[pid], "RssShmem") for pid in below)))


def _status(pid: str) -> dict[str, str]:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return {}


def _says(pid: str, mark: str) -> bool:
    with suppress(OSError):
        return mark.encode() in Path(f"/proc/{pid}/environ").read_bytes()
    return False


def _above(pid: str, status: dict[str, dict[str, str]]) -> set[str]:
    found: set[str] = set()
    while pid in status and pid not in found:
        found.add(pid)
        pid = status[pid]["PPid"]
    return found


def _bytes(status: dict[str, str], name: str) -> int:
    return int(status.get(name, "0 kB").split()[0]) * 1024


@dataclass
class Aftermath:
    """What is there after the run."""

    world: World
    attacks: Sequence[Attack]
    honest: list[str]
    graded: Finished
    feedback: Finished
    before: dict[str, str]
    after: dict[str, str]
    heard: list[str]
    watch: Watch
    temporary: Path

    def spans(self) -> dict[str, tuple[float, int, int]]:
        """Return student -> (seconds, most bytes of the grader, most bytes of the kernel) from one report to the next."""
        reports = sorted((path.stat().st_mtime, unquote(path.parent.name)) for path in (self.world.course / ".grader").rglob("report.json"))
        found, since = {}, self.watch.seen[0][0] if self.watch.seen else 0.0
        for until, student in reports:
            during = [one for one in self.watch.seen if since <= one[0] <= until] or [(0.0, 0, 0)]
            found[student] = (until - since, max(one[1] for one in during), max(one[2] for one in during))
            since = until
        return found

    def typed(self, path: Path, texts: Iterable[str]) -> set[str]:
        """Return which of ``texts`` the student that ``path`` was written for handed in (a solved notebook holds the reference)."""
        relative = path.relative_to(self.world.course).parts
        student = unquote(relative[2] if relative[0] == ".grader" else relative[1])
        folder = self.world.course / "submitted" / student / ASSIGNMENT
        files = (
            [one for one in folder.iterdir() if one.is_file() and not one.is_symlink() and one.stat().st_size < 10**7]
            if folder.is_dir()
            else []
        )
        given = "".join(one.read_text(errors="replace") for one in files)
        with suppress(ValueError, RecursionError):  # escapes written out
            given += json.dumps(json.loads(given), ensure_ascii=False)
        return {text for text in texts if text in given or json.dumps(text)[1:-1] in given}


def snapshot(*roots: Path) -> dict[str, str]:
    """Return path -> digest of everything below ``roots``; links, pipes and folders by kind; what is too deep is left."""
    found: dict[str, str] = {}
    for root in roots:
        for folder, inner, files in os.walk(root):
            inner[:] = sorted(inner) if folder.count("/") < 60 else []
            for name in [*files, *inner]:
                path = Path(folder) / name
                plain = path.is_file() and not path.is_symlink() and path.stat().st_size < 2 * 10**8
                found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest() if plain else f"{path.lstat().st_mode:o}"
        if root.is_file():
            found[str(root)] = hashlib.sha256(root.read_bytes()).hexdigest()
    return found


def _listen(place: socket.socket, name: str, heard: list[str]) -> None:
    def serve() -> None:
        while True:
            try:
                place.accept()[0].close()
            except OSError:
                return
            heard.append(name)

    place.listen()
    threading.Thread(target=serve, daemon=True).start()


@contextmanager
def world(base: Path) -> Iterator[tuple[World, list[str]]]:
    """Make a course below ``base``, plant secrets and listeners around it, and yield them with the list of connections."""
    course = copy_course(Assignment(ASSIGNMENT, ROOT), base / "course")
    nbgrader_or_stop(course, "generate_assignment", ASSIGNMENT, "--force")
    for name, text in {
        "home/.ssh/id_rsa": SECRETS[0],
        "home/.ipython/profile_default/startup/README": "x",
        "home/.jupyter/migrated": "",
        "secret.txt": SECRETS[1],
    }.items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text(text)
    mark, heard = f"grader-attack-{base.name}-{os.getpid()}", []
    with socket.socket() as port, socket.socket(socket.AF_UNIX) as local, socket.socket(socket.AF_UNIX) as abstract:
        port.bind(("127.0.0.1", 0))
        local.bind(str(base / "s"))
        abstract.bind("\0" + mark)
        for place, name in ((port, "port"), (local, "socket"), (abstract, "abstract socket")):
            _listen(place, name, heard)
        yield World(course, base / "secret.txt", base / "home", port.getsockname()[1], base / "s", mark, (*SECRETS, *HIDDEN)), heard


@contextmanager
def removed(base: Path) -> Iterator[None]:
    """Remove everything below ``base`` in the end, folders too deep for Python included."""
    try:
        yield
    finally:
        subprocess.run(["rm", "-rf", *base.iterdir()], check=False)


@contextmanager
def run(base: Path, attacks: Sequence[Attack], way: str = "nbgrader") -> Iterator[Aftermath]:
    """
    Hand ``attacks`` in with honest students in between, grade and write feedback once; yield what came of it.

    ``way`` is ``nbgrader`` (plain ``nbgrader autograde``) or ``grader`` (``grader grade``, one at a time so that each can be watched).
    """
    with world(base) as (given, heard), removed(base):
        course = given.course
        released = nbformat.read(course / "release" / ASSIGNMENT / NOTEBOOK, as_version=4)
        solved = solve(released, nbformat.read(course / "source" / ASSIGNMENT / NOTEBOOK, as_version=4))
        honest = [f"{family}-~honest" for family in dict.fromkeys(attack.family for attack in attacks)]
        makers = {name: (lambda folder, *_: write(folder, solved)) for name in honest} | {one.who: one.make for one in attacks}
        for who, make in makers.items():
            folder = course / "submitted" / who / ASSIGNMENT
            folder.mkdir(parents=True)
            make(folder, released, solved, given)
        temporary = base / "tmp"
        temporary.mkdir()
        with (course / "nbgrader_config.py").open("a") as config:
            config.write(f"\nc.Execute.timeout = {CELL_S}\n")
        kept = [course / name for name in ("source", "release", "submitted", "nbgrader_config.py")] + [given.home, given.secret]
        before = snapshot(*kept)
        extra = {"HOME": str(given.home), "SECRET_OF_THE_COURSE": SECRETS[2], "WATCHED": given.mark, "TMPDIR": str(temporary)}
        watch, done = Watch(), threading.Event()
        watcher = threading.Thread(target=watch.look, args=(given.mark, done), daemon=True)
        watcher.start()
        graded = run_module(*WAYS[way], course, 3000, extra)
        done.set()
        watcher.join()
        feedback = run_module("nbgrader", ["generate_feedback", ASSIGNMENT, "--FeedbackExporter.release_unseen=True"], course, 900, extra)
        if os.environ.get("ATTACKS_LOG"):
            Path(f"{os.environ['ATTACKS_LOG']}-{base.name}").write_text(graded.output + "\n" + feedback.output)
        yield Aftermath(given, attacks, honest, graded, feedback, before, snapshot(*kept), heard, watch, temporary)
