"""Right tables with numbers as students write them: text, units, other scales, rounding, number types."""

# ruff: noqa: E501  (the code of one table stays on one line)

from __future__ import annotations

from tests.tables.student import FIVE, SNAKE, TITLE, code, wide

BARE = {"p95": "latency p95", "thr": "throughput", "mem": "peak memory", "cost": "cost per request", "joule": "energy per request"}
UNITS = "unit = dict(zip(b.index, ['ms', 'req/s', 'GB', 'USD', 'J']))\n"


def text(value: str, change: str, names: dict[str, str] | None = None, before: str = "") -> str:
    """Return a table of text: ``value`` formats x in unit[m], ``change`` formats from x to y."""
    return code(
        UNITS
        + before
        + f"show = lambda m, x: {value}\n"
        + f"move = lambda m, x, y: {change}\n"
        + "comparison = pd.DataFrame([[show(m, b[m]), show(m, o[m]), move(m, b[m], o[m])] for m in b.index], index=b.index, columns=['Baseline', 'Optimized', 'Change'])",
        names or BARE,
    )


def scaled(names: dict[str, str]) -> str:
    """Return a plain table under names that say other units."""
    return wide("comparison = t", names)


PERCENT = "f'{(y - x) / x * 100:+.1f}%'"

NUMBERS: dict[str, str] = {
    "text_4_digits": text("f'{x:.4g} {unit[m]}'", PERCENT),
    "text_no_space": text("f'{x:.4g}{unit[m]}'", "f'{(y - x) / x * 100:.1f}%'"),
    "text_thousands_comma": text("f'{x:,.2f} {unit[m]}' if x > 1 else f'{x:.5f} {unit[m]}'", PERCENT),
    "text_thousands_space": text("(f'{x:,.1f}' if x > 1 else f'{x:.5f}').replace(',', ' ') + ' ' + unit[m]", PERCENT),
    "text_thousands_underscore": text("(f'{x:_.1f}' if x > 1 else f'{x:.5f}') + ' ' + unit[m]", PERCENT),
    "text_thin_space": text("(f'{x:,.1f}' if x > 1 else f'{x:.5f}').replace(',', '\\u202f') + '\\u00a0' + unit[m]", PERCENT),
    "text_decimal_comma": text("f'{x:.5f}'.replace('.', ',') + ' ' + unit[m]", "f'{(y - x) / x * 100:+.1f} %'.replace('.', ',')"),
    "text_german_thousands": text(
        "(f'{x:,.2f}' if x > 1 else f'{x:.5f}').translate(str.maketrans(',.', '.,')) + ' ' + unit[m]",
        "f'{(y - x) / x * 100:+.1f} %'.replace('.', ',')",
    ),
    "text_swiss_apostrophe": text("(f'{x:,.1f}' if x > 1 else f'{x:.5f}').replace(',', \"'\") + ' ' + unit[m]", PERCENT),
    "text_dollar_sign": text("f'${x:.5f}' if unit[m] == 'USD' else f'{x:.1f} {unit[m]}'", PERCENT),
    "text_dollar_after": text("f'{x:.5f} $' if unit[m] == 'USD' else f'{x:.1f} {unit[m]}'", PERCENT),
    "text_us_dollar": text("f'US${x:.5f}' if unit[m] == 'USD' else f'{x:.2f} {unit[m]}'", PERCENT),
    "text_cents": text("f'{x * 100:.3f} ¢' if unit[m] == 'USD' else f'{x:.1f} {unit[m]}'", PERCENT),
    "text_seconds": text("f'{x / 1000:.3f} s' if unit[m] == 'ms' else f'{x:.4g} {unit[m]}'", PERCENT),
    "text_sec_word": text("f'{x / 1000:.3f} sec' if unit[m] == 'ms' else f'{x:.4g} {unit[m]}'", PERCENT),
    "text_approx": text("f'~{x:.3g} {unit[m]}'", "f'~{(y - x) / x * 100:+.0f}%'"),
    "text_about_sign": text("f'≈ {x:.3g} {unit[m]}'", "f'≈ {(y - x) / x * 100:+.0f} %'"),
    "text_scientific": text("f'{x:.4e} {unit[m]}'", "f'{(y - x) / x * 100:+.2e} %'"),
    "text_slash_units": text(
        "f'{x:.4g} {unit[m]}'", PERCENT, before="unit = dict(zip(b.index, ['ms', 'requests/s', 'GB', '$/request', 'J/request']))\n"
    ),
    "text_words_units": text(
        "f'{x:.4g} {unit[m]}'",
        PERCENT,
        before="unit = dict(zip(b.index, ['milliseconds', 'requests per second', 'gigabytes', 'dollars', 'joules']))\n",
    ),
    "text_unit_in_brackets": text("f'{x:.4g} [{unit[m]}]'", PERCENT),
    "text_mb_kj": text(
        "f'{x * 1000:,.0f} MB' if unit[m] == 'GB' else f'{x / 1000:.4f} kJ' if unit[m] == 'J' else f'{x:.4g} {unit[m]}'", PERCENT
    ),
    "text_gib": text("f'{x * 1e9 / 2**30:.2f} GiB' if unit[m] == 'GB' else f'{x:.4g} {unit[m]}'", PERCENT),
    "text_wh": text("f'{x / 3600:.4f} Wh' if unit[m] == 'J' else f'{x:.4g} {unit[m]}'", PERCENT),
    "text_plain_numbers": code(
        "comparison = pd.DataFrame({'baseline': b.map('{:.4f}'.format), 'optimized': o.map('{:.4f}'.format), 'change_%': ((o / b - 1) * 100).map('{:+.2f}'.format)}).astype(str)",
        TITLE,
    ),
    "text_mixed_with_numbers": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o})\ncomparison['change'] = [f'{(y - x) / x:+.1%}' for x, y in zip(b, o)]",
        TITLE,
    ),
    "text_change_points": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o})
        comparison["change"] = [f"{y - x:+.2f} pp" if "(%)" in m else f"{100 * (y - x) / x:+.1f} %" for m, x, y in zip(b.index, b, o)]
        """,
        TITLE | {"qual_pct": "Quality (%)"},
    ),
    "string_dtype": code("comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b}).round(5).astype('string')", TITLE),
    "nullable_floats": wide("comparison = t.convert_dtypes()\ncomparison['delta'] = comparison['delta'].astype('Float64')", TITLE),
    "float32": wide("comparison = t.astype('float32')", SNAKE),
    "objects": wide("comparison = t.astype(object)", TITLE),
    "decimals": code(
        """
        from decimal import Decimal
        d = lambda x: Decimal(str(round(x, 6)))
        comparison = pd.DataFrame({"baseline": b.map(d), "optimized": o.map(d)})
        comparison["delta"] = comparison["optimized"] - comparison["baseline"]
        """,
        TITLE,
    ),
    "fractions": code(
        """
        from fractions import Fraction
        rows = [(m, b[m], o[m], Fraction(o[m]) / Fraction(b[m]) - 1) for m in b.index]
        comparison = pd.DataFrame(rows, columns=["metric", "baseline", "optimized", "relative change"])
        """
    ),
    "integers_where_large": code(
        """
        short = lambda x: int(round(x)) if x >= 100 else round(x, 2) if x >= 1 else round(x, 5)
        comparison = pd.DataFrame({"baseline": b.map(short).astype(object), "optimized": o.map(short).astype(object)})
        comparison["change (%)"] = [round(100 * (y - x) / x, 1) for x, y in zip(b, o)]
        """,
        FIVE,
    ),
    "three_significant": code(
        """
        r3 = lambda x: float(f"{x:.3g}")
        comparison = pd.DataFrame({"baseline": b.map(r3), "optimized": o.map(r3), "change_pct": ((o - b) / b * 100).map(r3)})
        """,
        TITLE,
    ),
    "rounded_two_places": wide("comparison = t.round(2)", TITLE),
    "rounded_change_from_rounded": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o}).round(3)
        comparison["delta"] = comparison["optimized"] - comparison["baseline"]
        """,
        {k: v for k, v in TITLE.items() if k not in ("err_pct",)},
    ),
    "percent_integers": code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'change_%': ((o - b) / b * 100).round().astype(int)})", FIVE
    ),
    "timedelta_latency": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o}).astype(object)
        for c in comparison.columns:
            comparison.loc["latency_p95", c] = pd.Timedelta(milliseconds=comparison.loc["latency_p95", c])
        comparison["change_pct"] = (o / b - 1) * 100
        """,
        {"p95": "latency_p95", "thr": "throughput_rps", "mem": "peak_memory_gb", "cost": "cost_usd", "joule": "energy_j"},
    ),
    "seconds_named": scaled(
        {
            "mean_s": "mean_latency_s",
            "p95_s": "p95_latency_s",
            "thr": "throughput_rps",
            "mem": "memory_gb",
            "cost": "cost_usd",
            "joule": "energy_j",
        }
    ),
    "seconds_bracket": scaled(
        {
            "p95_s": "Latency p95 [s]",
            "thr": "Throughput [1/s]",
            "mem_mb": "Memory [MB]",
            "cost_1k": "Cost [USD/1000 req]",
            "wh": "Energy [Wh/req]",
        }
    ),
    "seconds_comma": scaled(
        {
            "p95_s": "p95 latency, s",
            "thr": "throughput, req/s",
            "mem": "peak memory, GB",
            "cost_1k": "cost, $ per 1k requests",
            "kj": "energy, kJ per request",
        }
    ),
    "microseconds": scaled(
        {
            "p95_us": "p95 latency (µs)",
            "thr": "throughput (req/s)",
            "mem_mib": "peak memory (MiB)",
            "cents": "cost (cents/request)",
            "mwh": "energy (mWh/request)",
        }
    ),
    "per_minute": scaled(
        {
            "p95": "p95_latency_ms",
            "thr_min": "requests_per_minute",
            "mem_gib": "peak_memory_gib",
            "cost_1m": "cost_per_million_requests_usd",
            "wh": "energy_wh_per_request",
        }
    ),
    "per_hour": scaled(
        {
            "mean": "avg latency (ms)",
            "thr_h": "throughput (requests/hour)",
            "mem_gib": "peak memory (GiB)",
            "cost_month": "cost (USD/month)",
            "kwh_month": "energy (kWh/month)",
        }
    ),
    "per_month": scaled(
        {
            "p95": "P95 latency in ms",
            "thr": "Throughput in req/s",
            "mem": "Peak memory in GB",
            "cost_month": "Monthly cost in USD",
            "kwh_month": "Monthly energy in kWh",
        }
    ),
    "per_1k": scaled(
        {
            "p95_s": "p95 latency (seconds)",
            "thr": "throughput (QPS)",
            "mem": "VRAM peak (GB)",
            "cost_1k": "USD per 1k requests",
            "wh_1k": "Wh per 1k requests",
        }
    ),
    "unit_row_below": code(
        """
        comparison = pd.DataFrame([b, o, 100 * (o - b) / b], index=["baseline", "optimized", "change %"]).astype(object)
        comparison.loc["unit"] = ["s", "req/min", "MB", "USD/1k", "Wh"]
        """,
        {"p95_s": "p95 latency", "thr_min": "throughput", "mem_mb": "peak memory", "cost_1k": "cost", "wh": "energy"},
    ),
    "unit_level_in_columns": code(
        """
        comparison = pd.DataFrame([b, o, 100 * (o - b) / b], index=["baseline", "optimized", "change %"])
        comparison.columns = pd.MultiIndex.from_arrays([b.index, ["ms", "req/s", "GB", "USD/request", "J/request"]], names=["metric", "unit"])
        """,
        BARE,
    ),
    "unit_level_in_rows": wide(
        "t.index = pd.MultiIndex.from_arrays([t.index, ['s', 'req/s', 'GiB', 'USD per 1000', 'Wh']])\ncomparison = t",
        {"p95_s": "latency p95", "thr": "throughput", "mem_gib": "memory peak", "cost_1k": "cost", "wh": "energy"},
    ),
    "quality_percent": scaled({k: v for k, v in TITLE.items() if k != "qual"} | {"qual_pct": "Quality (%)"}),
    "error_percent_text": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o, "change_pct": 100 * (o - b) / b}).astype(object)
        comparison.loc["error_rate", ["baseline", "optimized"]] = [f"{b['error_rate']:.2%}", f"{o['error_rate']:.2%}"]
        comparison.loc["quality", ["baseline", "optimized"]] = [f"{b['quality']:.1%}", f"{o['quality']:.1%}"]
        """
    ),
    "accounting_brackets": code(
        """
        paren = lambda x: f"({abs(x):,.2f})" if x < 0 else f"{x:,.2f}"
        comparison = pd.DataFrame({"Baseline": b, "Optimized": o, "Change %": ((o - b) / b * 100).map(paren)})
        """,
        TITLE,
    ),
    "arrow_cells": code(
        "comparison = pd.DataFrame({'baseline → optimized': [f'{x:.5g} → {y:.5g}' for x, y in zip(b, o)], 'change': [f'{(y - x) / x * 100:+.1f} %' for x, y in zip(b, o)]}, index=b.index)",
        TITLE,
    ),
    "value_with_change_in_brackets": code(
        "comparison = pd.DataFrame({'baseline': b.round(5), 'optimized': [f'{y:.5g} ({(y - x) / x * 100:+.1f} %)' for x, y in zip(b, o)]})",
        TITLE,
    ),
    "mean_plus_minus": code(
        """
        comparison = pd.DataFrame({"baseline": b, "optimized": o}).astype(object)
        for c, d in (("baseline", baseline), ("optimized", optimized)):
            comparison.loc["mean latency (ms)", c] = f"{d.latency_ms.mean():.1f} ± {d.latency_ms.std():.1f}"
            comparison.loc["energy per request (J)", c] = f"{d.energy_j.mean():.1f} ± {d.energy_j.std():.1f}"
        comparison["change (%)"] = 100 * (o - b) / b
        """,
        {
            "mean": "mean latency (ms)",
            "thr": "throughput (req/s)",
            "mem": "peak memory (GB)",
            "cost": "cost per request (USD)",
            "joule": "energy per request (J)",
        },
    ),
    "styler_units": code(
        """
        t = pd.DataFrame([b, o, 100 * (o / b - 1)], index=["baseline", "optimized", "change_pct"])
        comparison = t.style.format("{:.3f}").format("{:.2e}", subset=["cost_usd_per_request"])
        """,
        FIVE,
    ),
}
