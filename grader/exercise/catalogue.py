"""
The record of a known mistake and its registry. What the mistakes *are* stands in the files beside this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from grader.exercise.data import Run
from grader.exercise.truth import Truth
from grader.model import Better, Facts

Pair = tuple[float | None, float | None]
"""(baseline, optimized)."""
ValueFormula = Callable[[Truth, Facts], Iterable[Pair]]
"""What the mistake makes of one true figure, in the truth's unit."""
ChangeFormula = Callable[[float, float, Better], Iterable[float]]
"""What the mistake makes of the change from baseline to optimized."""
DataFormula = Callable[[Run], dict[str, float]]
"""What the mistake makes of one run: metric -> value in the metric's unit."""


@dataclass(frozen=True, slots=True)
class Known:
    """
    One mistake. ``keeps`` is the share of the affected points that stays.

    ``scope``: ``value`` (one figure), ``change`` (a change column), ``table`` (the table as a whole) or
    ``data`` (all figures computed from the same wrong rows; costs once, not per figure).
    """

    key: str
    scope: str
    keeps: float
    hint: str
    """For the student: teaches without giving a value."""
    value: ValueFormula | None = None
    change: ChangeFormula | None = None
    data: DataFormula | None = None


CATALOGUE: dict[str, Known] = {}
"""Every mistake by key, in the order they are tried."""


def _put(known: Known) -> None:
    old = CATALOGUE.get(known.key)
    if old is not None:
        merged = Known(
            old.key, old.scope, old.keeps, old.hint, old.value or known.value, old.change or known.change, old.data or known.data
        )
        CATALOGUE[known.key] = merged
    else:
        CATALOGUE[known.key] = known


def value_mistake(hint: str, keeps: float = 0.0, scope: str = "value") -> Callable[[ValueFormula], ValueFormula]:
    """Register the decorated formula, under its own name, as a mistake in single figures."""

    def register(formula: ValueFormula) -> ValueFormula:
        _put(Known(formula.__name__, scope, keeps, hint, value=formula))
        return formula

    return register


def change_mistake(hint: str, keeps: float = 0.0) -> Callable[[ChangeFormula], ChangeFormula]:
    """Register the decorated formula, under its own name, as a mistake in changes."""

    def register(formula: ChangeFormula) -> ChangeFormula:
        _put(Known(formula.__name__, "change", keeps, hint, change=formula))
        return formula

    return register


def data_mistake(hint: str, keeps: float = 0.0, scope: str = "data") -> Callable[[DataFormula], DataFormula]:
    """Register the decorated formula, under its own name, as a mistake made on the raw data."""

    def register(formula: DataFormula) -> DataFormula:
        _put(Known(formula.__name__, scope, keeps, hint, data=formula))
        return formula

    return register


def table_mistake(key: str, hint: str, keeps: float = 0.0) -> None:
    """Register a mistake that is recognised from the table as a whole."""
    _put(Known(key, "table", keeps, hint))
