"""A metric named in a text, and which canonical metrics it can mean."""

from __future__ import annotations

from dataclasses import dataclass

TIMED = ("latency", "ttft")
STATISTICS = {"latency": ("mean", "p50", "p95", "p99"), "ttft": ("p50", "p95"), "tpot": ("p95",), "memory": ("peak", "mean")}


@dataclass(frozen=True, slots=True)
class Mention:
    """A metric named in the text: its family, its statistic where one is said, where it stands."""

    start: int
    end: int
    family: str
    statistic: str = ""
    groups: tuple[str, ...] = ()
    """Request classes the metric is said to be of."""
    bare: bool = False
    """Whether only a statistic was said ("p95"): of the latency, or of the TTFT the text is about."""
    maybe: bool = False
    """Whether the classes only stand nearby, so that the metric of all requests may be meant as well."""

    def keys(self) -> tuple[str, ...]:
        """Return the canonical keys this can mean; several where the student did not say which."""
        plain = self._plain_keys()
        if self.bare:
            other = ("latency_", "ttft_") if self.family == "latency" else ("ttft_", "latency_")
            plain += tuple(key.replace(*other) for key in plain if key.endswith(("_p50", "_p95")))
        grouped = tuple(f"{key}:{name}" for name in self.groups for key in plain)
        return (*grouped, *plain) if self.maybe or not grouped else grouped

    def _plain_keys(self) -> tuple[str, ...]:
        if self.family == "memory_headroom":
            return ("memory_headroom", "nominal_headroom")
        if self.family == "memory":
            return ("mean_memory",) if self.statistic == "mean" else ("peak_memory", "mean_memory")
        if self.family in STATISTICS:
            known = STATISTICS[self.family]
            return (f"{self.family}_{self.statistic}",) if self.statistic in known else tuple(f"{self.family}_{s}" for s in reversed(known))
        if self.family == "throughput":
            return ("throughput_requests", "throughput_tokens")
        if self.statistic in ("request", "1k", "month"):
            return (f"{self.family}_per_{self.statistic}",)
        if self.family in ("cost", "energy", "carbon"):
            return (f"{self.family}_per_request", *(("cost_per_1k",) if self.family == "cost" else ()), f"{self.family}_per_month")
        return (self.family,)
