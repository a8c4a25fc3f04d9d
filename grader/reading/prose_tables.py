"""Figures that stand in a table pasted into the text: markdown tables and printed output, row by row."""

from __future__ import annotations

import re
from dataclasses import replace

from grader.reading.prose_lists import shared
from grader.reading.prose_mention import Mention
from grader.reading.prose_numbers import Quantity, quantities
from grader.reading.prose_tokens import mentions
from grader.reading.prose_types import Found

_ROW = re.compile(r"^[ \t]*\|(?P<cells>[^|\n]+(?:\|[^|\n]*){1,12})\|?[ \t]*$", re.MULTILINE)
_PRINTED = re.compile(
    r"^[ \t]*(?P<label>[A-Za-z][\w /()%:]{1,40}?)[ \t]{2,40}(?P<numbers>[-+]?\d[\d.]{0,15}(?:[ \t]+[-+]?\d[\d.]{0,15}){0,3})[ \t]*$",
    re.MULTILINE,
)
_ROLES = (
    ("pct", re.compile(r"%|percent|pct|relative", re.IGNORECASE)),
    ("delta", re.compile(r"change|delta|diff|Δ", re.IGNORECASE)),
    ("ratio", re.compile(r"ratio|factor|speed-?up", re.IGNORECASE)),
    ("limit", re.compile(r"limit|target|slo|allowed|floor|max|min|\bok\b|verdict|relevant|matters", re.IGNORECASE)),
    ("pair", re.compile(r"->|→|\bto\b|before.*after|base.*opt", re.IGNORECASE)),
    ("baseline_value", re.compile(r"base|before|old|fp16|bf16|original|plain|without|full|today|current", re.IGNORECASE)),
    ("optimized_value", re.compile(r"opt|after|new|int8|int4|fp8|batch|cach|quant|prefix|specul|with", re.IGNORECASE)),
)


def table_claims(
    part: str, text: str, categories: tuple[str, ...], classes: tuple[str, ...] = ()
) -> tuple[list[Found], list[tuple[int, int]]]:
    """Return the claims of pasted tables and the spans they cover, which are not read as sentences."""
    found: list[Found] = []
    covered: list[tuple[int, int]] = []
    roles: list[str | None] = []
    last_end = -2
    for row in _ROW.finditer(text):
        cells = [(m.group(), row.start("cells") + m.start()) for m in re.finditer(r"[^|]+", row["cells"])]
        if row.start() > last_end + 1:
            roles = _apart([next((role for role, pattern in _ROLES if pattern.search(cell)), None) for cell, _ in cells])
        elif len(cells) > 1 and not all(set(cell.strip()) <= set(":- ") for cell, _ in cells):
            found += _row(part, cells, roles, (categories, classes))
        last_end = row.end()
        covered.append((row.start(), row.end()))
    for line in _PRINTED.finditer(text):
        named = mentions(line["label"], categories, classes)
        if named:
            covered.append(line.span())
            found += _cell(
                part, line["numbers"].split()[-1], line.end("numbers") - len(line["numbers"].split()[-1]), "pct", named[0], line["label"]
            )
    return found, covered


def _apart(roles: list[str | None]) -> list[str | None]:
    """Return ``roles`` with the first of two columns that look like the optimized system as the baseline: "batch 8", "batch 64"."""
    systems = [at for at, role in enumerate(roles) if at and role in ("baseline_value", "optimized_value")]
    if len(systems) == 2 and len({roles[at] for at in systems}) == 1:
        roles[systems[0]], roles[systems[1]] = "baseline_value", "optimized_value"
    return roles


def _row(part: str, cells: list[tuple[str, int]], roles: list[str | None], names: tuple[tuple[str, ...], ...]) -> list[Found]:
    label = cells[0][0]
    named = [m if m.family else replace(m, family="latency") for m in mentions(label, *names)]
    if not named:
        return []
    out: list[Found] = []
    for (cell, start), role in list(zip(cells, roles, strict=False))[1:]:
        if role or _STEP.search(cell):
            out += _cell(part, cell, start, role or "pair", named[0], label)
    return out


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
    said = quantities("1 " + m.group(1)) if (m := re.search(r"\(([^()]{1,12})\)", label)) else []
    unit = q.unit or (said[0].unit if said and role in ("baseline_value", "optimized_value", "delta") else "")
    kind = (
        "pp"
        if q.unit == "pp"
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
