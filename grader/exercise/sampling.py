"""
What a GPU monitor would have recorded of a simulated run: power, memory and utilization per interval and card.

Power is the mean over the interval, so power x interval summed is the exact energy of the cards.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from grader.exercise.arrivals import Floats
from grader.exercise.simulation import Activity, Trace


def gpu_samples(trace: Trace, duration_s: float, sample_s: float) -> pd.DataFrame:
    """
    Return the samples of every card over ``duration_s`` seconds, in intervals of ``sample_s``, sorted by time.

    The cards of one replica share its work evenly, so their rows are equal.
    """
    edges = np.linspace(0.0, duration_s, round(duration_s / sample_s) + 1)
    frames, gpu = [], 0
    for activity in trace.activities:
        power, memory, busy = _binned(activity, trace, edges)
        for _ in range(trace.replica.gpus):
            columns = {"t_s": edges[1:], "gpu": gpu, "memory_gib": memory, "power_w": power, "utilization": busy}
            frames.append(pd.DataFrame(columns))
            gpu += 1
    return pd.concat(frames).sort_values(["t_s", "gpu"], kind="stable", ignore_index=True)


def _binned(activity: Activity, trace: Trace, edges: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean power, largest memory and busy share per interval; idle from the last stretch on."""
    end = [*activity.end_s, max(edges[-1], activity.end_s[-1] if activity.end_s else 0.0) + 1.0]
    ends = np.array(end)
    watts = np.array([*activity.power_w, trace.replica.gpu.idle_power_w])
    held = np.array([*activity.memory_gib, trace.replica.memory_gib(0)])
    working = np.array([*activity.busy, False], dtype=float)
    starts = np.concatenate([[0.0], ends[:-1]])
    spans = ends - starts
    knots = np.concatenate([[0.0], ends])
    width = np.diff(edges)
    power = np.diff(np.interp(edges, knots, np.concatenate([[0.0], np.cumsum(watts * spans)]))) / width
    busy = np.diff(np.interp(edges, knots, np.concatenate([[0.0], np.cumsum(working * spans)]))) / width
    first = np.searchsorted(ends, edges[:-1], side="right")
    last = np.searchsorted(starts, edges[1:], side="left")
    memory = np.array([held[a : max(b, a + 1)].max() for a, b in zip(first.tolist(), last.tolist(), strict=True)])
    return power, memory, busy.clip(0.0, 1.0)
