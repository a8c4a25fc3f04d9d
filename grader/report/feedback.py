"""
One student's feedback as one HTML page: the mark, then per criterion what was asked, what it earned and why.

Self-contained: no script, nothing loaded from elsewhere, readable on a phone and in print, never by colour alone. Everything a student
typed is escaped, displays are rebuilt by ``safe_html``. An expected value is on the page only where the instructor asks for it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jinja2
from markupsafe import Markup

from grader.model import CellReport, Quote, Status, Verdict
from grader.report.cells import SIGNS, points
from grader.report.safe_html import safe_html, safe_picture

TITLES = {
    "test-workload": "Workload",
    "test-baseline": "Baseline",
    "test-concerns": "Concerns",
    "test-optimized": "Optimized system",
    "test-comparison": "Comparison table",
    "test-savings": "Savings",
    "test-tradeoffs": "Trade-offs",
    "test-decision": "Decision",
    "analysis": "Analysis",
    "recommendation": "Recommendation",
}
"""Graded cell -> what students call it."""
SHOWN = ("confirmed", "contradicted")
LONGEST_OUTPUT = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a student's text; ``verdict`` is ``confirmed`` or ``contradicted`` for a figure, else empty."""

    text: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion as the page shows it."""

    sentence: str
    status: str
    sign: str
    points: str
    why: str = ""
    mistake: str = ""
    found: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class CellPart:
    """One graded cell: its mark as it counts, who gave it, the criteria behind it."""

    key: str
    title: str
    score: float | None
    possible: float
    criteria: tuple[Line, ...]
    by_person: bool = False
    suggested: float | None = None
    comment: str = ""
    """What a person wrote."""
    answer: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the notebook: its source and its displays, safe to show."""

    source: str
    outputs: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page shows."""

    title: str
    student: str
    score: float
    possible: float
    cells: tuple[CellPart, ...]
    notebook: tuple[Shown, ...] = ()
    late_penalty: float = 0.0
    waiting: tuple[str, ...] = ()
    """Titles of the cells a person still looks at."""
    repairs: tuple[str, ...] = ()


def render(page: Page) -> str:
    """Return ``page`` as HTML."""
    return _template().render(page=page)


def cell_part(
    report: CellReport, score: float | None, *, by_person: bool = False, comment: str = "", text: str = "", show_expected: bool = False
) -> CellPart:
    """
    Return one cell for the page: ``score`` is the mark that counts, ``text`` what the student wrote where it is prose.

    Once a person gave the mark, criteria nobody else could judge are not announced as waiting any more.
    """
    told = [verdict for verdict in report.verdicts if not (by_person and verdict.status is Status.UNSCORED)]
    return CellPart(
        report.cell,
        TITLES.get(report.cell, report.cell),
        score,
        report.points,
        tuple(_line(verdict, show_expected) for verdict in told),
        by_person,
        report.score,
        comment,
        highlighted(text, report.quotes) if text else (),
    )


def highlighted(text: str, quotes: Iterable[Quote]) -> tuple[Piece, ...]:
    """Return ``text`` in pieces, its confirmed and contradicted figures apart; overlapping figures keep the first."""
    pieces, last = [], 0
    for quote in sorted((one for one in quotes if one.verdict in SHOWN), key=lambda one: one.start):
        if last <= quote.start < quote.end <= len(text):
            pieces += [Piece(text[last : quote.start]), Piece(text[quote.start : quote.end], quote.verdict)]
            last = quote.end
    return tuple(piece for piece in (*pieces, Piece(text[last:])) if piece.text)


def shown(cells: Sequence[Mapping[str, Any]], left_out: Iterable[str]) -> tuple[Shown, ...]:
    """Return the cells of a notebook (nbformat 4) for the page, those with a grade id in ``left_out`` and empty ones left out."""
    hidden, kept = set(left_out), []
    for cell in cells:
        source = "".join(cell.get("source", ""))
        if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") in hidden or not source.strip():
            continue
        kept.append(Shown(source, tuple(filter(None, map(_output, cell.get("outputs", ()))))))
    return tuple(kept)


def _line(verdict: Verdict, show_expected: bool) -> Line:
    return Line(
        verdict.sentence,
        str(verdict.status),
        SIGNS[verdict.status],
        points(verdict),
        verdict.say_student,
        (verdict.mistake or "").replace("_", " "),
        verdict.found if show_expected else "",
        verdict.expected if show_expected else "",
    )


def _output(output: Mapping[str, Any]) -> Markup:
    if output.get("output_type") == "stream":
        return _pre(output.get("text", ""))
    if output.get("output_type") == "error":
        return _pre(f"{output.get('ename', '')}: {output.get('evalue', '')}")
    data = output.get("data", {})
    picture = safe_picture("".join(data.get("image/png", "")))
    if picture:
        return Markup('<img alt="a picture that this cell drew" src="data:image/png;base64,{}">').format(picture)
    if "text/html" in data:
        return _table("".join(data["text/html"]))
    return _pre(data.get("text/plain", ""))


@lru_cache(maxsize=2048)
def _table(text: str) -> Markup:
    """Return a display as safe HTML; most students show the same heads of the same files."""
    return Markup(safe_html(text))


def _pre(text: str | Sequence[str]) -> Markup:
    plain = "".join(text)[:LONGEST_OUTPUT]
    return Markup("<pre>{}</pre>").format(plain) if plain.strip() else Markup("")


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    environment = jinja2.Environment(loader=jinja2.PackageLoader("grader.report", ""), autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["points"] = _points
    return environment.get_template("feedback.html.j2")


def escaped(text: str) -> str:
    """Return ``text`` as it stands on the page."""
    return html.escape(text)
