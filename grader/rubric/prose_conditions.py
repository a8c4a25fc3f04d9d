"""Conditions that could never come into force: a limit so far from what was measured that it guards nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.model import Facts
from grader.reading.prose import ProseReading
from grader.reading.prose_fits import scales_of
from grader.reading.prose_lists import shared
from grader.reading.prose_numbers import Quantity, quantities
from grader.reading.prose_scene import ALARM
from grader.reading.prose_text import sentences
from grader.reading.prose_tokens import mentions
from grader.reading.prose_types import Found

NEAREST, FURTHEST = 0.3, 8.0
"""Between these multiples of the measured level a limit may one day be reached."""
NEVER_IDLE = ("error_rate", "throughput_requests", "throughput_tokens")
"""A rate so small that an honest limit is many times its level, and what an honest limit takes from the demand."""
_BY = re.compile(r"\bby\s[^\d.;]{0,20}$|\b(?:falls?|drops?|rises?|changes?|loses?)\s(?:more than\s)?$", re.IGNORECASE)
"""Before a change, not a level."""


def idle_conditions(reading: ProseReading, facts: Facts) -> list[str]:
    """Return, one sentence each, the conditions of the recommendation whose limit is far from anything measured."""
    text = reading.texts[1].text
    return [
        f'the condition "{sentence.strip()}" names a limit far from anything measured'
        for sentence, keys, limit in _limits(text)
        if (far := [ratio for key in keys for ratio in _of_level(key, limit, facts)]) and not any(NEAREST <= r <= FURTHEST for r in far)
    ]


def _limits(text: str) -> Iterator[tuple[str, tuple[str, ...], Quantity]]:
    """Yield sentence, metrics and limit of every condition ("if the quality drops under 20 %")."""
    for sentence in sentences(text):
        for limit in shared(sentence.text, quantities(sentence.text)):
            named = [m for m in mentions(sentence.text) if m.family and m.end <= limit.start]
            if _BY.search(sentence.text[: limit.start]):
                continue
            if named and limit.unit not in ("x", "pp") and ALARM.search(sentence.text[: limit.start]):
                yield sentence.text, named[-1].keys(), limit


def _of_level(key: str, limit: Quantity, facts: Facts) -> Iterator[float]:
    """Yield ``limit`` as a multiple of every level, before and after, of a metric and of its classes, and of its stated limits."""
    item = Found("recommendation", 0, 0, "", (key,), "optimized_value", value=limit.value, unit=limit.unit, per=limit.per)
    if key in NEVER_IDLE:
        return
    for name, measure in facts.metrics.items():
        if name.split(":")[0] != key.split(":")[0]:
            continue
        wanted = [target.limit for target in facts.targets if target.metric == name and target.unit == measure.unit]
        for level in (measure.baseline, measure.optimized, *wanted):
            if level:
                yield from (limit.value * scale / level for scale in scales_of(item, name, measure))
