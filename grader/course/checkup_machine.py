"""What a check-up asks of the machine: room, versions, isolation, a kernel that is forked and runs."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook
from packaging.requirements import InvalidRequirement, Requirement

from grader.course.checkup_cohort import Place
from grader.errors import listed
from grader.execution.kernel import Order, run_notebook
from grader.execution.limits import MB
from grader.execution.machine import GB, Machine, look
from grader.execution.wall import Bubblewrap, wall_named
from grader.execution.warm import ForkServer
from grader.report.checklist import Check, State

LOCK = "requirements.lock"
SHOWN = ("nbgrader", "jupyterlab", "nbclient", "nbconvert", "pandas", "numpy")
LEAST_DISK = 2 * GB
OLDEST = (3, 11)


def _machine(place: Place) -> Iterator[Check]:
    area, has = "machine", look(place.settings.root)
    need = place.settings.limits.memory_bytes
    memory = "memory unknown" if has.memory_bytes is None else f"{has.memory_bytes / GB:.1f} GB of memory"
    here = f"Python {has.python}, {has.system}, {has.cores} cores, {memory}, {has.disk_bytes / GB:.1f} GB of disk free"
    faults = list(_too_small(has, need))
    for found, do in faults:
        yield Check(area, State.MEND, found, do)
    if has.memory_bytes is not None and need <= has.memory_bytes < need * has.cores:
        fit = has.memory_bytes // need
        yield Check(
            area, State.NOTE, f"{here}: not enough memory for {has.cores} notebooks of {need / GB:g} GB", f"`grader grade -j {fit}`."
        )
    elif not faults:
        yield Check(area, State.OK, here)


def _too_small(has: Machine, need: int) -> Iterator[tuple[str, str]]:
    if sys.version_info < OLDEST:
        yield f"Python {has.python}", "Python 3.11 or newer is needed: make the environment anew with it."
    if has.disk_bytes < LEAST_DISK:
        yield f"{has.disk_bytes / MB:.0f} MB of disk free", f"Make room: at least {LEAST_DISK / GB:g} GB."
    if has.memory_bytes is not None and has.memory_bytes < need:
        yield f"{has.memory_bytes / MB:.0f} MB of memory to be had", f"One notebook may use {need / MB:.0f} MB: end other programs."


def _packages(place: Place) -> Iterator[Check]:
    area, installed = "packages", ", ".join(f"{name} {_version(name)}" for name in SHOWN)
    lock = next((path for path in (place.settings.root / LOCK, Path(__file__).parents[2] / LOCK) if path.is_file()), None)
    if lock is None:
        yield Check(area, State.OK, f"{installed}; no {LOCK} to compare with")
        return
    other = [f"{name} {_version(name)}, not {pinned}" for name, pinned in pinned(lock) if _version(name) not in ("", pinned)]
    if other:
        shown = "; ".join(other[:5]) + (f"; and {len(other) - 5} more" if len(other) > 5 else "")
        yield Check(area, State.NOTE, f"{len(other)} other versions than {LOCK}: {shown}", "`make setup` installs what was tested.")
    else:
        yield Check(area, State.OK, f"{installed}, as in {LOCK}")


def pinned(lock: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, version) of the lock that apply here."""
    for line in lock.read_text(encoding="utf-8").splitlines():
        found = re.match(r"([A-Za-z0-9][^\s;=]*)==([^\s;\\]+)\s*(;[^\\]*)?", line)
        if not found:
            continue
        try:
            marker = Requirement(f"{found[1]}{(found[3] or '').strip()}").marker
        except InvalidRequirement:
            continue
        if marker is None or marker.evaluate({"extra": ""}):
            yield found[1].partition("[")[0], found[2]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _isolation(place: Place) -> Iterator[Check]:
    area, has = "isolation", look(place.settings.root)
    wall_named(place.isolation, place.settings.root)
    if place.isolation == "none":
        yield Check(area, State.NOTE, "none, by choice: student code runs with your rights", "bubblewrap is the default.")
        return
    landlock = f"Landlock {has.landlock}" if has.landlock else "no Landlock"
    yield Check(
        area, State.OK, f"{place.isolation} works on this machine; the kernel offers {landlock}, {'' if has.seccomp else 'no '}seccomp"
    )


def _forks(place: Place) -> Iterator[Check]:
    """Run a notebook of one cell in a fork, as a submission would be."""
    area, wall = "fork server", wall_named(place.isolation, place.settings.root)
    if not isinstance(wall, Bubblewrap):
        yield Check(area, State.NOTE, "not used without isolation; kernels start anew, which takes longer")
        return
    notebook = new_notebook(cells=[new_code_cell("import pandas\nprint('ran', pandas.__version__)")])
    forks = ForkServer(wall, place.settings.limits)
    with tempfile.TemporaryDirectory(prefix="grader-check-") as empty:
        try:
            result = run_notebook(notebook, Order({}, "", wall, place.settings.limits, forks), Path(empty))
            said = "".join(output.get("text", "") for output in notebook.cells[0].outputs).strip()
            warm = forks.starts == 1
        finally:
            forks.close()
    if said.startswith("ran") and warm:
        yield Check(area, State.OK, f"a forked kernel {said.replace('ran', 'ran with pandas')}")
    else:
        why = listed(result.lost.values()) if result.lost else f"its output was {said[:80]!r}"
        yield Check(
            area,
            State.MEND,
            f"a small notebook did not run in a fork: {why}",
            "Look at disk and memory, then at `grader explain NOTEBOOK`.",
        )


MACHINE_LOOKS: Mapping[str, Callable[[Place], Iterator[Check]]] = {
    "machine": _machine,
    "packages": _packages,
    "isolation": _isolation,
    "fork server": _forks,
}
