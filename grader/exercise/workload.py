"""
The workload context as students receive it: ``data/workload.json``, one record per object in the file.

Everything the data files cannot say is here: demand, targets, fleet, prices and documented effects.
Unknown or missing fields stop the course with their place in the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from grader.errors import CourseError
from grader.model import Target


class Fleet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The machines one system ran on while it was measured."""

    gpu: str
    gpus: int
    gpus_per_replica: int
    configuration: str
    """What distinguishes this system, in words: ``"BF16 weights"``."""
    duration_s: float
    """Length of the measured window, seconds; rates, cost and energy are over this."""
    gpu_memory_gib: float


class Prices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What turns GPU-hours and power samples into money, facility energy and emissions."""

    usd_per_gpu_hour: float
    host_power_w_per_gpu: float
    """Share of the host (CPU, memory, fans) per GPU, watts, on all the time."""
    pue: float
    """Power usage effectiveness: facility energy / energy of GPUs and hosts."""
    grid_gco2e_per_kwh: float
    """Grid intensity, to be applied to facility energy (PUE already in it)."""


class QualityRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Largest acceptable loss of overall quality, percentage points (non-inferiority margin)."""

    max_loss_pp: float


class Effect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    Something documented about the optimization beyond the measured window.

    ``risk``: a foreseeable state (a cold cache) with what was measured in it; ``safeguard``: a
    restricted use of the *same* optimization; ``alternative``: another change, for context only.
    """

    kind: Literal["note", "risk", "safeguard", "alternative"]
    text: str
    measured: dict[str, float] = msgspec.field(default_factory=dict)
    """Canonical metric key -> value in the metric's unit."""


class Workload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/workload.json``."""

    scenario: str
    seed: int
    title: str
    optimization: Literal["quantization", "batching", "architecture"]
    service: str
    """One or two sentences: who uses the service and what for."""
    change: str
    """One or two sentences: what was changed between baseline and optimized."""
    requests_per_day: int
    days_per_month: int
    service_hours_per_day: float
    """Hours per day during which the fleet is running and billed."""
    mean_input_tokens: float
    mean_output_tokens: float
    traffic_shape: Literal["steady", "bursty"]
    peak_to_mean: float
    """Busiest stretch of traffic over mean rate, as stated to the student."""
    targets: tuple[Target, ...]
    min_gpus: int
    """Smallest fleet operations allow (1 replica per zone and the like)."""
    quality: QualityRule
    baseline: Fleet
    optimized: Fleet
    prices: Prices
    effects: tuple[Effect, ...]


def load_workload(path: Path) -> Workload:
    """
    Return the workload in ``path``.

    Raises: CourseError when the file is missing, is not JSON or does not have the documented form.
    """
    do = "Compare with data/README.md or regenerate the data with `grader scenario set`."
    try:
        return msgspec.json.decode(path.read_bytes(), type=Workload)
    except OSError as error:
        got = error.strerror or "an unreadable file"
        raise CourseError(where=str(path), got=got, expected="the workload context", do=do) from error
    except msgspec.DecodeError as error:
        raise CourseError(where=str(path), got=str(error), expected="the documented form of workload.json", do=do) from error
