"""
The cohort report as one HTML page for an instructor: marks, criteria, mistakes, decisions, who needs a look, likely copies, time.

Self-contained: no script, nothing loaded from elsewhere, the fonts of the system, light and dark, readable on a phone and in print, never by
colour alone. Everything that came from a student is escaped by the template.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import jinja2
from markupsafe import Markup

from grader.model import Decision
from grader.report import figures
from grader.report.cohort_record import Cohort, CriterionFigures, Submission
from grader.report.feedback import TITLES

MOST_ROWS = 300
"""Rows of a list of students; the rest stands in the tables of ``--csv``."""
MOST_NAMES = 12
MOST_BARS = 12
MOST_KEYS = 4
BINS = 10
MB = 1_000_000
HARD, WEAK = 0.3, 0.2
FEW = 30
"""Below so many submissions a correlation says little."""
DECISIONS = (*map(str, Decision), "nothing", "")
CLEAR = frozenset(DECISIONS[:3])
WORDS = {"nothing": "not given", "": "not judged", "none": "None instead of a table"}


@dataclass(frozen=True, slots=True)
class Part:
    """One graded cell in the cohort."""

    title: str
    possible: float
    mean: float | None
    median: float | None
    full: int
    """Submissions with all its points."""
    judged: int
    waiting: int
    by_person: int


@dataclass(frozen=True, slots=True)
class Spread:
    """A measured quantity over the submissions where it is known."""

    known: int
    median: float
    p95: float
    largest: float
    student: str
    """Whose is the largest."""


def render_cohort(cohort: Cohort, made: str) -> str:
    """Return the page; ``made`` says when, in words."""
    totals = [one.total for one in cohort.submissions]
    parts = _parts(cohort.submissions)
    possible = sum(cell.possible for cell in cohort.submissions[0].cells) if cohort.submissions else 0.0
    return _template().render(
        cohort=cohort,
        made=made,
        possible=possible,
        totals=totals,
        quartiles=statistics.quantiles(totals, n=4, method="inclusive") if len(totals) > 1 else totals * 3,
        parts=parts,
        seconds=_spread(cohort.submissions, lambda one: one.seconds),
        memory=_spread(cohort.submissions, lambda one: None if one.memory_bytes is None else one.memory_bytes / MB),
        waiting=[one for one in cohort.submissions if one.waiting],
        troubled=[one for one in cohort.submissions if one.problems and not one.waiting],
        repaired=[one for one in cohort.submissions if one.repairs],
        late=[one for one in cohort.submissions if one.late_s or one.penalty],
        groups=_groups(cohort.criteria),
        decisions=_decisions(cohort.submissions),
        torn=[
            one.student for one in cohort.submissions if {one.decision, one.prose_decision} <= CLEAR and one.decision != one.prose_decision
        ],
        figure=_figures(cohort, totals, parts, possible),
        most_rows=MOST_ROWS,
        most_names=MOST_NAMES,
        most_keys=MOST_KEYS,
        few=FEW,
    )


def _parts(submissions: Sequence[Submission]) -> list[Part]:
    found = []
    for column in zip(*(one.cells for one in submissions), strict=True):
        marks = [cell.mark for cell in column if cell.mark is not None]
        found.append(
            Part(
                title_of(column[0].cell),
                column[0].possible,
                statistics.fmean(marks) if marks else None,
                statistics.median(marks) if marks else None,
                sum(cell.mark is not None and cell.mark >= cell.possible for cell in column),
                len(marks),
                sum(cell.waiting for cell in column),
                sum(cell.by_person for cell in column),
            )
        )
    return found


def _groups(criteria: Sequence[CriterionFigures]) -> list[tuple[str, list[tuple[int, CriterionFigures]]]]:
    """Return the criteria with their row numbers, cell by cell."""
    found: dict[str, list[tuple[int, CriterionFigures]]] = {}
    for number, one in enumerate(criteria, start=1):
        found.setdefault(one.cell, []).append((number, one))
    return [(title_of(cell), rows) for cell, rows in found.items()]


def _spread(submissions: Iterable[Submission], of: Callable[[Submission], float | None]) -> Spread | None:
    known = sorted((value, one.student) for one in submissions if (value := of(one)) is not None)
    if not known:
        return None
    values = [value for value, _ in known]
    return Spread(len(known), statistics.median(values), values[min(len(values) - 1, int(0.95 * len(values)))], *known[-1])


def _decisions(submissions: Sequence[Submission]) -> list[tuple[str, int, int]]:
    """Return (decision, how often in the variable, how often in the prose), those that occur or can be right."""
    rows = [
        (what, sum(one.decision == what for one in submissions), sum(one.prose_decision == what for one in submissions))
        for what in DECISIONS
    ]
    return [row for row in rows if row[1] or row[2] or row[0] in DECISIONS[:3]]


def _figures(cohort: Cohort, totals: Sequence[float], parts: Sequence[Part], possible: float) -> dict[str, Markup]:
    if not cohort.submissions:
        return {}
    width = (possible or 1.0) / BINS
    low = min(0.0, *totals, 0.0)
    edges = [low if not number and low < 0 else width * number for number in range(BINS)] + [max(possible or 1.0, *totals)]
    found = {
        "totals": figures.histogram("totals", "Distribution of totals", totals, edges=edges, axis=f"points of {possible:g}"),
        "parts": figures.bars(
            "parts",
            "Mean share of the points, part by part",
            [
                figures.Bar(part.title, 100 * part.mean / part.possible, f"{100 * part.mean / part.possible:.0f} %")
                for part in parts
                if part.mean is not None
            ],
            axis="mean share of the points, %",
            most=100,
        ),
        "decisions": _decision_figure(cohort),
    }
    points = [
        (str(number), one.share, one.discrimination)
        for number, one in enumerate(cohort.criteria, start=1)
        if one.share is not None and one.discrimination is not None
    ]
    if points:
        said = f"{len(points)} criteria by their number in the table below; {sum(up < WEAK for *_, up in points)} of them below {WEAK} in discrimination"
        titles = ("mean share earned (right: easy)", "discrimination")
        found["criteria"] = figures.scatter("criteria", "Criteria by difficulty and discrimination", points, axes_titles=titles, said=said)
    if cohort.mistakes:
        rows = [figures.Bar(words(one.key), one.students, str(one.students)) for one in cohort.mistakes[:MOST_BARS]]
        most = max(one.students for one in cohort.mistakes)
        found["mistakes"] = figures.bars("mistakes", "Students per named mistake", rows, axis="students", most=most)
    seconds = [one.seconds for one in cohort.submissions if one.seconds is not None]
    if len(set(seconds)) > 1:
        longest = max(seconds)
        edges = [longest * number / BINS for number in range(BINS + 1)]
        found["seconds"] = figures.histogram("seconds", "Time that running a submission took", seconds, edges=edges, axis="seconds")
    return found


def _decision_figure(cohort: Cohort) -> Markup:
    rows = _decisions(cohort.submissions)
    labels = [f"{words(what)} (documented)" if what == cohort.decision else words(what) for what, *_ in rows]
    series = [("variable", [row[1] for row in rows]), ("prose", [row[2] for row in rows])]
    return figures.pairs("decisions", "Decisions in the variable and in the prose", labels, series)


def remark(criterion: CriterionFigures) -> str:
    """Return in words what the figures of a criterion ask for; empty where nothing stands out."""
    found = []
    if criterion.share is not None and criterion.share < HARD:
        found.append("hard")
    if criterion.discrimination is not None and criterion.discrimination < 0:
        found.append("better submissions earn it less often: look at it")
    elif criterion.discrimination is not None and criterion.discrimination < WEAK:
        found.append("hardly separates")
    return ", ".join(found)


def words(key: str) -> str:
    """Return a permanent key as words."""
    return WORDS.get(key, key.replace("_", " "))


def title_of(cell: str) -> str:
    """Return what people call a graded cell."""
    return TITLES.get(cell, cell)


def looks(one: Submission) -> list[tuple[str, str]]:
    """Return (parts, reason) of everything a person has to look at in a submission, parts with the same reason together."""
    found: dict[str, list[str]] = {}
    for cell in one.cells:
        if cell.waiting:
            found.setdefault("; ".join(reason for reason in cell.reasons if reason not in one.problems), []).append(title_of(cell.cell))
    whole = [("The whole notebook", text) for text in one.problems]
    if whole and list(found) == [""] and len(found[""]) == len(one.cells):
        return whole
    return whole + [(", ".join(titles), reason) for reason, titles in found.items()]


def _number(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _span(seconds: float) -> str:
    """Return a time in words: minutes, hours or days."""
    for unit, size in (("days", 86_400), ("hours", 3_600)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds / 60, 1):.0f} min"


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("grader.report", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=_number, points=_points, span=_span, remark=remark, words=words, looks=looks)
    return environment.get_template("cohort.html.j2")
