"""
What a graded cell shows: a small HTML table in the test cell's output, a Markdown comment at the answer.

Everything a student typed is escaped. Only student words are used: no expected value, no traceback.
"""

from __future__ import annotations

import html
import re

from grader.model import CellReport, Quote, Status, Verdict

SIGNS = {Status.EARNED: "✓ earned", Status.PARTLY: "◐ partly", Status.NOT_EARNED: "✗ not earned", Status.UNSCORED: "? for a person"}
"""Status in words as well as signs: never by colour alone."""
STYLE = "text-align:left;vertical-align:top;padding:2px 8px;white-space:normal"
MOST_QUOTES = 12
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$])")


def cell_html(report: CellReport) -> str:
    """Return the criteria of one cell as an HTML table, self-contained and without script."""
    head = "".join(f'<th scope="col" style="{STYLE}">{title}</th>' for title in ("Criterion", "Result", "Points", "Why"))
    body = "".join(_row(verdict) for verdict in report.verdicts)
    return f"<table><caption>{_sum(report)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def comment_markdown(report: CellReport) -> str:
    """Return the criteria of one cell as Markdown, for nbgrader's comment field."""
    lines = [f"**{_sum(report)}**", ""]
    for verdict in report.verdicts:
        say = f": {_plain(verdict.say_student)}" if verdict.say_student else ""
        lines.append(
            f"- {SIGNS[verdict.status]} ({points(verdict)}) {_plain(verdict.sentence)}{'' if verdict.status is Status.EARNED else say}"
        )
    doubtful = [quote for quote in report.quotes if quote.verdict == "contradicted"]
    right = [quote for quote in report.quotes if quote.verdict == "confirmed"]
    if doubtful:
        lines += ["", "Figures in your text that do not fit the data; check them against your table:"]
        lines += [f"- {_quoted(quote)}" for quote in doubtful]
    if right:
        lines += [
            "",
            f"Figures in your text that fit the data ({len(right)}): "
            + ", ".join(f"**{_plain(quote.span)}**" for quote in right[:MOST_QUOTES]),
        ]
    if report.needs_person:
        lines += ["", "A person will look at this answer before the mark is final:"]
        lines += [f"- {_plain(reason)}" for reason in report.reasons]
    return "\n".join(lines)


def _quoted(quote: Quote) -> str:
    """Return a figure in bold with the student's own words around it."""
    before = _plain(quote.before.split("\n")[-1].lstrip())
    after = _plain(quote.after.split("\n")[0])
    return f"… {before}{' ' if quote.before[-1:] == ' ' else ''}**{_plain(quote.span)}**{' ' if quote.after[:1] == ' ' else ''}{after} …"


def points(verdict: Verdict) -> str:
    """Return ``earned / possible`` of one criterion, ``– / possible`` when unscored."""
    got = "–" if verdict.fraction is None else f"{verdict.fraction * verdict.points:.4g}"
    return f"{got} / {verdict.points:g}"


def _sum(report: CellReport) -> str:
    if report.score is None:
        return f"Not judged yet, {report.points:g} points possible"
    return f"{report.score:g} of {report.points:g} points" + (" so far" if report.needs_person else "")


def _row(verdict: Verdict) -> str:
    cells = (verdict.sentence, SIGNS[verdict.status], points(verdict), verdict.say_student)
    return "<tr>" + "".join(f'<td style="{STYLE}">{html.escape(text)}</td>' for text in cells) + "</tr>"


def _plain(text: str) -> str:
    """Return ``text`` with everything Markdown or HTML would interpret escaped, on one line."""
    return MARKDOWN.sub(r"\\\1", " ".join(text.split())) if text else ""
