"""
From what a student typed to text that can be read: hidden matter out, mark-up blanked, every offset kept.

Cleaning never changes a character's place, so a span found in the clean text is the span in the student's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 12_000
"""Characters that are read; a longer cell is cut and goes to a person."""
STRETCH = 500
"""Characters of one sentence read together; no honest sentence is longer."""

_HIDDEN = (
    re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL),
    re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE),
    re.compile(
        r"<(\w{1,10})\b[^<>]{0,300}?(?:display\s?:\s?none|visibility\s?:\s?hidden|font-size\s?:\s?0|opacity\s?:\s?0|"
        r"color\s?:\s?(?:white|#fff)|\bhidden\b)"
        r"[^<>]{0,300}>.*?(?:</\1>|\Z)",
        re.DOTALL | re.IGNORECASE,
    ),
    re.compile(r"^[ \t]{0,3}\[(?://|comment|#)\]:[^\n]{0,2000}", re.MULTILINE | re.IGNORECASE),
    re.compile(r"\\[hv]?phantom\s?\{[^$\n]{0,2000}|\\(?:text)?color\s?\{?\s?(?:white|#fff\w*|transparent)\b[^$\n]{0,2000}", re.IGNORECASE),
    re.compile(r"!\[[^\]\n]{25,2000}\]\([^)\n]{0,2000}\)"),
    re.compile(r"(?<=\])\(\S{0,500}\s[\"'][^)\n]{25,2000}\)"),
)
"""Comments, scripts, what a style makes invisible, alternative texts of pictures and titles of links."""
_ADDRESS = re.compile(r"!\[[^\]\n]{0,40}\]\([^)\n]{0,2000}\)|(?<=\])\([^)\s]{0,500}\)|\bhttps?://\S{1,500}")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u202a-\u202e]")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_LATEX_MONEY = re.compile(
    r"\$(?=\s?[-\d.,]{1,12}\s?(?:\\?[<>=]|\$|\\(?:le|ge|approx|to)))|(?<![\d ]k)\$(?![\s]?\d)|(?<=[\d\s])\$(?=[\s.,)]|\Z)"
)
_MATH = re.compile(r"\$([^$\n]{1,200})\$")
"""A formula between dollar signs; amounts of money look alike, see ``_undollared``."""
_AMOUNT = "\x01"
"""Stands for the sign of an amount in a formula (``\\$``) until the dollar signs around formulas are gone."""
_INDEX = re.compile(r"\b([pP])_\{?(50|95|99)\}?")
_THOUSANDS = re.compile(r"(?<!\d)(\d{1,3})\{,\}(\d{3})(?!\d)")
_FRACTION = re.compile(r"\\[dt]?frac\{([\d.,]{1,12})\}\{([\d.,]{1,12})\}")
_STATISTIC = re.compile(r"(?<=[A-Za-z}])_\{(50|95|99)\}")
_SUBSCRIPT = re.compile(r"(?<=[A-Za-z}])_(?:\{\d{1,3}\}|\d{1,3}(?!\d))")
"""Indices of a formula: a statistic (TTFT_{95}), or just a number (c_{64})."""
_PER_SECOND = re.compile(r"(?<=[\d\s\\,])(?:\\(?:text|mathrm)\{s\}|s)\^\{?-1\}?")
_LATEX = re.compile(r"\\(?:[a-zA-Z]{1,12}|[,;! ])")
_ONE_TO_ONE = str.maketrans({
    "−": "-", "–": "-", "‒": "-", "﹣": "-", "—": ",", "×": "x", "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ",
    "\u202f": " ", "\u2009": " ",
    "*": " ", "_": " ", "`": " ", "{": " ", "}": " ", "⇒": "→", "➜": "→", "⟶": "→", "％": "%", "\t": " ",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clean:
    """Readable text of the same length, what was hidden in it, and whether it was cut."""

    text: str
    hidden: tuple[str, ...]
    cut: bool


def cleaned(raw: str) -> Clean:
    """Return ``raw`` with hidden matter and mark-up blanked, every remaining character in its place."""
    text = raw[:LONGEST]
    hidden: list[str] = []
    for pattern in _HIDDEN:
        hidden += [match.group() for match in pattern.finditer(text)]
        text = pattern.sub(_blank, text)
    if len(_INVISIBLE.findall(text)) > 3:
        hidden.append("invisible characters")
    text = _INVISIBLE.sub(" ", _TAG.sub(_blank, _ADDRESS.sub(_blank, text))).replace("\\$", f" {_AMOUNT}")
    text = _INDEX.sub(lambda m: f"{m[1]}{m[2]}".ljust(len(m.group())), _MATH.sub(_undollared, text))
    text = _SUBSCRIPT.sub(_blank, _STATISTIC.sub(lambda m: f" p{m[1]} ", text))
    text = _PER_SECOND.sub(lambda m: "/s".ljust(len(m.group())), text)
    text = _THOUSANDS.sub(r"\1,\2  ", text)
    text = _FRACTION.sub(lambda m: f"{m[1]}/{m[2]}".rjust(len(m.group())), text)
    text = (
        text.replace("\\approx", "≈      ")
        .replace("\\times", "x     ")
        .replace("\\%", " %")
        .replace("\\le ", "≤   ")
        .replace("\\ge ", "≥   ")
    )
    text = _LATEX_MONEY.sub(" ", text).replace(_AMOUNT, "$")
    text = _LATEX.sub(_blank, text)
    return Clean(text.translate(_ONE_TO_ONE), tuple(hidden), len(raw) > LONGEST)


def _undollared(match: re.Match[str]) -> str:
    """Blank the dollar signs of a formula; "$1.35 -> $0.60" has none of its signs between them."""
    inside = re.sub(r"[-=]+>", "", match[1])
    return f" {match[1]} " if re.search(r"[\\=_^<>≤≥]", inside) else match.group()


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


_END = re.compile(r"[.!?]+[\"')]{0,2}(?=\s|$)|;|\n")
_NOT_END = re.compile(r"(?:\b(?:e\.g|i\.e|vs|approx|ca|cf|etc|resp|no|fig)\.|(?:^|\n)\s{0,4}\d{1,2}\.)$", re.IGNORECASE)

_SHORT = re.compile(
    r"(?<![A-Za-z])(?:acc|avg|max|min|lat|mem|req|reqs|thr|err|util|qual|med|pct|perc|incl|temp)\.[ ]?(?=[-+~(\d$])", re.IGNORECASE
)
"""A shortened name before its figure: "billing acc. -2 pp"."""
_NO = re.compile(r"no\.(?!\s*\d)", re.IGNORECASE)
""""no." is "number" before a figure only."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or line of the clean text, from ``start`` on."""

    text: str
    start: int
    line: int


