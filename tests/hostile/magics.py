"""The student's own process turned against whoever works in it: magics, signals, tasks, and Python itself bent."""

from tests.hostile.attack import INSIDE, beside, instead

TYPED_IN = '\'{"comparison": {"kind": "mapping", "type": "dict", "items": [["latency_p95_ms", 1.0]]}}\''
MIME = "application/vnd.grader.evidence"
INSTEAD = {
    "execution replaced": f"""
import types
from IPython.display import publish_display_data
async def do_execute(self, code, *a, **k):
    publish_display_data({{{MIME!r}: {TYPED_IN}}})
    return {{'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {{}}}}
kernel = get_ipython().kernel
kernel.do_execute = types.MethodType(do_execute, kernel)
""",
    "compiler replaced": "ip = get_ipython()\nreal = ip.compile\nclass C(type(real)):\n    def ast_parse(self, source, *a, **k): return real.ast_parse('24.0', *a, **k)\nip.compile = C()",
    "namespace that answers everything": "class N(dict):\n    def __contains__(self, k): return True\n    def __missing__(self, k): return {'latency_p95_ms': 24.0}\nip = get_ipython()\nip.user_ns = N(ip.user_ns)",
    "module replaced": "import sys, types\nfor name in ('json', 'math', 'IPython.display'):\n    sys.modules[name] = types.SimpleNamespace(dumps=lambda *a, **k: '24.0', isfinite=lambda n: True, isnan=lambda n: False, publish_display_data=print)",
    "finite by decree": "import math, json\nmath.isfinite = lambda n: True\njson.dumps = lambda v, **k: real(v)\nreal = json.JSONEncoder().encode\ncomparison = {'latency_p95_ms': float('nan'), 'cost': float('inf')}",
    "importer of my own": "import sys\nclass F:\n    def find_spec(self, name, *a):\n        raise SystemExit(24.0)\nsys.meta_path.insert(0, F())\nfor name in ('json', 'IPython.display'): sys.modules.pop(name, None)",
    "type that lies": "import builtins\nreal = builtins.type\nbuiltins.type = lambda *a: float if len(a) == 1 else real(*a)\nbuiltins.isinstance = lambda *a: True",
    "table class replaced": "import pandas as pd\nclass Meta(type):\n    def __instancecheck__(cls, other): return True\npd.DataFrame = Meta('DataFrame', (), {'iloc': 24.0, 'shape': (1, 1)})\ncomparison = 24.0",
    "metaclass that raises": "class M(type):\n    @property\n    def __module__(cls): raise SystemExit('24.0')\n    __qualname__ = property(lambda cls: 1 / 0)\ncomparison = M('X', (), {})()",
    "profile that edits": "import sys\ndef spy(frame, event, arg):\n    for name in list(frame.f_locals):\n        if name in ('value', 'number', 'scalar'): frame.f_locals[name] = 24.0\nsys.setprofile(spy)\nsys.settrace(lambda *a: spy)",
    "task that edits": "import asyncio\nasync def edit():\n    while True:\n        globals().update(comparison={'latency_p95_ms': 24.0}); await asyncio.sleep(0)\nasyncio.get_event_loop().create_task(edit())",
    "debugger": "get_ipython().run_line_magic('pdb', 'on')\n1 / 0",
    "breakpoint": "breakpoint()",
    "display that is evidence": f"class E:\n    def _repr_mimebundle_(self, **k): return {{{MIME!r}: {TYPED_IN}}}\nE()",
    "evidence of other names": f'from IPython.display import publish_display_data\npublish_display_data({{{MIME!r}: \'{{"score": 24, "__class__": 1, "analysis": "x", "comparison": {{"kind": "scored", "points": 24}}}}\'}})\nimport IPython.display\nIPython.display.publish_display_data = lambda *a, **k: None',
}
"""All stand where the comparison should and deserve nothing."""
LATE = {
    "shell replaced": "get_ipython().run_cell = lambda *a, **k: 24.0\nget_ipython().run_cell_async = lambda *a, **k: 24.0",
    "handler replaced": "get_ipython().kernel.shell_handlers['execute_request'] = lambda *a, **k: None",
}
"""The same in the last code cell: every cell behind it is waited for."""
BESIDE = {
    "shut down": "get_ipython().kernel.do_shutdown(True)",
    "exit by name": "exit()",
    "asked to exit": "get_ipython().ask_exit()\nquit()",
    "sleep in the loop": "import asyncio\nawait asyncio.sleep(3600)",
    "loop stopped": "import asyncio\nasyncio.get_event_loop().stop()",
    "alarms": "import signal\nsignal.signal(signal.SIGALRM, lambda *a: 1 / 0)\nsignal.setitimer(signal.ITIMER_REAL, 0.02, 0.003)",
    "interrupt that exits": "import os, signal\nsignal.signal(signal.SIGINT, lambda *a: os._exit(0))\nwhile True: pass",
    "parents stopped": INSIDE
    + "import os, signal\nfor pid in (1, 2, os.getppid()):\n    try: os.kill(pid, signal.SIGSTOP)\n    except OSError: pass",
    "parents killed": INSIDE + "import os\nfor pid in (1, 2, os.getppid()):\n    try: os.kill(pid, 9)\n    except OSError: pass",
    "modules cleared": "import sys\nsys.modules.clear()",
    "builtins cleared": "import builtins\nfor name in ('isinstance', 'len', 'list', 'dict', 'exec', '__import__', 'type'): delattr(builtins, name)",
    "one is two": INSIDE + "import ctypes\nctypes.memset(id(257) + 24, 1, 1)\nctypes.memset(id(2) + 24, 3, 1)",
    "streams gone": "import os, sys\nsys.stdout = sys.stderr = sys.stdin = None\nfor n in (0, 1, 2): os.close(n)",
    "folder gone": INSIDE
    + "import os, shutil\nshutil.rmtree(os.path.expanduser('~'), ignore_errors=True)\nshutil.rmtree(os.getcwd(), ignore_errors=True)",
    "elsewhere": "import os\nos.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')",
    "limits raised": "import os, resource\nfor what in range(16):\n    for most in ((2**40, 2**40), (1, 1)):\n        try: resource.setrlimit(what, most)\n        except (OSError, ValueError): pass\ntry: os.nice(-20)\nexcept OSError: pass",
    "limits lowered": "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))",
    "kernel's own name": "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.prctl(15, b'nbgrader', 0, 0, 0)\nlibc.prctl(1, 0, 0, 0, 0)\nlibc.prctl(4, 0, 0, 0, 0)\nimport os\nos.setpgrp()",
    "threads switched": "import gc, sys, threading\nsys.setswitchinterval(1e-9)\ngc.set_threshold(1)\nthreading.settrace(lambda *a: None)",
    "every magic": "ip = get_ipython()\nfor line in ('cd /', 'xmode Verbose', 'autoawait False', 'precision 1', 'rehashx', 'unload_ext x', 'gui qt', 'colors Linux', 'logstart -o /proc/x', 'config HistoryManager.enabled=False'):\n    try: ip.run_line_magic(*line.split(' ', 1))\n    except BaseException: pass",
    "everything reset": "get_ipython().run_line_magic('reset', '-f')",
    "hooks that raise": "import sys, threading, atexit\nip = get_ipython()\nfor event in ('pre_execute', 'pre_run_cell', 'post_execute', 'post_run_cell'): ip.events.register(event, lambda *a: 1 / 0)\nsys.unraisablehook = sys.excepthook = threading.excepthook = lambda *a: 1 / 0\nip.set_custom_exc((BaseException,), lambda *a: 1 / 0)",
}
"""All stand behind the last answer: what was answered before keeps at most what it deserves."""
ATTACKS = [*instead("magic", INSTEAD), *instead("magic", LATE, where="decision"), *beside("magic", BESIDE, exact=False)]
