"""
Units: what a symbol means, its dimension and its factor to the dimension's base unit.

Bases: ms, byte, J, W, USD, request/s, token/s, g (CO2e), fraction (1), count. A *basis* says what an
amount is for: ``per_request``, ``per_1k``, ``per_month`` ... and is kept apart from the unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: ``value in base = value * factor``."""

    symbol: str
    dimension: str
    """``time``, ``memory``, ``energy``, ``power``, ``money``, ``rate``, ``token_rate``, ``mass``, ``share``, ``points``, ``ratio`` or ``count``."""
    factor: float


def _table() -> dict[str, Unit]:
    """Return every spelling (lower case) with its unit."""
    rows: tuple[tuple[str, str, float, str], ...] = (
        ("us", "time", 1e-3, "us µs μs microseconds"),
        ("ms", "time", 1.0, "ms msec msecs millis millisecond milliseconds millisekunden millisecondes milisegundos"),
        ("s", "time", 1e3, "s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos"),
        ("min", "time", 6e4, "min mins minute minutes minuten minutos"),
        ("h", "time", 3.6e6, "h hour hours std stunden heures horas"),
        ("B", "memory", 1.0, "byte bytes"),
        ("kB", "memory", 1e3, "kb"),
        ("MB", "memory", 1e6, "mb megabyte megabytes mo"),
        ("GB", "memory", 1e9, "gb gbyte gigabyte gigabytes go"),
        ("TB", "memory", 1e12, "tb"),
        ("KiB", "memory", 2.0**10, "kib"),
        ("MiB", "memory", 2.0**20, "mib mebibyte mebibytes"),
        ("GiB", "memory", 2.0**30, "gib gibibyte gibibytes"),
        ("TiB", "memory", 2.0**40, "tib"),
        ("J", "energy", 1.0, "j joule joules"),
        ("kJ", "energy", 1e3, "kj kilojoule kilojoules"),
        ("MJ", "energy", 1e6, "mj megajoule megajoules"),
        ("Wh", "energy", 3600.0, "wh watthour watthours wattstunden"),
        ("mWh", "energy", 3.6, "milliwatthours"),
        ("kWh", "energy", 3.6e6, "kwh kilowatthour kilowatthours kilowattstunden"),
        ("MWh", "energy", 3.6e9, "megawatthours mwh"),
        ("W", "power", 1.0, "w watt watts"),
        ("kW", "power", 1e3, "kw kilowatt kilowatts"),
        ("USD", "money", 1.0, "usd $ us$ dollar dollars eur € euro euros"),
        ("ct", "money", 0.01, "ct cent cents ¢"),
        ("req/s", "rate", 1.0, "req/s reqs/s r/s requests/s request/s req/sec requests/sec requests/second rps qps anfragen/s requêtes/s"),
        ("req/min", "rate", 1 / 60, "req/min requests/min requests/minute rpm qpm anfragen/min"),
        ("req/h", "rate", 1 / 3600, "req/h requests/h requests/hour req/hour"),
        ("tok/s", "token_rate", 1.0, "tok/s toks/s tokens/s token/s tokens/sec tok/sec tokens/second tps"),
        ("tok/min", "token_rate", 1 / 60, "tok/min tokens/min tokens/minute tpm"),
        ("mg", "mass", 1e-3, "mg mgco2 mgco2e mgco2eq"),
        ("g", "mass", 1.0, "g gram grams gramm gco2 gco2e gco2eq grammes"),
        ("kg", "mass", 1e3, "kg kilogram kilograms kgco2 kgco2e kgco2eq"),
        ("t", "mass", 1e6, "t tonne tonnes tons tco2 tco2e tco2eq"),
        ("fraction", "share", 1.0, "fraction anteil score"),
        ("%", "share", 0.01, "% percent pct prozent percentage pourcent"),
        ("pp", "points", 0.01, "pp ppt pts %-points percentage-points prozentpunkte"),
        ("x", "ratio", 1.0, "x × fold times-faster"),
        ("tokens", "count", 1.0, "tokens token tok"),
        ("requests", "count", 1.0, "requests request req reqs"),
    )
    table = {spelling: Unit(symbol, dimension, factor) for symbol, dimension, factor, words in rows for spelling in words.split()}
    table["percentage points"] = table["percent points"] = table["pp"]
    return table


