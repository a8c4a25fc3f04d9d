"""
The seeded serving simulator: demand and one system in, one life per request and the cards' activity out.

Each replica runs an engine loop: admit first come first served while sequences and KV memory fit, prefill in
chunks within a token budget, advance every running sequence once per step. Runs of identical decode steps are
taken in one jump to the next arrival or finish. Requests go to replicas in turn.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from grader.exercise.arrivals import Demand, Floats
from grader.exercise.hardware import GPUS, MODELS, Replica
from grader.exercise.scenario import Simulation, Speculation, System

TINY = 1e-9


@dataclass(slots=True, eq=False)
class Activity:
    """What the cards of one replica did: consecutive stretches, each with its end, power, memory and state."""

    end_s: list[float] = field(default_factory=list)
    power_w: list[float] = field(default_factory=list)
    memory_gib: list[float] = field(default_factory=list)
    busy: list[bool] = field(default_factory=list)

    def add(self, end_s: float, power_w: float, memory_gib: float, busy: bool) -> None:
        """Append a stretch that starts where the last one ended."""
        self.end_s.append(end_s)
        self.power_w.append(power_w)
        self.memory_gib.append(memory_gib)
        self.busy.append(busy)


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A simulated run: per request the times (seconds) of admission, first and last token; per replica its activity."""

    admitted_s: Floats
    first_s: Floats
    finished_s: Floats
    activities: tuple[Activity, ...]
    replica: Replica


def replica_of(system: System, simulation: Simulation) -> Replica:
    """Return one replica of ``system``."""
    return Replica(GPUS[system.gpu], system.gpus_per_replica, MODELS[simulation.model], system.precision, simulation.activations_gb)


def simulate(system: System, simulation: Simulation, demand: Demand) -> Trace:
    """Return what happens when ``system`` serves ``demand``; nothing here is random."""
    replica = replica_of(system, simulation)
    count = system.gpus // system.gpus_per_replica
    times = np.zeros((3, len(demand)))
    activities = []
    for number in range(count):
        mine = np.arange(number, len(demand), count)
        engine = Engine(replica, system, simulation, demand, mine, times)
        (engine.run_static if system.scheduler == "static" else engine.run_continuous)()
        activities.append(engine.activity)
    return Trace(times[0], times[1], times[2], tuple(activities), replica)


