"""Right tables in the containers and orientations pandas (and its neighbours) offer."""

from __future__ import annotations

from tests.tables.student import FIVE, TITLE, code, wide

SHAPES: dict[str, str] = {
    "wide": wide("comparison = t", TITLE),
    "wide_metric_column": wide("comparison = t.rename_axis('metric').reset_index()", TITLE),
    "wide_unnamed_index_column": wide("comparison = t.reset_index()"),
    "wide_metric_column_last": wide("t['metric'] = t.index\ncomparison = t.reset_index(drop=True)", TITLE),
    "transposed": wide("comparison = t.T"),
    "transposed_reset": wide("comparison = t.T.rename_axis('system').reset_index()", TITLE),
    "transposed_pct_only": code(
        """
        comparison = pd.DataFrame([b, o], index=["baseline", "optimized"])
        comparison.loc["change_%"] = (comparison.loc["optimized"] / comparison.loc["baseline"] - 1) * 100
        """
    ),
    "transposed_records_row_labels": code(
        """
        rows = [{"run": "before", **b}, {"run": "after", **o}, {"run": "difference", **(o - b)}]
        comparison = pd.DataFrame(rows)
        """,
        TITLE,
    ),
    "long_variable_value": wide("comparison = t.reset_index(names='metric').melt('metric')"),
    "long_sorted_by_metric": wide(
        "comparison = t.stack().rename('value').rename_axis(['metric', 'version']).reset_index().sort_values(['metric', 'version'])",
        FIVE,
    ),
    "long_config_and_gain_column": code(
        """
        parts = []
        for tag, s in [("baseline", b), ("optimized", o)]:
            parts.append(pd.DataFrame({"config": tag, "measure": s.index, "result": s.to_numpy(), "diff_vs_baseline": (s - b).to_numpy()}))
        comparison = pd.concat(parts, ignore_index=True)
        """,
        TITLE,
    ),
    "long_variant_old_new": code(
        """
        out = []
        for m in b.index:
            out.append(("old", m, b[m], None))
            out.append(("new", m, o[m], 100 * (o[m] - b[m]) / b[m]))
        comparison = pd.DataFrame(out, columns=["variant", "metric", "value", "change in %"])
        """
    ),
    "long_condition_unit_column": code(
        """
        unit = {"p95": "ms", "thr": "req/s", "mem": "GB", "cost": "USD/request", "joule": "J/request"}
        name = {"p95": "latency p95", "thr": "throughput", "mem": "peak memory", "cost": "cost", "joule": "energy"}
        rows = []
        for k in b.index:
            for cond, v in (("control", b[k]), ("treatment", o[k]), ("pct_change", 100 * (o[k] / b[k] - 1))):
                rows.append({"metric": name[k], "condition": cond, "unit": unit[k] if cond != "pct_change" else "%", "value": v})
        comparison = pd.DataFrame(rows)
        """,
        {k: k for k in ("p95", "thr", "mem", "cost", "joule")},
    ),
    "rows_metric_then_system": code(
        """
        s = pd.concat({"baseline": b, "optimized": o, "change_pct": (o - b) / b * 100}).swaplevel().sort_index()
        comparison = s.to_frame("value")
        """
    ),
    "rows_system_then_metric": code(
        "comparison = pd.concat({'baseline': b, 'optimized': o, 'absolute change': o - b}, names=['deployment', 'metric']).to_frame('value')",
        TITLE,
    ),
    "series_system_metric": code("comparison = pd.concat({'baseline': b, 'optimized': o, 'relative change (%)': 100 * (o / b - 1)})"),
    "series_metric_system": code("comparison = pd.concat({'before': b, 'after': o, 'delta': o - b}).swaplevel().sort_index()", FIVE),
    "unstacked": code(
        """
        s = pd.concat({"baseline": b, "optimized": o}, names=["system", "metric"])
        comparison = s.unstack("system")
        comparison["change_pct"] = 100 * (comparison.optimized - comparison.baseline) / comparison.baseline
        """,
        TITLE,
    ),
    "concat_keys_columns": code("comparison = pd.concat([b, o, o - b], axis=1, keys=['baseline', 'optimized', 'diff'])"),
    "concat_columns_named_after": code(
        "comparison = pd.concat([b, o], axis=1)\ncomparison.columns = ['Baseline', 'Optimized']\ncomparison['Diff (%)'] = (comparison.Optimized / comparison.Baseline - 1) * 100",
        TITLE,
    ),
    "columns_metric_over_system_one_row": code(
        """
        cells = {}
        for m in b.index:
            cells[(m, "baseline")] = b[m]
            cells[(m, "optimized")] = o[m]
            cells[(m, "change_pct")] = (o[m] / b[m] - 1) * 100
        comparison = pd.DataFrame([cells])
        comparison.columns = pd.MultiIndex.from_tuples(comparison.columns)
        """
    ),
    "columns_system_over_metric_one_row": code(
        "comparison = pd.concat({'baseline': b, 'optimized': o, 'delta': o - b}).to_frame('value').T", TITLE
    ),
    "columns_family_over_statistic": code(
        """
        comparison = pd.DataFrame([b, o], index=["baseline", "optimized"])
        comparison.loc["delta_pct"] = 100 * (comparison.loc["optimized"] - comparison.loc["baseline"]) / comparison.loc["baseline"]
        comparison.columns = pd.MultiIndex.from_tuples([("latency_ms", "mean"), ("latency_ms", "p95"), ("throughput", "req/s"),
            ("memory_gb", "peak"), ("cost_usd", "per request"), ("energy_j", "per request"), ("quality", "mean"), ("errors", "rate")])
        """
    ),
    "rows_family_over_statistic": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o, "delta": o - b})
        comparison.index = pd.MultiIndex.from_tuples([("latency", "mean (ms)"), ("latency", "p95 (ms)"), ("throughput", "requests per second"),
            ("memory", "peak (GB)"), ("cost", "USD per request"), ("energy", "J per request"), ("quality", "mean"), ("reliability", "error rate")])
        """
    ),
    "rows_metric_and_unit": code(
        """
        comparison = pd.DataFrame({"baseline": b.values, "optimized": o.values}, index=pd.MultiIndex.from_arrays(
            [["p95 latency", "throughput", "peak memory", "cost per request", "energy per request"], ["ms", "req/s", "GB", "USD", "J"]], names=["metric", "unit"]))
        comparison["pct"] = comparison.pct_change(axis=1)["optimized"] * 100
        """,
        FIVE,
    ),
    "columns_values_and_change_levels": code(
        "comparison = pd.concat({'run': pd.DataFrame({'baseline': b, 'optimized': o}), 'comparison': pd.DataFrame({'difference': o - b, 'ratio': o / b})}, axis=1)"
    ),
    "one_row_suffixes": code(
        """
        row = {}
        for m in b.index:
            row[m + "_baseline"], row[m + "_optimized"], row[m + "_change_pct"] = b[m], o[m], 100 * (o[m] - b[m]) / b[m]
        comparison = pd.DataFrame([row])
        """
    ),
    "one_row_prefixes": code(
        """
        comparison = pd.concat([b.add_prefix("before_"), o.add_prefix("after_"), (o - b).add_prefix("delta_")]).to_frame().T
        """,
        FIVE,
    ),
    "one_column_suffixes": code(
        """
        comparison = pd.DataFrame({"value": pd.concat([b.add_suffix("_base"), o.add_suffix("_opt"), ((o - b) / b * 100).add_suffix("_pct")])})
        """,
        FIVE,
    ),
    "dict_by_system": code("comparison = {'baseline': b.to_dict(), 'optimized': o.to_dict(), 'change_pct': ((o / b - 1) * 100).to_dict()}"),
    "dict_by_metric": code("comparison = {m: {'before': b[m], 'after': o[m], 'delta': o[m] - b[m]} for m in b.index}", TITLE),
    "dict_of_series": code("comparison = {'baseline': b, 'optimized': o, 'difference': o - b}"),
    "dict_of_lists": code(
        "comparison = {'metric': list(b.index), 'baseline': list(b), 'optimized': list(o), 'delta_pct': list((o - b) / b * 100)}"
    ),
    "dict_of_tuples": code("comparison = {'metric': tuple(b.index), 'old': tuple(b), 'new': tuple(o), 'difference': tuple(o - b)}", FIVE),
    "defaultdict": code(
        """
        from collections import defaultdict
        comparison = defaultdict(dict)
        for m in b.index:
            comparison[m]["baseline"] = float(b[m])
            comparison[m]["optimized"] = float(o[m])
            comparison[m]["relative_change"] = float(o[m] / b[m] - 1)
        """
    ),
    "list_of_dicts": code("comparison = [dict(metric=m, baseline=b[m], optimized=o[m], diff=o[m] - b[m]) for m in b.index]", TITLE),
    "list_with_header": code(
        "comparison = [['metric', 'baseline', 'optimized', 'change %']] + [[m, b[m], o[m], 100 * (o[m] / b[m] - 1)] for m in b.index]",
        TITLE,
    ),
    "tuples_with_header": code(
        "comparison = (('Metric', 'Before', 'After', 'Delta'),) + tuple((m, b[m], o[m], o[m] - b[m]) for m in b.index)", FIVE
    ),
    "namedtuples": code(
        """
        from collections import namedtuple
        Row = namedtuple("Row", "metric baseline optimized change_pct")
        comparison = [Row(m, b[m], o[m], (o[m] - b[m]) / b[m] * 100) for m in b.index]
        """
    ),
    "namedtuples_frame": code(
        """
        from collections import namedtuple
        Row = namedtuple("Row", ["metric", "baseline", "optimized", "change_pct"])
        comparison = pd.DataFrame([Row(m, b[m], o[m], (o[m] - b[m]) / b[m] * 100) for m in b.index])
        """
    ),
    "dataclasses_list": code(
        """
        from dataclasses import dataclass
        @dataclass
        class Line:
            metric: str
            baseline: float
            optimized: float
            delta: float
        comparison = [Line(m, float(b[m]), float(o[m]), float(o[m] - b[m])) for m in b.index]
        """,
        TITLE,
    ),
    "dataclasses_frame": code(
        """
        from dataclasses import make_dataclass
        Line = make_dataclass("Line", ["metric", "baseline", "optimized", "delta"])
        comparison = pd.DataFrame([Line(m, b[m], o[m], o[m] - b[m]) for m in b.index])
        """,
        TITLE,
    ),
    "numpy_objects_header": code(
        "comparison = np.array([['metric', 'baseline', 'optimized', 'pct']] + [[m, b[m], o[m], (o[m] / b[m] - 1) * 100] for m in b.index], dtype=object)"
    ),
    "numpy_text": code(
        "comparison = np.array([['metric', 'baseline', 'optimized', 'delta']] + [[m, b[m], o[m], o[m] - b[m]] for m in b.index])"
    ),
    "numpy_structured": code(
        """
        comparison = np.zeros(len(b), dtype=[("name", "U40"), ("before", float), ("after", float), ("difference", float)])
        comparison["name"], comparison["before"], comparison["after"] = b.index, b, o
        comparison["difference"] = comparison["after"] - comparison["before"]
        """
    ),
    "numpy_records": code("comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'ratio': o / b}).to_records()", FIVE),
    "polars_wide": code(
        """
        import polars as pl
        comparison = pl.DataFrame({"metric": b.index.tolist(), "baseline": b.tolist(), "optimized": o.tolist()})
        comparison = comparison.with_columns(((pl.col("optimized") - pl.col("baseline")) / pl.col("baseline") * 100).alias("change_pct"))
        """,
        TITLE,
    ),
    "polars_long": code(
        """
        import polars as pl
        comparison = pl.concat([pl.DataFrame({"metric": list(b.index), "phase": [n] * len(b), "value": v.tolist()})
                                for n, v in (("baseline", b), ("optimized", o), ("delta", o - b))])
        """
    ),
    "polars_systems_as_rows": code(
        """
        import polars as pl
        comparison = pl.DataFrame([{"system": "baseline", **b}, {"system": "optimized", **o}, {"system": "change_pct", **((o - b) / b * 100)}])
        """,
        FIVE,
    ),
    "styler_plain": wide("comparison = t.style", TITLE),
    "styler_formatted": wide(
        "comparison = t.style.format({'baseline': '{:.3f}', 'optimized': '{:.3f}', 'delta_pct': '{:+.1f}%'}).set_caption('Before / after')"
    ),
    "styler_highlighted": wide("comparison = t.style.highlight_max(axis=1, subset=['baseline', 'optimized']).format(precision=4)", TITLE),
    "from_dict_index": code(
        "comparison = pd.DataFrame.from_dict({m: [b[m], o[m], o[m] - b[m]] for m in b.index}, orient='index', columns=['baseline', 'optimized', 'delta'])"
    ),
    "from_dict_of_dicts": code(
        "comparison = pd.DataFrame({'baseline': b.to_dict(), 'optimized': o.to_dict(), 'pct': (100 * (o - b) / b).to_dict()})", TITLE
    ),
    "from_tuples": code(
        "comparison = pd.DataFrame.from_records([(m, b[m], o[m], 100 * (o[m] - b[m]) / b[m]) for m in b.index], columns=['KPI', 'Baseline', 'Optimized', 'Change [%]'])",
        TITLE,
    ),
    "header_inside_frame": code(
        "comparison = pd.DataFrame([['Metric', 'Baseline', 'Optimized', 'Delta']] + [[m, b[m], o[m], o[m] - b[m]] for m in b.index])", TITLE
    ),
    "merge_suffixes": code(
        """
        x = b.rename("value").rename_axis("metric").reset_index()
        y = o.rename("value").rename_axis("metric").reset_index()
        comparison = x.merge(y, on="metric", suffixes=("_baseline", "_optimized"))
        comparison["diff_pct"] = (comparison.value_optimized - comparison.value_baseline) / comparison.value_baseline * 100
        """
    ),
    "join_suffixes": code(
        """
        comparison = b.to_frame("result").join(o.to_frame("result"), lsuffix="_before", rsuffix="_after")
        comparison["delta"] = comparison["result_after"] - comparison["result_before"]
        """,
        TITLE,
    ),
    "compare_method": code(
        """
        comparison = b.to_frame("value").compare(o.to_frame("value"), result_names=("baseline", "optimized"))
        comparison[("value", "change_pct")] = (o - b) / b * 100
        """
    ),
    "compare_method_series": code(
        """
        comparison = b.compare(o, result_names=("baseline", "optimized"))
        comparison["delta"] = comparison.optimized - comparison.baseline
        """,
        FIVE,
    ),
    "crosstab": code(
        """
        long = pd.concat([pd.DataFrame({"metric": s.index, "run": n, "v": s.to_numpy()}) for n, s in (("baseline", b), ("optimized", o))])
        comparison = pd.crosstab(long.metric, long.run, values=long.v, aggfunc="sum")
        comparison["change"] = comparison["optimized"] - comparison["baseline"]
        """
    ),
    "pivot": code(
        """
        long = pd.concat([pd.DataFrame({"metric": s.index, "run": n, "v": s.to_numpy()}) for n, s in (("1-baseline", b), ("2-optimized", o))])
        comparison = long.pivot(index="metric", columns="run", values="v")
        comparison["change %"] = (comparison["2-optimized"] - comparison["1-baseline"]) / comparison["1-baseline"] * 100
        """,
        TITLE,
    ),
    "pivot_keeps_value_level": code(
        """
        long = pd.concat([pd.DataFrame({"metric": s.index, "system": n, "value": s.to_numpy()}) for n, s in (("baseline", b), ("optimized", o))])
        comparison = long.pivot_table(index=["metric"], columns=["system"], values=["value"])
        comparison[("value", "pct")] = (comparison[("value", "optimized")] / comparison[("value", "baseline")] - 1) * 100
        """
    ),
    "categorical_metric": wide(
        "t = t.reset_index(names='metric')\nt['metric'] = pd.Categorical(t['metric'], categories=list(b.index), ordered=True)\ncomparison = t"
    ),
    "index_and_columns_named": wide("comparison = t.rename_axis(index='metric', columns='run')", TITLE),
    "set_index_metric_unit": code(
        """
        comparison = pd.DataFrame({"metric": b.index.str.replace(r" \\(.*", "", regex=True), "unit": b.index.str.extract(r"\\((.*)\\)")[0],
            "baseline": b.values, "optimized": o.values, "delta_pct": ((o - b) / b * 100).values}).set_index(["metric", "unit"])
        """,
        {k: v for k, v in TITLE.items() if k not in ("qual", "cost_1k")} | {"cost": "Cost (USD/request)"},
    ),
    "rows_change_below_each": code(
        """
        out = {}
        for m in b.index:
            out[f"{m} baseline"], out[f"{m} optimized"], out[f"{m} change %"] = b[m], o[m], 100 * (o[m] - b[m]) / b[m]
        comparison = pd.Series(out, name="value").to_frame()
        """
    ),
    "extension_of_summary_frame": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o}).assign(
            abs_change=lambda d: d.optimized - d.baseline, rel_change=lambda d: d.abs_change / d.baseline)
        """,
        TITLE,
    ),
}
