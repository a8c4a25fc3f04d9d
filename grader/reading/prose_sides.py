"""What stands right beside a number: a bound, a target's cue, the system it belongs to."""

from __future__ import annotations

import re
from typing import Any

from grader.reading.lexicon import lexicon
from grader.reading.prose_numbers import Quantity


def bound_of(text: str, q: Quantity) -> str:
    """Return about, over or under as said right before a number."""
    lead = text[max(0, q.start - 24) : q.start]
    for name in ("about", "under", "over"):
        if re.search(rf"(?:{lexicon().pattern('bounds', name).pattern})\s*(?:a |an |the |\$)?\s*$", lead, re.IGNORECASE):
            return name
    return "about" if (q.words and q.unit in ("x", "%")) or re.match(r"\s?(?:or so|-ish|\+)", text[q.end :]) else ""


_LISTED_BEFORE = re.compile(r"\d[\d.,]*\s?(?:ms|s|%|usd)?\s?(?:and|,|/)\s?$", re.IGNORECASE)
""""with targets of 2.5 s and 600 ms": the second is a target like the first."""


_SAVED = re.compile(r"\s(?:(?:is|are|was|were|get|gets) )?(?:saved|less|more|cheaper|fewer|extra)\b", re.IGNORECASE)
"""Behind an amount that is a change, whatever stands before it: "Budget: $1,020 saved"."""


def is_target(text: str, q: Quantity) -> bool:
    """Whether a number is a stated limit rather than a measurement."""
    if _SAVED.match(text, q.end):
        return False
    cue = lexicon().pattern("targets", "cue").pattern
    lead = _LISTED_BEFORE.sub("", text[: q.start])
    behind = re.match(
        rf"[\s)%-]*(?:p95 |p99 |ttft |latency |accuracy |quality |error |is |are |may be )?(?:{cue})",
        text[q.end : q.end + 40],
        re.IGNORECASE,
    )
    ahead = re.search(
        rf"(?:{cue})(?:\s+(?:of|is|was|are|loss|drop|decrease|change|for \w+|at|least|most|the|a|:|=|be|says|set|to|under|over|above|below|than|only|"
        rf"agreed))*[\s:(=<>≤≥]*\$?$",
        lead[-48:],
        re.IGNORECASE,
    )
    limit = re.search(r"(?<![-=])[<>≤≥]=?\s*$|\b(?:still|well|safely|stay\w*|remain\w*|now) within (?:the |our )?$", text[: q.start])
    return bool(behind or ahead or limit)


def sure_side(text: str, q: Quantity) -> str | None:
    """Return the system right beside a level in words that leave no doubt ("baseline 1640", "1017 ms now"), else ``None``."""
    words = lexicon()
    lead, behind = (
        re.split(r"[,;()|/]|\b(?:and|but)\b", text[: q.start])[-1][-24:],
        re.split(r"[,;.()|/]|\b(?:and|but|to|from)\b", text[q.end :])[0][:16],
    )
    said = {side for side in ("baseline", "optimized") if words.found("systems_sure", side, f"{lead} {behind}")}
    if said:
        return said.pop() if len(said) == 1 else None
    subject = _SUBJECT.match(text[: q.start])
    if (
        subject is None
        or _TURN.search(subject["rest"])
        or any(words.found("systems", side, subject["rest"]) for side in ("baseline", "optimized"))
    ):
        return None
    return "baseline" if words.found("systems_sure", "baseline", subject["system"]) else "optimized"


_TURN = re.compile(r"\b(?:where|while|whereas|used to|instead|from|against|compared|than)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\W*(?:the |our )(?P<system>optimi[sz]ed|new|baseline|old|original) (?:system|version|service|model|set-?up|configuration)\s"
    r"(?:now )?(?:has|had|shows?|reach(?:es|ed)|needs?|uses?|delivers)\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
""""The optimized system has a mean latency of 7.01 s, a p95 TTFT of 999 ms and ...": whose figures follow."""


_BEFORE = re.compile(
    r"\A\W{0,4}(?:before(?: the change| that)?|previously|originally|earlier|until now|so far),[^,;:]{3,60}$", re.IGNORECASE
)
""""Before, the first token came after": what comes next is of the old system."""
_COMES_AFTER = re.compile(
    r"\b(?:came|comes?|arriv\w+|appear\w+|start\w*|answer\w*|finish\w*|done|ready)\s(?:only )?after\s(?:about |around )?$", re.IGNORECASE
)


def side_of(text: str, q: Quantity, only: bool = False, behind: bool = False) -> Any:
    """Return which system a level belongs to; without a cue the optimized one, or ``None`` with ``only``."""
    words = lexicon()
    breaks = [m.end() for m in re.finditer(r",(?!\d)|;|\b(?:and|but|with|vs|instead|with)\b|[()→]|->", text[: q.start])]
    begin = max([0, *breaks]) if not behind else q.start
    lead = text[begin : q.start]
    tail = re.match(r"[^,;()→]{0,18}", text[q.end :])
    around = tail.group() if tail else ""
    base = (
        _BEFORE.search(text[: q.start]) is not None
        or words.found("systems", "baseline", lead)
        or re.search(r"[,(]\s?(?:after|earlier|past)\s\$?$", text[: q.start]) is not None
        or re.match(r"\s*(?:before|previously|originally|in the baseline|for the baseline|baseline|any (?:longer|more)\b)", around)
        is not None
    )
    lead = _COMES_AFTER.sub(" ", lead)
    after = (words.found("systems", "optimized", lead) and not re.search(r"[,(]\s?after\s\$?$", text[: q.start])) or re.match(
        r"\s*(?:now|after|afterwards|with|in the optimi|for the optimi|optimi)", around
    ) is not None
    if base and not after:
        return "baseline"
    return "optimized" if after or not only else None
