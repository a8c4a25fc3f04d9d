"""
A scenario: everything one exercise is made from, as one TOML record in ``scenarios/``.

Adding a scenario is adding a file. Its name is the file's name; unknown or missing fields stop the
course with their place in the file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from grader.errors import CourseError, closest, listed
from grader.exercise.hardware import Precision
from grader.exercise.workload import Effect, Prices, QualityRule
from grader.model import Decision, Target

FOLDER = Path(__file__).parent / "scenarios"


class Context(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``workload.json`` tells students besides what the simulation determines."""

    title: str
    optimization: Literal["quantization", "batching", "architecture"]
    service: str
    change: str
    requests_per_day: int
    days_per_month: int
    service_hours_per_day: float
    traffic_shape: Literal["steady", "bursty"]
    peak_to_mean: float
    min_gpus: int
    quality: QualityRule
    prices: Prices
    targets: tuple[Target, ...]
    effects: tuple[Effect, ...]


class Length(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Token counts of one kind: lognormal, capped; ``mean`` is the mean after the cap."""

    mean: float
    sigma: float
    cap: float
    floor: float = 0.0
    """Tokens always there (a fixed prompt prefix), added to the lognormal part and inside mean and cap."""


class RequestClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of request: its share of the traffic and its lengths."""

    name: str
    share: float
    input: Length
    output: Length
    prefix_tokens: int = 0
    """Leading prompt tokens identical in every request of the class, so a prefix cache can keep them."""


class Phase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of the window with its own mean rate; phases follow each other."""

    duration_s: float
    rate_rps: float
    classes: tuple[str, ...] = ()
    """Names of the classes that arrive; empty means all."""
    swing: float = 0.0
    """Amplitude of one sine period over the phase, as a fraction of the mean rate."""
    bursts: int = 0
    burst_s: float = 0.0
    burst_height: tuple[float, float] = (1.0, 1.0)
    """Lowest and highest rate in a burst, as multiples of the rate outside bursts; evenly spread."""


class Speculation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Speculative decoding with a draft model (equation 9)."""

    draft_tokens: int
    tokens_per_step: float
    """Mean tokens a sequence advances per step: 1 + accepted draft tokens."""
    draft_ms: float
    """Time of one pass of the draft model at batch 1, ms."""
    draft_ms_per_sequence: float
    """Extra time of one draft pass for every sequence in the batch, ms."""
    max_batch: int = 0
    """Largest batch at which speculation is on; 0 means always."""


class System(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two systems that are compared: its fleet and how it serves."""

    gpu: str
    gpus: int
    configuration: str
    precision: Precision
    max_sequences: int
    gpus_per_replica: int = 1
    scheduler: Literal["continuous", "static"] = "continuous"
    max_wait_s: float = 0.0
    """Static batching only: how long the first request of a batch may wait for company, seconds."""
    prefix_hit_rate: float = 0.0
    """Probability that a request's fixed prefix is found in the cache."""
    speculation: Speculation | None = None
    failure_rate: float = 0.015
    """Share of requests marked as failed after the simulation."""
    timeout_share: float = 0.4
    """Share of the failures that are time-outs; the rest are errors."""


class Simulation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters both systems share."""

    model: str
    activations_gb: float
    sample_s: float
    """Interval between GPU samples, seconds; divides the window."""
    streaming: bool = True
    """False: the whole answer arrives at once, so the first token arrives with the last."""
    queued: int = 0
    """Above 0: an offline queue of that many requests, all there at the start; latency is from dispatch."""
    window: str = ""
    """What the window stands for, one or two sentences for the data README."""
    phases: tuple[Phase, ...] = ()
    prefill_budget: int = 2048


class EvaluationCategory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Evaluation items of one category, as exact counts."""

    name: str
    items: int
    baseline_correct: int
    lost: int
    """Items only the baseline gets right."""
    gained: int
    """Items only the optimized system gets right."""


class Documented(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One figure of the full-length study to compare the shipped window with."""

    metric: str
    baseline: float | None = None
    optimized: float | None = None
    note: str = ""
    """Why the shipped window departs, where it does by more than a tenth."""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of ``scenarios/``."""

    decision: Decision
    """What follows from the data; recomputed elsewhere and compared."""
    context: Context
    simulation: Simulation
    classes: tuple[RequestClass, ...]
    baseline: System
    optimized: System
    evaluation: tuple[EvaluationCategory, ...]
    documented: tuple[Documented, ...]
    name: str = ""

    @property
    def systems(self) -> tuple[tuple[str, System], ...]:
        """Both systems with their names, the baseline first."""
        return (("baseline", self.baseline), ("optimized", self.optimized))


def scenario_names() -> tuple[str, ...]:
    """Return the names of all scenarios, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def scenario(name: str) -> Scenario:
    """
    Return the scenario called ``name``.

    Raises: CourseError when there is none, or when its file does not have the documented form.
    """
    names = scenario_names()
    if name not in names:
        hint = closest(name, names)
        raise CourseError(where="scenario", got=f"{name!r}{hint}", expected=listed(names), do="Choose one of these names.")
    return read_scenario(FOLDER / f"{name}.toml")


def read_scenario(path: Path) -> Scenario:
    """
    Return the scenario in the file ``path``, named after the file.

    Raises: CourseError when the file does not have the documented form.
    """
    try:
        record = msgspec.toml.decode(path.read_bytes(), type=Scenario)
    except msgspec.DecodeError as error:
        raise CourseError(
            where=str(path), got=str(error), expected="the fields of grader.exercise.scenario.Scenario", do="Correct the file."
        ) from error
    known = {request_class.name for request_class in record.classes}
    unknown = [name for phase in record.simulation.phases for name in phase.classes if name not in known]
    if unknown or not (record.simulation.phases or record.simulation.queued):
        got = f"phases with classes {listed(unknown)}" if unknown else "neither phases nor a queue"
        raise CourseError(where=f"{path}, simulation", got=got, expected=f"phases of {listed(known)}", do="Correct the file.")
    return msgspec.structs.replace(record, name=path.stem)
