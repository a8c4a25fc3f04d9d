"""
The quantities stated in a sentence: digits, number words, ratios in words and ranges, each with its unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from grader.reading.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text with its unit, ``per`` what, explicit sign, decimals and ratio words."""

    start: int
    end: int
    value: float
    unit: str = ""
    sign: str = ""
    per: str = ""
    step: float = 1.0
    """The value of the last digit written."""
    words: bool = False
    other: float | None = None
    """A second reading: ``1.640`` is 1.64 or 1640."""
    low: float | None = None
    """The lower end of a range, "31 to 38 percent"."""


_TENS = {w: 10 * i for i, w in enumerate(["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 1)}
_ONES = {w: i for i, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], 1)}
_TEENS = {
    w: i for i, w in enumerate(["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"], 11)
}
_SMALL = _ONES | _TEENS | _TENS
_WORDS = "|".join(sorted(_SMALL, key=len, reverse=True))
_UPTO_99 = rf"(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_ONES)})|{_WORDS}"
_HUNDREDS = rf"(?:{_UPTO_99}|a) hundred(?:(?: and)? (?:{_UPTO_99}))?"
_BIG = rf"(?:{_HUNDREDS}|{_UPTO_99}|a) thousand(?:(?:,| and)? (?:{_HUNDREDS}|{_UPTO_99}))?|{_HUNDREDS}"
_NUMBER_WORD = rf"(?:{_BIG})|{_UPTO_99}"
_BASES = r"1k|1,?000|thousand|(?:1 |one )?million|month|year|week|hour|request|req|day|document|question"
_PER = rf"(?:\s?(?:/|per|a|an|each|every|by|in a|for each|for every|for one|for a|for)\s?({_BASES})(?:\s?(?:req(?:uest)?s?|documents|questions))?\b)?"
_BASIS_NAMES = {
    "1000": "1k",
    "thousand": "1k",
    "req": "request",
    "document": "request",
    "question": "request",
    "1 million": "million",
    "one million": "million",
}
_GAP = re.compile(r"-| {1,12}")
"""Between a number and its unit; longer than one blank where mark-up was."""
_DECADE = re.compile(r"(?:19|20)\d0s\b")
_QUOTIENT = re.compile(r"\d\s?/\s?\d[\d.,]{0,12}\s?[=≈]\s?$")
_COMMA_DECIMALS = re.compile(r"(?<![\d,.])\d{1,4},\d{1,2}(?![\d,])(?!\s\d{3})")
_JOINED = re.compile(r"(?:p|int|fp|bf|h|a|l|v|top|rtx|q|co)$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]], re.Pattern[str]]:
    units = lexicon().words["units"]
    named = [
        (unit, re.compile(r"(?:" + "|".join(u.replace(" ", r"\s") for u in spellings) + r")(?![\w])", re.IGNORECASE))
        for unit, spellings in units.items()
    ]
    number = re.compile(
        rf"(?P<sign>[+\-]\s?)?(?P<money>\$\s?)?(?P<sign2>-)?(?P<n>\d{{1,3}}(?:,\d{{3}}){{1,4}}(?:\.\d{{1,6}})?(?!\d)|"
        rf"(?<![A-Za-z\d.])\d{{1,3}}(?: \d{{3}}){{1,4}}(?:\.\d{{1,6}})?(?![\d%])(?! ?%)|"
        rf"\d{{1,9}}(?:[.,]\d{{1,12}})?|[.]\d{{1,8}})"
        rf"(?P<k>\s?(?:k|thousand|million|M)(?![\w/]))?|(?P<word>(?<![\w-])(?:{_NUMBER_WORD})(?![\w]))",
        re.IGNORECASE,
    )
    return number, named, re.compile(_PER, re.IGNORECASE)


def _word_value(word: str) -> float:
    thousands = rest = 0.0
    for part in re.split(r"[-, ]+", word.lower()):
        if part == "thousand":
            thousands, rest = 1000 * max(rest, 1.0), 0.0
        else:
            rest = 100 * max(rest, 1.0) if part == "hundred" else rest + _SMALL.get(part, 0)
    return thousands + rest


def _numeral(text: str, *, commas: bool = False) -> tuple[float, float, float | None]:
    """Return value, step of the last digit and another reading of a written number; ``commas`` where the sentence has decimal commas."""
    plain = text.replace(" ", "")
    if (
        not (commas and plain.count(",") == 1 and "." not in plain)
        and re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain)
        and not plain.startswith("0,")
    ):
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".")
    decimals = len(plain.split(".")[1]) if "." in plain else 0
    other = float(plain.replace(".", "")) if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain) else None
    if commas and other is not None and "," not in text:
        return other, 1.0, None
    return float(plain), 10.0**-decimals, other


