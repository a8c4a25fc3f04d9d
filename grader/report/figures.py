"""
The figures of the cohort report as SVG that stands in a page: colours and fonts are the page's, nothing is loaded, the same data give the same bytes.

Each figure says in its description what it shows in numbers; the table beside it holds the same data. Series differ by hatching, not by colour alone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Any

from markupsafe import Markup, escape

INK, SOFT, LINE, BAR, OTHER, PAPER = "#010101", "#020202", "#030303", "#040404", "#050505", "#060606"
PAGE = {INK: "--ink", SOFT: "--soft", LINE: "--line", BAR: "--bar", OTHER: "--other", PAPER: "--paper"}
"""Colours as they are drawn -> the page's own, so that dark mode and print need no second figure."""
WIDTH_IN, ROW_IN, HEAD_IN = 5.6, 0.3, 0.9
FONT_PT = 10.5
LONGEST_LABEL = 34
NEAR, MOST_LABELS = 0.05, 4
"""Points of a scatter this near to each other are drawn as one, with so many labels at most."""
LETTER, LINE_HIGH = 0.015, 0.036
"""Room a letter takes of a scatter's width, and a line of its height: a label that would cover another is left out."""
NOT_NEEDED = dict.fromkeys(("Date", "Creator", "Format", "Type"))
SETTINGS = {
    "svg.fonttype": "none",
    "font.size": FONT_PT,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": LINE,
    "patch.edgecolor": PAPER,
    "hatch.color": PAPER,
    "legend.frameon": False,
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, and what is written at its end."""

    label: str
    value: float
    note: str


def bars(name: str, title: str, rows: Sequence[Bar], *, axis: str, most: float) -> Markup:
    """Return horizontal bars, the first row on top; ``most`` is the end of the axis."""

    def draw(axes: Any) -> None:
        places = range(len(rows))
        axes.barh(places, [row.value for row in rows], color=BAR, height=0.66)
        for place, row in enumerate(rows):
            axes.annotate(row.note, (row.value, place), xytext=(4, 0), textcoords="offset points", va="center")
        axes.set_yticks(places, [_short(row.label) for row in rows])
        axes.tick_params(axis="y", length=0)
        axes.invert_yaxis()
        axes.set_xlim(0, most * 1.18)
        axes.set_xlabel(axis)

    said = "; ".join(f"{row.label}: {row.note}" for row in rows)
    return _drawn(name, title, said, draw, HEAD_IN + ROW_IN * max(len(rows), 1))


def histogram(name: str, title: str, values: Sequence[float], *, edges: Sequence[float], axis: str) -> Markup:
    """Return how many of ``values`` fall between each two ``edges``; a value on an edge belongs to the upper side, the last edge to the lower."""
    counts = [0] * (len(edges) - 1)
    for value in values:
        place = sum(value >= edge for edge in edges[1:-1])
        counts[place] += 1

    def draw(axes: Any) -> None:
        widths = [after - before for before, after in pairwise(edges)]
        axes.bar(edges[:-1], counts, width=widths, align="edge", color=BAR, linewidth=1)
        for start, width, count in zip(edges, widths, counts, strict=False):
            if count:
                axes.annotate(str(count), (start + width / 2, count), xytext=(0, 2), textcoords="offset points", ha="center")
        axes.set_xlim(edges[0], edges[-1])
        axes.set_ylim(0, max([*counts, 1]) * 1.15)
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.set_xlabel(axis)
        axes.set_ylabel("submissions")

    parts = zip(edges, edges[1:], counts, strict=False)
    said = "; ".join(f"{before:.3g} to {after:.3g}: {count}" for before, after, count in parts if count) or "no values"
    return _drawn(name, title, said, draw, 2.7)


def pairs(name: str, title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Markup:
    """Return a group of bars per label, one bar per series; the second series is hatched."""

    def draw(axes: Any) -> None:
        height = 0.8 / len(series)
        most = max([1, *(count for _, counts in series for count in counts)])
        for number, (what, counts) in enumerate(series):
            places = [place - 0.4 + height * (number + 0.5) for place in range(len(labels))]
            axes.barh(places, counts, height=height * 0.9, color=(BAR, OTHER)[number % 2], hatch=("", "///")[number % 2], label=what)
            for place, count in zip(places, counts, strict=True):
                axes.annotate(str(count), (count, place), xytext=(4, 0), textcoords="offset points", va="center")
        axes.set_yticks(range(len(labels)), [_short(label) for label in labels])
        axes.tick_params(axis="y", length=0)
        axes.invert_yaxis()
        axes.set_xlim(0, most * 1.18)
        axes.set_xlabel("submissions")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(series), borderaxespad=0.1)

    said = "; ".join(
        f"{what}: " + ", ".join(f"{label} {count}" for label, count in zip(labels, counts, strict=True)) for what, counts in series
    )
    return _drawn(name, title, said, draw, 1.2 + 0.5 * len(labels))


def scatter(name: str, title: str, points: Sequence[tuple[str, float, float]], *, axes_titles: tuple[str, str], said: str) -> Markup:
    """Return points with their short labels; points that nearly fall together are one larger point with one label, lowest first where they crowd."""

    def draw(axes: Any) -> None:
        axes.set_xlim(max(-0.02, min(across for _, across, _ in points) - 0.15), 1.02)
        near: dict[tuple[int, int], list[tuple[str, float, float]]] = {}
        for point in points:
            near.setdefault((round(point[1] / NEAR), round(point[2] / NEAR)), []).append(point)
        middle, taken = sum(axes.get_xlim()) / 2, list[tuple[float, float, float]]()
        per_letter = (axes.get_xlim()[1] - axes.get_xlim()[0]) * LETTER
        for group in sorted(near.values(), key=lambda group: min(up for *_, up in group)):
            across, up = fmean(point[1] for point in group), fmean(point[2] for point in group)
            axes.scatter([across], [up], s=14 + 6 * len(group), color=BAR, zorder=3)
            shown = ", ".join(label for label, *_ in group) if len(group) <= MOST_LABELS else f"{group[0][0]} and {len(group) - 1} more"
            left, width = across > middle, per_letter * (len(shown) + 3)
            box = (across - width, across, up) if left else (across, across + width, up)
            if all(box[0] > end or box[1] < start or abs(up - other) > LINE_HIGH for start, end, other in taken):
                taken.append(box)
                place = {"xytext": (-7 if left else 7, 0), "ha": "right" if left else "left"}
                axes.annotate(shown, (across, up), textcoords="offset points", va="center", fontsize=9, **place)
        axes.set_ylim(min([-0.1, *(up - 0.1 for _, _, up in points)]), 1.08)
        axes.axhline(0, color=SOFT, linewidth=0.8)
        axes.axhline(0.2, color=SOFT, linewidth=0.8, linestyle="--")
        axes.set_xlabel(axes_titles[0])
        axes.set_ylabel(axes_titles[1])

    return _drawn(name, title, said, draw, 4.0)


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _drawn(name: str, title: str, said: str, draw: Callable[[Any], None], height_in: float) -> Markup:
    """Return what ``draw`` draws as one SVG element; ``name`` keeps its ids apart from those of other figures of the page."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    raw = io.StringIO()
    with rc_context({**SETTINGS, "svg.hashsalt": name}):
        figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained")
        draw(figure.add_subplot())
        FigureCanvasSVG(figure).print_svg(raw, metadata=NOT_NEEDED)
    return _for_page(raw.getvalue(), name, title, said)


def _for_page(raw: str, name: str, title: str, said: str) -> Markup:
    """Return matplotlib's file as an element of a page: no head, no style sheet, ids of its own, the page's colours and font."""
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', raw).groups()  # type: ignore[union-attr]
    body = raw[raw.index(">", raw.index("<svg")) + 1 : raw.rindex("</svg>")]
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = re.sub(r'(?:xlink:)?href="#', f'href="#{name}-', body).replace("url(#", f"url(#{name}-")
    body = re.sub(r"font-family: [^;\"]*; ?", "", body)
    for drawn, variable in PAGE.items():
        body = body.replace(f'fill="{drawn}"', f'style="fill: var({variable})"').replace(drawn, f"var({variable})")
    head = (
        f'<svg class="figure" role="img" aria-labelledby="{name}-title {name}-said" viewBox="0 0 {width} {height}" '
        f'style="max-width: {float(width) * 1.5:.0f}px; stroke-linejoin: round; stroke-linecap: butt">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-said">{escape(said)}</desc>'
    )
    # What matplotlib drew is escaped by matplotlib.
    return Markup(head + re.sub(r"\n\s*", "\n", body).strip() + "</svg>")
