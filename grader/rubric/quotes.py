"""Quotes: the figures of a student's text with a few words around them, for whoever looks at the answer."""

from __future__ import annotations

from grader.model import ProseReport, Quote

AROUND = 30
"""Characters shown on each side of a quoted figure."""


def quotes_of(report: ProseReport, part: str, text: str) -> tuple[Quote, ...]:
    """Return the figures read in ``part``, whose text is ``text``, with the words around them; targets are no figures of the student's."""
    quotes = []
    for claim in sorted(report.claims, key=lambda claim: claim.start):
        if claim.part == part and claim.kind != "target":
            start, end = claim.start, claim.end
            quotes.append(
                Quote(text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND // 2], claim.verdict, start, end)
            )
    return tuple(dict.fromkeys(quotes))
