"""More right tables: further names for the systems and the change, further wordings, further lay-outs."""

# ruff: noqa: E501  (the code of one table stays on one line)

from __future__ import annotations

from tests.tables.right_changes import BETTER, column, each
from tests.tables.right_names import language, metrics, systems
from tests.tables.student import FIVE, SNAKE, TITLE, code, wide

MORE: dict[str, str] = {
    "stock_quantized": systems("stock", "quantized"),
    "vanilla_int8": systems("vanilla fp16", "int8 optimized"),
    "batching_off_on": systems("batching off", "batching on"),
    "no_cache_cache": systems("without cache", "with cache", "change_pct", SNAKE),
    "initial_final": systems("initial", "final"),
    "legacy_new": systems("legacy", "new", "Diff. (%)"),
    "as_is_to_be": systems("as-is", "to-be"),
    "status_quo_new": systems("status quo", "new setup"),
    "prod_canary": systems("production", "canary"),
    "baseline_run_optimized_run": systems("Baseline run", "Optimized run", "Relative difference [%]"),
    "baseline_df_optimized_df": systems("baseline_df", "optimized_df", "diff_percent", SNAKE),
    "baseline_system": systems("Baseline System", "Optimized System", "Change vs. Baseline (%)"),
    "before_opt_after_opt": systems("before_opt", "after_opt", "change_perc", SNAKE),
    "x_baseline_y_optimized": systems("x (baseline)", "y (optimized)", "(y-x)/x in %"),
    "german_referenz": systems("Referenz", "Optimiert", "Veränderung (%)"),
    "german_ohne_mit": systems("ohne Optimierung", "mit Optimierung", "Veränderung in %"),
    "german_alt_neu": systems("alt", "neu", "Abweichung (%)"),
    "french_optimisation": systems("avant optimisation", "après optimisation", "évolution (%)"),
    "french_base": systems("référence", "optimisé", "écart relatif (%)"),
    "spanish_base": systems("Línea base", "Optimizado", "Variación (%)"),
    "spanish_sin_con": systems("sin optimizar", "optimizado", "cambio porcentual"),
    "italian_base": systems("Base", "Ottimizzato", "Variazione (%)"),
    "portuguese_base": systems("Linha de base", "Otimizado", "Variação (%)"),
    "dutch_base": systems("basis", "geoptimaliseerd", "verschil (%)"),
    "chinese_base": systems("基线", "优化后", "变化 (%)"),
    "japanese_base": systems("ベースライン", "最適化", "変化率 (%)"),
    "swedish": language("Före", "Efter", "Skillnad", "Förändring (%)", "Medellatens (ms)", "P95-latens (ms)", "Genomströmning (req/s)", "Maxminne (GB)", "Kostnad per 1000 anrop (USD)", "Energi per anrop (J)"),
    "turkish": language("Önce", "Sonra", "Fark", "Değişim (%)", "Ortalama gecikme (ms)", "P95 gecikme (ms)", "Verim (istek/s)", "En yüksek bellek (GB)", "1000 istek başına maliyet (USD)", "İstek başına enerji (J)"),
    "russian": language("До", "После", "Разница", "Изменение (%)", "Средняя задержка (мс)", "Задержка p95 (мс)", "Пропускная способность (запросов/с)", "Пиковая память (ГБ)", "Стоимость 1000 запросов (USD)", "Энергия на запрос (Дж)"),
    "requests_served": metrics("P95 latency (ms)", "Requests served per second", "Peak memory (GB)", "Cost per request (USD)", "Energy per request (J)", keys=tuple(FIVE)),
    "completed_per_second": metrics("P95 latency (ms)", "completed requests per sec", "GPU memory peak (GB)", "Dollar cost per request", "Energy consumption per request (Joule)", keys=tuple(FIVE)),
    "impact_words": metrics("p95 latency (ms)", "throughput (req/s)", "max memory (GB)", "avg cost per request (USD)", "avg energy per request (J), environmental impact", keys=tuple(FIVE)),
    "energy_footprint": metrics("p95 latency (ms)", "throughput (req/s)", "max VRAM allocated (GB)", "unit cost (USD/request)", "energy footprint (J/request)", keys=tuple(FIVE)),
    "p_notation": metrics("P(95) latency ms", "rate req/s", "mem max GB", "cost USD/req", "energy J/req", keys=tuple(FIVE)),
    "double_underscore": metrics("latency__mean", "latency__p95", "throughput__rps", "memory__peak_gb", "cost__usd_per_request", "energy__j_per_request", "quality__mean", "error__rate"),
    "units_after_semicolon": metrics("latency p95; ms", "throughput; req/s", "memory peak; GB", "cost per request; USD", "energy per request; J", keys=tuple(FIVE)),
    "units_with_in": metrics("latency p95 in ms", "throughput in requests per second", "peak memory in GB", "cost in USD per request", "energy in joules per request", keys=tuple(FIVE)),
    "goal_in_words": metrics("Latency p95 (ms, lower=better)", "Throughput (req/s, higher=better)", "Peak memory (GB, lower=better)", "Cost (USD per request, lower=better)", "Energy (J per request, lower=better)", keys=tuple(FIVE)),
    "change_vs_baseline": column("Change vs. baseline (%)", "(o - b) / b * 100"),
    "delta_rel": column("Δ rel.", "(o - b) / b"),
    "delta_abs": column("Δ abs.", "o - b", SNAKE),
    "effect_percent": column("Effect (%)", "((o - b) / b * 100).round(1)"),
    "opt_over_base_minus_one": column("opt/base - 1", "o / b - 1", SNAKE),
    "percent_of_baseline": column("% of baseline", "o / b * 100"),
    "relative_to_baseline": column("relative to baseline", "o / b", SNAKE),
    "saved_percent": column("saved (%)", "(b - o) / b * 100"),
    "text_faster_slower": each("Change", "f'{max(x, y) / min(x, y):.2f}x ' + ('higher' if y > x else 'lower')"),
    "text_factor_better": each("Improvement", "f'{(x / y if m in low else y / x):.2f}x'"),
    "text_by_percent": each("What happened", "('fell' if y < x else 'rose') + f' by {abs(y - x) / x * 100:.1f} %'"),
    "text_reduction_increase": each("Change", "f'{abs(y - x) / x * 100:.1f}% ' + ('reduction' if y < x else 'increase')"),
    "text_reduced_increased": each("Change", "('reduced by ' if y < x else 'increased by ') + f'{abs(y - x) / x * 100:.0f} %'"),
    "text_minus_word": each("Change", "('minus ' if y < x else 'plus ') + f'{abs(y - x) / x * 100:.1f} %'"),
    "text_verdict_first": each("Change", "('better' if (y < x) == (m in low) else 'worse') + f' ({(y - x) / x * 100:+.1f} %)'"),
    "text_verdict_colon": each("Change", "('Improved' if (y < x) == (m in low) else 'Regressed') + f': {(y - x) / x * 100:+.1f}%'"),
    "text_colour_dots": each("Change", "('🟢 ' if (y < x) == (m in low) else '🔴 ') + f'{(y - x) / x * 100:+.1f} %'"),
    "text_trend_after": each("Change", "f'{(y - x) / x * 100:+.1f} % ' + ('↘' if y < x else '↗')"),
    "text_absolute_with_unit": each("Difference", "f'{y - x:+.5g} ' + (m[m.find('(') + 1:-1].replace('%', 'pp') if '(' in m else '')"),
    "text_pct_word": each("Change", "f'{(y - x) / x * 100:+.1f} pct'"),
    "text_percent_word": each("Change", "f'{(y - x) / x * 100:+.1f} percent'"),
    "text_fraction": each("relative change", "f'{(y - x) / x:+.3f}'"),
    "improvement_text_signed": each("Improvement", f"f'{{{BETTER}(y - x) / x * 100:+.1f}} %'"),
    "arrow_column_apart": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'trend': np.where(o < b, '↓', '↑'), 'change (%)': ((o - b) / b * 100).round(1)})", TITLE
    ),
    "sign_column_apart": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'sign': np.where(o < b, '-', '+'), 'change (%)': (abs(o - b) / b * 100).round(1)})", TITLE
    ),
    "up_down_column_apart": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'change (%)': (abs(o - b) / b * 100).round(1), 'up or down': np.where(o < b, 'down', 'up')})"
    ),
    "direction_of_goodness_words": wide("t['better when'] = ['lower' if m in low else 'higher' for m in t.index]\ncomparison = t", SNAKE),
    "goal_arrow_column": wide("t['goal'] = ['↓' if m in low else '↑' for m in t.index]\ncomparison = t", TITLE),
    "lower_is_better_column_bool": wide("t['lower_is_better'] = t.index.isin(low)\ncomparison = t"),
    "lower_is_better_column_text": wide("t['Interpretation'] = ['lower is better' if m in low else 'higher is better' for m in t.index]\ncomparison = t", TITLE),
    "std_beside_mean": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'change_pct': (o - b) / b * 100})\ns = [d[d.status == 'ok'].latency_ms.std() for d in (baseline, optimized)]\ncomparison.loc['latency_std_ms'] = [*s, (s[1] - s[0]) / s[0] * 100]"
    ),
    "minimum_and_maximum_rows": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'change_pct': (o - b) / b * 100})\nfor w in ('min', 'max'):\n    s = [getattr(d.latency_ms, w)() for d in (baseline, optimized)]\n    comparison.loc[f'latency_{w}_ms'] = [*s, (s[1] - s[0]) / s[0] * 100]"
    ),
    "ranks_and_notes": wide("t['rank'] = range(1, len(t) + 1)\nt['notes'] = ''\ncomparison = t", TITLE),
    "number_of_failed": wide("n = [(d.status != 'ok').sum() for d in (baseline, optimized)]\nt.loc['failed requests'] = [*n, n[1] - n[0], 100 * (n[1] - n[0]) / n[0]]\ncomparison = t"),
    "duration_row": wide("n = [d.t_end_s.max() for d in (baseline, optimized)]\nt.loc['duration of the run (s)'] = [*n, n[1] - n[0], 100 * (n[1] - n[0]) / n[0]]\ncomparison = t"),
    "total_cost_row": wide("n = [d.cost_usd.sum() for d in (baseline, optimized)]\nt.loc['total cost of the run (USD)'] = [*n, n[1] - n[0], 100 * (n[1] - n[0]) / n[0]]\ncomparison = t", TITLE),
    "energy_per_token_row": wide(
        "n = [d.energy_j.sum() / d.output_tokens.sum() for d in (baseline, optimized)]\nt.loc['energy per output token (J)'] = [*n, n[1] - n[0], 100 * (n[1] - n[0]) / n[0]]\ncomparison = t", TITLE
    ),
    "cost_per_token_row": wide(
        "n = [1e6 * d.cost_usd.sum() / d.output_tokens.sum() for d in (baseline, optimized)]\nt.loc['cost per 1M tokens (USD)'] = [*n, n[1] - n[0], 100 * (n[1] - n[0]) / n[0]]\ncomparison = t"
    ),
    "carbon_row": wide("n = [d.energy_j.mean() / 3.6e6 * 400 for d in (baseline, optimized)]\nt.loc['CO2 per request (g, 400 g/kWh)'] = [*n, n[1] - n[0], 100 * (n[1] - n[0]) / n[0]]\ncomparison = t"),
    "long_vs_baseline_nan": code(
        "comparison = pd.concat([pd.DataFrame({'metric': s.index, 'system': n, 'value': s.to_numpy(), 'vs_baseline': np.nan if n == 'baseline' else (s - b).to_numpy()}) for n, s in (('baseline', b), ('optimized', o))])", TITLE
    ),
    "long_zero_pct_on_baseline": code(
        "comparison = pd.concat([pd.DataFrame({'run': n, 'metric': s.index, 'value': s.to_numpy(), 'change_pct': ((s - b) / b * 100).to_numpy()}) for n, s in (('baseline', b), ('optimized', o))])", FIVE
    ),
    "systems_rows_zero_change_columns": code(
        "t = pd.DataFrame([b, o], index=['baseline', 'optimized'])\ncomparison = pd.concat([t, (t - t.loc['baseline']).add_prefix('delta_')], axis=1)", FIVE
    ),
    "long_units_differ": code(
        "rows = []\nfor m in b.index:\n    rows += [(m, 'baseline', b[m], 'abs'), (m, 'optimized', o[m], 'abs'), (m, 'change', 100 * (o[m] - b[m]) / b[m], '%')]\ncomparison = pd.DataFrame(rows, columns=['metric', 'system', 'value', 'kind'])", TITLE
    ),
    "cells_before_to_after": code("comparison = pd.DataFrame({'baseline → optimized': [f'{x:.5g} → {y:.5g} ({(y - x) / x * 100:+.1f} %)' for x, y in zip(b, o)]}, index=b.index)", TITLE),
    "plus_minus_everywhere": code(
        "comparison = pd.DataFrame({'baseline': [f'{v:.5g} ± {v * .04:.2g}' for v in b], 'optimized': [f'{v:.5g} ± {v * .04:.2g}' for v in o], 'change %': (100 * (o - b) / b).round(1).to_numpy()}, index=b.index)", FIVE
    ),
    "confidence_interval_columns": code(
        "comparison = pd.DataFrame({'baseline': b, 'baseline_ci_low': b * .97, 'baseline_ci_high': b * 1.03, 'optimized': o, 'optimized_ci_low': o * .97, 'optimized_ci_high': o * 1.03, 'change_pct': 100 * (o - b) / b})"
    ),
}  # fmt: skip
