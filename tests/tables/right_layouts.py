"""Right tables built straight from the logs, and tables with more in them than was asked for."""

# ruff: noqa: E501  (the code of one table stays on one line)

from __future__ import annotations

from tests.tables.student import FIVE, SNAKE, TITLE, code, wide

PLAIN = """\
base_ok, opt_ok = baseline[baseline.status == "ok"], optimized[optimized.status == "ok"]
thr_b = len(base_ok) / (baseline.t_end_s.max() - baseline.t_end_s.min())
thr_o = len(opt_ok) / (optimized.t_end_s.max() - optimized.t_end_s.min())
"""
MANY = {
    "mean": "Latency mean (ms)", "p50": "Latency p50 (ms)", "p90": "Latency p90 (ms)", "p95": "Latency p95 (ms)", "p99": "Latency p99 (ms)",
    "ttft50": "TTFT p50 (ms)", "ttft95": "TTFT p95 (ms)", "thr": "Throughput (req/s)", "tps": "Token throughput (tok/s)",
    "mem": "Peak memory (GB)", "mem_mean": "Mean memory (GB)", "cost": "Cost per request (USD)", "cost_1k": "Cost per 1k requests (USD)",
    "cost_month": "Cost per month (USD)", "joule": "Energy per request (J)", "kwh_month": "Energy per month (kWh)", "qual": "Quality (0-1)",
    "err_pct": "Error rate (%)", "util": "GPU utilization", "hit": "Cache hit rate", "tok": "Mean output tokens",
}  # fmt: skip

