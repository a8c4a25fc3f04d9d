"""Figures that stand in a table pasted into the text: markdown tables and printed output, row by row."""

from __future__ import annotations

import re
from dataclasses import replace

from grader.reading.prose_lists import shared
from grader.reading.prose_mention import Mention
from grader.reading.prose_numbers import Quantity, quantities
from grader.reading.prose_printed import printed_tables
from grader.reading.prose_tokens import mentions
from grader.reading.prose_types import Found

_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t:-]*)*")
"""The line between a table's head and its rows."""
MOST_CELLS = 14
_ROLES = (
    ("pct", re.compile(r"%|percent|pct", re.IGNORECASE)),
    ("fraction", re.compile(r"\brel\b|relative|fraction", re.IGNORECASE)),
    ("delta", re.compile(r"change|delta|diff|Δ", re.IGNORECASE)),
    ("ratio", re.compile(r"ratio|factor|speed-?up", re.IGNORECASE)),
    ("limit", re.compile(r"limit|target|slo|allowed|floor|max|min|\bok\b|verdict|relevant|matters", re.IGNORECASE)),
    ("pair", re.compile(r"->|→|\bto\b|before.*after|base.*opt", re.IGNORECASE)),
    ("baseline_value", re.compile(r"base|before|old|fp16|bf16|original|plain|without|full|today|current|\boff\b", re.IGNORECASE)),
    ("optimized_value", re.compile(r"opt|after|new|\bon\b|int8|int4|fp8|batch|cach|quant|prefix|specul|with", re.IGNORECASE)),
)


def table_claims(
    part: str, text: str, categories: tuple[str, ...], classes: tuple[str, ...] = ()
) -> tuple[list[Found], list[tuple[int, int]]]:
    """Return the claims of pasted tables and the spans they cover, which are not read as sentences."""
    found: list[Found] = []
    covered: list[tuple[int, int]] = []
    for table in _tables(text):
        covered += [(start, start + len(line)) for start, line in table]
        rows = [_cells(start, line) for start, line in table if not _RULE.fullmatch(line)]
        roles = _roles(rows) if rows else []
        for cells in rows[1:]:
            found += _row(part, cells, roles, rows[0][0][0], (categories, classes))
    for lines, printed in printed_tables(text):
        covered += [(start, start + len(line)) for start, line in lines]
        roles = _roles(printed)
        for cells in printed[1:]:
            found += _row(part, cells, roles, printed[0][0][0], (categories, classes))
    return found, covered


def _tables(text: str) -> list[list[tuple[int, str]]]:
    """Return the tables of ``text`` as (start, line) each: lines with bars that begin with one, or with a rule below the first."""
    blocks: list[list[tuple[int, str]]] = [[]]
    start = 0
    for line in text.split("\n"):
        if "|" in line and line.count("|") < MOST_CELLS:
            blocks[-1].append((start, line))
        elif blocks[-1]:
            blocks.append([])
        start += len(line) + 1
    return [
        block
        for block in blocks
        if block and (all(line.lstrip().startswith("|") for _, line in block) or (len(block) > 1 and _RULE.fullmatch(block[1][1])))
    ]


def _cells(start: int, line: str) -> list[tuple[str, int]]:
    """Return the cells of a row with where each begins in the text; the bar at either end bounds none."""
    inner = line.strip()
    begin = start + len(line) - len(line.lstrip()) + inner.startswith("|")
    inner = inner.removeprefix("|").removesuffix("|")
    out = []
    for cell in inner.split("|"):
        out.append((cell, begin))
        begin += len(cell) + 1
    return out


def _roles(rows: list[list[tuple[str, int]]]) -> list[str | None]:
    """
    Return what each column of a table holds, from its head; ``None`` for anything else.

    Of two columns that look like the optimized system the first is the baseline ("batch 8", "batch 64"), and so it is of two
    columns of figures whose heads say nothing.
    """
    roles = [next((role for role, pattern in _ROLES if pattern.search(cell)), None) for cell, _ in rows[0]]
    systems = [at for at, role in enumerate(roles) if at and role in ("baseline_value", "optimized_value")]
    if len(systems) == 2 and len({roles[at] for at in systems}) == 1:
        roles[systems[0]], roles[systems[1]] = "baseline_value", "optimized_value"
    unknown = [at for at, role in enumerate(roles) if at and role is None and _of_figures(rows, at) and not _OTHERS.search(rows[0][at][0])]
    before, after = ("baseline_value" in roles, "optimized_value" in roles)
    if "pair" in roles or (before and after):
        return roles
    if not before and not after and len(unknown) >= 2:
        roles[unknown[0]], roles[unknown[1]] = "baseline_value", "optimized_value"
    elif before and not after and (beside := roles.index("baseline_value") + 1) in unknown:
        roles[beside] = "optimized_value"
    elif after and not before and (beside := roles.index("optimized_value") - 1) in unknown:
        roles[beside] = "baseline_value"
    return roles


