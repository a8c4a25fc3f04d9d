"""
What runs first on the student's side: limits, the second wall, then the kernel.

Self-contained (standard library and ipykernel, nothing of this package): only this one file is shown to the
student's side. It is started by ``process.py`` with one JSON argument; see ``main``. Nothing in here is secret and
nothing in here is trusted afterwards: from the first cell on, this process belongs to the student.

Second wall: Landlock (writing only below the scratch folders, from ABI 1 on) and a seccomp filter (system
calls no answer needs). Either may be missing on a machine; the first wall does not rest on them.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import resource
import shutil
import socket
import struct
import sys

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_WRITES = 0b1_1111_1111_0010  # every right but execute, read file, read folder (ABI 1)
LANDLOCK_REFER, LANDLOCK_TRUNCATE, LANDLOCK_IOCTL = 1 << 13, 1 << 14, 1 << 15
LANDLOCK_WRITE_FILE = 1 << 1
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_FILTER = 38, 22, 2
ARCHES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
SOCKET_CALL = (41, 198)
SOCKET_FAMILIES = (1, 2, 10, 16)
"""Unix, IPv4, IPv6 and netlink; there is no network behind them, libraries ask for them all the same."""
FORBIDDEN = {
    # memory that no process's size shows
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    # other processes and other places
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272), "pidfd_getfd": (438, 438),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    # the kernel's less travelled roads
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "fanotify_init": (300, 262), "keyctl": (250, 219),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "add_key": (248, 217),
    "request_key": (249, 218), "kexec_load": (246, 104), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "acct": (163, 89), "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "syslog": (103, 116), "quotactl": (179, 60),
    "personality": (135, 92),
}  # fmt: skip
"""System calls refused with EPERM: number on x86_64, number on aarch64."""


def limit(limits: dict[str, int]) -> None:
    """Set the per-process limits: data, file size, CPU seconds, open files, processes where they bind."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_DATA: limits["memory_bytes"],
        resource.RLIMIT_FSIZE: limits["disk_bytes"],
        resource.RLIMIT_CPU: limits["cpu_s"],
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_NPROC: limits["threads"],
        resource.RLIMIT_MEMLOCK: 1 << 16,
    }
    if not limits["walled"]:
        del wanted[resource.RLIMIT_NPROC]  # counts every process of the account outside a user namespace
    for what, most in wanted.items():
        hard = resource.getrlimit(what)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (value, value))


def landlock(writable: list[str]) -> bool:
    """Allow writing below ``writable`` and to devices only; return whether the machine can."""
    libc = ctypes.CDLL(None, use_errno=True)
    abi = libc.syscall(LANDLOCK_CREATE, None, 0, 1)
    if abi < 1:
        return False
    handled = LANDLOCK_WRITES | (LANDLOCK_REFER if abi >= 2 else 0) | (LANDLOCK_TRUNCATE if abi >= 3 else 0)
    scoped = 0b11 if abi >= 6 else 0  # abstract sockets and signals of other processes
    attributes = struct.pack("QQQ", handled, 0, scoped)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    rules = libc.syscall(LANDLOCK_CREATE, attributes, len(attributes), 0)
    for folder, rights in [*((folder, handled) for folder in writable), ("/dev", LANDLOCK_WRITE_FILE)]:
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        libc.syscall(LANDLOCK_ADD, rules, 1, struct.pack("=Qi", rights & handled, place), 0)
        os.close(place)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    done: bool = libc.syscall(LANDLOCK_RESTRICT, rules, 0) == 0
    os.close(rules)
    return done


def seccomp() -> bool:
    """Refuse ``FORBIDDEN`` and foreign system call tables; return whether the machine can."""
    known = ARCHES.get(platform.machine())
    if known is None or struct.calcsize("P") != 8:
        return False
    program = _filter(*known)
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(program, len(program))
    fprog = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_FILTER, fprog, 0, 0) == 0)


def _filter(arch: int, column: int) -> bytes:
    """Return the BPF program: foreign table -> ENOSYS, forbidden -> EPERM, odd socket -> EAFNOSUPPORT, rest -> allow."""
    load, jump_equal, jump_from, give = 0x20, 0x15, 0x35, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000
    code = [(load, 0, 0, 4), (jump_equal, 1, 0, arch), (give, 0, 0, refuse | 38), (load, 0, 0, 0)]
    code += [(jump_from, 0, 1, 0x40000000), (give, 0, 0, refuse | 38)]
    for numbers in FORBIDDEN.values():
        code += [(jump_equal, 0, 1, numbers[column]), (give, 0, 0, refuse | 1)]
    code += [(jump_equal, 1, 0, SOCKET_CALL[column]), (give, 0, 0, allow), (load, 0, 0, 16)]
    for family in SOCKET_FAMILIES:
        code += [(jump_equal, 0, 1, family), (give, 0, 0, allow)]
    code += [(give, 0, 0, refuse | 97)]
    return b"".join(struct.pack("HBBI", operation, yes, no, value) for operation, yes, no, value in code)


def serve(sockets: dict[str, int], key: str) -> None:
    """Run an IPython kernel on listening sockets that were made outside; returns when it is shut down."""
    import zmq
    from ipykernel.kernelapp import IPKernelApp

    class App(IPKernelApp):
        """The kernel, without heartbeat, connection file and parent poller: nobody here needs them."""

        def _try_bind_socket(self, s: zmq.Socket[bytes], port: int) -> int:
            s.setsockopt(zmq.USE_FD, port)  # each "port" is the number of an inherited listening socket
            s.bind(f"ipc://{port}")
            return port

        def init_heartbeat(self) -> None:
            pass

        def write_connection_file(self, **kwargs: object) -> None:
            pass

        def init_poller(self) -> None:
            pass

    app = App.instance(transport="ipc", ip="fd", **{f"{name}_port": number for name, number in sockets.items()})
    app.session.key = key.encode()
    app.initialize(["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=ERROR"])
    if "" not in sys.path:
        sys.path.insert(0, "")  # the working folder, as every kernel has it; left out so far so that nothing handed in is imported
    app.start()


def main(order: str) -> None:
    """
    Prepare the scratch folder, raise the walls and serve.

    ``order`` is JSON: ``files`` (folder to copy from, or empty), ``work`` (folder to run in), ``writable`` (folders),
    ``limits`` (see ``limit``), ``sockets`` (channel -> descriptor), ``key`` (message key).
    """
    given = json.loads(order)
    if given["files"]:
        shutil.copytree(given["files"], given["work"], dirs_exist_ok=True)
    os.chdir(given["work"])
    os.umask(0o022)
    limit(given["limits"])
    if given["limits"]["walled"]:
        landlock(given["writable"])
        seccomp()
    sys.argv = ["kernel"]
    for number in given["sockets"].values():
        socket.socket(fileno=os.dup(number)).close()  # stops here, in words, if a descriptor did not arrive
    serve(given["sockets"], given["key"])


if __name__ == "__main__":
    main(sys.argv[1])
