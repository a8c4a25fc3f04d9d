"""Grade the whole corpus and say where the grader and the teacher differ: ``python -m tests.tables.run [name ...]``."""

from __future__ import annotations

import statistics
import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from grader import grade_table
from tests.tables.logs import NAMES, facts, logs
from tests.tables.right import RIGHT
from tests.tables.wrong import WRONG

FULL = 0.95
FULL_CONTAINER = 0.9
"""What counts as full marks for something that is not a data frame."""
APART = 0.15
FRAMES = ("DataFrame", "Styler")


@dataclass(frozen=True)
class Result:
    """One table in one scenario, as the grader sees it and as the teacher would."""

    scenario: str
    name: str
    right: bool
    mistake: str
    teacher: float
    fraction: float | None
    named: tuple[str, ...]
    kind: str
    milliseconds: float
    notes: tuple[str, ...] = ()

    @property
    def lost(self) -> bool:
        """A right table below full marks, or a wrong one with full marks."""
        full = FULL if self.kind in FRAMES else FULL_CONTAINER
        return self.right and (self.fraction or 0.0) < full

    @property
    def found(self) -> bool:
        """The mistake of a wrong table, or one of its alternatives, is among those named."""
        return not set(self.mistake.split("|")).isdisjoint(self.named)

    @property
    def off(self) -> float:
        """Grader minus teacher."""
        return (self.fraction or 0.0) - self.teacher


def build(code: str, scenario: str) -> object:
    """Return what ``code`` leaves as ``comparison``; None where it leaves nothing."""
    before, after = logs(scenario)
    names: dict[str, object] = {"__name__": "__main__", "pd": pd, "np": np, "baseline": before.copy(), "optimized": after.copy()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(code, f"<{scenario}>", "exec"), names)
    return names.get("comparison")


def grade(scenario: str, name: str) -> Result:
    """Return the result of one table of the corpus in one scenario."""
    right = name in RIGHT
    text, mistake, teacher = (RIGHT[name], "", 1.0) if right else WRONG[name]
    table = build(text, scenario)
    start = time.perf_counter()
    report = grade_table(table, facts(scenario))
    spent = 1000 * (time.perf_counter() - start)
    notes = tuple(f"{verdict.key}: {verdict.fraction} {getattr(verdict, 'say_instructor', '')}"[:300] for verdict in report.criteria)
    return Result(
        scenario, name, right, mistake, teacher, report.fraction, tuple(m.key for m in report.mistakes), type(table).__name__, spent, notes
    )


def results(only: Iterable[str] = ()) -> Iterator[Result]:
    """Yield the result of every table in every scenario, or only of the tables named."""
    chosen = set(only)
    for scenario in NAMES:
        for name in (*RIGHT, *WRONG):
            if not chosen or name in chosen:
                yield grade(scenario, name)


def complaints(found: Iterable[Result]) -> Iterator[tuple[str, Result]]:
    """Yield what is wrong with each result: lost points, unnamed mistake, full marks for a wrong table, another mark than the teacher's."""
    for result in found:
        if result.lost:
            yield "right, but marked down", result
        elif not result.right and result.fraction is None:
            yield "left to a person", result
        elif not result.right:
            if (result.fraction or 0.0) >= FULL > result.teacher:
                yield "wrong, but full marks", result
            elif abs(result.off) > APART:
                yield "another mark", result
            if not result.found:
                yield "not named", result


def totals(found: list[Result]) -> str:
    """Return the summary lines."""
    right, wrong = [r for r in found if r.right], [r for r in found if not r.right]
    left = sum(r.fraction is None for r in wrong)
    lines = [f"{len(right)} right and {len(wrong)} wrong tables graded"]
    if right:
        lines.append(f"right shapes that lose nothing: {sum(not r.lost for r in right) / len(right):.3f}")
    if wrong:
        lines.append(f"mean absolute difference on wrong ones: {statistics.fmean(abs(r.off) for r in wrong):.3f}")
        lines.append(f"mistakes named: {sum(r.found for r in wrong) / len(wrong):.3f} (of those marked: {_share(wrong)})")
        lines.append(f"wrong ones left to a person, counted as 0 above: {left}")
        lines.append(f"wrong ones with full marks: {sum((r.fraction or 0.0) >= FULL > r.teacher for r in wrong)}")
    if found:
        lines.append(f"mean absolute difference on all: {statistics.fmean(abs(r.off) for r in found):.3f}")
        lines.append(f"median time: {statistics.median(r.milliseconds for r in found):.1f} ms")
    return "\n".join(lines)


def _share(wrong: list[Result]) -> str:
    marked = [r for r in wrong if r.fraction is not None]
    return f"{sum(r.found for r in marked) / len(marked):.3f}" if marked else "none"


def main(only: list[str]) -> int:
    """Print complaints and totals; with names of tables, print all that is known of these."""
    write = sys.stdout.write
    found = list(results(only))
    for complaint, result in complaints(found):
        mark = "unscored" if result.fraction is None else f"{result.fraction:.2f}"
        write(
            f"{result.scenario:5} {complaint:23} {result.name:32} {mark} teacher {result.teacher:.2f} {result.mistake} {list(result.named)}\n"
        )
    for result in found if only else ():
        write(f"\n{result.scenario} {result.name} {result.kind} {result.fraction} {result.named}\n  " + "\n  ".join(result.notes) + "\n")
    write(totals(found) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