def sentences(text: str) -> Iterator[Sentence]:
    """Yield sentences; a line end ends one, so bullets and table rows stand alone, unless a long line was broken in mid-sentence."""
    begin = line = 0
    for match in _END.finditer(text):
        if (
            match.group() != "\n"
            and _NOT_END.search(text, max(0, match.start() - 8), match.end())
            and not _NO.match(text, max(0, match.start() - 2))
        ) or (match.group() == "." and any(_SHORT.match(text, match.start() - n) for n in (3, 4))):
            continue
        if match.group() == "\n" and _WRAPPED.match(text, match.end()) and _flows(text[begin : match.start()].rpartition("\n")[2]):
            continue
        piece = text[begin : match.end()]
        if piece.strip():
            yield from _bounded(piece.rstrip("\n"), begin, line)
        begin = match.end()
        line += match.group() == "\n"
    if text[begin:].strip():
        yield from _bounded(text[begin:], begin, line)


_WRAPPED = re.compile(r"[ ]{0,3}[a-z(]")
WRAPPED_FROM = 60
"""Characters from which a line may have been broken by an editor in the middle of a sentence."""


def _flows(line: str) -> bool:
    """Whether a line runs on in the next: long, no table row, without an end of its own."""
    return len(line) >= WRAPPED_FROM and "|" not in line and not line.rstrip().endswith((".", "!", "?", ":", ";"))


def _bounded(piece: str, begin: int, line: int) -> Iterator[Sentence]:
    """Yield a sentence in stretches that are short enough to be read in linear time."""
    while len(piece) > STRETCH:
        cut = piece.rfind(" ", STRETCH // 2, STRETCH)
        cut = STRETCH if cut < 0 else cut
        yield Sentence(piece[:cut], begin, line)
        piece, begin = piece[cut:], begin + cut
    if piece.strip():
        yield Sentence(piece, begin, line)
