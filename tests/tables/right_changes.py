"""Right tables that state the change in other ways: absolute, relative, factors, reductions, improvements, words, rows."""

# ruff: noqa: E501  (the code of one table stays on one line)

from __future__ import annotations

from tests.tables.student import FIVE, SNAKE, TITLE, code


def column(name: str, formula: str, names: dict[str, str] | None = None) -> str:
    """Return a plain table with one change column; ``formula`` may use b, o and low."""
    return code(f"comparison = pd.DataFrame({{'baseline': b, 'optimized': o}})\ncomparison[{name!r}] = {formula}", names or TITLE)


def each(name: str, formula: str, names: dict[str, str] | None = None) -> str:
    """Return a plain table with one change column; ``formula`` is for one metric m from x to y."""
    return column(name, f"[{formula} for m, x, y in zip(b.index, b, o)]", names)


BETTER = "(-1 if m in low else 1) * "

CHANGES: dict[str, str] = {
    "absolute_only": column("difference", "o - b"),
    "absolute_vs_baseline": column("vs baseline", "o - b", SNAKE),
    "optimized_minus_baseline": column("optimized - baseline", "o - b"),
    "diff_method": code(
        "t = pd.DataFrame({'baseline': b, 'optimized': o})\nt['diff'] = t.diff(axis=1)['optimized']\ncomparison = t", SNAKE
    ),
    "pct_change_method": code(
        "t = pd.DataFrame({'baseline': b, 'optimized': o})\nt['pct_change'] = t.pct_change(axis=1)['optimized']\ncomparison = t", TITLE
    ),
    "fraction": column("relative_difference", "(o - b) / b", SNAKE),
    "fraction_named": column("change (fraction of baseline)", "(o - b) / b"),
    "percent_rounded": column("Change in %", "((o / b - 1) * 100).round(1)"),
    "change_bare_percent": column("change", "((o / b - 1) * 100).round(1)"),
    "change_bare_fraction": column("change", "((o / b - 1)).round(4)", SNAKE),
    "delta_symbol": column("Δ", "o - b"),
    "delta_symbol_percent": column("Δ %", "100 * (o - b) / b"),
    "ratio": column("ratio", "o / b"),
    "ratio_named": column("optimized/baseline", "o / b", SNAKE),
    "ratio_percent": column("optimized in % of baseline", "o / b * 100"),
    "ratio_inverse_named": column("baseline / optimized", "b / o"),
    "factor_x_text": each("factor (optimized / baseline)", "f'{y / x:.2f}x'"),
    "factor_times_sign": each("ratio opt/base", "f'×{y / x:.2f}'"),
    "speedup_latency_only": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o, "change_pct": 100 * (o - b) / b})
        comparison["speedup"] = np.nan
        comparison.loc["latency_mean_ms", "speedup"] = b["latency_mean_ms"] / o["latency_mean_ms"]
        comparison.loc["latency_p95_ms", "speedup"] = b["latency_p95_ms"] / o["latency_p95_ms"]
        comparison.loc["throughput_rps", "speedup"] = o["throughput_rps"] / b["throughput_rps"]
        """
    ),
    "improvement_factor": each("improvement factor (>1 is better)", "x / y if m in low else y / x"),
    "times_better": each("x times better", "x / y if m in low else y / x", SNAKE),
    "reduction_percent": column("reduction (%)", "(b - o) / b * 100"),
    "reduction_absolute": column("reduction", "b - o", SNAKE),
    "decrease_percent": column("decrease in %", "100 * (1 - o / b)"),
    "increase_percent": column("increase in %", "100 * (o / b - 1)"),
    "savings_and_gain": each("saving / gain (%) (positive = better)", BETTER + "100 * (y - x) / x"),
    "improvement_percent": each("improvement_pct", BETTER + "100 * (y - x) / x", SNAKE),
    "improvement_said": each("Improvement % (+ is good)", BETTER + "(y - x) / x * 100"),
    "improvement_absolute": each("improvement (absolute)", BETTER + "(y - x)"),
    "improvement_fraction": each("improvement (fraction)", BETTER + "(y - x) / x"),
    "gain_percent": each("gain %", BETTER + "(y - x) / x * 100", SNAKE),
    "benefit_percent": each("benefit (%)", BETTER + "(y - x) / x * 100"),
    "both_changes": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'absolute change': o - b, 'relative change (%)': (o - b) / b * 100})",
        TITLE,
    ),
    "three_changes": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'abs': o - b, 'pct': (o - b) / b * 100, 'ratio': o / b})"
    ),
    "change_and_improvement": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'change_pct': (o - b) / b * 100})\ncomparison['improvement_pct'] = [-v if m in low else v for m, v in comparison.change_pct.items()]",
        TITLE,
    ),
    "text_sign_space": each("Change", "f'{(y - x) / x * 100:+.1f} %'"),
    "text_unicode_minus": each("Change", "f'{(y - x) / x * 100:+.1f} %'.replace('-', '−')"),
    "text_en_dash": each("Change", "f'{(y - x) / x * 100:+.1f}%'.replace('-', '–')"),
    "text_arrow_down": each("Change", "('↓ ' if y < x else '↑ ') + f'{abs(y - x) / x * 100:.1f} %'"),
    "text_arrow_after": each("Change", "f'{abs(y - x) / x * 100:.1f}% ' + ('↓' if y < x else '↑')"),
    "text_triangle": each("Δ", "('▼' if y < x else '▲') + f'{abs(y - x) / x * 100:.1f}%'"),
    "text_arrow_and_sign": each("Change", "('⬇️ ' if y < x else '⬆️ ') + f'{(y - x) / x * 100:+.1f}%'"),
    "text_lower_higher": each("Change", "f'{abs(y - x) / x * 100:.1f} % ' + ('lower' if y < x else 'higher')"),
    "text_less_more": each("Effect", "f'{abs(y - x) / x * 100:.1f}% ' + ('less' if y < x else 'more')"),
    "text_decreased_by": each("Change", "('decreased by ' if y < x else 'increased by ') + f'{abs(y - x) / x * 100:.1f}%'"),
    "text_down_up": each("Change", "('down ' if y < x else 'up ') + f'{abs(y - x) / x * 100:.1f} percent'"),
    "text_improved_by": each("Change", "('improved by ' if (y < x) == (m in low) else 'worsened by ') + f'{abs(y - x) / x * 100:.1f}%'"),
    "text_better_worse": each("Verdict", "f'{abs(y - x) / x * 100:.1f} % ' + ('better' if (y < x) == (m in low) else 'worse')"),
    "text_percent_and_verdict": each("Change", "f'{(y - x) / x * 100:+.1f}% (' + ('better' if (y < x) == (m in low) else 'worse') + ')'"),
    "text_emoji_verdict": each("Change", "f'{(y - x) / x * 100:+.1f}% ' + ('✅' if (y < x) == (m in low) else '❌')"),
    "text_absolute_and_percent": each("Change", "f'{y - x:+.5g} ({(y - x) / x * 100:+.1f} %)'"),
    "text_percent_and_absolute": each("Change", "f'{(y - x) / x * 100:+.1f} % ({y - x:+.5g})'"),
    "text_times_as": each("Optimized vs baseline", "f'{y / x:.2f} times the baseline'"),
    "german_words": each("Änderung", "f'{abs(y - x) / x * 100:.1f} % '.replace('.', ',') + ('weniger' if y < x else 'mehr')"),
    "verdict_next_to_pct": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o, "change_pct": (o - b) / b * 100})
        comparison["verdict"] = np.where(np.isin(b.index, low) == (o < b), "improvement", "regression")
        """,
        TITLE,
    ),
    "magnitude_and_direction_columns": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o, "change (%)": ((o - b) / b * 100).abs(), "direction": np.where(o < b, "decrease", "increase")})
        """,
        TITLE,
    ),
    "rows_delta_and_pct": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b, 'pct_change': (o - b) / b * 100}).T", SNAKE
    ),
    "rows_improvement": code(
        "comparison = pd.DataFrame([b, o], index=['before', 'after'])\ncomparison.loc['improvement %'] = [(-1 if m in low else 1) * 100 * (o[m] - b[m]) / b[m] for m in b.index]",
        TITLE,
    ),
    "rows_ratio": code("comparison = pd.DataFrame([b, o, o / b], index=['baseline', 'optimized', 'optimized/baseline'])", FIVE),
    "rows_reduction": code(
        "comparison = pd.DataFrame([b, o, 100 * (b - o) / b], index=['baseline', 'optimized', 'reduction in %'])", TITLE
    ),
    "rows_text_change": code(
        "comparison = pd.DataFrame([b, o], index=['baseline', 'optimized']).round(5).astype(object)\ncomparison.loc['change'] = [f'{100 * (o[m] - b[m]) / b[m]:+.1f} %' for m in b.index]",
        TITLE,
    ),
    "columns_per_metric_change_row_zero": code(
        """
        t = pd.DataFrame([b, o], index=["baseline", "optimized"])
        comparison = t.join((t / t.loc["baseline"] * 100 - 100).add_suffix("_vs_baseline_pct"))
        """,
        FIVE,
    ),
    "change_per_metric_in_own_unit": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'change (same unit)': o - b, 'change (% of baseline)': 100 * (o - b) / b})",
        TITLE,
    ),
    "long_change_repeated_on_both_rows": code(
        """
        pct = 100 * (o - b) / b
        comparison = pd.concat([pd.DataFrame({"metric": s.index, "run": n, "value": s.to_numpy(), "change_pct": pct.to_numpy()}) for n, s in (("baseline", b), ("optimized", o))])
        """
    ),
    "long_zero_on_baseline": code(
        """
        comparison = pd.concat([pd.DataFrame({"metric": s.index, "system": n, "value": s.to_numpy(), "delta_vs_baseline": (s - b).to_numpy(), "delta_vs_baseline_pct": ((s - b) / b * 100).to_numpy()})
                                for n, s in (("baseline", b), ("optimized", o))]).set_index(["metric", "system"]).sort_index()
        """,
        TITLE,
    ),
    "percent_of_month_saving": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o, "saved": b - o, "saved_pct": (b - o) / b * 100})
        """,
        FIVE,
    ),
    "change_from_rounded_values": code(
        """
        t = pd.DataFrame({"baseline": b, "optimized": o}).round({"baseline": 4, "optimized": 4})
        t["change_pct"] = ((t.optimized / t.baseline - 1) * 100).round(1)
        comparison = t
        """,
        {k: v for k, v in TITLE.items() if k != "err_pct"},
    ),
}