LAYOUTS: dict[str, str] = {
    "by_hand_rows": PLAIN
    + """\
comparison = pd.DataFrame(columns=["baseline", "optimized"])
comparison.loc["latency p95 (ms)"] = [base_ok.latency_ms.quantile(.95), opt_ok.latency_ms.quantile(.95)]
comparison.loc["throughput (req/s)"] = [thr_b, thr_o]
comparison.loc["peak memory (GB)"] = [base_ok.gpu_mem_gb.max(), opt_ok.gpu_mem_gb.max()]
comparison.loc["cost per request (USD)"] = [base_ok.cost_usd.mean(), opt_ok.cost_usd.mean()]
comparison.loc["energy per request (J)"] = [base_ok.energy_j.mean(), opt_ok.energy_j.mean()]
comparison["change (%)"] = (comparison.optimized - comparison.baseline) / comparison.baseline * 100
""",
    "agg_of_columns": PLAIN
    + """\
cols = {"latency_ms": "mean", "gpu_mem_gb": "max", "cost_usd": "mean", "energy_j": "mean"}
comparison = pd.DataFrame({"baseline": base_ok.agg(cols), "optimized": opt_ok.agg(cols)})
comparison.loc["throughput_rps"] = [thr_b, thr_o]
comparison["delta"] = comparison.optimized - comparison.baseline
comparison = comparison.rename({"latency_ms": "mean_latency_ms", "gpu_mem_gb": "max_gpu_mem_gb", "cost_usd": "mean_cost_usd", "energy_j": "mean_energy_j"})
""",
    "groupby_named_agg": PLAIN
    + """\
both = pd.concat([base_ok.assign(system="baseline"), opt_ok.assign(system="optimized")])
g = both.groupby("system").agg(latency_p95_ms=("latency_ms", lambda x: x.quantile(.95)), peak_mem_gb=("gpu_mem_gb", "max"),
    cost_per_request_usd=("cost_usd", "mean"), energy_per_request_j=("energy_j", "mean"), quality=("quality", "mean"))
g["throughput_rps"] = [thr_b, thr_o]
comparison = g.T
comparison["pct_change"] = comparison.pct_change(axis="columns")["optimized"] * 100
""",
    "groupby_systems_as_rows": PLAIN
    + """\
both = pd.concat([base_ok.assign(version="v1 baseline"), opt_ok.assign(version="v2 optimized")])
g = both.groupby("version").agg(mean_latency_ms=("latency_ms", "mean"), peak_memory_gb=("gpu_mem_gb", "max"), cost_usd_per_request=("cost_usd", "mean"), energy_j_per_request=("energy_j", "mean"))
g["throughput_rps"] = [thr_b, thr_o]
g.loc["change %"] = (g.iloc[1] - g.iloc[0]) / g.iloc[0] * 100
comparison = g
""",
    "describe_mean_rows": PLAIN
    + """\
cols = ["latency_ms", "gpu_mem_gb", "cost_usd", "energy_j"]
comparison = pd.concat({"baseline": baseline[cols].describe().T["mean"], "optimized": optimized[cols].describe().T["mean"]}, axis=1)
comparison.index = "mean_" + comparison.index
comparison.loc["throughput_req_per_s"] = [thr_b, thr_o]
comparison["relative_change_pct"] = comparison["optimized"].div(comparison["baseline"]).sub(1).mul(100)
""",
    "agg_many_statistics": PLAIN
    + """\
cols = ["latency_ms", "gpu_mem_gb", "cost_usd", "energy_j"]
parts = {n: d[cols].agg(["mean", "median", "max"]).stack() for n, d in (("baseline", base_ok), ("optimized", opt_ok))}
comparison = pd.DataFrame(parts)
comparison.index = [f"{c}_{s}" for s, c in comparison.index]
comparison.loc["throughput_rps"] = [thr_b, thr_o]
comparison["change_pct"] = 100 * (comparison["optimized"] - comparison["baseline"]) / comparison["baseline"]
""",
    "list_comprehension_rows": PLAIN
    + """\
spec = [("p95 latency", "ms", base_ok.latency_ms.quantile(.95), opt_ok.latency_ms.quantile(.95)), ("throughput", "req/s", thr_b, thr_o),
        ("GPU memory (peak)", "GB", base_ok.gpu_mem_gb.max(), opt_ok.gpu_mem_gb.max()),
        ("cost", "USD per 1000 requests", 1000 * base_ok.cost_usd.mean(), 1000 * opt_ok.cost_usd.mean()),
        ("energy", "Wh per request", base_ok.energy_j.mean() / 3600, opt_ok.energy_j.mean() / 3600)]
comparison = pd.DataFrame([dict(metric=m, unit=u, baseline=x, optimized=y, delta=y - x, delta_pct=(y / x - 1) * 100) for m, u, x, y in spec])
""",
    "t_end_max_as_duration": """\
def f(d):
    d_ok = d.query("status == 'ok'")
    return {"lat_p95": np.nanpercentile(d["latency_ms"], 95), "rps": d_ok.shape[0] / d["t_end_s"].max(), "gpu_mem_max": d["gpu_mem_gb"].max(), "usd_per_req": d["cost_usd"].mean(), "joule_per_req": d["energy_j"].mean()}
comparison = pd.DataFrame({"baseline": f(baseline), "optimized": f(optimized)})
comparison["diff"] = comparison["optimized"] - comparison["baseline"]
comparison["diff_%"] = comparison["diff"] / comparison["baseline"] * 100
""",
    "loop_with_concat": """\
rows = []
for name, log in {"baseline": baseline, "optimized": optimized}.items():
    good = log[log["status"].eq("ok")]
    rows.append(pd.DataFrame({"system": [name], "mean_latency_ms": [good["latency_ms"].mean()], "throughput_rps": [len(good) / np.ptp(log["t_end_s"])],
        "peak_mem_gb": [good["gpu_mem_gb"].max()], "cost_per_1k_usd": [good["cost_usd"].mean() * 1e3], "energy_j": [good["energy_j"].mean()]}))
table = pd.concat(rows).set_index("system").T
comparison = table.assign(change_pct=(table["optimized"] - table["baseline"]) / table["baseline"] * 100)
""",
    "only_five_p95": wide("comparison = t", FIVE),
    "only_five_mean": wide(
        "comparison = t", {"mean": "mean latency ms", "thr": "throughput rps", "mem": "memory gb", "cost": "cost usd", "joule": "energy j"}
    ),
    "median_latency": wide(
        "comparison = t",
        {
            "p50": "median_latency_ms",
            "thr": "throughput_rps",
            "mem": "peak_memory_gb",
            "cost_1k": "cost_per_1k_usd",
            "joule": "energy_j_per_request",
        },
    ),
    "p99_beside_p95": wide(
        "comparison = t", {"p50": "p50_ms", "p95": "p95_ms", "p99": "p99_ms"} | {k: v for k, v in SNAKE.items() if k not in ("mean", "p95")}
    ),
    "twenty_one_metrics": wide("comparison = t", MANY),
    "twenty_one_transposed": wide("comparison = t.T", MANY),
    "twenty_one_long": wide("comparison = t.rename_axis('metric').reset_index().melt(id_vars='metric', var_name='run')", MANY),
    "tokens_per_second_only": wide("comparison = t", FIVE | {"thr": "requests_per_s", "tps": "throughput_tokens_per_s"}),
    "mean_memory": wide("comparison = t", {k: v for k, v in TITLE.items() if k != "mem"} | {"mem_mean": "Mean GPU memory (GB)"}),
    "ttft_too": wide("comparison = t", {"ttft95": "ttft_p95_ms", "ttft50": "ttft_median_ms"} | SNAKE),
    "alphabetical": wide("comparison = t.sort_index()", SNAKE),
    "reverse_order": wide("comparison = t[::-1]", TITLE),
    "optimized_first": code("comparison = pd.DataFrame({'optimized': o, 'baseline': b, 'optimized - baseline': o - b})", TITLE),
    "change_first": code("comparison = pd.DataFrame({'change (%)': 100 * (o - b) / b, 'baseline': b, 'optimized': o})", SNAKE),
    "count_row": wide("comparison = t", {"n": "number of requests"} | TITLE),
    "config_rows": wide("""
        t = t.astype(object)
        t.loc["model"] = ["llm-13b-fp16", "llm-13b-int8", "", ""]
        t.loc["date"] = ["2025-03-01", "2025-03-08", "", ""]
        comparison = t
        """),
    "config_rows_first": wide(
        """
        head = pd.DataFrame([["A100", "A100", None, None], ["vllm 0.7", "vllm 0.7", None, None]], index=["GPU", "engine"], columns=t.columns)
        comparison = pd.concat([head, t.astype(object)])
        """,
        TITLE,
    ),
    "direction_column": wide("t['better'] = ['lower' if m in low else 'higher' for m in t.index]\ncomparison = t", TITLE),
    "direction_and_verdict": wide(
        """
        t["goal"] = np.where(t.index.isin(low), "lower is better", "higher is better")
        t["result"] = [("improved" if (d < 0) == (m in low) else "worse") if d else "same" for m, d in t["delta"].items()]
        comparison = t
        """,
    ),
    "improved_flag": wide("t['improved'] = [(d < 0) if m in low else (d > 0) for m, d in t.delta.items()]\ncomparison = t", TITLE),
    "winner_column": wide("t['winner'] = ['optimized' if (o[m] < b[m]) == (m in low) else 'baseline' for m in b.index]\ncomparison = t"),
    "target_column": wide(
        "t.insert(0, 'target', [np.nan, 1500, 10, 40, np.nan, np.nan, 0.8, 0.01])\nt['target met?'] = ['' if np.isnan(g) else 'yes' if (v <= g) == (m in low) else 'no' for m, v, g in zip(t.index, t.optimized, t.target)]\ncomparison = t"
    ),
    "comment_column": wide(
        "t['comment'] = ['users notice 100 ms', 'tail of 5 % of requests', '', 'fits a 40 GB card', '', '1 Wh = 3600 J', '', '']\ncomparison = t",
        TITLE,
    ),
    "unit_column_last": wide(
        "t['unit'] = ['ms', 'ms', 'req/s', 'GB', 'USD/request', 'J/request', '0-1', 'fraction']\ncomparison = t",
        {
            "mean": "mean latency",
            "p95": "p95 latency",
            "thr": "throughput",
            "mem": "peak memory",
            "cost": "cost",
            "joule": "energy",
            "qual": "quality",
            "err": "error rate",
        },
    ),
    "unit_column_first": wide(
        "t.insert(0, 'Unit', ['s', 'rps', 'MB', 'cent', 'Wh'])\ncomparison = t",
        {"p95_s": "P95 latency", "thr": "Throughput", "mem_mb": "Max GPU memory", "cents": "Cost per request", "wh": "Energy per request"},
    ),
    "family_column": wide(
        "t.insert(0, 'category', ['Latency', 'Latency', 'Throughput', 'Memory', 'Cost', 'Energy', 'Quality', 'Reliability'])\ncomparison = t.reset_index(names='metric')"
    ),
    "std_columns": wide("""
        ok = lambda d: d[d.status == "ok"]
        t["baseline std"] = [ok(baseline).latency_ms.std(), np.nan, np.nan, np.nan, ok(baseline).cost_usd.std(), ok(baseline).energy_j.std(), np.nan, np.nan]
        t["optimized std"] = [ok(optimized).latency_ms.std(), np.nan, np.nan, np.nan, ok(optimized).cost_usd.std(), ok(optimized).energy_j.std(), np.nan, np.nan]
        comparison = t
        """),
    "significance_column": wide(
        "t['p_value'] = [0.0001, np.nan, np.nan, np.nan, 0.0001, 0.0001, 0.03, 0.4]\nt['significant'] = ['***', '', '', '', '***', '***', '*', 'n.s.']\ncomparison = t"
    ),
    "blank_separators": code(
        """
        rows = []
        for m in b.index:
            rows.append([m, b[m], o[m], o[m] - b[m]])
            rows.append(["", np.nan, np.nan, np.nan])
        comparison = pd.DataFrame(rows, columns=["metric", "baseline", "optimized", "delta"])
        """,
        TITLE,
    ),
    "section_rows": code(
        """
        t = pd.DataFrame({"baseline": b, "optimized": o, "change %": (o / b - 1) * 100})
        blank = lambda name: pd.DataFrame(np.nan, index=[name], columns=t.columns)
        comparison = pd.concat([blank("-- Speed --"), t.iloc[:3], blank("-- Resources --"), t.iloc[3:6], blank("-- Quality --"), t.iloc[6:]])
        """,
        TITLE,
    ),
    "duplicate_rows": wide("comparison = pd.concat([t, t.iloc[[1, 2]]])", TITLE),
    "per_segment_rows": wide("""
        for s in sorted(baseline.segment.unique()):
            x, y = (d[(d.status == "ok") & (d.segment == s)].quality.mean() for d in (baseline, optimized))
            t.loc[f"quality ({s})"] = [x, y, y - x, (y - x) / x * 100]
        comparison = t
        """),
    "cache_from_zero_nan": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o})\ncomparison['change_pct'] = [100 * (o[m] - b[m]) / b[m] if b[m] else np.nan for m in b.index]",
        SNAKE | {"hit": "cache_hit_rate"},
    ),
    "cache_from_zero_text": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o})\ncomparison['change'] = [f'{100 * (o[m] - b[m]) / b[m]:+.1f}%' if b[m] else 'n/a' for m in b.index]",
        SNAKE | {"hit": "cache_hit_rate"},
    ),
    "cache_from_zero_inf": wide("comparison = t", TITLE | {"hit": "Cache hit rate"}),
    "change_only_where_asked": wide("t.loc[['quality', 'error_rate'], 'delta_pct'] = np.nan\ncomparison = t"),
    "success_rate": wide("comparison = t", FIVE | {"succ": "success_rate"}),
    "availability_percent": wide("comparison = t", {k: v for k, v in TITLE.items() if k != "err_pct"} | {"succ_pct": "Availability (%)"}),
    "total_energy_of_run": wide("comparison = t", SNAKE | {"kwh_total": "total_energy_of_run_kwh"}),
    "month_rows": wide("comparison = t", TITLE | {"cost_month": "Cost per month (USD)", "kwh_month": "Energy per month (kWh)"}),
    "savings_rows_below": wide(
        "t.loc['Cost difference per month (USD)'] = [np.nan, np.nan, 3_000_000 * (o['cost_per_request_usd'] - b['cost_per_request_usd']), np.nan]\ncomparison = t"
    ),
    "percentile_nearest": PLAIN
    + """\
q = lambda x: np.percentile(x, 95, method="nearest")
comparison = pd.DataFrame({"p95_latency_ms": [q(base_ok.latency_ms), q(opt_ok.latency_ms)], "throughput_rps": [thr_b, thr_o], "peak_memory_gb": [base_ok.gpu_mem_gb.max(), opt_ok.gpu_mem_gb.max()],
    "cost_per_request_usd": [base_ok.cost_usd.mean(), opt_ok.cost_usd.mean()], "energy_per_request_j": [base_ok.energy_j.mean(), opt_ok.energy_j.mean()]}, index=["baseline", "optimized"]).T
comparison["delta"] = comparison.optimized - comparison.baseline
""",
    "percentile_lower": PLAIN
    + """\
vals = lambda d, thr: [d.latency_ms.quantile(.95, interpolation="lower"), d.latency_ms.quantile(.5, interpolation="lower"), thr, d.gpu_mem_gb.max(), d.cost_usd.mean() * 1000, d.energy_j.mean()]
comparison = pd.DataFrame({"Metric": ["p95 latency [ms]", "p50 latency [ms]", "throughput [req/s]", "peak memory [GB]", "cost [USD/1k req]", "energy [J/req]"], "Baseline": vals(base_ok, thr_b), "Optimized": vals(opt_ok, thr_o)})
comparison["Change [%]"] = (comparison.Optimized / comparison.Baseline - 1) * 100
""",
    "percentile_higher_sorted": PLAIN
    + """\
rank = lambda x: np.sort(x)[int(np.ceil(.95 * len(x))) - 1]
vals = lambda d, thr: [rank(d.latency_ms), thr, d.gpu_mem_gb.max(), d.cost_usd.mean(), d.energy_j.mean()]
comparison = pd.DataFrame([vals(base_ok, thr_b), vals(opt_ok, thr_o)], columns=["lat_p95_ms", "thr_rps", "mem_gb", "cost_usd", "energy_j"], index=["baseline", "optimized"])
comparison.loc["rel. change"] = comparison.loc["optimized"] / comparison.loc["baseline"] - 1
""",
}
