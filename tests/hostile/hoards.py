"""Things of the machine that no single limit counts: shared memory, buffers of the system, processes that hide."""

from tests.hostile.attack import INSIDE, beside

CODES = {
    "shared memory": "import mmap, time\nheld, block, end = mmap.mmap(-1, 4 * 10**9), bytes([1]) * 10**7, time.monotonic() + 4\nfor i in range(390):\n    held.write(block)\n    if time.monotonic() > end: break\ntime.sleep(0.3)",
    "shared memory in processes": "import mmap, os, time\nfor i in range(6):\n    if os.fork() == 0:\n        held, block = mmap.mmap(-1, 6 * 10**8), bytes([1]) * 10**7\n        for j in range(60): held.write(block)\n        time.sleep(4); os._exit(0)\ntime.sleep(4)",
    "memory mapped from files": "import mmap\nheld = []\nfor place in ('/tmp', '/dev/shm', '.'):\n    file = open(f'{place}/big', 'w+b')\n    try:\n        file.truncate(190 * 10**6)\n        view = mmap.mmap(file.fileno(), 190 * 10**6)\n        for i in range(19): view.write(bytes([1]) * 10**7)\n        held.append(view)\n    except (OSError, ValueError): pass",
    "files without names": "import os\nheld = []\nfor place in ('/tmp', '/dev/shm', '.'):\n    try:\n        for i in range(100):\n            held.append(os.open(place, os.O_TMPFILE | os.O_RDWR)); os.write(held[-1], bytes(10**7))\n    except OSError: pass",
    "socket buffers": "import socket\nheld = []\nfor i in range(20):\n    pair = socket.socketpair(); held += pair; pair[0].setblocking(False)\n    pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)\n    try:\n        while True: pair[0].send(bytes(1 << 16))\n    except OSError: pass",
    "pipes": "import fcntl, os\nheld = []\ntry:\n    while True:\n        held += os.pipe()\n        try: fcntl.fcntl(held[-1], 1031, 1 << 20)\n        except OSError: pass\n        os.set_blocking(held[-1], False); os.write(held[-1], bytes(1 << 20))\nexcept OSError: pass",
    "watches and timers": "import ctypes, time\nlibc = ctypes.CDLL(None)\nfor i in range(400): libc.inotify_init(); libc.timerfd_create(1, 0); libc.eventfd(0, 0); libc.epoll_create1(0)",
    "zombies": "import os, time\nfor i in range(40):\n    if os.fork() == 0: os._exit(0)\ntime.sleep(1)",
    "busy processes": "import os, time\nfor i in range(12):\n    if os.fork() == 0:\n        end = time.monotonic() + 60\n        while time.monotonic() < end: pass\n        os._exit(0)",
    "process that refuses to end": "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import signal, time\\nfor n in range(1, 65):\\n    try: signal.signal(n, signal.SIG_IGN)\\n    except OSError: pass\\n    except ValueError: pass\\ntime.sleep(900)', MARK], start_new_session=True)",
    "process that keeps forking": "import os, sys\nif os.fork() == 0:\n    os.setsid()\n    os.execv(sys.executable, [sys.executable, '-c', 'import os, time\\nend = time.monotonic() + 60\\nwhile time.monotonic() < end:\\n    if os.fork(): os._exit(0)\\n    time.sleep(0.002)', MARK])",
    "process that stopped itself": "import os, signal, sys\nif os.fork() == 0:\n    os.execv(sys.executable, [sys.executable, '-c', 'import os, signal; os.kill(os.getpid(), signal.SIGSTOP)', MARK])",
    "process that writes on": 'import os, sys\nif os.fork() == 0:\n    os.setsid()\n    os.execv(sys.executable, [sys.executable, \'-c\', \'import time\\nwhile True: open("/dev/shm/x", "a").write("x" * 1000); time.sleep(0.01)\', MARK])',
    "pool that hangs": "import multiprocessing, time\npool = multiprocessing.get_context('fork').Pool(6)\npool.map_async(time.sleep, [900] * 6)",
    "thread that holds the lock": "import ctypes, threading\nthreading.Thread(target=lambda: ctypes.PyDLL(None).sleep(300)).start()",
    "names in the thousands": "import os\nfor i in range(20000):\n    try: os.symlink('x' * 200, f'{i}' + 'n' * 200)\n    except OSError: break",
    "slow to be looked at": "import time\nclass Slow(dict):\n    def items(self):\n        time.sleep(8); return super().items()\ndecision = Slow(a=1)",
}
ATTACKS = [
    *beside("hoard", {name: INSIDE + code for name, code in CODES.items()}, exact=False),
]