def _value(match: re.Match[str], *, commas: bool) -> tuple[float, float, float | None]:
    """Return value, step of the last digit and another reading of one number, in digits or words."""
    if match["word"]:
        return _word_value(match["word"]), 1.0, None
    value, step, other = _numeral(match["n"], commas=commas)
    scale = {"k": 1e3, "t": 1e3, "m": 1e6}.get((match["k"] or "").strip()[:1].lower(), 1.0)
    return value * scale, step * scale, other


def decimal_commas(text: str) -> bool:
    """Whether the text writes decimals with a comma ("57,2 %"), so that "12.434" is a thousand."""
    return _COMMA_DECIMALS.search(text) is not None


def quantities(text: str, *, commas: bool = False) -> list[Quantity]:
    """Return every number in ``text``, digits or words, with the unit right after it; ``commas`` where decimals have a comma."""
    number, named, per = _patterns()
    found: list[Quantity] = []
    for match in number.finditer(text):
        start, end = match.span()
        if start and (text[start - 1].isalnum() or text[start - 1] in ".") and not match["word"]:
            # "p95", "INT8", "sha256" are names; "3.2-2.1" is a range whose sign belongs to the range.
            if match["sign"] and text[start - 1].isdigit():
                start += len(match["sign"])
            elif not (text[start - 1] == "x" and not text[max(0, start - 2)].isalnum()):
                continue
        if match["sign"] and match["sign"] != match["sign"].strip() and text[:start].rstrip()[-1:].isdigit():
            start += len(match["sign"])  # "1.35 - 0.60" subtracts
        sign = "" if match["word"] or start != match.start() else (match["sign"] or match["sign2"] or "").strip()
        value, step, other = _value(match, commas=commas)
        attached = end < len(text) and text[end].isalpha() and not match["k"]
        if attached and (_DECADE.match(text, start) or not any(p.match(text, end) for _, p in named)):
            continue
        before_x = re.search(r"(?<!\w)(?:x|factor(?: of)?:?) {0,6}$", text[max(0, start - 16) : start], re.IGNORECASE)
        unit, where = ("USD", end) if match["money"] else ("", end)
        gap = end + (_GAP.match(text, end) or match).end() - end if end < len(text) and text[end] in " -" else end
        for name, pattern in named:
            hit = pattern.match(text, gap)
            if hit and not (match["money"] and name != "USD") and not (name == "x" and re.match(r"\s?\d", text[hit.end() : hit.end() + 2])):
                unit, where = name, hit.end()
                if name == "MWh" and hit.group().startswith("m"):  # "65 mWh" is a thousandth, not a million
                    unit, value, step = "Wh", value / 1000, step / 1000
                break
        if not unit and (before_x or _QUOTIENT.search(text[max(0, start - 24) : start])):
            unit = "x"
        base = per.match(text, where)
        basis = (base.group(1) or "").lower().replace(",", "") if base and unit not in ("x", "%", "pp", "ms", "s") else ""
        if match["word"] and not unit:
            unit = _shared_points(text, match.span(), found)
            if not unit:
                continue
        if not unit and basis in ("month", "year", "week") and match["k"]:
            unit = "USD"  # "we save 1.5k a month"
        found.append(
            Quantity(
                start,
                base.end() if base and basis else where,
                value,
                unit,
                sign,
                _BASIS_NAMES.get(basis, basis),
                step,
                bool(match["word"]),
                other,
            )
        )
    return _with_ratio_words(text, found)


