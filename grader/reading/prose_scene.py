"""A sentence with its tokens: which numbers speak of nothing measured, which metrics share a list, what a bare statistic is of."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.reading.lexicon import lexicon
from grader.reading.prose_lists import LISTED
from grader.reading.prose_mention import TIMED, Mention
from grader.reading.prose_numbers import Quantity
from grader.reading.prose_text import Sentence

GROUP = re.compile(r"\s*(?:,|and|&|/|,\s?and|as well as)\s*(?:the\s|our\s|its\s|their\s)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its tokens, and what the sentence before was about."""

    part: str
    sentence: Sentence
    text: str
    named: list[Mention]
    numbers: list[Quantity]
    before: Mention | None
    groups: Sequence[tuple[int, int, str]] = ()
    """Where names of request classes stand."""


def inherit(text: str, named: list[Mention], topic: Mention | None) -> list[Mention]:
    """Give a bare statistic its family: TTFT where the sentence is about it ("at p95", "the median"), else latency."""
    out: list[Mention] = []
    for at, m in enumerate(named):
        if m.family:
            out.append(m)
            continue
        shared_with = _coordinated(text, named[at:])
        if shared_with:  # "median and p95 time to first token"
            out.append(replace(m, family=shared_with))
            continue
        here = next((o for o in reversed(out) if o.family in TIMED), None)
        last = here or (topic if topic and topic.family in TIMED else None)
        attribute = re.search(r"(?:\bat|\bin|\bon|\bfor)(?: the)?\s+$", text[: m.start], re.IGNORECASE) is not None
        same = last is not None and last.family == "ttft" and m.statistic in ("p50", "p95") and (attribute or m.statistic == "p50")
        if m.statistic != "peak" and not (
            m.statistic == "mean"
            and not attribute
            and not re.match(
                r"(?:\W+(?:is|was|went|fell|rose|improved|dropped|increased|decreased|falls|rises|drops|by|and|,)|:?\s*[-+]\d)",
                text[m.end :],
            )
        ):
            out.append(replace(m, family="ttft" if same else "latency", bare=not (same and here)))
    return out


def _coordinated(text: str, named: list[Mention]) -> str:
    """Return the timed family that a bare statistic shares with the one coordinated behind it, or an empty string."""
    for one, other in itertools.pairwise(named):
        if not GROUP.fullmatch(text, one.end, other.start):
            return ""
        if other.family:
            return other.family if other.family in TIMED and other.statistic else ""
    return ""


def excused(scene: Scene, q: Quantity, *, paired: bool = False) -> bool:
    """
    Whether the clause around a number is hypothetical or speaks of the world outside the measurement.

    Both values of a pair ("the bill would go from $2,700 to $1,200") are measured unless something is supposed.
    """
    words = lexicon()
    breaks = [m.end() for m in re.finditer(r",(?!\d)|[;:]\s|\b(?:but|while|so)\b|\(", scene.text[: q.start])]
    clause = scene.text[breaks[-1] if breaks else 0 : q.end]
    whole = scene.text[: q.start]
    if (q.unit == "%" and _RESERVE.search(whole)) or ALARM.search(whole) or _PEOPLE.match(scene.text, q.end):
        return True
    if re.match(r"\W*(?:if|had|suppose|imagine)\b", whole, re.IGNORECASE) and re.search(r"\bwould\b", scene.text[q.end :], re.IGNORECASE):
        return True
    if _NEEDED.search(whole) and re.match(r"\s(?:more|less|extra)\b", scene.text[q.end :]) and not _SUPPOSED.search(scene.text):
        return False
    if _GUESSED.match(scene.text, q.end) or (_SOMETHING.search(whole) and _WOULD.match(scene.text, q.end)):
        return True
    if words.found("not_claims", "hypothetical", clause) or re.search(
        r"\b(?:if|would(?! (?:accept|recommend|say|adopt|call|like|prefer|advise|rank|choose|name|mention|put|list|place|see|not|rather))|imagine|suppose)\b[^,;:]{0,60}$",
        whole,
        re.IGNORECASE,
    ):
        said = paired or (q.unit in ("USD", "ct", "kWh", "MWh", "kg", "t") and _WHICH_WOULD.search(whole))
        measured = said and re.search(r"\bwould\b", clause, re.IGNORECASE) and not _SUPPOSED.search(scene.text)
        return not measured and not re.search(r"would (?:save|sav|be saving)", clause, re.IGNORECASE)
    spoken = [m.end() for m in words.pattern("not_claims", "outside").finditer(whole)]
    since = scene.text[spoken[-1] if spoken else 0 : q.start]
    return bool(spoken) and not (words.found("not_claims", "back", since) or re.search(r";|\b(?:but|while|so)\b", since, re.IGNORECASE))


