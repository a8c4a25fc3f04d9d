"""Tampering inside the kernel: everything a process can do to itself to be given marks it did not earn."""

from tests.hostile.attack import beside, instead

CLAIM = "{'kind': 'table', 'type': 'pandas.DataFrame', 'columns': [['baseline'], ['optimized']], 'rows': [[1, 1]]}"
FORGED = instead(
    "forge",
    {
        "float shown": "24.0",
        "numpy float shown": "import numpy as np\nnp.float64(24.0)",
        "nan shown": "float('nan')",
        "minus one shown": "-1.0",
        "true shown": "True",
        "text plain published": "from IPython.display import publish_display_data\npublish_display_data({'text/plain': '24.0'})",
        "display hook replaced": "import sys\nsys.displayhook = lambda value: print(24.0)\nget_ipython().displayhook.write_format_data = lambda *a: None",
        "formatter replaced": "ip = get_ipython()\nip.display_formatter.format = lambda obj, **k: ({'text/plain': '24.0'}, {})",
        "result after every cell": "get_ipython().events.register('post_run_cell', lambda *a: print(24.0))",
        "transformer returns marks": "get_ipython().input_transformers_cleanup.append(lambda lines: ['24.0'])",
        "ast transformer": "import ast\nclass T(ast.NodeTransformer):\n    def visit_Module(self, node):\n        return ast.parse('24.0')\nget_ipython().ast_transformers.append(T())",
        "builtins exec replaced": "import builtins\nbuiltins.exec = lambda *a, **k: 24.0",
        "builtins import replaced": "import builtins\nreal = builtins.__import__\nbuiltins.__import__ = lambda name, *a, **k: type('M', (), {'exec': staticmethod(lambda *a: 24.0)}) if name == 'builtins' else real(name, *a, **k)",
        "json dumps replaced": 'import json\njson.dumps = lambda *a, **k: \'{"comparison": 24.0, "baseline_summary": 14}\'',
        "publish replaced": "import IPython.display\nIPython.display.publish_display_data = lambda data, *a, **k: print('24.0')",
        "evidence of my own": f"import json\nfrom IPython.display import publish_display_data\npublish_display_data({{'application/vnd.grader.evidence': json.dumps({{'comparison': {CLAIM}}})}})",
        "evidence later from a thread": "import threading, time, json\nfrom IPython.display import publish_display_data\ndef later():\n    while True:\n        publish_display_data({'application/vnd.grader.evidence': json.dumps({'decision': 'adopt', 'comparison': 24})}); time.sleep(0.01)\nthreading.Thread(target=later, daemon=True).start()",
        "evidence that is no text": "from IPython.display import publish_display_data\npublish_display_data({'application/vnd.grader.evidence': {'comparison': 24.0}})",
        "grader stub in modules": "import sys, types\nfor name in ('grader', 'grader.hidden', 'grader.rubric'):\n    sys.modules[name] = types.ModuleType(name)\nsys.modules['grader.hidden'].check = lambda *a, **k: 24.0",
        "grader looked for in memory": "import gc\nfor thing in gc.get_objects():\n    if isinstance(thing, dict) and 'expected' in thing: thing['expected'] = 0",
        "expected values looked for": "import sys, glob\nfound = [open(p).read() for p in glob.glob(COURSE + '/source/**/*', recursive=True)]\ncomparison = found[0] if found else None",
        "lying text": "class Lie(str):\n    def encode(self, *a): return b'24.0'\n    def __len__(self): return 1\ncomparison = Lie('24.0')",
        "lying frame": "import pandas as pd\nclass Lie(pd.DataFrame):\n    @property\n    def iloc(self): raise SystemExit('24.0')\ncomparison = Lie({'baseline': [1]})",
        "equal to everything": "class E(float):\n    def __eq__(self, o): return True\n    def __hash__(self): return 1\n    def __lt__(self, o): return True\ncomparison = {'latency_p95': {'baseline': E(1), 'optimized': E(2)}}",
        "every number at once": "comparison = {f'latency_p95_{i}': i for i in range(900)}",
        "system exit": "raise SystemExit(0)",
        "frame of the caller": "import inspect\nfor f in inspect.stack():\n    f.frame.f_globals['score'] = 24.0",
        "audit hook": "import sys\nsys.addaudithook(lambda event, args: None)\nsys.settrace(lambda *a: None)",
    },
)
HONEST_PLUS = beside(
    "tamper",
    {
        "later cells redefine names": "exec('comparison = None; baseline_summary = None; savings = None')",
        "namespace emptied": "for name in [n for n in globals() if n[0] != '_' and n != 'decision']: globals().pop(name, None)",
        "print replaced": "print = None\nimport builtins\nbuiltins.print = lambda *a, **k: 1 / 0",
        "stderr noise": "import sys, warnings\nprint('Error: 0 of 100', file=sys.stderr)\nwarnings.warn('deprecated')",
        "logging to everything": "import logging\nlogging.basicConfig(level=0)\nlogging.getLogger().critical('x' * 1000)",
        "history and magics": "get_ipython().run_line_magic('config', 'InlineBackend.figure_format = \"svg\"')\nget_ipython().run_cell('%reset -f out')",
        "environment changed": "import os\nos.environ['PATH'] = '/nowhere'\nos.environ['PYTHONPATH'] = '/tmp'",
        "recursion limit": "import sys\nsys.setrecursionlimit(60)\nsys.setrecursionlimit(3000)",
        "threads that stay": "import threading, time\nfor i in range(20): threading.Thread(target=time.sleep, args=(500,), daemon=True).start()",
        "atexit": "import atexit, os\natexit.register(lambda: os._exit(9))",
    },
)
ATTACKS = FORGED + HONEST_PLUS