_OTHERS = re.compile(
    r"p\s?\d\d|mean|median|average|avg|std|count|distance|gap|margin|slack|room|unit|weight|score|points|\bn\b", re.IGNORECASE
)
"""Heads of columns of figures that are no system."""


def _of_figures(rows: list[list[tuple[str, int]]], at: int) -> bool:
    """Whether most cells of a column hold one number without a sign."""
    cells = [row[at][0] for row in rows[1:] if at < len(row)]
    levels = [cell for cell in cells if len(found := quantities(cell)) == 1 and not found[0].sign]
    return len(levels) > len(cells) / 2


def _row(part: str, cells: list[tuple[str, int]], roles: list[str | None], corner: str, names: tuple[tuple[str, ...], ...]) -> list[Found]:
    """Return the claims of one row, whose metric its first cell names; where it names a class instead, the table's ``corner`` may."""
    label = cells[0][0]
    owner, apart = _owner(label, corner, names)
    if owner is None:
        return []
    out: list[Found] = []
    for (cell, start), role in list(zip(cells, roles, strict=False))[1:]:
        if role or _STEP.search(cell):
            out += _cell(part, cell, start, role or "pair", owner, label)
    return [replace(claim, part_named=True) for claim in out] if apart else out


_OF_COST = re.compile(r"\W{0,4}/\s?(month|1k|1,?000)\b", re.IGNORECASE)
"""A label that was "$/month"; the sign may have been taken for that of a formula."""


def _owner(label: str, corner: str, names: tuple[tuple[str, ...], ...]) -> tuple[Mention | None, bool]:
    """Return the metric of a row, and whether it is of a class of requests in words of the student's own."""
    named = [m if m.family else replace(m, family="latency") for m in mentions(label, *names)]
    basis = _OF_COST.match(label)
    if basis and not named:
        return Mention(0, len(label), "cost", "month" if basis[1] == "month" else "1k"), False
    if named:
        return named[0], False
    above = [m for m in mentions(corner, *names) if m.family]
    if above:
        return above[0], True
    category = next((name for name in names[0] if name.lower() == label.strip(" *_`").lower()), None)
    return (Mention(0, len(label), f"quality:{category}"), False) if category else (None, False)


_STEP = re.compile(r"\s*(?:->|→|=>|to|-->)\s*\$?")


def _step(part: str, cell: str, start: int, pair: tuple[Quantity, Quantity], owner: Mention, label: str) -> list[Found]:
    """Return the claim of a cell that holds both values: "310 -> 1180 ms"."""
    first, second = pair
    per = "1k" if re.search(r"1k|1,?000|thousand", label, re.IGNORECASE) else "month" if "month" in label.lower() else first.per
    way = "up" if second.value > first.value else "down"
    span, text = (start + first.start, start + second.end), cell[first.start : second.end].strip()
    unit, step = first.unit or second.unit, max(first.step, second.step, 0.001)
    return [Found(part, *span, text, owner.keys(), "pair", way, first.value, second.value, unit, per, step=step)]


def _cell(part: str, cell: str, start: int, role: str, owner: Mention, label: str) -> list[Found]:
    numbers = shared(cell, quantities(cell))
    if len(numbers) == 2 and _STEP.fullmatch(cell, numbers[0].end, numbers[1].start):
        return _step(part, cell, start, (numbers[0], numbers[1]), owner, label)
    if len(numbers) != 1 or role in ("limit", "pair"):
        return []
    q = numbers[0]
    if role == "fraction":
        q = q if q.unit else replace(q, value=100 * q.value, step=100 * q.step, unit="%")
        role = "pct"
    said = quantities("1 " + m.group(1)) if (m := re.search(r"\(([^()]{1,12})\)", label)) else []
    unit = q.unit or (said[0].unit if said and role in ("baseline_value", "optimized_value", "delta") else "")
    kind = (
        "pp"
        if q.unit == "pp"
        else "ratio"
        if q.unit == "x"
        else "pct"
        if role == "delta" and q.unit == "%"
        else "delta"
        if role == "pct" and q.unit not in ("%", "")
        else role
    )
    per = "1k" if re.search(r"1k|1,?000|thousand", label, re.IGNORECASE) else "month" if "month" in label.lower() else q.per
    step = max(q.step, 0.001)
    end = start + q.end
    text = cell[q.start : q.end].strip()
    direction = {"-": "down", "+": "up"}.get(q.sign)
    return [
        Found(
            part,
            start + q.start,
            end,
            text,
            owner.keys(),
            kind,
            direction,
            q.value,
            None,
            unit,
            per,
            q.sign or ("+" if kind in ("pct", "delta", "pp") else ""),
            "",
            step,
            q.other,
            sure=kind in ("baseline_value", "optimized_value"),
        )
    ]
