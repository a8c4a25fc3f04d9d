"""
Quantities: a number with its unit, read from text or from a number.

``-38 %`` is the number -38 in unit ``%``; what it *means* is for the reader of its label. Text that can
be read in more than one way ("1,640") keeps the other numbers as ``alternatives``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from grader.reading.phrases import plain, worded
from grader.reading.units import Unit, find_basis, find_unit

MAX_TEXT = 80
MISSING_WORDS = frozenset(
    {
        "",
        "-",
        "–",
        "—",
        "n/a",
        "na",
        "nan",
        "none",
        "null",
        "<na>",
        "nat",
        "undefined",
        "not defined",
        "inf",
        "-inf",
        "∞",
        "not available",
        "n.a.",
        "n.d.",
    }
)
_NUMBER = r"\d[\d.,'  _]*\d|\d"
_PATTERN = re.compile(
    rf"^(?P<open>\()?\s*(?P<lead>[≈~≤≥<>]|ca\.?|about)?\s*(?P<sign>[+\-−–±↑↓▲▼\s]*)\s*(?P<times>[x×](?=\s?\d))?\s*(?P<money>US\$|\$|€)?\s*(?P<sign2>[+\-−]?)\s*(?P<number>{_NUMBER}|\.\d+)(?P<exp>[eE][+\-]?\d{{1,3}})?\s*(?P<rest>.*?)\s*(?P<close>\))?$",
    re.DOTALL,
)
_SCALES = {"k": 1e3, "m": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9}
_LABEL = re.compile(
    r"\d+(?:st|nd|rd|th|\.|e)?[\s_-]*(?:%[\s_-]*)?(?:ile\b|perc?entil|perzentil|centil|quantil|pctl|pct\s*[a-z]{3}|lat|ttft|tpot|resp|antwort|tail)|\d+(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
"""Text that starts with a number and is a name all the same: ``95th percentile``, ``95 % latency``."""
_TIMES = re.compile(r"^(?:times|fold|-fold|mal|fois|veces)\b", re.IGNORECASE)
_TIMEDELTA = re.compile(r"(?P<days>-?\d+) days? (?P<h>\d{1,2}):(?P<m>\d{2}):(?P<s>\d{2}(?:\.\d+)?)")
"""How pandas writes a Timedelta."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written: ``value`` in ``unit`` (``None`` if none is written)."""

    value: float
    unit: Unit | None = None
    basis: str | None = None
    """What it is per, where the text says so: ``per_1k``."""
    alternatives: tuple[float, ...] = ()
    """Other numbers the same text can mean."""
    step: float = 0.0
    """Half a unit in the last digit shown, in the unit of ``value``."""
    sense: str = ""
    """``better`` or ``worse`` where the words beside an unsigned number say so."""
    signed: bool = False
    """Whether a sign, an arrow or a word gives the number its sign."""
    hint: str = ""
    """The way another column of the row says an unsigned number goes."""
    rounded: float = 0.0
    """Half a unit of the decimals its whole column was rounded to; 0 where the column is not rounded."""


def read_quantity(raw: object) -> Quantity | None:
    """Return the quantity in a number or a short text; ``None`` when it holds none (NaN, words, a list)."""
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int | float):
        value = float(raw)
        return Quantity(value, step=_half_step(repr(raw)), signed=value < 0) if math.isfinite(value) else None
    return _read_text(raw) if isinstance(raw, str) and len(raw) <= MAX_TEXT else None


def read_number(raw: object) -> float | None:
    """Return the number in ``raw`` as written, without converting units; ``None`` when there is none."""
    quantity = read_quantity(raw)
    return None if quantity is None else quantity.value


def is_blank(raw: object) -> bool:
    """Whether ``raw`` stands for "no value": None, NaN, infinity, an empty text, a dash."""
    if isinstance(raw, dict):
        return raw.get("kind") in {"nonfinite", "undefined"}
    return raw is None or (isinstance(raw, str) and raw.strip().lower() in MISSING_WORDS)


