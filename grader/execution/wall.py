"""
The wall around student code: what is visible behind it, and whether this machine can build it.

``bubblewrap``  the default on Linux: own user, process, network, IPC and host-name spaces, no capabilities, a read-only
                view of the system and of this Python environment, size-limited memory for scratch folders, nothing else.
``none``        an explicit choice, written into every report it produced: the code runs as the user who grades.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.errors import CourseError
from grader.execution.limits import Limits

HOME = "/home/student"
WORK = f"{HOME}/work"
GIVEN = "/given"
"""Where the wall shows the files handed in and the data, read-only; ``inside`` copies them to ``WORK``."""
WRITABLE = (HOME, "/tmp", "/dev/shm")
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin")
ETC = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime", "/etc/ssl/certs")
KEPT_VARIABLES = ("LANG", "TZ", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
"""Environment variables that pass; none of them says anything about the course."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""One thread per kernel unless the machine's owner said otherwise: kernels run side by side, and a fork server must have no other."""
INSIDE = Path(__file__).with_name("inside.py")
WARM = Path(__file__).with_name("inside_warm.py")
PROBE_S = 30


@dataclass(frozen=True, slots=True)
class Bubblewrap:
    """Linux namespaces by way of ``bwrap`` (0.8 or newer)."""

    name: str = "bubblewrap"
    work: str = WORK
    writable: tuple[str, ...] = WRITABLE

    def command(self, program: Sequence[str], files: Path, limits: Limits) -> list[str]:
        """Return ``program`` wrapped so that it runs behind the wall and finds ``files`` at ``GIVEN``."""
        return self._wrapped(program, files, limits, ("--disable-userns", "--cap-drop", "ALL", "--uid", "1000", "--gid", "1000"))

    def fork_command(self, program: Sequence[str], files: Path, limits: Limits) -> list[str]:
        """Return the fork server ``program`` wrapped: as ``command``, but able to make name spaces for each of its forks."""
        powers = ("--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETFCAP")
        return self._wrapped(program, files, limits, (*powers, "--uid", "0", "--gid", "0"))

    def _wrapped(self, program: Sequence[str], files: Path, limits: Limits, identity: Sequence[str]) -> list[str]:
        room = str(limits.disk_bytes)
        scratch = [part for folder in WRITABLE for part in ("--perms", "0755", "--size", room, "--tmpfs", folder)]
        return [
            shutil.which("bwrap") or "bwrap",
            *("--unshare-user", "--unshare-all", "--die-with-parent", "--new-session", *identity, "--hostname", "exercise"),
            *("--proc", "/proc", "--dev", "/dev"),
            *scratch,
            *_system(),  # after the scratch folders: the environment may lie below one of them, in /tmp for one
            *(part for script in (INSIDE, WARM) for part in ("--ro-bind", str(script), f"/{script.name}")),
            *("--ro-bind", str(files), GIVEN),
            *("--dir", WORK),
            *("--remount-ro", "/dev", "--remount-ro", "/"),
            *("--clearenv", *(part for name, value in environment(HOME).items() for part in ("--setenv", name, value))),
            *("--chdir", WORK, "--", *program),
        ]

    @property
    def script(self) -> str:
        """Where ``inside.py`` is behind the wall."""
        return "/inside.py"

    def files(self, staged: Path) -> tuple[str, str]:
        """Return (folder to copy from, folder to run in) as the student's side sees them."""
        del staged
        return GIVEN, WORK

    def seen_below_scratch(self) -> list[str]:
        """Return the folders that are shown read-only below a scratch folder."""
        return [str(path) for path in _shown() if any(path.is_relative_to(folder) for folder in WRITABLE)]

    def shows(self, path: Path) -> bool:
        """Whether anything at or below ``path`` can be seen behind the wall."""
        return any(path.is_relative_to(shown) for shown in _shown())

    def check(self) -> None:
        """
        Prove that the wall stands on this machine.

        Raises: CourseError saying what to install or to choose.
        """
        trouble = _trouble()
        if trouble:
            raise CourseError(where="isolation", got=trouble[0], expected="bubblewrap 0.8 or newer that works here", do=trouble[1])