def _shared_points(text: str, span: tuple[int, int], found: Sequence[Quantity]) -> str:
    """Return the unit of a bare number word that counts points named before: "FAQ loses two points, billing loses six and fails"."""
    points = any(q.unit == "pp" for q in found) and _ELLIPSIS.search(text[: span[0]]) and _ENDS.match(text, span[1])
    return "pp" if points else ""


_ELLIPSIS = re.compile(
    r"\b(?:los(?:es?|t)|(?:gives?|gave) up|drops?|dropped|falls?|fell|sinks?|sank|by|even|down)\s(?:only |about |even |nearly |almost )?$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*(?:[.,;)]|$|(?:and|but|which|while|in)\b)", re.IGNORECASE)
_PART_OF = re.compile(r"\s(?:of )?(?:a |an |one )?(?:percentage )?(point|percent|per cent|second|minute|hour|cent)\b", re.IGNORECASE)
""""a quarter of a point", "half a second"."""


_FRACTION = re.compile(
    r"(?P<sign>(?<![\w.)])[+-]\s?)?(?<![\d.,/])(?P<of>[1-9])/(?P<in>[2-9]|1[02])(?![\d.,]*[/\d])(?=\s?(?:of|less|lower|more|higher|cheaper|off|"
    r"faster|shorter|the)\b|\s?[,.;)]|\s?$)",
    re.IGNORECASE | re.MULTILINE,
)
"""A share in digits: "cost -1/3", "1/3 less"."""
_SHARE_AHEAD = re.compile(r"\b(?:by|about|around|roughly|only|save[sd]?|saving|cut)\s$", re.IGNORECASE)


def _shares(text: str, found: list[Quantity]) -> list[Quantity]:
    """Return ``found`` with a sign or a word of change before, or one of comparison behind, a fraction read as a percentage."""
    out = list(found)
    for match in _FRACTION.finditer(text):
        share = 100 * int(match["of"]) / int(match["in"])
        told = (
            match["sign"]
            or _SHARE_AHEAD.search(text[: match.start()])
            or re.match(r"\s?(?:less|lower|cheaper|off|faster|shorter|more)\b", text[match.end() :])
        )
        if share < 100 and told:
            out = [q for q in out if q.end <= match.start() or q.start >= match.end()]
            sign = (match["sign"] or "").strip()
            out.append(Quantity(match.start(), match.end(), share, "%", sign, step=0.1 * share, words=True))
    return sorted(out, key=lambda q: q.start)


def _with_ratio_words(text: str, found: list[Quantity]) -> list[Quantity]:
    words = lexicon().sections
    found = _shares(text, found)
    for section, unit in (("ratios", "x"), ("shares", "%")):
        for name, pattern in words[section].items():
            for match in pattern.finditer(text):
                if all(match.end() <= q.start or match.start() >= q.end for q in found):
                    part = _PART_OF.match(text, match.end())
                    if re.search(r"\band an? $", text[: match.start()], re.IGNORECASE):
                        continue
                    if part:
                        share = float(name) / 100 if unit == "%" else float(name)
                        of = {"point": "pp", "percent": "%", "per cent": "%", "second": "s"}.get(part[1].lower(), "")
                        if of:
                            found.append(Quantity(match.start(), part.end(), share, of, step=0.1 * share, words=True))
                        continue
                    found.append(Quantity(match.start(), match.end(), float(name), unit, step=float(name) * 0.1, words=True))
    return _with_ranges(text, sorted(found, key=lambda q: q.start))


_RANGE = re.compile(r"\s?(?:-|to|and)\s?", re.IGNORECASE)


def _with_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """Join "between 31 and 38 percent", "by 54 to 60 %" and "31-34%" into one quantity each."""
    out: list[Quantity] = []
    for q in found:
        last = out[-1] if out else None
        link = text[last.end : q.start] if last else ""
        if last and q.unit in ("%", "pp") and last.unit in ("", q.unit) and not q.sign and not last.sign and _RANGE.fullmatch(link):
            led = re.search(r"\b(by|between)\s(?:about |around |roughly )?$", text[: last.start], re.IGNORECASE)
            led = None if led and "and" in link and led[1].lower() == "by" else led
            out[-1:] = [replace(q, start=last.start, low=last.value)] if "-" in link or led else [last, q]
            continue
        out.append(q)
    return out