_WHICH_WOULD = re.compile(r"\b(?:which|that|this|it) would (?:be|mean|make)\s(?:about |around |roughly |nearly )?\$?$", re.IGNORECASE)
""""The cost falls by 56 %, which would be $18,000 over a year": no supposition, an amount worked out."""
_NEEDED = re.compile(r"\bwe need\s(?:about |only |just )?\$?$", re.IGNORECASE)
_RESERVE = re.compile(r"\b(?:reserve|slack|buffer|margin)\b[^.;,\d]{0,30}(?:\d[\d.]*\s?%[^.;,\d]{0,16})?$", re.IGNORECASE)
_SUPPOSED = re.compile(
    r"\b(?:if|had|suppose|imagine|assum\w+|with (?:a|an|another|more|fewer)|without|instead of adopting)\b", re.IGNORECASE
)
_PEOPLE = re.compile(r"\s(?:after|at|beyond|from) which (?:people|users|humans|customers|visitors|most)\b", re.IGNORECASE)
""""the 10 s after which people leave a page": known of people, not measured here."""
_GUESSED = re.compile(r"[^,;.]{0,30}\b(?:i|we|one|you)(?:'d| would) (?:guess|estimate|expect|suppose)\b", re.IGNORECASE)
_SOMETHING = re.compile(
    r"(?:\A|[.;,]\s?|\bwhile |\bbut )\s?(?:a|an|another)\s(?:[\w-]+\s){1,4}(?:for|of|with|at)\s(?:about )?\$?$", re.IGNORECASE
)
_WOULD = re.compile(r"[^,;.]{0,12}\b(?:would|could|might)\b", re.IGNORECASE)
"""A thing that is not there and what it would do: "a second GPU for 2,000 USD would bring"."""

ALARM = re.compile(
    r"\b(?:when(?:ever)?|if|as soon as|once|should|alarm|alert|trigger)\b[^.;]{0,80}\b(?:above|over|exceeds?|below|under|beyond|more than|less than|"
    r"reach(?:es)?|rises?|drops?|falls?)\b[^.;\d]{0,20}$",
    re.IGNORECASE,
)
"""Before the threshold of a condition or an alarm: nothing that was measured."""


def respectively(scene: Scene) -> dict[int, Mention]:
    """Return number -> metric where a list of metrics is followed by as many numbers."""
    groups: list[list[Mention]] = []
    for m in scene.named:
        if groups and GROUP.fullmatch(scene.text, groups[-1][-1].end, m.start):
            groups[-1].append(m)
        else:
            groups.append([m])
    out: dict[int, Mention] = {}
    for group, after in itertools.zip_longest(groups, groups[1:]):
        later = after[0].start if after else len(scene.text)
        if len(group) > 1:
            out |= _dealt(scene, group, [i for i, q in enumerate(scene.numbers) if group[-1].end < q.start < later])
    return out


def _dealt(scene: Scene, group: list[Mention], behind: list[int]) -> dict[int, Mention]:
    """Return the numbers behind a list of metrics, one to each, as often as the list repeats."""
    out: dict[int, Mention] = {}
    while len(behind) >= len(group):
        chunk, behind = behind[: len(group)], behind[len(group) :]
        gaps = [scene.text[scene.numbers[a].end : scene.numbers[b].start] for a, b in itertools.pairwise(chunk)]
        follows = behind and LISTED.fullmatch(scene.text, scene.numbers[chunk[-1]].end, scene.numbers[behind[0]].start)
        if follows or not all(GROUP.fullmatch(g) for g in gaps):
            return out
        out |= dict(zip(chunk, group, strict=True))
    return out