@dataclass(frozen=True, slots=True)
class NoWall:
    """No isolation: code runs as the user who grades, with limits but with sight of everything."""

    name: str = "none"
    writable: tuple[str, ...] = ()

    def command(self, program: Sequence[str], files: Path, limits: Limits) -> list[str]:
        """Return ``program`` as it is."""
        del files, limits
        return list(program)

    @property
    def script(self) -> str:
        """Where ``inside.py`` is."""
        return str(INSIDE)

    def files(self, staged: Path) -> tuple[str, str]:
        """Return (nothing to copy, the staged folder itself)."""
        return "", str(staged)

    def shows(self, path: Path) -> bool:
        """Everything can be seen."""
        del path
        return True

    def check(self) -> None:
        """Nothing to prove."""


Wall = Bubblewrap | NoWall
WALLS: dict[str, Wall] = {wall.name: wall for wall in (Bubblewrap(), NoWall())}
"""Every isolation there is, by the name that reports carry."""


def wall_named(name: str, hidden: Path | None = None) -> Wall:
    """
    Return the wall called ``name``, proven to stand; ``hidden`` is the course folder that must not be seen behind it.

    Raises: CourseError for an unknown name, a machine that cannot isolate, or an environment that holds the course.
    """
    if name not in WALLS:
        raise CourseError(where="isolation", got=repr(name), expected=" or ".join(map(repr, WALLS)), do="Correct the setting.")
    wall = WALLS[name]
    wall.check()
    if hidden is not None and name != "none" and wall.shows(hidden.resolve()):
        raise CourseError(
            where="isolation",
            got=f"the course at {hidden} below a folder that student code must see (the system or the Python environment)",
            expected="a course folder outside /usr and outside the environment",
            do="Move the course, or make the environment in a folder of its own, as `make setup` does with .venv.",
        )
    return wall


def environment(home: str) -> dict[str, str]:
    """Return the environment of the student's side: an allow-list, no value of ours but the paths."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    path = os.pathsep.join(dict.fromkeys((str(Path(sys.executable).parent), "/usr/bin", "/bin")))
    return {
        "LANG": "C.UTF-8",
        **ONE_THREAD,
        **kept,
        "HOME": home,
        "PATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",
        "IPYTHONDIR": f"{home}/.ipython",
    }


def _shown() -> list[Path]:
    """Return the folders of this machine that student code sees, outermost first."""
    prefixes = {spelt for prefix in (sys.prefix, sys.base_prefix) for spelt in (Path(prefix), Path(prefix).resolve())}
    inner = {path for path in prefixes if any(path != other and path.is_relative_to(other) for other in prefixes)}
    return [Path(path) for path in SYSTEM if Path(path).is_dir()] + sorted(prefixes - inner)


def _system() -> list[str]:
    """Return the options that show the system and the environment read-only, this package left out."""
    options: list[str] = []
    for path in map(Path, SYSTEM):
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            options += ["--ro-bind", str(path), str(path)]
    for path in _shown():
        if not any(path.is_relative_to(system) for system in SYSTEM):
            options += ["--ro-bind", str(path), str(path)]
    for name in ETC:
        options += ["--ro-bind-try", name, name]
    package = Path(__file__).parents[1]
    if any(package.is_relative_to(path) for path in _shown()):
        options += ["--perms", "0555", "--tmpfs", str(package), "--remount-ro", str(package)]
    return options


@cache
def _trouble() -> tuple[str, str] | None:
    """Return what keeps bubblewrap from working here and what to do about it, or ``None``."""
    choose = 'or run without isolation by choice (isolation = "none"): student code then runs with your rights'
    if not sys.platform.startswith("linux"):
        return f"a {sys.platform} machine", f"Grade on Linux, in a Linux container or WSL2, {choose}."
    if shutil.which("bwrap") is None:
        return "no bwrap program", f"Install it (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap), {choose}."
    wall = Bubblewrap()
    command = wall.command([sys.executable, "-I", "-c", "print('walled')"], INSIDE.parent, Limits())
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PROBE_S, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bwrap that does not answer ({type(error).__name__})", f"Try `bwrap --ro-bind / / true` in a shell, {choose}."
    if done.returncode == 0 and done.stdout.strip() == "walled":
        return None
    said = " ".join((done.stderr or f"exit code {done.returncode}").split())[:160]
    return f"bwrap that fails ({said})", (
        "Update it if it does not know an option; where user namespaces are closed, allow them for bwrap "
        f"(Ubuntu 24.04: the AppArmor profile of the bubblewrap package; containers: run with user namespaces allowed), {choose}."
    )
