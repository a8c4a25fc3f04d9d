"""Using up the machine. What was answered before keeps its marks at most; nobody else notices."""

from tests.hostile.attack import INSIDE, beside, instead

CODES = {
    "loop": "while True: pass",
    "loop that catches": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "interrupt ignored": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\nwhile True: pass",
    "sleep": "import time\ntime.sleep(10000)",
    "input asked": "input('mark? ')",
    "memory": "held = bytearray(10**11)",
    "memory slowly": "held = []\nwhile True: held.append(bytearray(10**8))",
    "memory in processes": "import os, time\nfor i in range(30):\n    if os.fork() == 0:\n        held = os.urandom(2 * 10**8); time.sleep(60); os._exit(0)\ntime.sleep(30)",
    "memory in files": "for i in range(10**4): open(f'/dev/shm/{i}', 'wb').write(bytes(10**7))",
    "disk": "for i in range(10**4): open(f'f{i}', 'wb').write(bytes(10**7))",
    "many files": "import os\nfor i in range(10**6):\n    os.mkdir(f'd{i}')",
    "one deep folder": "import os\nfor i in range(10**5):\n    os.mkdir('d'); os.chdir('d')",
    "fork bomb": "import os\nwhile True: os.fork()",
    "thread bomb": "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(60,)).start()",
    "descriptors": "import os\nheld = []\nwhile True: held.append(os.open('/dev/null', 0))",
    "output in lines": "while True: print('x' * 200)",
    "output at once": "print('x' * 10**9)",
    "errors flood": "import sys\nwhile True: print('x' * 500, file=sys.stderr)",
    "displays flood": "from IPython.display import HTML, display\nwhile True: display(HTML('<b>x</b>' * 500))",
    "display updated": "from IPython.display import display\nhandle = display('x', display_id=True)\nwhile True: handle.update('y' * 10**6)",
    "recursion": "def f(): return f()\nimport sys\nsys.setrecursionlimit(10**9)\nf()",
    "null pointer": "import ctypes\nctypes.string_at(0)",
    "exit": "import os\nos._exit(0)",
    "killed": "import os\nos.kill(os.getpid(), 9)",
    "everything killed": "import os\nos.kill(-1, 9)",
    "stopped": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "descriptors closed": "import os\nos.closerange(3, 1000)",
    "garbage on the sockets": "import os, socket\nfor n in range(3, 60):\n    try: os.write(n, b'\\xff' * 10**5)\n    except OSError: pass",
    "control thread stopped": "import gc, threading\nfor t in threading.enumerate():\n    if hasattr(t, 'io_loop') and t is not threading.current_thread(): t.io_loop.add_callback(t.io_loop.stop)\nwhile True: pass",
}
ATTACKS = [
    *instead("exhaust", {name: INSIDE + code for name, code in CODES.items()}, where="savings"),
    *beside("exhaust", {"after the last answer": INSIDE + "import os\nos._exit(3)"}, exact=False),
]
