"""Wrong tables as a whole: systems exchanged or missing, metrics missing, nothing aggregated, or no table at all."""

# ruff: noqa: E501  (the code of one table stays on one line)

from __future__ import annotations

from tests.tables.student import ENDINGS, FIVE, SNAKE, TITLE, code, slip, summary

SWAP = "b, o = o, b"
NOTHING = "empty|not_a_table|none|undefined|not_aggregated"
BOTH = "both = pd.concat([baseline.assign(run='baseline'), optimized.assign(run='optimized')])\n"

WRONG_TABLES: dict[str, tuple[str, str, float]] = {
    "swapped_wide": (slip(SWAP, "wide"), "columns_swapped", 0.4),
    "swapped_before_after": (slip(SWAP, "before_after", TITLE), "columns_swapped", 0.4),
    "swapped_transposed": (slip(SWAP, "transposed", TITLE), "columns_swapped|swapped_in_tidy_labels", 0.4),
    "swapped_text": (slip(SWAP, "text", TITLE), "columns_swapped", 0.4),
    "swapped_long": (slip(SWAP, "long"), "swapped_in_tidy_labels|columns_swapped", 0.38),
    "swapped_long_pairs": (slip(SWAP, "pairs", FIVE), "swapped_in_tidy_labels|columns_swapped", 0.38),
    "swapped_merge": (
        code(
            "x, y = b.rename('v').reset_index(), o.rename('v').reset_index()\ncomparison = y.merge(x, on='index', suffixes=('_baseline', '_optimized'))\ncomparison['diff'] = comparison.v_optimized - comparison.v_baseline"
        ),
        "columns_swapped",
        0.4,
    ),
    "swapped_values_right_change": (
        code("comparison = pd.DataFrame({'baseline': o, 'optimized': b, 'change_pct': (o - b) / b * 100})"),
        "columns_swapped",
        0.45,
    ),
    "twice_baseline": (slip("o = b.copy()", "wide"), "same_system_twice", 0.5),
    "twice_baseline_text": (slip("o = b.copy()", "text", TITLE), "same_system_twice", 0.5),
    "twice_optimized": (slip("b = o.copy()", "transposed", TITLE), "same_system_twice", 0.5),
    "twice_optimized_long": (slip("b = stats(optimized)", "long", FIVE), "same_system_twice", 0.5),
    "twice_but_right_change": (
        code("comparison = pd.DataFrame({'baseline': b, 'optimized': b, 'change_pct': (o - b) / b * 100})", TITLE),
        "same_system_twice",
        0.72,
    ),
    "only_baseline": (code("comparison = b.to_frame('baseline')"), "values_missing", 0.35),
    "only_optimized": (code("comparison = pd.DataFrame({'metric': o.index, 'optimized': o.to_numpy()})", TITLE), "values_missing", 0.35),
    "only_changes": (code("comparison = pd.DataFrame({'delta': o - b, 'delta_pct': (o - b) / b * 100})", TITLE), "values_missing", 0.5),
    "only_changes_transposed": (code("comparison = pd.DataFrame([100 * (o - b) / b], index=['change_pct'])"), "values_missing", 0.5),
    "baseline_and_change": (code("comparison = pd.DataFrame({'baseline': b, 'delta_pct': (o - b) / b * 100})"), "values_missing", 0.75),
    "optimized_nan": (
        code("comparison = pd.DataFrame({'baseline': b, 'optimized': np.nan, 'delta': np.nan})", TITLE),
        "values_missing",
        0.38,
    ),
    "index_not_aligned": (
        code(
            "o.index = [m.upper() for m in o.index]\ncomparison = pd.DataFrame({'baseline': b, 'optimized': o})\ncomparison['delta'] = comparison.optimized - comparison.baseline"
        ),
        "values_missing|changes_missing",
        0.6,
    ),
    "latency_only": (
        code("comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'delta_pct': (o - b) / b * 100}).filter(like='latency', axis=0)"),
        "metrics_missing",
        0.4,
    ),
    "latency_only_percentiles": (
        slip("", "transposed", {"mean": "mean (ms)", "p50": "p50 (ms)", "p95": "p95 (ms)", "p99": "p99 (ms)"}),
        "metrics_missing",
        0.35,
    ),
    "cost_and_memory_only": (slip("", "long", {"mem": "peak memory (GB)", "cost": "cost per request (USD)"}), "metrics_missing", 0.45),
    "energy_missing": (slip("", "wide", {k: v for k, v in SNAKE.items() if k != "joule"}), "metrics_missing", 0.83),
    "cost_and_energy_missing": (
        slip("", "text", {k: v for k, v in TITLE.items() if k not in ("joule", "cost_1k")}),
        "metrics_missing",
        0.68,
    ),
    "throughput_missing": (slip("", "before_after", {k: v for k, v in TITLE.items() if k != "thr"}), "metrics_missing", 0.83),
    "memory_missing_long": (slip("", "pairs", {k: v for k, v in FIVE.items() if k != "mem"}), "metrics_missing", 0.83),
    "raw_concat": ("comparison = pd.concat([baseline.assign(run='baseline'), optimized.assign(run='optimized')])", "not_aggregated", 0.1),
    "raw_merge": (
        "comparison = baseline.merge(optimized, left_index=True, right_index=True, suffixes=('_baseline', '_optimized'))",
        "not_aggregated",
        0.1,
    ),
    "raw_difference": (
        "n = ['latency_ms', 'gpu_mem_gb', 'cost_usd', 'energy_j']\ncomparison = optimized[n] - baseline[n]",
        "not_aggregated",
        0.08,
    ),
    "raw_baseline": ("comparison = baseline", "not_aggregated", 0.05),
    "raw_concat_columns": ("comparison = pd.concat([baseline, optimized], axis=1, keys=['baseline', 'optimized'])", "not_aggregated", 0.1),
    "raw_compare": (
        "n = min(len(baseline), len(optimized))\ncomparison = baseline.head(n).reset_index(drop=True).compare(optimized.head(n).reset_index(drop=True))",
        "not_aggregated",
        0.1,
    ),
    "groupby_object": (BOTH + "comparison = both.groupby('run')", NOTHING, 0.0),
    "correlations": ("comparison = baseline.corr(numeric_only=True)", "not_aggregated|values_missing|not_a_comparison", 0.1),
    "describe_one": ("comparison = baseline.describe()", "values_missing|not_aggregated", 0.3),
    "status_counts": (BOTH + "comparison = both.groupby('run').status.value_counts().unstack()", "metrics_missing", 0.15),
    "nunique": (BOTH + "comparison = both.groupby('run').nunique().T", "metrics_missing|not_aggregated|values_missing", 0.15),
    "column_sums": (
        "n = ['latency_ms', 'gpu_mem_gb', 'cost_usd', 'energy_j']\nb, o = baseline[n].sum(), optimized[n].sum()\nb['throughput_rps'], o['throughput_rps'] = [(d.status == 'ok').sum() / d.t_end_s.max() for d in (baseline, optimized)]\n"
        + ENDINGS["wide"],
        "total_for_per_request|memory_summed|sums_for_means",
        0.55,
    ),
    "method_returning_none": (
        code("t = pd.DataFrame({'baseline': b, 'optimized': o})\ncomparison = t.insert(2, 'delta', o - b)"),
        "none",
        0.0,
    ),
    "list_append_none": (code("rows = []\ncomparison = rows.append([b, o])"), "none", 0.0),
    "never_assigned": (code("comparsion = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b})"), "none|undefined", 0.0),
    "empty_frame": ("comparison = pd.DataFrame()", "empty", 0.0),
    "empty_columns": ("comparison = pd.DataFrame(columns=['metric', 'baseline', 'optimized', 'delta', 'delta_pct'])", "empty", 0.0),
    "empty_dict": ("comparison = {}", "empty", 0.0),
    "empty_list": ("comparison = []", "empty", 0.0),
    "all_nan": (
        code("comparison = pd.DataFrame(np.nan, index=b.index, columns=['baseline', 'optimized', 'delta'])", TITLE),
        "empty|placeholder_values|values_missing",
        0.1,
    ),
    "all_zero": (
        code("comparison = pd.DataFrame(0.0, index=b.index, columns=['baseline', 'optimized', 'delta_pct'])", TITLE),
        "empty|placeholder_values",
        0.12,
    ),
    "all_one": (
        code("comparison = pd.DataFrame(1, index=b.index, columns=['baseline', 'optimized', 'delta'])"),
        "placeholder_values|same_system_twice",
        0.15,
    ),
    "todo_everywhere": (
        code("comparison = pd.DataFrame('TODO', index=b.index, columns=['baseline', 'optimized', 'delta'])", TITLE),
        "empty|placeholder_values|values_missing",
        0.1,
    ),
    "words_for_numbers": (
        code(
            "comparison = pd.DataFrame({'baseline': 'slow and expensive', 'optimized': 'fast and cheap', 'change': 'better'}, index=b.index)",
            TITLE,
        ),
        "empty|placeholder_values|values_missing",
        0.12,
    ),
    "random_numbers": (
        code(
            "rng = np.random.default_rng(1)\nb, o = pd.Series(rng.random(len(b)) * 100, b.index), pd.Series(rng.random(len(b)) * 100, b.index)\n"
            + ENDINGS["wide"],
            TITLE,
        ),
        "invented_values|values_misaligned",
        0.45,
    ),
    "numbers_from_documentation": (
        "b = pd.Series({'p95 latency (ms)': 820, 'throughput (req/s)': 10, 'memory (GB)': 40, 'cost (USD)': 0.01, 'energy (J)': 1000})\no = pd.Series({'p95 latency (ms)': 510, 'throughput (req/s)': 16, 'memory (GB)': 24, 'cost (USD)': 0.006, 'energy (J)': 700})\n"
        + ENDINGS["wide"],
        "invented_values|values_misaligned",
        0.45,
    ),
    "optimized_sorted": (
        slip("o = pd.Series(o.sort_values(ascending=False).to_numpy(), index=o.index)", "before_after", TITLE),
        "values_misaligned",
        0.4,
    ),
    "labels_sorted": (slip("b.index = sorted(b.index)\no.index = sorted(o.index)", "wide"), "values_misaligned", 0.35),
    "labels_shifted": (
        slip("names = list(b.index)\nb.index = o.index = names[1:] + names[:1]", "transposed", TITLE),
        "values_misaligned",
        0.35,
    ),
    "optimized_reversed": (slip("o = pd.Series(o.to_numpy()[::-1], index=o.index)", "long", FIVE), "values_misaligned", 0.4),
    "text_table": (
        code("comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b}).to_string()"),
        "not_a_table|empty",
        0.2,
    ),
    "markdown_table": (
        code(
            "comparison = '| metric | baseline | optimized |\\n|---|---|---|\\n' + '\\n'.join(f'| {m} | {b[m]:.4g} | {o[m]:.4g} |' for m in b.index)",
            TITLE,
        ),
        "not_a_table|empty",
        0.2,
    ),
    "html_table": (
        code("comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b}).to_html()", TITLE),
        "not_a_table|empty",
        0.2,
    ),
    "list_of_sentences": (
        code("comparison = [f'{m} went from {b[m]:.4g} to {o[m]:.4g}' for m in b.index]", TITLE),
        "not_a_table|empty",
        0.25,
    ),
    "sentence": ("comparison = 'The optimized system is much better in every respect.'", NOTHING, 0.0),
    "number": ("comparison = 42.0", NOTHING, 0.0),
    "flag": ("comparison = True", NOTHING, 0.0),
    "function": (
        summary(FIVE) + "def comparison():\n    return pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b})",
        NOTHING,
        0.0,
    ),
    "generator": (code("comparison = ((m, b[m], o[m], o[m] - b[m]) for m in b.index)", FIVE), NOTHING, 0.0),
    "bare_array": (code("comparison = np.array([b, o, o - b])"), "not_a_table|metrics_missing|labels_missing", 0.25),
    "bare_lists": (code("comparison = [list(b), list(o), list(o - b)]", FIVE), "not_a_table|metrics_missing|labels_missing", 0.25),
    "unlabelled_frame": (code("comparison = pd.DataFrame([list(b), list(o)])"), "metrics_missing|labels_missing", 0.25),
    "means_of_everything_only": (
        "n = ['latency_ms', 'ttft_ms', 'output_tokens', 'gpu_util', 'quality']\nb, o = baseline[n].mean(), optimized[n].mean()\n"
        + ENDINGS["before_after"],
        "metrics_missing",
        0.4,
    ),
    "figure": ("import matplotlib\nmatplotlib.use('agg')\nfrom matplotlib.figure import Figure\ncomparison = Figure()", NOTHING, 0.0),
    "plain_verdicts": (
        code(
            "comparison = pd.DataFrame({'metric': b.index, 'better system': np.where(np.isin(b.index, low) == (o < b), 'optimized', 'baseline')})",
            TITLE,
        ),
        "values_missing|changes_missing|empty",
        0.15,
    ),
}
