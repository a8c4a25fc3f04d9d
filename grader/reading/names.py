"""
Names: what a label says about metric, statistic, unit, basis, system and kind of change.

Labels come in any case, in English, German, French or Spanish basics, abbreviated, in snake or camel
case, with units in them. The words are data, in ``names.toml``; nothing here looks at values.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from grader.errors import CourseError
from grader.reading.percentiles import plain_percentiles
from grader.reading.units import UNITS, Unit, find_basis, find_unit
from grader.reading.wordlists import NAMES_FILE, raw_lists

MAX_LABEL = 120
FAMILY_OF_DIMENSION = {
    "time": "latency",
    "memory": "memory",
    "energy": "energy",
    "money": "cost",
    "rate": "throughput",
    "token_rate": "throughput_tokens",
    "mass": "carbon",
}
"""What a unit alone tells about a metric."""
DIMENSION_OF_FAMILY = {
    "latency": "time", "ttft": "time", "tpot": "time", "throughput": "rate", "throughput_tokens": "token_rate", "memory": "memory", "cost": "money",
    "energy": "energy", "carbon": "mass", "power": "power", "quality": "share", "error_rate": "share", "slo_attainment": "share", "utilization": "share",
    "cache": "share", "output_tokens": "count",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])|(?<=[a-z]{2})(?=P\d)|(?<=\d\d)(?=[A-Z][a-z])")
SHARES = frozenset({"quality", "error_rate", "slo_attainment", "utilization", "cache"})
"""Families whose values may themselves be percentages."""
_BRACKET = re.compile(r"[(\[{]([^)\]}]{1,30})[)\]}]")
_GOAL = re.compile(
    r"[\s(\[,;:–-]*\b(?:(?:the )?(?:lower|higher|less|more|smaller|bigger|larger|faster)(?: is| =|=|→| ->)?\s?(?:the )?better|"
    r"(?:less|lower|higher|more) is (?:good|preferred)|(?:minimi|maximi)[sz]e)\b\s*[)\]]?",
    re.IGNORECASE,
)
"""A note in a name that says which way is good; it says nothing of the metric."""
_REVERSED = re.compile(
    r"(?:base\w*|before|old|vorher|original|avant|antes|\bb)\s*(?:[-−–]|minus)\s*(?:opt\w*|after|new|nachher|après|\bo\b|\ba\b)",
    re.IGNORECASE,
)
_SIDE = r"base\w*|before|old|vorher|original|avant|opt\w*|after|new|nachher"
_QUOTIENT = re.compile(rf"({_SIDE}|\bb|\bo)\s*(?:/|÷|\bover\b|_over_|\bto\b|\bof\b)\s*({_SIDE}|b\b|o\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """
    What a label says about a comparison of the two systems.

    ``kind``: ``any``, ``absolute``, ``percent``, ``relative`` (fraction or percent),
    ``ratio``, or ``relative_or_ratio`` where the label leaves it open.
    ``sign``: ``forward`` (optimized minus baseline), ``reversed``, ``reduction`` (positive = less) or
    ``improvement`` (positive = better). ``pandas`` marks the name of a method that returns fractions.
    """

    kind: str
    sign: str
    pandas: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """Everything one label says; ``None`` where it is silent."""

    text: str
    family: str | None = None
    """A metric family of ``grader.exercise.metrics``, or ``power``."""
    statistic: str | None = None
    basis: str | None = None
    unit: Unit | None = None
    system: str | None = None
    """``baseline``, ``optimized`` or ``None``."""
    change: Change | None = None
    words: tuple[str, ...] = ()
    by_unit: bool = False
    """The family was concluded from the unit alone."""


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, dict[str, re.Pattern[str]]]:
    try:
        raw = {section: lists for section, lists in raw_lists().items() if section != "ways"}
        return {section: {name: _pattern(phrases) for name, phrases in lists.items()} for section, lists in raw.items()}
    except (OSError, ValueError, TypeError, AttributeError, re.error) as error:
        raise CourseError(
            where=str(NAMES_FILE), got=str(error), expected="sections of phrase lists", do="Undo the last change to the names."
        ) from error


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    parts = [
        re.escape(phrase).replace(r"\*", r"[^ ]{0,20}").replace(r"\?", r"[sz]").replace("i[sz]", "i[sz]")
        for phrase in sorted(phrases, key=len, reverse=True)
    ]
    return re.compile(r"(?<= )(?:" + "|".join(parts) + r")(?= )")


@lru_cache(maxsize=4096)
def normal(label: str) -> str:
    """Return ``label`` as lower-case words with single spaces and one around it; ``p95_LatencyMs`` -> `` p95 latency ms ``."""
    text = _CAMEL.sub(" ", unicodedata.normalize("NFKC", label[:MAX_LABEL]))
    text = re.sub(r"(?<=/)\s?min\b|(?<=per )min\b", "minute", text)
    text = plain_percentiles(re.sub(r"([\u3040-\u30ff\u3400-\u9fff]+)", r" \1 ", text))
    text = re.sub(r"(?<=[A-Za-z])%", " % ", text.casefold())
    text = re.sub(r"(?<![\d])%|%(?![ )\]_-]|$)", " % ", text)
    text = re.sub(r"(?<=[^\W\d_])(?=p(?:50|95|99)\b)", " ", text)
    return " " + " ".join(re.sub(r"[^\w%$€Δδ∆×.]|_|\.(?!\d)", " ", text).split()) + " "


def _first(section: str, text: str) -> tuple[str, int, int] | None:
    """Return (name, start, end) of the phrase of a section that starts first, the longest of those."""
    hits = [
        (found.start(), -len(found[0]), name, found.end())
        for name, pattern in _lexicon()[section].items()
        if (found := pattern.search(text))
    ]
    if not hits:
        return None
    start, _, name, end = min(hits)
    return name, start, end


@lru_cache(maxsize=8192)
def has(section: str, name: str, label: str) -> bool:
    """Whether ``label`` holds a phrase of one list of the lexicon."""
    return _lexicon()[section][name].search(normal(label)) is not None


@lru_cache(maxsize=4096)
def read_name(label: str) -> Name:
    """Return what one label says; a label that says nothing known has only its text and words."""
    told = label
    noted = _GOAL.sub(" ", label).strip()
    if noted != label and noted and _family(normal(noted), None):
        label = noted
    text = normal(label)
    statistic = _first("statistics", text)
    rest = text if statistic is None else text[: statistic[1]] + text[statistic[2] :]
    unit = _unit(plain_percentiles(label), rest)
    change = _change(label, rest)
    system = _first("systems", rest)
    without = text if system is None else " ".join((" " + text.replace(rest[system[1] : system[2]], " ", 1) + " ").split())
    family = _family(f" {without} ", unit)
    by_unit = False
    if family is None and unit is not None and unit.dimension in FAMILY_OF_DIMENSION:
        by_unit = not has("places", "not_metrics", label)
        family = FAMILY_OF_DIMENSION[unit.dimension] if by_unit else None
    if family == "throughput" and unit is not None and unit.dimension == "token_rate":
        family = "throughput_tokens"
    if family in {"throughput", "throughput_tokens"} and unit is not None and unit.dimension == "time":
        unit = UNITS["req/s" if family == "throughput" else "tok/s"]
    if family == "energy" and unit is not None and unit.dimension == "mass":
        family = "carbon"
    named = statistic[0] if statistic else None
    if family == "error_rate" and named is None and has("places", "counts", label) and not (unit and unit.symbol == "%"):
        named = "count"
    if family is not None and has("places", "of_the_run", label):
        named = "count"
    basis = find_basis(label)
    if family in {"throughput", "throughput_tokens"}:
        basis = None
    return Name(told, family, named, basis, unit, system[0] if system else None, change, tuple(text.split()), by_unit)


def _family(text: str, unit: Unit | None) -> str | None:
    hits = [(found.start(), -len(found[0]), name) for name, pattern in _lexicon()["families"].items() if (found := pattern.search(text))]
    if not hits:
        return None
    if unit is not None and unit.dimension in FAMILY_OF_DIMENSION:
        fitting = [hit for hit in hits if DIMENSION_OF_FAMILY[hit[2]] == unit.dimension]
        hits = fitting or hits
    return min(hits)[2]


def _unit(label: str, rest: str) -> Unit | None:
    """Return the unit a label states: in brackets, after "in", or as its last words."""
    for inside in _BRACKET.findall(label):
        for part in (inside, *re.split(r"[,;]| per ", inside)):
            unit = find_unit(part)
            if unit is not None and unit.dimension != "ratio":
                return unit
    plain = re.sub(r"[()\[\]{}]", " ", _CAMEL.sub(" ", label)).replace("_", " ").split()
    plain = [word for word in plain if word]
    for size in (3, 2, 1):
        for start in range(len(plain) - size, 0 if size > 1 else -1, -1):
            phrase = " ".join(plain[start : start + size])
            unit = find_unit(phrase) if size == 1 or "/" in phrase or " per " in f" {phrase} " else None
            if unit is None or unit.dimension in {"ratio", "count"}:
                continue
            followed = " ".join(plain[start + size :]).lower()
            last = start + size == len(plain) or followed.startswith(("per ", "/", "pro ", "je "))
            alone = len(phrase) > 1 or (len(plain) > 1 and last)
            if alone and (unit.dimension != "share" or unit.symbol == "%") and not (unit.symbol in {"h", "min"} and size == 1):
                return unit
    if " req s " in rest or " requests per s" in rest or " rps " in rest or " req per s" in rest:
        return UNITS["req/s"]
    if re.search(r" (?:output )?tok(?:en)?s? (?:per )?s(?:ec|econd)? ", rest):
        return UNITS["tok/s"]
    if re.search(r" req(?:uest)?s? (?:per )?min(?:ute)? ", rest):
        return UNITS["req/min"]
    return UNITS["%"] if " % " in rest else None


def _change(label: str, text: str) -> Change | None:
    """Return what kind of comparison a label announces; ``None`` for a plain value."""
    lists = _lexicon()["changes"]
    has_ = {name: pattern.search(text) is not None for name, pattern in lists.items()}
    if has_["weak"] and not has_["difference"]:
        has_["difference"] = _family(text, None) is None
    quotient = _QUOTIENT.search(label.replace("_", " ") if "_over_" not in label else label)
    turned = _REVERSED.search(label.replace("_", " ")) is not None
    if quotient and quotient[1][:1].lower() == quotient[2][:1].lower():
        quotient = None
    fast = re.search(r" (?:speed ?ups?|times (?:faster|better)|x faster|faster by) ", text) is not None
    better = fast or has_["improvement"]
    sign = "improvement" if better else "reduction" if has_["reduction"] else "reversed" if turned else "forward"
    if has_["percent"]:
        only = not (has_["difference"] or has_["reduction"] or has_["improvement"] or has_["relative"] or has_["ratio"] or quotient)
        if only and _family(text, None) in SHARES:
            return None
        if " pp " in text or "point" in text:
            return Change("points", sign)
        kind = "percent_ratio" if (quotient and not has_["difference"]) or " of baseline " in text else "percent"
        return Change(kind, sign, "pct change" in text)
    if " pp " in text or " points " in text:
        return Change("points", sign)
    kind = _quotient_kind(label, text, quotient is not None and not turned, has_["ratio"], has_["relative"])
    if kind:
        return Change(kind, sign)
    if re.search(r" (?:abs|absolute|absolut\w*) ", text):
        return Change("absolute", sign)
    if turned or has_["difference"] or sign != "forward":
        return Change("any", sign)
    return Change("any", sign) if re.search(r"(?:opt\w*|after|new)\s*[-−–]\s*(?:base\w*|before|old)", label, re.IGNORECASE) else None


def _quotient_kind(label: str, text: str, quotient: bool, ratio: bool, relative: bool) -> str:
    """Return which quotient a label without a percent sign announces, or an empty string."""
    if quotient and re.search(r"[-−–]\s?1\b(?!\d)", label):
        return "relative"
    if relative and re.search(r" (?:fraction|decimal|anteil) ", text):
        return "fraction"
    if re.search(r" (?:relative|normali[sz]ed|indexed|index) (?:to|by|on|with) ", text) or " normali" in text:
        return "relative_or_ratio"
    return "ratio" if quotient or ratio else "relative" if relative else ""
