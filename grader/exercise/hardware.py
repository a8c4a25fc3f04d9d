"""
The simulated hardware: cards, models, and the roofline that turns a batch into seconds and watts.

Constants are fitted to published measurements (ML.ENERGY leaderboard for the H100, AccelMark for A100 and
L4); the A100 and L4 power curves are the H100 shape scaled to board power. Equation numbers are those of the
data README.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

GB = 1e9
"""Bytes per GB. Cards and weights are sold in GB; the data files report GiB (2**30)."""
USABLE_MEMORY = 0.9
"""Share of card memory the serving engine may fill (vLLM ``gpu_memory_utilization``)."""
OVERLAP = 0.3
"""Share of the shorter of memory time and compute time that is not hidden behind the longer."""
PREFILL_PER_SEQUENCE = 100.0
"""Prompt tokens that load the card as much as one decoding sequence does, for power only (assumption)."""

Precision = Literal["bf16", "fp8", "int8", "int4"]

GEMM_SPEED: MappingProxyType[str, float] = MappingProxyType({"bf16": 1.0, "fp8": 1.6, "int8": 1.5, "int4": 0.75})
"""Matrix-multiplication speed relative to BF16; INT4 dequantizes first, so it is slower."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """One card: what the data sheet says and the share of it that serving reaches."""

    name: str
    memory_gb: float
    bandwidth_gb_s: float
    bandwidth_share: float
    tera_flops: float
    """Dense BF16 tensor throughput, 1e12 operations per second."""
    flops_share: float
    board_power_w: float
    idle_power_w: float

    def power_w(self, sequences: float) -> float:
        """Return the power of a busy card at a batch of ``sequences``, watts (equation 6)."""
        return self.board_power_w * (0.664 + 0.321 * (1 - math.exp(-sequences / 60)))


@dataclass(frozen=True, slots=True)
class Model:
    """One language model: parameters, weights by precision (GB) and KV cache per token (bytes)."""

    name: str
    parameters: float
    weights_gb: MappingProxyType[str, float]
    kv_bytes: float


GPUS: MappingProxyType[str, Gpu] = MappingProxyType(
    {
        gpu.name: gpu
        for gpu in (
            Gpu("L4", 24, 300, 0.885, 121, 0.28, 72, 30),
            Gpu("A10G", 24, 600, 0.85, 125, 0.60, 300, 60),
            Gpu("A100-80GB", 80, 2039, 0.78, 312, 0.55, 400, 75),
            Gpu("H100-80GB", 80, 3350, 0.75, 989, 0.60, 700, 120),
        )
    }
)

MODELS: MappingProxyType[str, Model] = MappingProxyType(
    {
        model.name: model
        for model in (
            Model("8B", 8.03e9, MappingProxyType({"bf16": 16.06, "fp8": 9.08, "int8": 9.08, "int4": 5.7}), 131_072),
            Model("70B", 70.6e9, MappingProxyType({"bf16": 141.0, "fp8": 72.7, "int8": 72.7, "int4": 40.0}), 327_680),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Replica:
    """One copy of the model on one or more cards."""

    gpu: Gpu
    gpus: int
    model: Model
    precision: str
    activations_gb: float

    @property
    def static_gb(self) -> float:
        """Weights and activations of the replica, GB."""
        return self.model.weights_gb[self.precision] + self.activations_gb

    @property
    def kv_capacity(self) -> float:
        """Tokens of KV cache that fit beside weights and activations (equation 4)."""
        return (USABLE_MEMORY * self.gpu.memory_gb * self.gpus - self.static_gb) * GB / self.model.kv_bytes

    def memory_gib(self, reserved_tokens: float) -> float:
        """Return memory in use on each card with ``reserved_tokens`` of KV reserved, GiB (equation 4)."""
        return (self.static_gb * GB + reserved_tokens * self.model.kv_bytes) / self.gpus / 2**30

    def step_s(self, sequences: float, context: float, tokens: float) -> float:
        """
        Return the duration of one engine step, seconds (equation 1).

        ``sequences`` decode, ``context`` tokens of KV are read, ``tokens`` go through the weights
        (decoded, verified and prompt tokens together).
        """
        gpu, several = self.gpu, self.gpus > 1
        weights = self.model.weights_gb[self.precision] * GB
        memory = (weights + context * self.model.kv_bytes) / (gpu.bandwidth_gb_s * GB * gpu.bandwidth_share * self.gpus)
        speed = gpu.tera_flops * 1e12 * gpu.flops_share * GEMM_SPEED[self.precision] * self.gpus
        compute = 2 * self.model.parameters * tokens / speed
        fixed = 0.0019 if several else 0.0007
        per_sequence = 0.00003 if several else 0.000045
        return fixed + per_sequence * sequences + max(memory, compute) + OVERLAP * min(memory, compute)

    def power_w(self, sequences: float, prompt_tokens: float) -> float:
        """Return the power of each card while a step runs, watts (equation 6)."""
        return self.gpu.power_w(sequences + prompt_tokens / PREFILL_PER_SEQUENCE)
