"""
How far the shipped window is from the full-length study it stands for, recomputed from the data files.

Documented figures come from the scenario; a departure of more than a tenth must be explained there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.exercise.data import load_dataset
from grader.exercise.facts import measures
from grader.exercise.generate import generate
from grader.exercise.scenario import Documented, scenario, scenario_names
from grader.model import Measure

TOLERANCE = 0.10
"""Relative difference up to which a figure needs no explanation."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One documented figure and the same figure of the shipped window, in ``unit``."""

    scenario: str
    system: str
    metric: str
    unit: str
    documented: float
    window: float
    difference: float
    """(window - documented) / documented."""
    note: str
    """Why it departs by more than ``TOLERANCE``; empty where it does not."""

    @property
    def close(self) -> bool:
        """Whether the window is within the tolerance."""
        return abs(self.difference) <= TOLERANCE


def calibration(name: str, seed: int) -> tuple[Comparison, ...]:
    """
    Return every documented figure of scenario ``name`` beside the one in its data files with ``seed``.

    Raises: CourseError when there is no such scenario.
    """
    with TemporaryDirectory() as folder:
        generate(name, seed, Path(folder))
        found = measures(load_dataset(Path(folder)))
    return compare(name, scenario(name).documented, found)


def compare(name: str, documented: tuple[Documented, ...], found: dict[str, Measure]) -> tuple[Comparison, ...]:
    """Return ``documented`` beside ``found``, baseline before optimized; figures absent from either are left out."""
    rows = []
    for figure in documented:
        measure = found.get(figure.metric)
        if measure is None:
            continue
        pairs = (("baseline", figure.baseline, measure.baseline), ("optimized", figure.optimized, measure.optimized))
        for system, expected, window in pairs:
            if expected is None or window is None:
                continue
            difference = (window - expected) / expected
            note = (figure.note or "unexplained") if abs(difference) > TOLERANCE else ""
            rows.append(Comparison(name, system, figure.metric, measure.unit, expected, window, difference, note))
    return tuple(rows)


def calibration_table(seed: int, names: tuple[str, ...] = ()) -> str:
    """Return the comparison of the scenarios ``names`` (all, if empty) as a Markdown table."""
    lines = [
        "| scenario | system | metric | unit | documented | window | difference | note |",
        "| --- | --- | --- | --- | ---: | ---: | ---: | --- |",
    ]
    for name in names or scenario_names():
        for row in calibration(name, seed):
            figures = f"{row.documented:.4g} | {row.window:.4g} | {100 * row.difference:+.1f} %"
            lines.append(f"| {row.scenario} | {row.system} | {row.metric} | {row.unit} | {figures} | {row.note} |")
    return "\n".join(lines) + "\n"
