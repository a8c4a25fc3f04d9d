"""
How long reading and scoring takes: one comparison table, one pair of prose answers, one whole submission's evidence.

    python -m benchmarks.reading
"""

import platform
import statistics
import time

from grader.rubric.prose import judge_prose
from grader.rubric.table import grade_table
from tests.rubric.test_all_part_none import ANSWERS
from tests.rubric.work import FACTS, Work
from tests.tables.logs import NAMES, facts
from tests.tables.right import RIGHT
from tests.tables.run import build
from tests.tables.wrong import WRONG


def timed(work) -> list[float]:
    """Return milliseconds for every call in ``work``, after one call that warms the lexicons."""
    out = []
    for call in work:
        started = time.perf_counter()
        call()
        out.append(1000 * (time.perf_counter() - started))
    return out[1:]


def main() -> None:
    """Print median, 95th percentile and slowest, in ms."""
    truth = facts(NAMES[0])
    tables = [build(code, NAMES[0]) for code in [*RIGHT.values(), *(entry[0] for entry in WRONG.values())]]
    rows = {
        f"one table ({len(tables)} of the corpus)": timed([lambda table=table: grade_table(table, truth) for table in tables]),
        "two prose answers": timed([lambda answer=answer: judge_prose(*answer, FACTS) for answer in list(ANSWERS.values()) * 20]),
        "one submission's evidence": timed([Work().report] * 40),
    }
    print(f"Python {platform.python_version()}, {platform.system()} {platform.release()}")
    for name, times in rows.items():
        print(
            f"  {name:<32} median {statistics.median(times):6.1f} ms   p95 {statistics.quantiles(times, n=20)[-1]:6.1f}   slowest {max(times):6.1f}"
        )


if __name__ == "__main__":
    main()
