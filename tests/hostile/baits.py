"""Work for whoever reads: values and words that take long to read, or that read as more than they say."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from tests.cohort.recipes import cell
from tests.hostile.attack import NOTHING, Attack, instead, write

LONG = {"ranges": 200_000}
"""Characters of one answer, where not 60,000."""
WORDS = {
    "ranges": "1-",
    "thousands": "1,",
    "brackets": "(1 ",
    "money": "$5$ ",
    "shares": "1 in 2 ",
    "factors": "2x ",
    "spaced digits": " 1",
    "formulas": "\\frac{1}{2} ",
    "dotted": "1.1.1.1 ",
    "openings": "<script <!-- <b ",
    "claims": "The p95 latency fell from 461 ms to 120 ms, and cost by 12.5 %, ",
    "rows": "| latency | 1 | 2 | 3 |\n",
    "negations": "we do not never adopt no ",
}
CODES = {
    "tables of all sizes": "import pandas as pd\ncomparison = pd.concat([pd.DataFrame({'baseline': [1.0] * 400, 'optimized': 2.0, 'change': 1.0, 'change_pct': 100.0}, index=['p95 latency ms'] * 400)] * 4, axis=1)",
    "every label every metric": "import pandas as pd\nnames = ['latency mean p50 p95 ttft tpot throughput rps tok/s memory cost energy carbon error rate'] * 60\ncomparison = pd.DataFrame({'baseline': range(60), 'optimized': range(60)}, index=names)",
    "values that say both": "comparison = {f'latency_p95_ms {i}': f'{i} ms or {i + 1} ms or {i * 1.5} s' for i in range(900)}",
    "ranges of numbers": "comparison = {name: {'baseline': '0 - 10**9', 'optimized': '1e-9..1e9', 'change': '<= anything'} for name in ('latency_p95_ms', 'cost_per_1k_usd', 'energy_wh_per_request')}",
    "every decision": "decision = 'adopt, adopt with conditions, do not adopt'\nconcerns = {name: 'true or false' for name in ('latency', 'cost', 'ttft_p95')}\ntradeoffs = {name: ['yes', 'no'] for name in ('quality_loss_acceptable', 'worst_category')}",
    "true and one": "concerns = type('D', (dict,), {'get': lambda s, *a: True, '__getitem__': lambda s, k: True})()\nsavings = [True] * 1000\nworkload_facts = {i: True for i in range(999)}\ntradeoffs = {k: 1 for k in ('quality_change_pp', 'targets_met_before', 'targets_met_after')}",
    "tables in tables": "import pandas as pd\ninner = pd.DataFrame({'baseline': [1]})\nfor i in range(9): inner = pd.DataFrame({'baseline': [inner] * 5}, dtype=object)\ncomparison = inner",
    "index of many floors": "import pandas as pd\ncomparison = pd.DataFrame({'baseline': range(400)}, index=pd.MultiIndex.from_tuples([tuple(f'l{j}{i}' for j in range(40)) for i in range(400)]))",
    "no rows and no columns": "import pandas as pd\ncomparison = pd.DataFrame(index=range(10**6))\nsavings = pd.DataFrame(columns=[f'c{i}' for i in range(10**4)])\nbaseline_summary = pd.Series(dtype=object)",
    "dates and times": "import pandas as pd, datetime as dt\ncomparison = pd.DataFrame({'baseline': [pd.Timestamp.max, pd.NaT], 'optimized': [pd.Timedelta.max, dt.date.max]}, index=[dt.time.max, pd.Interval(0, 1)])",
    "numbers of other kinds": "import decimal, fractions, numpy as np\ncomparison = {'latency_p95_ms': {'baseline': decimal.Decimal('1e999999'), 'optimized': fractions.Fraction(10**9999, 3)}, 'cost': {'baseline': np.longdouble('1e4000'), 'optimized': np.float16('inf')}, 'memory': {'baseline': decimal.Decimal('sNaN'), 'optimized': np.datetime64('NaT')}}",
    "arrays of odd kinds": "import numpy as np\ncomparison = np.zeros((3, 3), dtype=[('baseline', 'O'), ('optimized', 'V8')])\nsavings = np.ma.masked_all((5, 5))\nbaseline_summary = np.array([], dtype='O').reshape(0, 0, 0)",
    "sets that do not sort": "comparison = {1, 'a', None, (1,), frozenset(), float('nan'), b'x', 1j}\nsavings = {complex(1, 2): 3}",
    "objects that format": "class F(float):\n    def __format__(self, s): raise SystemExit\n    def __repr__(self): raise SystemExit\n    def __float__(self): return 24.0\ncomparison = {'latency_p95_ms': {'baseline': F(1), 'optimized': F('nan')}}",
    "dataclass that counts": "import dataclasses\ncomparison = dataclasses.make_dataclass('C', [f'latency_p95_ms_{i}' for i in range(2000)])(*range(2000))",
    "frame with attributes": "import pandas as pd\ncomparison = pd.DataFrame({'baseline': [1]})\ncomparison.attrs = {'score': 24}\nobject.__setattr__(comparison, '_mgr', None)",
}


def told(name: str, unit: str) -> Attack:
    """Return an attack whose prose is ``unit`` over and over, all else as released."""

    def make(folder: Any, released: Any, solved: Any, world: Any) -> None:
        notebook = deepcopy(released)
        for part in ("analysis", "recommendation"):
            cell(notebook, part).source = "We should adopt. " + unit * (LONG.get(name, 60_000) // len(unit))
        write(folder, notebook)

    # A clear decision is stated, and that much is granted; only the claims say more, over and over, for a person to see.
    said = (2.0, 4.0) if name == "claims" else (1.0, 2.0)
    return Attack(name, "bait", make, {**NOTHING, **dict(zip(("analysis", "recommendation"), said, strict=True))})


SHAPED = {**NOTHING, "test-comparison": 4.0}
"""A table of the form asked for, every metric named and every value wrong: form and coverage are granted, as to anybody."""
ATTACKS = [*(told(name, unit) for name, unit in WORDS.items()), *(replace(one, deserves=SHAPED) for one in instead("bait", CODES))]
