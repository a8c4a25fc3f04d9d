"""Tables as pandas prints them, pasted into a text: a line of names, then lines of a label and as many figures."""

from __future__ import annotations

import re

Cells = list[tuple[str, int]]
"""The cells of a row, each with where it begins in the text; the label first."""
_FIGURE = r"[-+]?\d(?:[\d.,]{0,14}\d)?%?"
_LINE = re.compile(
    rf"^(?P<label>[ \t]{{0,8}}(?:\d{{1,2}}[ \t]+)?[A-Za-z$][\w $/().%,-]{{0,40}}?)[ \t]{{2,60}}(?P<figures>{_FIGURE}(?:[ \t]+{_FIGURE}){{0,5}})[ \t]*$"
)
"""Blanks in a row part label and figures; one figure alone is a change ("latency p95   -38.0")."""
_NAMES = re.compile(r"[ \t]*[A-Za-z%Δ][\w%.()/ \t-]*$")


def printed_tables(text: str) -> list[tuple[list[tuple[int, str]], list[Cells]]]:
    """Return for every printed table its (start, line) pairs and its rows of cells, the names of the columns first."""
    out: list[tuple[list[tuple[int, str]], list[Cells]]] = []
    before: tuple[int, str] | None = None
    block: list[tuple[int, str, re.Match[str]]] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        hit = _LINE.match(line)
        if hit and "|" not in line:
            block.append((start, line, hit))
        else:
            if block:
                out += _table(before, block)
            block, before = [], ((start, line) if line.strip() else before)
        start += len(line) + 1
    return out


def _table(head: tuple[int, str] | None, block: list[tuple[int, str, re.Match[str]]]) -> list[tuple[list[tuple[int, str]], list[Cells]]]:
    """Return the table of a block of lines that have equally many figures, below a line that names as many columns."""
    counts = {len(hit["figures"].split()) for _, _, hit in block}
    lines = [(start, line) for start, line, _ in block]
    many = counts.pop() if len(counts) == 1 else 0
    names = _names(head[1], block[0][2], many) if head and len(block) > 1 and _NAMES.match(head[1]) else []
    if head and many > 1 and names:
        lines = [head, *lines]
    elif many == 1 and len(block) > 1 and any(hit["figures"][0] in "+-" for _, _, hit in block):
        names = ["change %"]
    else:
        return []
    top: Cells = [("", 0), *((name, 0) for name in names)]
    return [(lines, [top, *(_cells(start, hit) for start, _, hit in block)])]


def _names(head: str, row: re.Match[str], many: int) -> list[str]:
    """Return the names of the columns: what ends where a column of figures ends, else word by word; none where they do not fit."""
    ends = [row.start("figures") + m.end() for m in re.finditer(r"\S+", row["figures"])]
    begins = [row.end("label"), *ends[:-1]]
    names = [head[begin:end].strip() for begin, end in zip(begins, ends, strict=True)]
    whole = all(" " in f"{head} "[cut - 1 : cut + 1] or cut > len(head) for cut in (begins[0], *ends))
    if whole and all(names) and not head[ends[-1] :].strip():
        return names
    words = head.split()
    return words[-many:] if len(words) in (many, many + 1) else []


def _cells(start: int, hit: re.Match[str]) -> Cells:
    figures = [(m.group(), start + hit.start("figures") + m.start()) for m in re.finditer(r"\S+", hit["figures"])]
    return [(hit["label"], start), *figures]