class Engine:
    """The engine loop of one replica, over the requests routed to it. Writes times into ``times``."""

    def __init__(
        self,
        replica: Replica,
        system: System,
        simulation: Simulation,
        demand: Demand,
        mine: np.ndarray[tuple[int], np.dtype[np.int64]],
        times: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    ) -> None:
        """Prepare plain Python lists: the loop is scalar and lists are faster than arrays there."""
        self.replica, self.system, self.budget = replica, system, simulation.prefill_budget
        self.requests: list[int] = mine.tolist()
        self.arrival: list[float] = demand.arrival_s[mine].tolist()
        self.input: list[int] = demand.input_tokens[mine].tolist()
        self.output: list[int] = demand.output_tokens[mine].tolist()
        cached = np.where(demand.luck[mine] < system.prefix_hit_rate, demand.prefix_tokens[mine], 0)
        self.to_prefill: list[int] = (demand.input_tokens[mine] - cached).tolist()
        self.times, self.activity, self.now = times, Activity(), 0.0
        self.head = 0
        """Next request to admit."""
        self.prefilling: deque[list[int]] = deque()
        """[request, prompt tokens still to process], first come first served."""
        self.decoding: list[tuple[float, int, float]] = []
        """Heap of (progress at which it finishes, request, progress at which it started)."""
        self.progress = 0.0
        """Tokens a sequence decoding from the start would have by now."""
        self.context = 0.0
        self.reserved = 0

    def run_continuous(self) -> None:
        """Serve everything with continuous batching and chunked prefill."""
        while self.head < len(self.requests) or self.prefilling or self.decoding:
            while self._admissible() and self.arrival[self.head] <= self.now + TINY:
                self._admit()
            if self.prefilling:
                self._mixed_step()
            elif self.decoding:
                self._decode_steps()
            else:
                self.context = 0.0
                self._idle_until(self.arrival[self.head])

    def run_static(self) -> None:
        """Serve everything in fixed batches: padded to the longest, all answered when the longest is done."""
        size, count = self.system.max_sequences, len(self.requests)
        while self.head < count:
            first = self.arrival[self.head]
            full = self.arrival[self.head + size - 1] if self.head + size <= count else math.inf
            self._idle_until(max(self.now, first, min(first + self.system.max_wait_s, full)))
            members = [i for i in range(self.head, min(self.head + size, count)) if self.arrival[i] <= self.now + TINY]
            self.head += len(members)
            self._run_batch(members)

    def _run_batch(self, members: list[int]) -> None:
        batch = len(members)
        prompt, answer = max(self.input[i] for i in members), max(self.output[i] for i in members)
        self.reserved = batch * (prompt + answer)
        for i in members:
            self.times[0, self.requests[i]] = self.now
        self._pass(self.replica.step_s(batch, batch * prompt, batch * prompt), batch, batch * prompt)
        steps = answer - 1
        context = batch * (prompt + answer / 2)
        self._pass(steps * self.replica.step_s(batch, context, batch), batch, 0)
        self.reserved = 0
        for i in members:
            self.times[1, self.requests[i]] = self.times[2, self.requests[i]] = self.now

    def _admissible(self) -> bool:
        if self.head >= len(self.requests) or len(self.prefilling) + len(self.decoding) >= self.system.max_sequences:
            return False
        need = self.input[self.head] + self.output[self.head]
        return self.reserved + need <= self.replica.kv_capacity

    def _admit(self) -> None:
        i = self.head
        self.head += 1
        self.times[0, self.requests[i]] = self.now
        self.reserved += self.input[i] + self.output[i]
        self.context += self.input[i] - self.to_prefill[i]
        self.prefilling.append([i, self.to_prefill[i]])

    def _speculation(self) -> Speculation | None:
        plan = self.system.speculation
        if plan is None or (plan.max_batch and len(self.decoding) + len(self.prefilling) > plan.max_batch):
            return None
        return plan

    def _step(self, context: float, prompt: int) -> tuple[float, float, float]:
        """Return (seconds, tokens each sequence advances, sequences as power counts them) of one step."""
        batch, plan = len(self.decoding), self._speculation()
        if plan is None or not batch:
            return self.replica.step_s(batch, context, batch + prompt), 1.0, batch
        verified = batch * (plan.draft_tokens + 1)
        draft = plan.draft_tokens * (plan.draft_ms + plan.draft_ms_per_sequence * batch) / 1000
        return self.replica.step_s(batch, context, verified + prompt) + draft, plan.tokens_per_step, batch

    def _mixed_step(self) -> None:
        """One step with prompt chunks: everybody decoding advances, prompts within the budget move on."""
        left = max(self.budget - len(self.decoding), 1)
        prompt, ready = 0, []
        while self.prefilling and left:
            chunk = min(left, self.prefilling[0][1])
            self.prefilling[0][1] -= chunk
            left, prompt = left - chunk, prompt + chunk
            if not self.prefilling[0][1]:
                ready.append(self.prefilling.popleft()[0])
        seconds, advance, load = self._step(self.context, prompt)
        self._pass(seconds, load, prompt)
        self.context += prompt + advance * len(self.decoding)
        self.progress += advance
        self._finish()
        for i in ready:
            self.times[1, self.requests[i]] = self.now
            heapq.heappush(self.decoding, (self.progress + self.output[i] - 1, i, self.progress))

    def _decode_steps(self) -> None:
        """As many equal steps as fit before something finishes or somebody can be admitted."""
        batch = len(self.decoding)
        seconds, advance, load = self._step(self.context, 0)
        steps = max(math.ceil((self.decoding[0][0] - self.progress) / advance - TINY), 1)
        if self._admissible():
            steps = min(steps, max(math.ceil((self.arrival[self.head] - self.now) / seconds), 1))
        middle = self.context + advance * batch * (steps - 1) / 2
        seconds, advance, load = self._step(middle, 0)
        self._pass(steps * seconds, load, 0)
        self.context += steps * advance * batch
        self.progress += steps * advance
        self._finish()

    def _finish(self) -> None:
        while self.decoding and self.decoding[0][0] <= self.progress + TINY:
            _, i, start = heapq.heappop(self.decoding)
            self.times[2, self.requests[i]] = self.now
            self.reserved -= self.input[i] + self.output[i]
            self.context -= self.input[i] + self.progress - start

    def _pass(self, seconds: float, sequences: float, prompt: int) -> None:
        self.now += seconds
        self.activity.add(self.now, self.replica.power_w(sequences, prompt), self.replica.memory_gib(self.reserved), True)

    def _idle_until(self, moment: float) -> None:
        if moment > self.now:
            self.now = moment
            self.activity.add(moment, self.replica.gpu.idle_power_w, self.replica.memory_gib(self.reserved), False)
