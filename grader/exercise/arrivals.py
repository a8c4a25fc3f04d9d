"""
The demand both systems serve: when each request arrives, of which class, with how many tokens.

Arrivals are a Poisson process with a rate that varies (a daily swing, bursts), given the number of requests in
every stretch of about a hundred, so that a short window holds its share of rush and calm under every seed.
Lengths are capped lognormals (the shape of the Azure 2023 traces), independent of each other and of time, as
those traces show. Lengths are drawn evenly from the quantiles, so that their mean hardly depends on the seed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from grader.exercise.scenario import Length, Phase, RequestClass, Scenario

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Integers = np.ndarray[tuple[int], np.dtype[np.int64]]
GRID_S = 1.0
"""Resolution of the rate profile, seconds."""
BLOCK = 100
"""Expected requests in a stretch of the profile that always holds just as many; keeps seeds comparable."""
NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """The requests of a window, sorted by arrival."""

    arrival_s: Floats
    request_class: tuple[str, ...]
    input_tokens: Integers
    output_tokens: Integers
    prefix_tokens: Integers
    luck: Floats
    """Uniform in [0, 1) per request: decides cache hits the same way for every system."""

    def __len__(self) -> int:
        """Return the number of requests."""
        return len(self.arrival_s)


def demand(scenario: Scenario, rng: np.random.Generator) -> Demand:
    """Return the requests of ``scenario``'s window, drawn from ``rng``."""
    if scenario.simulation.queued:
        arrivals = np.zeros(scenario.simulation.queued)
        picks = _classes(scenario.classes, len(arrivals), rng)
    else:
        parts, labels, start = [], [], 0.0
        for phase in scenario.simulation.phases:
            times = phase_arrivals(phase, rng)
            chosen = tuple(item for item in scenario.classes if not phase.classes or item.name in phase.classes)
            parts.append(start + times)
            labels.append(_classes(chosen, len(times), rng))
            start += phase.duration_s
        arrivals, picks = np.concatenate(parts), [pick for label in labels for pick in label]
    inputs, outputs = np.zeros(len(arrivals), dtype=np.int64), np.zeros(len(arrivals), dtype=np.int64)
    names = np.array([pick.name for pick in picks])
    for item in scenario.classes:
        mine = np.flatnonzero(names == item.name)
        inputs[mine] = lengths(item.input, len(mine), rng)
        outputs[mine] = lengths(item.output, len(mine), rng)
    prefixes = np.array([pick.prefix_tokens for pick in picks], dtype=np.int64)
    return Demand(arrivals, tuple(names.tolist()), inputs, outputs, np.minimum(prefixes, inputs - 1), rng.random(len(arrivals)))


def phase_arrivals(phase: Phase, rng: np.random.Generator) -> Floats:
    """Return the sorted arrival times of ``phase``, seconds from its start; their number is rate x duration."""
    profile = rate_profile(phase, rng)
    cumulative = np.concatenate([[0.0], np.cumsum(profile)])
    edges = np.linspace(0.0, phase.duration_s, len(cumulative))
    count = round(phase.rate_rps * phase.duration_s)
    blocks = max(count // BLOCK, 1)
    places = np.arange(count) * blocks // max(count, 1)
    uniform = np.sort((places + rng.random(count)) / blocks) * cumulative[-1]
    times: Floats = np.round(np.interp(uniform, cumulative, edges), 3)
    return times


def rate_profile(phase: Phase, rng: np.random.Generator) -> Floats:
    """Return the relative arrival rate in each second of ``phase``: one swing, times the bursts, which keep apart."""
    seconds = np.arange(0.0, phase.duration_s, GRID_S)
    profile = 1 - phase.swing * np.cos(2 * math.pi * seconds / phase.duration_s)
    heights = rng.permutation(np.linspace(*phase.burst_height, phase.bursts)) if phase.bursts else np.zeros(0)
    slot = phase.duration_s / max(phase.bursts, 1)
    for index, height in enumerate(heights):
        start = slot * index + (0.25 + 0.5 * rng.random()) * (slot - phase.burst_s)
        profile[(seconds >= start) & (seconds < start + phase.burst_s)] *= height
    return profile


def lengths(length: Length, count: int, rng: np.random.Generator) -> Integers:
    """Return ``count`` token counts distributed as ``length``, in random order, each at least 2."""
    strata = (rng.permutation(count) + rng.random(count)) / max(count, 1)
    cap = length.cap - length.floor
    normal = np.array([NORMAL.inv_cdf(u) for u in strata.clip(1e-9, 1 - 1e-9).tolist()])
    drawn = np.exp(_location(length.mean - length.floor, length.sigma, cap) + length.sigma * normal)
    return np.maximum(np.rint(length.floor + np.minimum(drawn, cap)), 2).astype(np.int64)


def _location(mean: float, sigma: float, cap: float) -> float:
    """Return the log-median for which a lognormal capped at ``cap`` has ``mean``, by bisection."""
    low, high = math.log(mean) - 5 * sigma, math.log(cap)
    for _ in range(60):
        middle = (low + high) / 2
        edge = (math.log(cap) - middle) / sigma
        got = math.exp(middle + sigma**2 / 2) * NORMAL.cdf(edge - sigma) + cap * NORMAL.cdf(-edge)
        low, high = (middle, high) if got < mean else (low, middle)
    return (low + high) / 2


def _classes(classes: tuple[RequestClass, ...], count: int, rng: np.random.Generator) -> list[RequestClass]:
    """Return ``count`` classes in random order, in exact proportion to their shares."""
    shares = np.array([item.share for item in classes])
    edges = np.rint(np.cumsum(shares) / shares.sum() * count)
    places = np.searchsorted(edges, np.arange(count), side="right")
    return [classes[place] for place in rng.permutation(places)]
