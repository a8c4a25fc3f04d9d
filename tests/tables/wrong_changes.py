"""Wrong tables whose values are right and whose changes are not."""

# ruff: noqa: E501  (the code of one table stays on one line)

from __future__ import annotations

from tests.tables.student import FIVE, SNAKE, TITLE, code


def column(name: str, formula: str, names: dict[str, str] | None = None) -> str:
    """Return a plain table with one change column computed by ``formula``."""
    return code(f"comparison = pd.DataFrame({{'baseline': b, 'optimized': o}})\ncomparison[{name!r}] = {formula}", names)


def row(name: str, formula: str, names: dict[str, str] | None = None) -> str:
    """Return a table of systems as rows with one change row computed by ``formula``."""
    return code(f"comparison = pd.DataFrame([b, o, {formula}], index=['before', 'after', {name!r}])", names or TITLE)


def long(name: str, formula: str, names: dict[str, str] | None = None) -> str:
    """Return a long table with one change 'system' computed by ``formula``."""
    return code(
        f"comparison = pd.concat({{'baseline': b, 'optimized': o, {name!r}: {formula}}}, names=['system', 'metric']).rename('value').reset_index()",
        names,
    )


def words(formula: str, names: dict[str, str] | None = None) -> str:
    """Return a table with a text column for the change; ``formula`` is for one metric m from x to y."""
    return code(
        f"comparison = pd.DataFrame({{'Baseline': b.round(5), 'Optimized': o.round(5)}})\ncomparison['Change'] = [{formula} for m, x, y in zip(b.index, b, o)]",
        names or TITLE,
    )


