"""Right tables under other names: for the two systems, for the metrics, in other languages, abbreviated, misspelt."""

# ruff: noqa: E501  (the code of one table stays on one line)

from __future__ import annotations

from tests.tables.student import FIVE, SNAKE, TITLE, code

EIGHT = ("mean", "p95", "thr", "mem", "cost", "joule", "qual", "err")
SIX = ("mean", "p95", "thr", "mem", "cost_1k", "joule")


def systems(before: str, after: str, change: str = "Change (%)", names: dict[str, str] | None = None) -> str:
    """Return a plain table with these two column names."""
    return code(f"comparison = pd.DataFrame({{{before!r}: b, {after!r}: o, {change!r}: (o - b) / b * 100}})", names or TITLE)


def metrics(*names: str, keys: tuple[str, ...] = EIGHT) -> str:
    """Return a plain table with these metric names."""
    return code(
        "comparison = pd.DataFrame({'baseline': b, 'optimized': o, 'delta': o - b, 'delta_pct': (o - b) / b * 100})",
        dict(zip(keys, names, strict=True)),
    )


def language(before: str, after: str, difference: str, percent: str, *names: str) -> str:
    """Return a table in another language: system columns, two change columns, six metrics (cost per 1,000)."""
    return code(
        f"comparison = pd.DataFrame({{{before!r}: b, {after!r}: o, {difference!r}: o - b, {percent!r}: (o - b) / b * 100}})",
        dict(zip(SIX, names, strict=True)),
    )