UNITS = _table()
CASED = {
    "mWh": Unit("mWh", "energy", 3.6),
    "MWh": Unit("MWh", "energy", 3.6e9),
    "B": Unit("B", "memory", 1.0),
    "mJ": Unit("mJ", "energy", 1e-3),
}
"""Spellings whose case matters."""
PLAIN: dict[str, tuple[Unit, ...]] = {
    "time": (UNITS["ms"], UNITS["s"]),
    "memory": (UNITS["gib"], UNITS["gb"], UNITS["mib"], UNITS["mb"]),
    "energy": (UNITS["wh"], UNITS["j"], UNITS["kwh"]),
    "money": (UNITS["usd"],),
    "rate": (UNITS["req/s"], UNITS["req/min"], UNITS["req/h"]),
    "token_rate": (UNITS["tok/s"], UNITS["tok/min"]),
    "mass": (UNITS["g"], UNITS["kg"]),
    "share": (UNITS["fraction"], UNITS["%"]),
    "count": (UNITS["tokens"],),
}
"""Units a number without a unit may honestly be in, by dimension, the likeliest first."""
BASES: tuple[tuple[str, str], ...] = (
    ("per_1k_tokens", r"(?:per|je|pro|/)\s*(?:1\s*k|1[,. ]?000|thousand|k)\s*(?:output\s*)?tok(?:en)?s?\b"),
    ("per_1m_tokens", r"(?:per|je|pro|/)\s*(?:1\s*m|million|mio)\s*(?:output\s*)?tok(?:en)?s?\b"),
    (
        "per_1k",
        r"(?:(?:per|je|pro|pour|por|par|/)\s*(?:1\s*k|1[,. ]?000|thousand|tausend|mille|mil|kilo|k)\b"
        r"|\b1\s*k\b|\b1[,. ]?000\b|\b1k\s*req|\b(?:thousand|tausend)\b)",
    ),
    ("per_1m", r"(?:(?:per|je|pro|/)\s*(?:1\s*m|million|mio|1[,. ]?000[,. ]?000)\b|\b1m req)"),
    ("per_gpu_hour", r"(?:per|je|pro|/)\s*gpu"),
    (
        "per_month",
        r"(?:(?:per|je|pro|par|por|al|/)\s*(?:month|mo|monat|mois|mes)\b|\bmonthly\b|\bmonatlich\w*|\bmonats\w+|\bmensuel\w*|\bmensual\w*|\bmonth\b)",
    ),
    ("per_day", r"(?:(?:per|je|pro|par|por|/)\s*(?:day|tag|jour|d[ií]a|d)\b|\bdaily\b|\btäglich\w*)"),
    ("per_year", r"(?:(?:per|je|pro|par|/)\s*(?:year|yr|jahr|an|año)\b|\byearly\b|\bannual\w*|\bjährlich\w*)"),
    ("per_hour", r"(?:(?:per|je|pro|/)\s*(?:hour|hr|h|stunde)\b|\bhourly\b)"),
    ("per_token", r"(?:per|je|pro|/)\s*(?:output\s*)?tok(?:en)?s?\b"),
    (
        "per_request",
        r"(?:(?:per|je|pro|par|por|/)\s*(?:successful\s*|ok\s*)?(?:req(?:uest)?s?|call|query|anfrage|requ[êe]te"
        r"|petici[óo]n|solicitud|inference|completion|answer)\b|\beach request\b)",
    ),
)
_BASES = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in BASES)


def find_unit(text: str) -> Unit | None:
    """Return the unit a short text *is*, ``"kWh"``, ``"USD/1k requests"``, ``"g CO2e"``; ``None`` for any other text."""
    plain = text.strip().strip("()[]").strip()
    if plain in CASED:
        return CASED[plain]
    lower = re.sub(r"\s+", " ", plain.lower())
    for spelling in (lower, lower.replace(" ", ""), lower.replace(" per ", "/").replace("_", ""), lower.replace("_per_", "/")):
        if spelling in UNITS:
            return UNITS[spelling]
    cased = re.split(r"\s*(?:/|\bper\b)\s*", plain, maxsplit=1)[0].strip()
    if cased in CASED:
        return CASED[cased]
    head = re.split(r"\s*(?:/|\bper\b|\bpro\b|\bje\b|_per_)\s*", lower, maxsplit=1)[0].strip()
    if head != lower and head and head.replace(" ", "") in UNITS:
        unit = UNITS[head.replace(" ", "")]
        return None if unit.dimension == "count" else unit
    if lower.startswith("score"):
        return UNITS["fraction"]
    return None


def find_basis(text: str) -> str | None:
    """Return what an amount in ``text`` is for (``per_request``, ``per_1k``, ``per_month`` ...), or ``None``."""
    spaced = re.sub(r"[_\s]+", " ", text)
    return next((name for name, pattern in _BASES if pattern.search(spaced)), None)
