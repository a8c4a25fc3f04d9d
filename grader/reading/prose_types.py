"""The record of a claim before it is checked, and the units: which metrics a unit can measure and how units convert."""

from __future__ import annotations

from dataclasses import dataclass

from grader.reading.prose_numbers import Quantity

RATES = ("error_rate", "slo_attainment", "gpu_utilization", "cache_hit_rate", "quality")
"""Metrics that are shares, so that a percentage may be their level."""

FAMILIES = {
    "ms": ("latency", "ttft", "tpot"), "s": ("latency", "ttft", "tpot"), "GB": ("memory",), "MB": ("memory",), "req/s": ("throughput",),
    "tok/s": ("throughput_tokens", "throughput"), "USD": ("cost",), "J": ("energy",), "kJ": ("energy",),
    "Wh": ("energy",), "kWh": ("energy",), "MWh": ("energy",), "ct": ("cost",), "req/min": ("throughput",),
    "g": ("carbon",), "kg": ("carbon",), "t": ("carbon",), "pp": RATES,
}  # fmt: skip

FACTORS = {
    "ms": 1.0,
    "s": 1000.0,
    "GB": 1.0,
    "GiB": 1.0,
    "MB": 1 / 1024,
    "J": 1.0,
    "kJ": 1e3,
    "Wh": 3600.0,
    "kWh": 3.6e6,
    "MWh": 3.6e9,
    "g": 1.0,
    "kg": 1e3,
    "t": 1e6,
    "gCO2e": 1.0,
    "kgCO2e": 1e3,
}
"""To one unit per dimension; GB and GiB are not told apart, students mix them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A claim found and not yet checked. ``metrics`` are the canonical keys it may mean, ``value2`` the second of a pair."""

    part: str
    start: int
    end: int
    text: str
    metrics: tuple[str, ...]
    kind: str
    direction: str | None = None
    value: float | None = None
    value2: float | None = None
    unit: str = ""
    per: str = ""
    sign: str = ""
    bound: str = ""
    """``about``, ``over`` or ``under`` where the student said so."""
    step: float = 1.0
    other: float | None = None
    tight: bool = True
    part_named: bool = False
    """Whether a request class or quality category is named in the sentence or just before, so that the figure may be its own."""
    group: str = ""
    """The one request class or category that the sentence names, empty where it names none or several."""
    sure: bool = False
    """Whether the system a level belongs to, or that a difference is one, was said right beside it."""
    stands: str = ""
    """``above`` or ``below`` where the student says on which side of this number something is."""
    praise: str = ""
    """``better`` or ``worse`` where the student judged the change."""


def unit_families(quantity: Quantity) -> tuple[str, ...] | None:
    """Return the metric families a unit can measure, ``None`` where it says nothing."""
    return FAMILIES.get(quantity.unit)
