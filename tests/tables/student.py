"""The beginning of most tables: a student's own summary function, under whatever names the student gives the metrics."""

from __future__ import annotations

from textwrap import dedent

FIGURES = {
    "mean": "good.latency_ms.mean()",
    "p50": "good.latency_ms.median()",
    "p90": "good.latency_ms.quantile(0.9)",
    "p95": "good.latency_ms.quantile(0.95)",
    "p99": "good.latency_ms.quantile(0.99)",
    "ttft50": "good.ttft_ms.median()",
    "ttft95": "good.ttft_ms.quantile(0.95)",
    "ttft_mean": "good.ttft_ms.mean()",
    "mean_s": "good.latency_ms.mean() / 1000",
    "p50_s": "good.latency_ms.median() / 1000",
    "p95_s": "good.latency_ms.quantile(0.95) / 1000",
    "p95_us": "good.latency_ms.quantile(0.95) * 1000",
    "thr": "len(good) / span",
    "thr_min": "60 * len(good) / span",
    "thr_h": "3600 * len(good) / span",
    "tps": "good.output_tokens.sum() / span",
    "mem": "good.gpu_mem_gb.max()",
    "mem_mb": "good.gpu_mem_gb.max() * 1000",
    "mem_mib": "good.gpu_mem_gb.max() * 1e9 / 2**20",
    "mem_gib": "good.gpu_mem_gb.max() * 1e9 / 2**30",
    "mem_mean": "good.gpu_mem_gb.mean()",
    "cost": "good.cost_usd.mean()",
    "cents": "good.cost_usd.mean() * 100",
    "cost_1k": "good.cost_usd.mean() * 1000",
    "cost_1m": "good.cost_usd.mean() * 1e6",
    "cost_month": "good.cost_usd.mean() * 3_000_000",
    "cost_total": "good.cost_usd.sum()",
    "joule": "good.energy_j.mean()",
    "kj": "good.energy_j.mean() / 1000",
    "wh": "good.energy_j.mean() / 3600",
    "mwh": "good.energy_j.mean() / 3.6",
    "wh_1k": "good.energy_j.mean() / 3.6",
    "kwh_month": "good.energy_j.mean() * 3_000_000 / 3.6e6",
    "kwh_total": "good.energy_j.sum() / 3.6e6",
    "qual": "good.quality.mean()",
    "qual_pct": "good.quality.mean() * 100",
    "err": "(df.status != 'ok').mean()",
    "err_pct": "(df.status != 'ok').mean() * 100",
    "succ": "(df.status == 'ok').mean()",
    "succ_pct": "(df.status == 'ok').mean() * 100",
    "util": "good.gpu_util.mean()",
    "hit": "df.cache_hit.mean()",
    "tok": "good.output_tokens.mean()",
    "n": "len(df)",
}
SNAKE = {
    "mean": "latency_mean_ms",
    "p95": "latency_p95_ms",
    "thr": "throughput_rps",
    "mem": "peak_memory_gb",
    "cost": "cost_per_request_usd",
    "joule": "energy_per_request_j",
    "qual": "quality",
    "err": "error_rate",
}
TITLE = {
    "mean": "Mean latency (ms)",
    "p95": "P95 latency (ms)",
    "thr": "Throughput (req/s)",
    "mem": "Peak GPU memory (GB)",
    "cost_1k": "Cost per 1,000 requests (USD)",
    "joule": "Energy per request (J)",
    "qual": "Quality score",
    "err_pct": "Error rate (%)",
}
FIVE = {
    "p95": "latency_p95_ms",
    "thr": "throughput_req_s",
    "mem": "memory_gb",
    "cost": "cost_usd_per_request",
    "joule": "energy_j_per_request",
}
LOWER = (
    "mean",
    "mean_s",
    "p50",
    "p90",
    "p95",
    "p99",
    "ttft",
    "mem",
    "cost",
    "cents",
    "joule",
    "kj",
    "wh",
    "mwh",
    "kwh",
    "err",
    "kwh_month",
)
NEUTRAL = frozenset({"util", "tok", "n"})


def summary(names: dict[str, str]) -> str:
    """Return code that defines ``b`` and ``o``, a Series per run with these metrics, and ``low``, names of those where less is better."""
    pairs = ", ".join(f"{name!r}: {FIGURES[figure]}" for figure, name in names.items())
    low = [name for figure, name in names.items() if figure.startswith(LOWER)]
    return (
        "def stats(df):\n"
        "    good = df[df.status == 'ok']\n"
        "    span = df.t_end_s.max() - df.t_end_s.min()\n"
        f"    return pd.Series({{{pairs}}})\n"
        "b, o = stats(baseline), stats(optimized)\n"
        f"low = {low!r}\n"
    )


def code(body: str, names: dict[str, str] | None = None) -> str:
    """Return the code of one table: the summary under ``names``, then ``body``."""
    return summary(names or SNAKE) + dedent(body)


def wide(body: str, names: dict[str, str] | None = None) -> str:
    """Return the code of one table that starts from ``t``, the plain table of values, differences and percentages."""
    start = "t = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b, 'delta_pct': (o - b) / b * 100})\n"
    return summary(names or SNAKE) + start + dedent(body)


ENDINGS = {
    "wide": "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b, 'delta_pct': (o - b) / b * 100})",
    "before_after": "comparison = pd.DataFrame({'Before': b, 'After': o, 'Change (%)': (o - b) / b * 100}).rename_axis('Metric').reset_index()",
    "transposed": "comparison = pd.DataFrame([b, o, (o - b) / b * 100], index=['baseline', 'optimized', 'change %'])",
    "long": "comparison = pd.concat({'baseline': b, 'optimized': o, 'delta': o - b}, names=['run', 'metric']).rename('value').reset_index()",
    "fraction": "comparison = pd.DataFrame({'old': b, 'new': o, 'relative_change': (o - b) / b})",
    "text": (
        "short = lambda x: f'{x:,.5g}' if abs(x) < 1000 else f'{x:,.0f}'\n"
        "comparison = pd.DataFrame({'Baseline': b.map(short), 'Optimized': o.map(short), 'Change': [f'{(y - x) / x * 100:+.1f} %' for x, y in zip(b, o)]})"
    ),
    "pairs": "comparison = pd.concat({'baseline': b, 'optimized': o, 'change_pct': 100 * (o - b) / b}).swaplevel().sort_index().to_frame('value')",
    "dict": "comparison = {m: {'baseline': b[m], 'optimized': o[m], 'delta': o[m] - b[m]} for m in b.index}",
}
"""Ways to lay out ``b`` and ``o`` with a right change."""


def slip(body: str, ending: str, names: dict[str, str] | None = None) -> str:
    """Return the code of one table: the summary, ``body`` that spoils ``b`` and ``o``, and a layout with consistent changes."""
    return summary(names or SNAKE) + dedent(body) + "\n" + ENDINGS[ending]