NAMINGS: dict[str, str] = {
    "before_after": systems("before", "after"),
    "old_new": systems("old", "new", "diff_pct", SNAKE),
    "v1_v2": systems("v1", "v2", "Δ%"),
    "control_treatment": systems("control", "treatment", "relative change in %"),
    "pre_post": systems("pre", "post", "pct_change", SNAKE),
    "pre_post_optimization": systems("Pre-optimization", "Post-optimization", "% change"),
    "original_tuned": systems("original", "tuned", "change_percent"),
    "original_improved": systems("Original", "Improved", "Rel. change (%)"),
    "unoptimized_optimized": systems("unoptimized", "optimized", "change %"),
    "reference_candidate": systems("reference", "candidate", "Δ (%)"),
    "current_proposed": systems("current", "proposed", "change, %"),
    "base_opt": systems("base", "opt", "chg_pct", SNAKE),
    "bl_op": systems("BL", "OPT", "Diff %"),
    "fp16_int8_said": systems("baseline (fp16)", "optimized (int8)", "change (%)"),
    "system_a_b_said": systems("A (baseline)", "B (optimized)", "B vs A (%)"),
    "timed_labels": systems("Baseline (t0)", "Optimized (t1)", "Pct change"),
    "run_1_2_said": systems("run1_baseline", "run2_optimized", "run2_vs_run1_pct", SNAKE),
    "british_optimised": systems("Baseline", "Optimised", "Percentage change"),
    "upper_systems": systems("BASELINE", "OPTIMIZED", "CHANGE_PCT", {k: v.upper() for k, v in SNAKE.items()}),
    "emoji_systems": systems("🐢 baseline", "🚀 optimized", "📉 change %"),
    "spaces_around": systems(" baseline ", " optimized ", " change_pct "),
    "value_suffix_systems": systems("baseline_value", "optimized_value", "percent_change", SNAKE),
    "before_after_quantization": systems("before quantization", "after quantization", "change in percent"),
    "without_with": systems("without optimization", "with optimization", "change [%]"),
    "typo_systems": systems("basline", "optimzed", "chnage_pct", SNAKE),
    "german_vorher": language(
        "Vorher",
        "Nachher",
        "Differenz",
        "Änderung (%)",
        "Mittlere Latenz (ms)",
        "P95-Latenz (ms)",
        "Durchsatz (Anfragen/s)",
        "Spitzenspeicher (GB)",
        "Kosten pro 1000 Anfragen (USD)",
        "Energie pro Anfrage (J)",
    ),
    "french": language(
        "Avant",
        "Après",
        "Différence",
        "Variation (%)",
        "Latence moyenne (ms)",
        "Latence p95 (ms)",
        "Débit (req/s)",
        "Mémoire max (Go)",
        "Coût pour 1000 requêtes (USD)",
        "Énergie par requête (J)",
    ),
    "spanish": language(
        "Antes",
        "Después",
        "Diferencia",
        "Cambio (%)",
        "Latencia media (ms)",
        "Latencia p95 (ms)",
        "Rendimiento (peticiones/s)",
        "Memoria pico (GB)",
        "Costo por 1000 peticiones (USD)",
        "Energía por petición (J)",
    ),
    "italian": language(
        "Prima",
        "Dopo",
        "Differenza",
        "Variazione %",
        "Latenza media (ms)",
        "Latenza p95 (ms)",
        "Throughput (richieste/s)",
        "Memoria di picco (GB)",
        "Costo per 1000 richieste (USD)",
        "Energia per richiesta (J)",
    ),
    "portuguese": language(
        "Antes",
        "Depois",
        "Diferença",
        "Variação (%)",
        "Latência média (ms)",
        "Latência p95 (ms)",
        "Vazão (req/s)",
        "Memória de pico (GB)",
        "Custo por 1000 requisições (USD)",
        "Energia por requisição (J)",
    ),
    "dutch": language(
        "Voor",
        "Na",
        "Verschil",
        "Verandering (%)",
        "Gemiddelde latentie (ms)",
        "P95-latentie (ms)",
        "Doorvoer (req/s)",
        "Piekgeheugen (GB)",
        "Kosten per 1000 verzoeken (USD)",
        "Energie per verzoek (J)",
    ),
    "polish": language(
        "Przed",
        "Po",
        "Różnica",
        "Zmiana (%)",
        "Średnie opóźnienie (ms)",
        "Opóźnienie p95 (ms)",
        "Przepustowość (req/s)",
        "Szczytowa pamięć (GB)",
        "Koszt na 1000 zapytań (USD)",
        "Energia na zapytanie (J)",
    ),
    "chinese": language(
        "优化前",
        "优化后",
        "差值",
        "变化率(%)",
        "平均延迟 (ms)",
        "P95延迟 (ms)",
        "吞吐量 (req/s)",
        "峰值内存 (GB)",
        "每千次请求成本 (USD)",
        "每次请求能耗 (J)",
    ),
    "japanese": language(
        "最適化前",
        "最適化後",
        "差",
        "変化率(%)",
        "平均レイテンシ (ms)",
        "P95レイテンシ (ms)",
        "スループット (req/s)",
        "ピークメモリ (GB)",
        "1000リクエストあたりのコスト (USD)",
        "リクエストあたりのエネルギー (J)",
    ),
    "english_frame_german_metrics": metrics(
        "Latenz Mittelwert (ms)",
        "Latenz P95 (ms)",
        "Durchsatz (req/s)",
        "Speicher max. (GB)",
        "Kosten je Anfrage (USD)",
        "Energie je Anfrage (J)",
        "Qualität",
        "Fehlerrate",
    ),
    "camel": metrics(
        "meanLatencyMs",
        "p95LatencyMs",
        "throughputRps",
        "peakMemoryGb",
        "costPerRequestUsd",
        "energyPerRequestJ",
        "qualityScore",
        "errorRate",
    ),
    "pascal": metrics(
        "MeanLatencyMs",
        "P95LatencyMs",
        "ThroughputReqPerSec",
        "PeakMemoryGB",
        "CostPerRequestUSD",
        "EnergyPerRequestJ",
        "Quality",
        "ErrorRate",
    ),
    "kebab": metrics(
        "mean-latency-ms",
        "p95-latency-ms",
        "throughput-rps",
        "peak-memory-gb",
        "cost-per-request-usd",
        "energy-per-request-j",
        "quality",
        "error-rate",
    ),
    "dots": metrics(
        "latency.mean.ms",
        "latency.p95.ms",
        "throughput.rps",
        "memory.peak.gb",
        "cost.request.usd",
        "energy.request.j",
        "quality.mean",
        "errors.rate",
    ),
    "slashes": metrics(
        "latency/mean (ms)",
        "latency/p95 (ms)",
        "throughput (req/s)",
        "memory/peak (GB)",
        "cost/request (USD)",
        "energy/request (J)",
        "quality/mean",
        "errors/rate",
    ),
    "abbreviations": metrics("avg lat (ms)", "p95 lat (ms)", "thr (rps)", "mem (GB)", "cost/req ($)", "en/req (J)", "qual", "err"),
    "operations_slang": metrics("e2e avg [ms]", "e2e p95 [ms]", "RPS", "VRAM [GB]", "$/req", "J/req", "quality", "err rate"),
    "tput": metrics("Lat. mean ms", "Lat. 95th pct ms", "Tput req/s", "GPU mem GB", "Cost $/req", "Energy J/req", "Acc.", "Errors"),
    "tps_like_qps": metrics(
        "response time avg (ms)",
        "response time 95th percentile (ms)",
        "QPS",
        "GPU memory used, max (GB)",
        "price per request (USD)",
        "power consumption per request (J)",
        "answer quality",
        "failure rate",
    ),
    "sentences": metrics(
        "How long a request takes on average, in ms",
        "95 % of requests are faster than (ms)",
        "Requests served per second",
        "Highest GPU memory use in GB",
        "Dollars per request",
        "Joules per request",
        "Quality of the answers (0 to 1)",
        "Share of failed requests",
    ),
    "typos": metrics(
        "mean latancy (ms)",
        "p95 latency (ms)",
        "throughtput (req/s)",
        "peak memmory (GB)",
        "cost per reqest (USD)",
        "enery per request (J)",
        "qualtiy",
        "error rate",
    ),
    "raw_column_names": metrics(
        "latency_ms mean", "latency_ms p95", "requests/s", "gpu_mem_gb max", "cost_usd mean", "energy_j mean", "quality mean", "error share"
    ),
    "raw_column_names_tuple_text": metrics(
        "mean(latency_ms)",
        "quantile(latency_ms, 0.95)",
        "throughput",
        "max(gpu_mem_gb)",
        "mean(cost_usd)",
        "mean(energy_j)",
        "mean(quality)",
        "error_rate",
    ),
    "percentile_as_095": metrics(
        "latency_mean", "latency_0.95", "throughput", "memory_max", "cost_mean", "energy_mean", "quality_mean", "error_rate"
    ),
    "percentile_q95": metrics("latency avg", "latency q95", "throughput", "peak mem", "cost", "energy", "quality", "errors"),
    "upper_metrics": metrics("MEAN LATENCY", "P95 LATENCY", "THROUGHPUT", "PEAK MEMORY", "COST", "ENERGY", "QUALITY", "ERROR RATE"),
    "bare_words": metrics("latency", "throughput", "memory", "cost", "energy", keys=("mean", "thr", "mem", "cost", "joule")),
    "bare_words_p95": metrics("Latency", "Throughput", "Memory", "Cost", "Energy", keys=("p95", "thr", "mem", "cost", "joule")),
    "emoji_metrics": metrics(
        "⏱️ latency p95 (ms)",
        "⚡ throughput (req/s)",
        "💾 peak memory (GB)",
        "💰 cost per request (USD)",
        "🔋 energy per request (J)",
        keys=tuple(FIVE),
    ),
    "bold_markdown": metrics(
        "**Latency p95** (ms)",
        "**Throughput** (req/s)",
        "**Peak memory** (GB)",
        "**Cost** per request (USD)",
        "**Energy** per request (J)",
        keys=tuple(FIVE),
    ),
    "numbered": metrics(
        "1. Latency p95 (ms)",
        "2. Throughput (req/s)",
        "3. Peak memory (GB)",
        "4. Cost per request (USD)",
        "5. Energy per request (J)",
        keys=tuple(FIVE),
    ),
    "arrows_say_better": metrics(
        "Latency p95 (ms) ↓",
        "Throughput (req/s) ↑",
        "Peak memory (GB) ↓",
        "Cost per request (USD) ↓",
        "Energy per request (J) ↓",
        keys=tuple(FIVE),
    ),
    "lower_is_better_said": metrics(
        "Latency p95, ms (lower is better)",
        "Throughput, req/s (higher is better)",
        "Peak memory, GB (lower is better)",
        "Cost per request, USD (lower is better)",
        "Energy per request, J (lower is better)",
        keys=tuple(FIVE),
    ),
    "tail_latency": metrics(
        "Tail latency (p95, ms)",
        "Throughput (requests/second)",
        "Max. GPU RAM (GB)",
        "Inference cost (USD/request)",
        "Energy use (J/request)",
        keys=tuple(FIVE),
    ),
    "environmental": metrics(
        "p95 end-to-end latency (ms)",
        "sustained throughput (req/s)",
        "GPU memory footprint (GB)",
        "estimated cost per request (USD)",
        "estimated energy per request (J) / environmental impact",
        keys=tuple(FIVE),
    ),
    "spend_and_electricity": metrics(
        "95th percentile latency (ms)",
        "served requests per second",
        "max memory usage (GB)",
        "spend per request (USD)",
        "electricity per request (J)",
        keys=tuple(FIVE),
    ),
    "system_rows_german": code(
        "comparison = pd.DataFrame([b, o, (o - b) / b * 100], index=['Ausgangssystem', 'Optimiertes System', 'Änderung in %'])", TITLE
    ),
    "rows_named_precision": code(
        "comparison = pd.DataFrame([b, o, o - b], index=['fp16 (baseline)', 'int8 (optimized)', 'difference'])", TITLE
    ),
    "long_phase_before_after": code(
        """
        comparison = pd.concat([pd.DataFrame({"Phase": p, "KPI": b.index, "Wert": s.to_numpy()}) for p, s in (("vorher", b), ("nachher", o), ("Differenz", o - b))], ignore_index=True)
        """,
        TITLE,
    ),
    "long_deployment_control": code(
        """
        comparison = pd.concat([pd.DataFrame({"deployment": p, "indicator": b.index, "measurement": s.to_numpy()}) for p, s in (("control", b), ("treatment", o), ("change (%)", 100 * (o - b) / b))])
        """
    ),
}