def _half_step(text: str) -> float:
    """Return half a unit of the last digit shown by ``text``; a final ``.0`` shows no digit."""
    try:
        exponent = Decimal(text.removesuffix(".0")).as_tuple().exponent
    except InvalidOperation:
        return 0.0
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0


def _read_text(raw: str) -> Quantity | None:
    whole = plain(raw)
    span = _TIMEDELTA.fullmatch(whole)
    if span:
        seconds = float(span["days"]) * 86400 + float(span["h"]) * 3600 + float(span["m"]) * 60 + float(span["s"])
        return Quantity(seconds, find_unit("s"), step=0.5e-6)
    if _LABEL.match(whole):
        return None
    said = worded(whole)
    found = _PATTERN.match(said.text)
    if found is None:
        return None
    rest = found["rest"]
    readings = _numbers(found["number"], found["exp"] or "")
    if not readings:
        return None
    scale, rest = _scale(rest)
    unit = find_unit("$") if found["money"] else find_unit("x") if found["times"] else None
    basis = find_basis(rest) if rest else None
    if rest:
        unit = unit or _unit_of(rest)
        if unit is None and _TIMES.match(rest):
            unit = find_unit("x")
        if unit is None and basis is None and not re.match(r"^[a-z ]{0,24}$", rest):
            return None
        if unit is None and basis is None and re.search(r"\d", rest):
            return None
    shown = found["sign"] + found["sign2"]
    minus = any(sign in "-−–" for sign in shown) or "↓" in found["sign"] or "▼" in found["sign"]
    ratio = unit is not None and unit.symbol == "x"
    negative = minus or bool(found["open"] and found["close"] and not found["sign"]) or (said.way == "down" and not ratio and not shown)
    factor = (-1.0 if negative else 1.0) * scale
    value, step = readings[0]
    sense = said.way if said.way in ("better", "worse") and not shown and not ratio else ""
    signed = negative or bool(shown) or said.way == "up"
    return Quantity(value * factor, unit, basis, tuple(number * factor for number, _ in readings[1:]), step * scale, sense, signed)


def _unit_of(rest: str) -> Unit | None:
    """Return the unit a text starts with, trying the longest start first."""
    words = rest.replace("(", " ").replace(")", " ").split()
    for count in range(min(len(words), 5), 0, -1):
        unit = find_unit(" ".join(words[:count]))
        if unit is not None:
            return unit
    return None


def _scale(rest: str) -> tuple[float, str]:
    """Return the factor of a magnitude suffix (``1.7k``) and the text after it."""
    found = re.match(r"^(k|m|mio|million|bn)(?=$|\s|\$|€)\.?\s*(.*)$", rest, re.IGNORECASE | re.DOTALL)
    if found is None or (found[1].lower() == "m" and found[1] == "m"):
        return 1.0, rest
    return _SCALES[found[1].lower()], found[2]


def _numbers(text: str, exponent: str) -> list[tuple[float, float]]:
    """Return the readings (number, half step) of digits with separators, the likeliest first."""
    digits = re.sub(r"[ '_  ]", "", text).rstrip(".,")
    plain: list[str]
    if "," in digits and "." in digits:
        decimal = max(digits.rfind(","), digits.rfind("."))
        plain = [re.sub(r"[.,]", "", digits[:decimal]) + "." + digits[decimal + 1 :]] if digits[decimal] not in digits[:decimal] else []
    elif "," in digits:
        grouped = re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", digits)
        decimal_text = digits.replace(",", ".") if digits.count(",") == 1 else None
        plain = [option for option in (digits.replace(",", "") if grouped else None, decimal_text) if option]
    elif digits.count(".") > 1:
        plain = [digits.replace(".", "")] if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", digits) else []
    else:
        grouped = re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits)
        plain = [digits, digits.replace(".", "")] if grouped else [digits]
    readings = []
    for option in plain:
        try:
            readings.append((float(option + exponent), _half_step(option + exponent)))
        except ValueError:
            continue
    return [reading for reading in readings if math.isfinite(reading[0])]
