"""Wrong tables whose values are wrong; the changes follow from them."""

# ruff: noqa: E501  (the code of one table stays on one line)

from __future__ import annotations

from tests.tables.student import FIVE, SNAKE, TITLE, slip, summary

OK = "x, y = (d[d.status == 'ok'] for d in (baseline, optimized))\n"


def put(name: str, formula: str, ending: str, names: dict[str, str] | None = None) -> str:
    """Return a table where one metric is ``formula`` of the successful requests ``d`` (and of all rows ``a``)."""
    return slip(f"f = lambda d, a: {formula}\n{OK}b[{name!r}], o[{name!r}] = f(x, baseline), f(y, optimized)", ending, names)


def replaced(formula: str, before: str, after: str, ending: str, names: dict[str, str] | None = None) -> str:
    """Return a table whose summary function has ``before`` replaced by ``after``; ``formula`` runs on the logs first."""
    return formula + slip("", ending, names).replace(before, after)


WIDE_TITLE = "Peak GPU memory (GB)"
WRONG_VALUES: dict[str, tuple[str, str, float]] = {
    "per_second_called_per_minute": (
        put(
            "throughput (req/min)",
            "len(d) / a.t_end_s.max()",
            "wide",
            {"thr_min": "throughput (req/min)"} | {k: v for k, v in TITLE.items() if k != "thr"},
        ),
        "unit_factor",
        0.82,
    ),
    "per_minute_called_per_second_dict": (put("throughput_req_s", "60 * len(d) / a.t_end_s.max()", "dict", FIVE), "unit_factor", 0.8),
    "mean_for_p95_wide": (put("latency_p95_ms", "d.latency_ms.mean()", "wide"), "mean_for_p95", 0.82),
    "mean_for_p95_only_latency": (put("latency_p95_ms", "d.latency_ms.mean()", "before_after", FIVE), "mean_for_p95", 0.8),
    "mean_for_p95_transposed": (put("P95 latency (ms)", "d.latency_ms.mean()", "transposed", TITLE), "mean_for_p95", 0.82),
    "median_for_p95_text": (put("P95 latency (ms)", "d.latency_ms.median()", "text", TITLE), "median_for_p95", 0.82),
    "median_for_mean_long": (put("latency_mean_ms", "d.latency_ms.median()", "long"), "median_for_p95", 0.82),
    "median_for_mean_title": (put("Mean latency (ms)", "d.latency_ms.median()", "before_after", TITLE), "median_for_p95", 0.82),
    "p99_for_p95": (put("latency_p95_ms", "d.latency_ms.quantile(.99)", "wide", FIVE), "wrong_percentile", 0.8),
    "p99_for_p95_pairs": (put("P95 latency (ms)", "d.latency_ms.quantile(.99)", "pairs", TITLE), "wrong_percentile", 0.82),
    "p95_for_mean": (put("Mean latency (ms)", "d.latency_ms.quantile(.95)", "transposed", TITLE), "wrong_percentile", 0.82),
    "p95_for_p99": (
        put("p99 latency (ms)", "d.latency_ms.quantile(.95)", "fraction", {"p99": "p99 latency (ms)"} | TITLE),
        "wrong_percentile",
        0.84,
    ),
    "max_for_p95": (put("latency_p95_ms", "d.latency_ms.max()", "before_after"), "max_for_p95|wrong_percentile", 0.82),
    "max_for_p95_long": (put("latency_p95_ms", "d.latency_ms.max()", "long", FIVE), "max_for_p95|wrong_percentile", 0.8),
    "std_for_mean": (put("Mean latency (ms)", "d.latency_ms.std()", "wide", TITLE), "std_for_mean|wrong_percentile", 0.82),
    "min_for_mean": (put("latency_mean_ms", "d.latency_ms.min()", "text"), "min_for_mean|wrong_tail", 0.82),
    "p5_for_p95": (put("latency_p95_ms", "np.percentile(d.latency_ms, 5)", "long"), "wrong_tail", 0.82),
    "p5_for_p95_transposed": (put("latency_p95_ms", "d.latency_ms.quantile(.05)", "transposed", FIVE), "wrong_tail", 0.8),
    "sorted_descending_p95": (
        put("P95 latency (ms)", "d.latency_ms.sort_values(ascending=False).iloc[int(.95 * len(d))]", "before_after", TITLE),
        "wrong_tail",
        0.82,
    ),
    "percentile_of_0_95": (put("P95 latency (ms)", "np.percentile(d.latency_ms, .95)", "wide", TITLE), "wrong_tail", 0.82),
    "ttft_for_latency_p95": (put("latency_p95_ms", "d.ttft_ms.quantile(.95)", "wide"), "ttft_for_latency", 0.82),
    "ttft_for_latency_five": (put("latency_p95_ms", "d.ttft_ms.quantile(.95)", "text", FIVE), "ttft_for_latency", 0.8),
    "ttft_for_latency_median": (
        put("median latency", "d.ttft_ms.median()", "long", {"p50": "median latency"} | TITLE),
        "ttft_for_latency",
        0.82,
    ),
    "count_for_throughput": (put("throughput_rps", "len(d)", "before_after"), "throughput_is_a_count", 0.82),
    "count_for_throughput_all_rows": (
        put("Throughput (req/s)", "float(a.request_id.count())", "transposed", TITLE),
        "throughput_is_a_count",
        0.82,
    ),
    "count_for_throughput_dict": (put("throughput_req_s", "d.shape[0]", "dict", FIVE), "throughput_is_a_count", 0.8),
    "throughput_of_summed_latency": (
        put("throughput_rps", "len(d) / (d.latency_ms.sum() / 1000)", "long"),
        "throughput_from_summed_latency",
        0.82,
    ),
    "throughput_is_inverse_mean": (
        put("Throughput (req/s)", "1000 / d.latency_ms.mean()", "text", TITLE),
        "throughput_from_summed_latency",
        0.82,
    ),
    "throughput_of_summed_ms": (
        put("throughput_req_s", "len(d) / d.latency_ms.sum()", "transposed", FIVE),
        "throughput_from_summed_latency",
        0.8,
    ),
    "failures_in_throughput": (put("throughput_rps", "len(a) / a.t_end_s.max()", "wide"), "failures_counted_as_throughput", 0.88),
    "failures_in_throughput_pairs": (
        put("Throughput (req/s)", "len(a) / np.ptp(a.t_end_s)", "pairs", TITLE),
        "failures_counted_as_throughput",
        0.88,
    ),
    "tokens_for_throughput": (put("throughput_rps", "d.output_tokens.sum() / a.t_end_s.max()", "wide"), "tokens_for_requests", 0.82),
    "tokens_for_throughput_long": (
        put("Throughput (req/s)", "d.output_tokens.sum() / a.t_end_s.max()", "long", TITLE),
        "tokens_for_requests",
        0.82,
    ),
    "requests_for_tokens": (
        put("tokens per second", "len(d) / a.t_end_s.max()", "before_after", {"tps": "tokens per second"} | TITLE),
        "tokens_for_requests",
        0.82,
    ),
    "throughput_per_minute": (put("throughput_rps", "60 * len(d) / a.t_end_s.max()", "wide"), "unit_factor", 0.82),
    "throughput_inverted": (put("throughput_rps", "a.t_end_s.max() / len(d)", "wide"), "throughput_inverted", 0.82),
    "seconds_called_ms": (put("latency_p95_ms", "d.latency_ms.quantile(.95) / 1000", "wide"), "unit_factor", 0.82),
    "ms_called_seconds": (
        put(
            "p95 latency (s)",
            "d.latency_ms.quantile(.95)",
            "before_after",
            {"p95": "p95 latency (s)", "thr": "throughput", "mem": "memory (GB)", "cost": "cost (USD)", "joule": "energy (J)"},
        ),
        "unit_factor",
        0.8,
    ),
    "mb_called_gb": (put(WIDE_TITLE, "d.gpu_mem_gb.max() * 1024", "wide", TITLE), "unit_factor", 0.82),
    "gib_called_gb": (put("peak_memory_gb", "d.gpu_mem_gb.max() / 1.073741824", "wide"), "gib_gb_factor", 0.88),
    "gib_called_gb_long": (put("memory_gb", "d.gpu_mem_gb.max() * 1e9 / 2**30", "long", FIVE), "gib_gb_factor", 0.87),
    "gb_called_gib": (
        put(
            "peak memory (GiB)",
            "d.gpu_mem_gb.max()",
            "text",
            {
                "p95": "p95 latency (ms)",
                "thr": "throughput (req/s)",
                "mem_gib": "peak memory (GiB)",
                "cost_1k": "cost (USD/1k)",
                "joule": "energy (J)",
            },
        ),
        "gib_gb_factor",
        0.87,
    ),
    "mean_for_peak": (put("peak_memory_gb", "d.gpu_mem_gb.mean()", "wide"), "mean_for_peak_memory", 0.84),
    "mean_for_peak_title": (put(WIDE_TITLE, "d.gpu_mem_gb.mean()", "transposed", TITLE), "mean_for_peak_memory", 0.84),
    "summed_memory": (put("peak_memory_gb", "d.gpu_mem_gb.sum()", "wide"), "memory_summed", 0.82),
    "summed_memory_before_after": (put(WIDE_TITLE, "a.gpu_mem_gb.sum()", "before_after", TITLE), "memory_summed", 0.82),
    "request_cost_called_1k": (put("Cost per 1,000 requests (USD)", "d.cost_usd.mean()", "before_after", TITLE), "cost_unit_factor", 0.82),
    "thousand_cost_called_request": (put("cost_usd_per_request", "1000 * d.cost_usd.mean()", "long", FIVE), "cost_unit_factor", 0.8),
    "cents_called_dollars": (put("cost_per_request_usd", "100 * d.cost_usd.mean()", "transposed"), "cost_unit_factor", 0.82),
    "request_cost_called_month": (
        put(
            "Monthly cost (USD)",
            "d.cost_usd.mean()",
            "wide",
            {"cost_month": "Monthly cost (USD)"} | {k: v for k, v in TITLE.items() if k != "cost_1k"},
        ),
        "cost_unit_factor",
        0.82,
    ),
    "total_cost_called_request": (put("cost_per_request_usd", "d.cost_usd.sum()", "wide"), "total_for_per_request|cost_unit_factor", 0.82),
    "total_cost_called_1k": (
        put("Cost per 1,000 requests (USD)", "a.cost_usd.sum()", "text", TITLE),
        "total_for_per_request|cost_unit_factor",
        0.82,
    ),
    "total_energy_called_request": (
        put("energy_per_request_j", "d.energy_j.sum()", "before_after"),
        "total_for_per_request|unit_factor",
        0.82,
    ),
    "all_sums": (
        slip(
            "f = lambda d: d[['latency_ms', 'cost_usd', 'energy_j']].sum().to_numpy()\nk = ['latency_mean_ms', 'cost_per_request_usd', 'energy_per_request_j']\nb[k], o[k] = f(baseline), f(optimized)",
            "wide",
        ),
        "total_for_per_request|sums_for_means",
        0.7,
    ),
    "cost_doubled": (put("cost_per_request_usd", "2 * d.cost_usd.mean()", "wide"), "cost_unit_factor|value_wrong", 0.82),
    "cost_from_tokens": (
        put("cost_usd_per_request", "d.cost_usd.sum() / d.output_tokens.sum()", "wide", FIVE),
        "cost_per_token|cost_unit_factor",
        0.8,
    ),
    "joules_called_wh": (
        put(
            "energy (Wh/request)",
            "d.energy_j.mean()",
            "wide",
            {k: v for k, v in SNAKE.items() if k != "joule"} | {"wh": "energy (Wh/request)"},
        ),
        "joules_as_wh",
        0.82,
    ),
    "wh_called_joules": (put("Energy per request (J)", "d.energy_j.mean() / 3600", "transposed", TITLE), "joules_as_wh", 0.82),
    "kwh_without_3600": (
        put(
            "Energy per month (kWh)",
            "d.energy_j.mean() * 3_000_000 / 1000",
            "long",
            {k: v for k, v in TITLE.items() if k != "joule"} | {"kwh_month": "Energy per month (kWh)"},
        ),
        "joules_as_wh",
        0.82,
    ),
    "joules_called_kilojoules": (
        put(
            "energy_per_request_kj",
            "d.energy_j.mean()",
            "before_after",
            {k: v for k, v in FIVE.items() if k != "joule"} | {"kj": "energy_per_request_kj"},
        ),
        "unit_factor",
        0.8,
    ),
    "error_rate_zero": (
        put("error_rate", "(d.status != 'ok').mean()", "text", SNAKE).replace("/ x * 100", "/ (x or np.nan) * 100"),
        "errors_filtered_before_rate",
        0.87,
    ),
    "error_rate_zero_long": (
        put("Error rate (%)", "100 * (d.status == 'error').mean()", "long", TITLE),
        "errors_filtered_before_rate",
        0.87,
    ),
    "success_called_error": (put("error_rate", "(a.status == 'ok').mean()", "wide"), "success_for_error_rate", 0.84),
    "success_called_error_percent": (
        put("Error rate (%)", "100 * (a.status == 'ok').mean()", "before_after", TITLE),
        "success_for_error_rate",
        0.84,
    ),
    "error_fraction_called_percent": (put("Error rate (%)", "(a.status != 'ok').mean()", "transposed", TITLE), "unit_factor", 0.85),
    "error_count": (put("error_rate", "(a.status != 'ok').sum()", "wide"), "errors_counted|unit_factor", 0.84),
    "filled_with_zero": (
        summary(SNAKE)
        .replace("    good = df[df.status == 'ok']\n", "    good = df.fillna(0)\n")
        .replace("len(good) / span", "(df.status == 'ok').sum() / span")
        + "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'change_pct': (o - b) / b * 100}).T",
        "errors_counted_as_zero",
        0.75,
    ),
    "filled_with_zero_five": (
        "z = lambda d: d.fillna(0)\ndef f(d):\n    span = d.t_end_s.max() - d.t_end_s.min()\n    return pd.Series({'mean latency (ms)': z(d).latency_ms.mean(), 'throughput (req/s)': (d.status == 'ok').sum() / span, 'peak memory (GB)': z(d).gpu_mem_gb.max(), 'cost (USD/request)': z(d).cost_usd.mean(), 'energy (J/request)': z(d).energy_j.mean()})\nb, o = f(baseline), f(optimized)\ncomparison = pd.DataFrame({'Before': b, 'After': o, 'Diff': o - b})",
        "errors_counted_as_zero|divided_by_all_requests",
        0.75,
    ),
    "sum_over_all_rows": (
        slip(
            "f = lambda d: (d[['cost_usd', 'energy_j']].sum() / len(d)).to_numpy()\nk = ['cost_per_request_usd', 'energy_per_request_j']\nb[k], o[k] = f(baseline), f(optimized)",
            "long",
        ),
        "errors_counted_as_zero|divided_by_all_requests",
        0.8,
    ),
    "tail_cut": (
        replaced(
            "cut = lambda d: d[(d.latency_ms < d.latency_ms.quantile(.95)) | d.latency_ms.isna()]\n",
            "stats(baseline), stats(optimized)",
            "stats(cut(baseline)), stats(cut(optimized))",
            "wide",
        ),
        "tail_cut_off",
        0.7,
    ),
    "tail_cut_at_99": (
        replaced(
            "cut = lambda d: d[~(d.latency_ms > d.latency_ms.quantile(.99))]\n",
            "stats(baseline), stats(optimized)",
            "stats(cut(baseline)), stats(cut(optimized))",
            "before_after",
            TITLE,
        ),
        "tail_cut_off",
        0.72,
    ),
    "outliers_by_iqr": (
        replaced(
            "def cut(d):\n    q1, q3 = d.latency_ms.quantile([.25, .75])\n    return d[~(d.latency_ms > q3 + 1.5 * (q3 - q1))]\n",
            "stats(baseline), stats(optimized)",
            "stats(cut(baseline)), stats(cut(optimized))",
            "transposed",
            TITLE,
        ),
        "tail_cut_off",
        0.7,
    ),
    "first_hundred": (
        replaced("", "stats(baseline), stats(optimized)", "stats(baseline.head(100)), stats(optimized.head(100))", "before_after", TITLE),
        "subset_of_requests",
        0.4,
    ),
    "sampled": (
        replaced(
            "",
            "stats(baseline), stats(optimized)",
            "stats(baseline.sample(60, random_state=1)), stats(optimized.sample(60, random_state=1))",
            "long",
        ),
        "subset_of_requests",
        0.4,
    ),
    "last_fifty": (
        replaced("", "stats(baseline), stats(optimized)", "stats(baseline.tail(50)), stats(optimized.tail(50))", "wide", FIVE),
        "subset_of_requests",
        0.4,
    ),
    "minute_p95_averaged": (
        put("latency_p95_ms", "d.groupby(d.t_end_s // 5).latency_ms.quantile(.95).mean()", "wide"),
        "percentiles_averaged",
        0.84,
    ),
    "p95_of_minute_means": (
        put("P95 latency (ms)", "d.groupby(d.t_end_s // 5).latency_ms.mean().quantile(.95)", "before_after", TITLE),
        "percentile_of_averages",
        0.84,
    ),
    "p95_against_mean": (
        slip(OK + "b['latency_p95_ms'], o['latency_p95_ms'] = x.latency_ms.quantile(.95), y.latency_ms.mean()", "wide"),
        "statistics_mixed|mean_for_p95",
        0.84,
    ),
    "mean_against_p95": (
        slip(OK + "b['latency_p95_ms'] = x.latency_ms.mean()", "before_after", FIVE),
        "statistics_mixed|mean_for_p95",
        0.85,
    ),
    "ms_against_seconds": (slip("o['P95 latency (ms)'] /= 1000", "wide", TITLE), "unit_mixed|unit_factor", 0.85),
    "ms_against_seconds_all": (slip("o[['latency_mean_ms', 'latency_p95_ms']] /= 1000", "transposed"), "unit_mixed|unit_factor", 0.82),
    "optimized_memory_mb": (slip("o['Peak GPU memory (GB)'] *= 1000", "text", TITLE), "unit_mixed|unit_factor", 0.87),
    "optimized_cost_per_1k": (slip("o['cost_usd_per_request'] *= 1000", "long", FIVE), "unit_mixed|cost_unit_factor", 0.85),
    "rounded_away": (
        slip("b, o = b.round(2), o.round(2)", "wide", {k: v for k, v in SNAKE.items() if k not in ("err", "qual")}),
        "rounded_away",
        0.85,
    ),
    "rounded_away_text": (slip("b, o = b.round(1), o.round(1)", "before_after", FIVE), "rounded_away", 0.82),
    "low_quality_quantile": (put("quality", "d.quality.quantile(.1)", "wide"), "value_wrong", 0.87),
    "latency_and_throughput_exchanged": (
        slip("for s in (b, o):\n    s['latency_p95_ms'], s['throughput_req_s'] = s['throughput_req_s'], s['latency_p95_ms']", "wide", FIVE),
        "values_misaligned",
        0.7,
    ),
    "cost_and_energy_exchanged": (
        slip(
            "for s in (b, o):\n    s['Cost per 1,000 requests (USD)'], s['Energy per request (J)'] = s['Energy per request (J)'], s['Cost per 1,000 requests (USD)']",
            "transposed",
            TITLE,
        ),
        "values_misaligned",
        0.72,
    ),
    "typed_by_hand_digit_slip": (slip("o['latency_p95_ms'] = round(o['latency_p95_ms'] * 1.37)", "wide"), "value_wrong", 0.88),
}
