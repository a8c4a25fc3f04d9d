"""Values made to hurt whoever looks at them: all stand where the comparison should, and deserve nothing."""

from tests.hostile.attack import instead

CODES = {
    "repr that loops": "class X:\n    def __repr__(self):\n        while True: pass\n    __str__ = __repr__\ncomparison = X()",
    "class that lies": "class X:\n    @property\n    def __class__(self): return dict\n    def items(self): return iter(lambda: ('a', 1), None)\ncomparison = X()",
    "endless items": "class X(dict):\n    def items(self):\n        while True: yield 'latency_p95', 1\ncomparison = X(a=1)",
    "endless length": "class X(list):\n    def __iter__(self):\n        while True: yield 1\n    def __len__(self): return 10**18\ncomparison = X([1])",
    "getattr that exits": "import os\nclass X:\n    def __getattr__(self, name): os._exit(7)\ncomparison = X()",
    "huge number": "comparison = {'latency_p95': 10**10000, 'peak_memory': -10**400}",
    "huge number in text": "comparison = {'latency_p95': '9' * 10**6, 'cost': '1e' + '9' * 1000}",
    "text without end": "comparison = {str(i): 'x' * 20000 for i in range(1000)}",
    "large table": "import pandas as pd, numpy as np\ncomparison = pd.DataFrame(np.random.rand(10**5, 50))",
    "wide table": "import pandas as pd, numpy as np\ncomparison = pd.DataFrame(np.random.rand(3, 5000))",
    "deep": "comparison = x = {}\nfor i in range(10**5): x['a'] = {}; x = x['a']",
    "holds itself": "comparison = {}\ncomparison['latency'] = comparison",
    "frame that holds itself": "import pandas as pd\ncomparison = pd.DataFrame({'a': [None]}, dtype=object)\ncomparison.iat[0, 0] = comparison",
    "not finite": "import numpy as np, pandas as pd\ncomparison = pd.DataFrame({'baseline': [np.nan, np.inf], 'optimized': [-np.inf, np.nan]}, index=['p95 latency', 'cost'])",
    "surrogates": "comparison = {'latency_p95 \\ud800': '\\udfff 1 ms', '\\x00': '\\x00'}",
    "direction marks": "comparison = {'\\u202elatency_p95\\u202c': {'baseline': '\\u202e0461', 'optimized': 1}}",
    "keys of odd types": "comparison = {None: 1, (1, (2, (3,))): 2, 3.5: 3, b'x': 4, frozenset(): 5}",
    "regular expression bait": "comparison = {'latency ' + ' ' * 5000 + '(' * 5000: '1' + ',1' * 9000 + ' ms'}",
    "labels made of labels": "comparison = {' '.join(['p95 latency ms'] * 900): 1.0, 'mean ' * 3000: 2.0}",
    "lambda": "comparison = lambda: 24.0",
    "generator": "comparison = (i for i in iter(int, 1))",
    "module": "import sys\ncomparison = sys",
    "names deleted": "comparison = 1\ndel comparison",
    "pickle bait": "class X:\n    def __reduce__(self):\n        import os\n        return os.system, ('touch /tmp/owned',)\ncomparison = X()",
}
ATTACKS = instead("evidence", CODES)
