"""
The records of a read table: one row per metric with its two values and its changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.reading.names import Change
from grader.reading.quantity import Quantity
from grader.reading.units import Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: what it holds (``None`` for a blank or unreadable one), its unit and where it stands."""

    quantity: Quantity | None
    unit: Unit | None
    """Unit of the cell, its label or the unit column; ``None`` if nothing states one."""
    place: str
    blank: bool = False

    @property
    def value(self) -> float | None:
        """The number as written."""
        return self.quantity.value if self.quantity else None


@dataclass(frozen=True, slots=True)
class ChangeFigure:
    """One cell of a change column: the label of the column, what the label announces, and the cell."""

    column: str
    change: Change
    figure: Figure


@dataclass(frozen=True, slots=True)
class MetricRow:
    """Everything a table says about one metric."""

    label: str
    family: str | None
    statistic: str | None
    basis: str | None
    unit: Unit | None
    words: frozenset[str]
    baseline: Figure | None = None
    optimized: Figure | None = None
    changes: tuple[ChangeFigure, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class TableReading:
    """What was read from a comparison table."""

    rows: tuple[MetricRow, ...]
    kind: str
    """The type as exported: ``pandas.DataFrame``, ``list`` ..."""
    sentences: tuple[str, ...] = ()
    raw: bool = False
    """The table is measurements that were not aggregated."""
    families_in_raw: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    """Labels of rows with figures that name no known metric."""
    assumed: tuple[str, ...] = field(default_factory=tuple)
    """Assumptions made about systems, one sentence each."""
    duplicated: bool = False
    """Some metric has two different values for the same system."""