WRONG_CHANGES: dict[str, tuple[str, str, float]] = {
    "inverted_percent": (column("change_pct", "(b - o) / b * 100"), "sign_inverted", 0.65),
    "inverted_absolute": (column("delta (optimized - baseline)", "b - o", TITLE), "sign_inverted", 0.65),
    "inverted_row": (row("% change", "(b - o) / b * 100"), "sign_inverted", 0.65),
    "inverted_long": (long("relative_change", "1 - o / b"), "sign_inverted", 0.65),
    "inverted_text": (words("f'{(x - y) / x * 100:+.1f} %'"), "sign_inverted", 0.65),
    "inverted_words": (words("f'{abs(y - x) / x * 100:.1f} % ' + ('higher' if y < x else 'lower')"), "sign_inverted", 0.65),
    "difference_called_percent": (column("Change (%)", "o - b", TITLE), "not_divided", 0.55),
    "difference_called_percent_row": (row("pct_change", "o - b", SNAKE), "not_divided", 0.55),
    "difference_called_percent_text": (words("f'{y - x:+.4g} %'"), "not_divided", 0.55),
    "difference_called_percent_long": (long("change_%", "o - b", FIVE), "not_divided", 0.55),
    "difference_times_100": (column("delta_pct", "(o - b) * 100"), "not_divided|percent_points_as_percent", 0.55),
    "wrong_base_column": (column("delta_pct", "(o - b) / o * 100"), "wrong_base", 0.7),
    "wrong_base_row": (row("change in %", "100 * (1 - b / o)"), "wrong_base", 0.7),
    "wrong_base_fraction": (long("relative_change", "(o - b) / o"), "wrong_base", 0.7),
    "wrong_base_text": (words("f'{(y - x) / y:+.1%}'"), "wrong_base", 0.7),
    "base_of_both": (column("% difference", "200 * (o - b) / (b + o)", TITLE), "wrong_base", 0.7),
    "base_is_maximum": (column("change_pct", "100 * (o - b) / np.maximum(b, o)"), "wrong_base", 0.75),
    "speedup_called_reduction": (column("reduction (%)", "(b / o - 1) * 100", TITLE), "speedup_vs_reduction", 0.7),
    "speedup_called_change": (column("change_pct", "(b / o - 1) * 100"), "speedup_vs_reduction", 0.65),
    "speedup_called_saving_row": (row("saved %", "100 * (b - o) / o", FIVE), "speedup_vs_reduction|wrong_base", 0.7),
    "ratio_called_percent": (column("delta_pct", "o / b * 100"), "ratio_as_percent", 0.63),
    "ratio_called_change": (row("relative change", "o / b"), "ratio_as_percent", 0.63),
    "ratio_inverse_called_change": (column("change", "b / o * 100", TITLE), "ratio_as_percent", 0.63),
    "ratio_called_percent_text": (words("f'{y / x * 100:.1f} %'"), "ratio_as_percent", 0.63),
    "fraction_called_percent_column": (column("change (%)", "(o - b) / b", TITLE), "fraction_called_percent", 0.88),
    "fraction_called_percent_row": (row("change in %", "o / b - 1", SNAKE), "fraction_called_percent", 0.88),
    "fraction_called_percent_text": (words("f'{(y - x) / x:+.3f} %'"), "fraction_called_percent", 0.88),
    "hundred_twice": (column("delta_pct", "(o - b) / b * 100 * 100"), "percent_twice|percent_called_fraction", 0.83),
    "hundred_twice_text": (words("f'{(y - x) / x * 100:+.1%}'"), "percent_twice|percent_called_fraction", 0.83),
    "percent_called_fraction": (
        column("relative change (fraction)", "(o - b) / b * 100", TITLE),
        "percent_twice|percent_called_fraction",
        0.85,
    ),
    "dropped_sign": (column("change_pct", "((o - b) / b * 100).abs()"), "sign_dropped", 0.75),
    "dropped_sign_absolute": (row("difference", "(o - b).abs()"), "sign_dropped", 0.75),
    "dropped_sign_text": (words("f'{abs(y - x) / x * 100:.1f} %'"), "sign_dropped", 0.75),
    "dropped_sign_long": (long("delta", "abs(b - o)", FIVE), "sign_dropped", 0.75),
    "points_called_percent": (
        column("change in %", "[(y - x) * 100 if m in ('quality', 'error_rate') else 100 * (y - x) / x for m, x, y in zip(b.index, b, o)]"),
        "percent_points_as_percent",
        0.9,
    ),
    "points_called_percent_text": (
        words('f\'{(y - x) * 100 if m == "Quality score" else y - x if "%" in m else 100 * (y - x) / x:+.2f} %\''),
        "percent_points_as_percent",
        0.9,
    ),
    "wrong_axis_pct_change": (
        column("pct_change", "pd.DataFrame({'b': b, 'o': o}).pct_change()['o'] * 100", TITLE),
        "pct_change_along_wrong_axis",
        0.55,
    ),
    "wrong_axis_diff": (column("diff", "o.diff()"), "pct_change_along_wrong_axis", 0.55),
    "wrong_axis_baseline": (column("change %", "b.pct_change() * 100", FIVE), "pct_change_along_wrong_axis", 0.55),
    "wrong_axis_transposed": (row("change %", "o.pct_change() * 100", SNAKE), "pct_change_along_wrong_axis", 0.55),
    "shifted_by_one": (column("delta_pct", "((o - b) / b * 100).shift(1)"), "changes_misaligned", 0.6),
    "rolled_by_one": (column("Change (%)", "np.roll((o - b) / b * 100, 1)", TITLE), "changes_misaligned", 0.6),
    "changes_sorted": (row("change %", "pd.Series(np.sort((o - b) / b * 100), index=b.index)"), "changes_misaligned", 0.6),
    "changes_reversed": (column("delta", "(o - b).to_numpy()[::-1]"), "changes_misaligned", 0.6),
    "latency_change_everywhere": (column("change_pct", "[100 * (o.iloc[1] - b.iloc[1]) / b.iloc[1]] * len(b)"), "changes_misaligned", 0.65),
    "mean_change_everywhere": (column("change_pct", "((o - b) / b * 100).mean()", TITLE), "changes_misaligned", 0.62),
    "divided_by_first_metric": (column("change_pct", "(o - b) / b.iloc[0] * 100"), "wrong_base|changes_misaligned", 0.62),
    "divided_by_sum": (column("change_pct", "(o - b) / b.sum() * 100"), "wrong_base|not_divided", 0.6),
    "sum_called_difference": (column("difference", "b + o"), "changes_sum|sign_inverted", 0.62),
    "zeros_as_change": (column("change_pct", "0.0"), "changes_missing|placeholder_values", 0.62),
    "nan_as_change": (column("change_pct", "np.nan", TITLE), "changes_missing", 0.62),
    "todo_as_change": (column("change", "'TODO'", TITLE), "changes_missing", 0.62),
    "random_changes": (
        column("change_pct", "np.random.default_rng(3).uniform(-60, 60, len(b))"),
        "changes_misaligned|invented_changes",
        0.62,
    ),
    "no_change": (code("comparison = pd.DataFrame({'baseline': b, 'optimized': o})"), "changes_missing", 0.62),
    "no_change_transposed": (code("comparison = pd.DataFrame([b, o], index=['Baseline', 'Optimized'])", TITLE), "changes_missing", 0.62),
    "no_change_long": (
        code("comparison = pd.concat({'baseline': b, 'optimized': o}, names=['run', 'metric']).rename('value').reset_index()", TITLE),
        "changes_missing",
        0.62,
    ),
    "no_change_text": (
        code("comparison = pd.DataFrame({'before': b.map('{:.5g}'.format), 'after': o.map('{:.5g}'.format)})", FIVE),
        "changes_missing",
        0.62,
    ),
    "verdict_only": (
        code("comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'result': np.where(o < b, 'lower', 'higher')})"),
        "changes_missing",
        0.65,
    ),
    "change_for_latency_only": (
        column("change_pct", "((o - b) / b * 100).where(b.index.str.contains('latency'))"),
        "changes_missing",
        0.72,
    ),
    "change_for_three": (column("Change (%)", "((o - b) / b * 100).where(np.arange(len(b)) < 3)", TITLE), "changes_missing", 0.75),
    "higher_is_always_better": (
        column("improvement_pct (positive = better)", "(o - b) / b * 100"),
        "sign_inverted|improvement_direction",
        0.75,
    ),
    "lower_is_always_better": (
        column("improvement % (positive = better)", "(b - o) / b * 100", TITLE),
        "sign_inverted|improvement_direction",
        0.85,
    ),
    "verdicts_inverted": (
        words("f'{abs(y - x) / x * 100:.1f} % ' + ('better' if (y > x) == (m in low) else 'worse')"),
        "sign_inverted|improvement_direction",
        0.65,
    ),
    "speedup_upside_down": (
        column("speedup (x times faster)", "[y / x if m in low else x / y for m, x, y in zip(b.index, b, o)]"),
        "sign_inverted|ratio_as_percent|speedup_inverted",
        0.65,
    ),
    "reduction_upside_down": (column("reduction (%)", "(o - b) / b * 100", TITLE), "sign_inverted", 0.7),
    "divided_by_std": (
        code(
            "comparison = pd.DataFrame({'baseline': b, 'optimized': o})\ncomparison['change_pct'] = (o - b) / comparison.std(axis=1) * 100",
            TITLE,
        ),
        "wrong_base|changes_misaligned",
        0.62,
    ),
    "percent_of_wrong_rows_pair": (
        code(
            "pct = (o - b) / b * 100\npct['latency_mean_ms'], pct['latency_p95_ms'] = pct['latency_p95_ms'], pct['latency_mean_ms']\npct['cost_per_request_usd'], pct['energy_per_request_j'] = pct['energy_per_request_j'], pct['cost_per_request_usd']\ncomparison = pd.DataFrame({'baseline': b, 'optimized': o, 'change_pct': pct})"
        ),
        "changes_misaligned",
        0.82,
    ),
    "right_delta_wrong_percent": (
        code("comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b, 'delta_pct': (o - b) / o * 100})"),
        "wrong_base",
        0.78,
    ),
    "right_delta_ratio_as_percent": (
        code("comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b, 'change %': o / b * 100})", TITLE),
        "ratio_as_percent",
        0.75,
    ),
    "inverted_delta_right_percent": (
        code("comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': b - o, 'delta_pct': (o - b) / b * 100})", TITLE),
        "sign_inverted",
        0.78,
    ),
    "inverted_wrong_base": (column("change_pct", "(b - o) / o * 100"), "speedup_vs_reduction|wrong_base|sign_inverted", 0.62),
}
