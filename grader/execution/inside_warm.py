"""
A fork server on the student's side of the wall: libraries are imported once, then every submission gets a fork of its own.

Self-contained like ``inside.py``, which it uses. Started by ``warm.py`` behind the first wall, with the one capability that making
name spaces needs; no student code ever runs in this process. A fork gets process, mount, IPC and user name spaces of its own, fresh
scratch folders and a fresh /proc, gives up every capability, raises the second wall and serves, as a kernel started anew would.

    fork server --fork--> keeper (waits) --fork--> first process of the new space (mounts, reaps) --fork--> kernel
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import gc
import importlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWIPC = 0x20000, 0x10000000, 0x20000000, 0x08000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 4, 38, 24, 47, 4
CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITY_VERSION = 0x20080522
MOST_CAPABILITIES = 64
COVERED = ("sys", "sysrq-trigger", "irq", "bus", "fs")
"""What the first wall covers of /proc, read-only, and the fresh /proc gets covered as well."""
MOST_ORDER = 1 << 16
STUDENT = 1000
KEPT_LAZY = ("matplotlib.pyplot", "matplotlib_inline.backend_inline")
"""Modules that look for a running kernel while they are imported; each fork imports them itself."""


def preload(modules: list[str]) -> None:
    """Import ``modules`` as a kernel would see them imported; those that are not installed are left out."""

    class Kernel:
        kernel = None

    builtins.get_ipython = lambda: Kernel  # type: ignore[attr-defined]  # pandas asks, while imported, whether it is in a terminal
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # what a kernel sets before anything is imported
    for name in modules:
        if name not in KEPT_LAZY:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    del builtins.get_ipython  # type: ignore[attr-defined]
    del os.environ["MPLBACKEND"]
    _draw()


def _draw() -> None:
    """Draw once, so that fonts are read and caches filled; nothing of it stays in any list of figures."""
    figure, canvas = sys.modules.get("matplotlib.figure"), sys.modules.get("matplotlib.backends.backend_agg")
    if figure is None or canvas is None:
        return
    import io

    text = "".join(map(chr, range(32, 127))).replace("$", "").replace("\\", "")
    drawn = figure.Figure()
    for scale, place in (("linear", 121), ("log", 122)):
        axes = drawn.add_subplot(place)
        axes.plot([1.0, 500.0], [1.0, 2.0], label=text)
        axes.step([1.0, 500.0], [0.1, 0.2])
        axes.hist([0.1, 0.2])
        axes.barh(["a", "b"], [1.0, -2.0])
        axes.axhline(0.5, linestyle="--")
        axes.set(title=text, xlabel=text, ylabel=text, xscale=scale)
        axes.legend()
    drawn.tight_layout()
    canvas.FigureCanvasAgg(drawn).print_figure(io.BytesIO(), bbox_inches="tight")


def main(order: str) -> None:
    """
    Import, then fork once per message until the other side hangs up; one fork at a time.

    ``order`` is JSON: ``control`` (descriptor of the socket), ``modules`` (to import), ``inside`` (path of inside.py), ``staged``
    (folder that holds each submission's files). A message is the order of ``inside.main`` with ``place`` (folder below ``staged``)
    instead of ``files``, and ``seen`` (read-only folders below scratch folders); its descriptors are those of ``sockets``, in that
    order, and the kernel's error stream at last.
    """
    given = json.loads(order)
    inside = _load(given["inside"])
    preload(given["modules"])
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=given["control"])
    control.send(b"ready")
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, MOST_ORDER, 16)
        if not message:
            return
        keeper = os.fork()
        if keeper == 0:
            os.dup2(descriptors.pop(), 2)
            _end(_keep, control, inside, given["staged"], json.loads(message), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        os.waitpid(keeper, 0)
        control.send(b"ended")


def _end(work: Callable[..., None], *given: object) -> None:
    """Do ``work`` as a process of its own and end it; what went wrong is said on the error stream."""
    try:
        work(*given)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("inside", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _keep(control: socket.socket, inside: ModuleType, staged: str, order: dict[str, Any], descriptors: list[int]) -> None:
    """Make the new spaces, start their first process and wait for its end."""
    control.send(b"up")
    control.close()
    _done(_libc().unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC), "unshare")
    first = os.fork()
    if first == 0:
        _end(_first, inside, staged, order, descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    _powerless(_libc())
    os.waitpid(first, 0)
    os._exit(0)


def _first(inside: ModuleType, staged: str, order: dict[str, Any], descriptors: list[int]) -> None:
    """Be the first process of the new spaces: mount what is fresh, start the kernel, reap until it ends."""
    libc = _libc()
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    quiet = MS_NOSUID | MS_NODEV
    _mount(libc, "none", "/", None, MS_REC | MS_PRIVATE)
    _mount(libc, "proc", "/proc", "proc", quiet | MS_NOEXEC)
    os.chdir("/")
    size = order["limits"]["disk_bytes"]
    seen = {path: os.open(path, os.O_PATH | os.O_DIRECTORY) for path in order["seen"]}
    for folder in order["writable"]:
        _mount(libc, "tmpfs", folder, "tmpfs", quiet, f"size={size},mode=0755")
    for path, place in seen.items():  # the environment may lie below a scratch folder, in /tmp for one
        Path(path).mkdir(parents=True, exist_ok=True)
        _mount(libc, f"/proc/self/fd/{place}", path, None, MS_BIND | MS_REC)
        os.close(place)
    shutil.copytree(f"{staged}/{order['place']}", order["work"], dirs_exist_ok=True)
    _done(libc.umount2(staged.encode(), MNT_DETACH), "umount")
    ours, theirs = socket.socketpair()
    kernel = os.fork()
    if kernel == 0:
        ours.close()
        _end(_serve, inside, order, descriptors, theirs)
    theirs.close()
    for descriptor in descriptors:
        os.close(descriptor)
    ours.recv(1)
    for name in COVERED:
        table = f"/proc/{name}"
        if Path(table).exists():
            _mount(libc, table, table, None, MS_BIND | MS_REC)
            _mount(libc, "none", table, None, MS_BIND | MS_REMOUNT | MS_RDONLY | quiet | MS_NOEXEC)
    _powerless(libc)
    ours.send(b"!")
    ours.close()
    while True:
        ended, _ = os.wait()
        if ended == kernel:
            os._exit(0)


def _serve(inside: ModuleType, order: dict[str, Any], descriptors: list[int], ready: socket.socket) -> None:
    """Become nobody in particular, raise the second wall and run the kernel."""
    libc = _libc()
    user, group = os.getuid(), os.getgid()
    _done(libc.unshare(CLONE_NEWUSER), "unshare user")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{STUDENT} {user} 1"), ("gid_map", f"{STUDENT} {group} 1")):
        _say(f"/proc/self/{name}", text)
    _say("/proc/sys/user/max_user_namespaces", "0")
    ready.send(b"!")
    if ready.recv(1) != b"!":
        return
    ready.close()
    _powerless(libc)
    os.setsid()
    os.chdir(order["work"])
    os.umask(0o022)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
    sys.argv = ["kernel"]
    inside.limit(order["limits"])
    inside.landlock(order["writable"])
    inside.seccomp()
    inside.serve(dict(zip(order["sockets"], descriptors, strict=True)), order["key"])


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _mount(libc: ctypes.CDLL, what: str, where: str, kind: str | None, flags: int, options: str = "") -> None:
    _done(
        libc.mount(what.encode(), where.encode(), kind and kind.encode(), ctypes.c_ulong(flags), options.encode() or None), f"mount {where}"
    )


def _powerless(libc: ctypes.CDLL) -> None:
    """Give up every capability, for good."""
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for number in range(MOST_CAPABILITIES):
        libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header, nothing = struct.pack("Ii", CAPABILITY_VERSION, 0), bytes(24)
    _done(libc.syscall(CAPSET[os.uname().machine], header, nothing), "capset")


def _say(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="ascii")


def _done(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1])
