"""What labels say."""

import pytest

from grader.reading.names import read_name


@pytest.mark.parametrize(
    ("label", "family", "statistic", "basis", "unit"),
    [
        ("p95_latency_ms", "latency", "p95", None, "ms"),
        ("Latency p95 [s]", "latency", "p95", None, "s"),
        ("LatencyP95Ms", "latency", "p95", None, "Ms"),
        ("mittlere Latenz (ms)", "latency", "mean", None, "ms"),
        ("cost per 1k requests ($)", "cost", None, "per_1k", "USD"),
        ("Kosten je 1000 ($)", "cost", None, "per_1k", "USD"),
        ("cost_usd_per_month", "cost", None, "per_month", "USD"),
        ("throughput_rps", "throughput", None, None, "req/s"),
        ("tokens_per_s", "throughput_tokens", None, None, "tok/s"),
        ("Peak GPU memory (GiB)", "memory", "peak", None, "GiB"),
        ("time_to_first_token_p95_ms", "ttft", "p95", None, "ms"),
        ("energy_wh_per_request", "energy", None, "per_request", "Wh"),
        ("co2_g_per_request", "carbon", None, "per_request", "g"),
        ("Fehlerrate", "error_rate", None, None, None),
        ("accuracy_pct", "quality", None, None, "%"),
    ],
)
def test_reads_metrics(label, family, statistic, basis, unit):
    name = read_name(label)
    assert (name.family, name.statistic, name.basis) == (family, statistic, basis)
    assert (name.unit.symbol.lower() if name.unit else None) == (unit.lower() if unit else None)
    assert name.change is None


@pytest.mark.parametrize(
    ("label", "system"),
    [
        ("Baseline", "baseline"),
        ("Vorher", "baseline"),
        ("FP16", "baseline"),
        ("Unoptimised", "baseline"),
        ("after", "optimized"),
        ("Optimiert", "optimized"),
    ],
)
def test_reads_systems(label, system):
    assert read_name(label).system == system


@pytest.mark.parametrize(
    ("label", "kind", "sign"),
    [
        ("delta", "any", "forward"),
        ("Δ %", "percent", "forward"),
        ("Differenz %", "percent", "forward"),
        ("relative_change", "relative", "forward"),
        ("baseline - optimized", "any", "reversed"),
        ("reduction_%", "percent", "reduction"),
        ("improvement_pct (positive = better)", "percent", "improvement"),
        ("opt/base", "ratio", "forward"),
        ("improvement_factor", "ratio", "improvement"),
        ("absolute", "absolute", "forward"),
    ],
)
def test_reads_changes(label, kind, sign):
    change = read_name(label).change
    assert change is not None
    assert (change.kind, change.sign) == (kind, sign)


def test_a_name_that_says_nothing_says_nothing():
    name = read_name("value")
    assert (name.family, name.system, name.change) == (None, None, None)
