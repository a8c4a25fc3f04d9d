"""What kind of claim a number is: a change, a ratio, a pair, a level of one system or a target, and which way it goes."""

from __future__ import annotations

import re
from typing import Any

from grader.reading.lexicon import lexicon
from grader.reading.prose_fits import PERIODS
from grader.reading.prose_limits import plainly, stands
from grader.reading.prose_margins import MARGIN, margin_of, side_of_margin
from grader.reading.prose_mention import Mention
from grader.reading.prose_numbers import Quantity
from grader.reading.prose_pairs import pair_of
from grader.reading.prose_sides import bound_of, is_target, side_of, sure_side
from grader.reading.prose_types import RATES

_BY = re.compile(
    r"\b(?:by|a|an|another|of|with)\s+(?:about |around |roughly |nearly |almost |only |another |some |more than |less than |"
    r"over |just )?\$?$",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\b(?:to|at|is|reach\w*|now|are|becomes?|of|remains? at|stays? at)\s+(?:now |about |around |only |roughly |just |over |"
    r"nearly |almost |still )?\$?$",
    re.IGNORECASE,
)
MONTHLY = re.compile(r"\b(?:a|per|each|every)\s+month\b|/\s?month|\bmonthly\b", re.IGNORECASE)
_SAVED = re.compile(r"\b(?:sav(?:e|es|ed|ing|ings)|avoid(?:s|ed|ing)?|spar(?:e|es|ed|ing))\b(?![^,]*\b(?:from|was|were)\b)", re.IGNORECASE)
_PER_MONTH_UNITS = ("USD", "kWh", "Wh", "J", "kJ", "g", "kg")
_TURN = re.compile(r";|\b(?:but|while|whereas|although)\b", re.IGNORECASE)
_CLAUSE = re.compile(r",(?!\d)|;|\b(?:but|while|whereas|and|with|although|because|so)\b|[()]", re.IGNORECASE)


def describe(text: str, q: Quantity, paired: Quantity | None, link: str, owner: Mention | None) -> dict[str, Any] | None:
    """Return the fields of a claim that follow from the words around its number; ``None`` if it is no claim."""
    near = clause(text, q, owner)
    if owner and owner.family == "error_rate":
        near = _LOST.sub(" ", near)
    direction, praise = direction_of(near)
    if (q.words and q.unit == "x") or (q.unit == "pp" and re.match(r"\s+of\b", text[q.end :])):
        direction = direction_of(text[max(0, q.start - 24) : q.start] if q.unit == "pp" else text[q.end : q.end + 10])[0]
        praise = "" if q.unit == "pp" else praise
    fields: dict[str, Any] = {
        "value": q.value, "unit": q.unit, "per": q.per, "sign": q.sign, "step": q.step, "other": q.other,
        "bound": bound_of(text, q), "direction": direction or _way_of_by(text, q), "praise": praise, "value2": q.low,
        "stands": stands(text, q),
    }  # fmt: skip
    if paired is not None:
        return fields | pair_of(text, q, paired, link)
    target = _target(text, q, near, owner)
    if target is not None:
        return fields | target
    if q.unit == "pp":
        return fields | {"kind": "pp"}
    if q.unit == "x":
        if q.words and q.value < 1 and (_OFF.match(text, q.end) or _TAKEN.search(text[: q.start])):
            return fields | {"kind": "pct", "value": 100 * q.value, "step": 100 * q.step, "unit": "%", "direction": "down"}
        return _ratio(fields | {"sure": q.words and not _SHARE_SAID.search(text[q.start : q.end])}, near) if owner or q.words else None
    if q.unit == "%":
        return _percent(text, q, fields, near, owner)
    if _is_change(text, q, fields["direction"] or praise or None, near):
        saved = q.unit in _PER_MONTH_UNITS and _saved_monthly(text, q)
        sure = any(said.search(text[: q.start]) for said in (_SAVING_OF, _BY_RIGHT)) or _MORE.match(text, q.end) is not None
        return fields | {"kind": "delta", "sure": sure} | ({"direction": "down"} if saved else {})
    lead = text[: q.start]
    if not owner and q.unit not in ("GB", "USD", "req/s", "tok/s", "ms", "s", "J", "Wh", "kWh"):
        return None
    if not q.unit and not _LED.search(lead):
        return None
    side = side_of(text, q)
    return fields | {"kind": f"{side}_value", "direction": None, "sure": sure_side(text, q) == side}


_LED = re.compile(r"(?:[:=(,]|\bat|\bis|\bwas|\bto|\bof|\bhigher|\blower|\bfrom|\bonly|\bnow|\bbe|[a-z0-9])\s{0,3}$", re.IGNORECASE)
"""What may stand before a level without a unit."""


AT_LEAST = ("quality", "throughput", "throughput_tokens", "slo_attainment", "cache_hit_rate")
_RELATIVE = re.compile(r"\b(?:below|under|above|over) the\b", re.IGNORECASE)
_LOST = re.compile(r"\b(?:are|is|were|was|get|gets|got) lost\b", re.IGNORECASE)
_LIMIT_IS = re.compile(r"\s(?:is|are|lies?|stays?|was)\s(?:well |still |far )?(?:above|below|over|under|higher|lower)\b", re.IGNORECASE)
"""Behind a limit that is the subject: "the limit of 1500 ms is above what we measure"."""
_VERDICT = re.compile(
    r"\s*(?:→|->|=>)\s*(?:now |still |both )?(?:pass|ok|met|fail|red|green|miss|brok|violat|not met|reached|yes|no\b)", re.IGNORECASE
)
_STEPS = re.compile(r"\d\s?(?:ms|s|%|usd)?\s?(?:→|->|=>)\s?\$?\d", re.IGNORECASE)
"""Around a limit that the optimized system is judged by: "980 → 450 ms, limit 600 ms → pass"."""
_SHARE_SAID = re.compile(r"(?:thirds|quarters|fifths|sixths|eighths|tenths)$", re.IGNORECASE)
"""A share may be what is left or what is gone; "halves" and "doubles" leave nothing open."""
_OFF = re.compile(r"\s(?:off|cheaper|less|lower|fewer|shorter|smaller|saved|sooner|earlier|quicker)\b", re.IGNORECASE)
_TAKEN = re.compile(
    r"\b(?:sav(?:e|es|ed|ing)|cut(?:s|ting)? by|reduc\w+ by|f[ae]ll\w* by|drop\w* by|minus|lost|lose[sd]?)\s$", re.IGNORECASE
)
"""Beside a share in words that is gone, not left: "two thirds off the bill", "we save three quarters"."""


def _target(text: str, q: Quantity, near: str, owner: Mention | None) -> dict[str, Any] | None:
    """Return the fields of a stated limit, or of a distance to one; ``None`` for anything else."""
    words, far = lexicon(), margin_of(text, q)
    if far is not None:
        return {"kind": "target", "direction": far or None, "praise": MARGIN, "stands": side_of_margin(text, q)}
    if not is_target(text, q):
        return None
    if owner and owner.family.split(":")[0] in AT_LEAST:
        near = _RELATIVE.sub(" ", near)  # of these, below is not met
    if _LIMIT_IS.match(text, q.end):
        return {"kind": "target", "direction": None}
    way = "misses" if words.found("targets", "misses", near) else "meets" if words.found("targets", "meets", near) else None
    return {
        "kind": "target",
        "direction": way,
        "sure": bool(way and ((_VERDICT.match(text, q.end) and _STEPS.search(text[: q.start])) or plainly(text[: q.start], near))),
    }


def _percent(text: str, q: Quantity, fields: dict[str, Any], near: str, owner: Mention | None) -> dict[str, Any]:
    """Return the fields of a percentage: a share of what was, a level of a rate, or a change."""
    lead, after, direction = text[: q.start], text[q.end :], fields["direction"]
    part = fields | {"value": q.value / 100, "step": q.step / 100}
    if _OF_WHAT_WAS.match(after) and _FOR.search(lead) and not re.search(r"\bsav|\breduc", near, re.IGNORECASE):
        return _ratio(part, near) | {"praise": SHARE}
    if q.words and q.value == 50 and re.search(r"(?<!by )\b(?:less|under|fewer) than (?:a )?$", lead, re.IGNORECASE):
        return _ratio(part, near)
    if when := re.match(r"\s(later|sooner|earlier)\b(?! than)", after, re.IGNORECASE):
        direction = "up" if when[1].lower() == "later" else "down"
    beside = _THAN_BEFORE.match(after)
    if beside:
        direction = "down" if beside[1].lower() in ("below", "under") else "up"
    signed = bool(q.sign) or (direction is not None and direction != "same")
    by = (
        _BY.search(lead)
        and not _RATE_OF.search(lead)
        and (signed or not re.search(r"\bwith\s(?:about |only |just )?$", lead, re.IGNORECASE))
    )
    level = (
        owner is not None
        and owner.family.split(":")[0] in RATES
        and not q.sign
        and not by
        and (not signed or bool(_TO.search(lead)))
        and not re.match(r"\s*(?:\w+\s)?(?:lower|higher|more|less|better|worse|increase|decrease|drop|gain)", after)
    )
    return fields | {"direction": direction, "kind": f"{side_of(text, q)}_value" if level else "pct"}


_THAN_BEFORE = re.compile(
    r"\s*(below|under|above|over) (?:the |that of the |its )?(?:baseline|before|old|original|previous)", re.IGNORECASE
)
_CHANGED_BEHIND = re.compile(
    r"\s*(?:more|less|worse|better|lower|higher|larger|bigger|smaller|greater|extra|faster|slower|shorter|longer|cheaper|earlier|later|sooner|saved|saving|"
    r"(?:are|is) not (?:burned|burnt|used|spent|needed)|of (?:additional|extra|more|v?ram|memory)|reduction|increase)",
)
_CHANGED_AHEAD = re.compile(r"\b(?:plus|minus|differs? by|diff(?:erence)?|saving:?|lost|\|)\s*(?:of |is |[|=]+ ?)?\$?$", re.IGNORECASE)
_SAME_IN_UNITS = re.compile(r"(?:%|percent)\s*[(,=]\s*(?:that's |i\.?e\.?,? |or |= ?|about |that is |[≈~])?\$?$")
""""-38 % (623 ms)": the change once more, in units."""
_WORKED_OUT = re.compile(
    r"(?:%|percent|\b(?:f[ae]ll\w*|drop\w*|decreas\w*|cheaper|less|sinks?|sank|sav\w+)\b)[^.;]{0,20}\b(?:which|that|this|it) (?:is|would be|means|makes)\s"
    r"(?:about |around |roughly |nearly )?\$?$",
    re.IGNORECASE,
)
""""The cost falls by 56 %, which would be $18,000 over a year": the fall in money; a level is not called wrong for it."""
_VERB_AHEAD = re.compile(r"(?:up|down|rose|fell|dropped|increased|decreased|improved)\s\$?$", re.IGNORECASE)


def _is_change(text: str, q: Quantity, direction: str | None, near: str) -> bool:
    """Whether a number with a unit is a difference, not a level."""
    lead = text[: q.start]
    if q.unit in _PER_MONTH_UNITS and _saved_monthly(text, q):
        return True
    if direction and (_SAME_IN_UNITS.search(lead) or _BY.search(lead)):
        return True
    if q.unit and (_BY_RIGHT.search(lead) or (q.per in PERIODS and _WORKED_OUT.search(lead))):
        return True
    if q.sign or _CHANGED_BEHIND.match(text, q.end) or _CHANGED_AHEAD.search(lead):
        return True
    if q.unit == "USD" and re.search(r"\bsav|econom", near if not q.per else text, re.IGNORECASE):
        return True
    return direction in ("up", "down") and not _TO.search(lead) and bool(q.unit) and _VERB_AHEAD.search(lead) is not None


_SAVING_OF = re.compile(r"\b(?:sav(?:e|es|ed|ings?)|savings? of)\s?[(:]?\s?(?:about |around |roughly |nearly |over )?\$?$", re.IGNORECASE)
_BY_RIGHT = re.compile(r"\bby\s(?:about |around |roughly |nearly |almost |only |just )?\$?$", re.IGNORECASE)
_MORE = re.compile(
    r"\s(?:of )?(?:additional|extra)\b|\s(?:are|is) not (?:burned|burnt|used|spent|needed)\b|\s(?:more|less|fewer)\s(?:memory|v?ram|energy)\b|"
    r"\s(?:less|more|fewer|shorter|longer|slower|faster|cheaper|earlier|later|sooner)\b(?! than (?:the|our|its|what|allowed))",
    re.IGNORECASE,
)
"""What says right beside a number that it is a difference, not a level."""


def _saved_monthly(text: str, q: Quantity) -> bool:
    lead = text[: q.start]
    return MONTHLY.search(text) is not None and _SAVED.search(_TURN.split(lead)[-1]) is not None and not _TO.search(lead)


SHARE = "share"
"""A ratio said as a share of what was: it cannot be read as a change."""
_RATE_OF = re.compile(
    r"\b(?:rate|ratio|utili[sz]ation|quality|accuracy|share|attainment) of (?:about |only |just |still )?$", re.IGNORECASE
)
_FOR = re.compile(r"\b(?:for|at|only|just|needs?|uses?|costs?|takes?|with)\s(?:only |just |about )?$", re.IGNORECASE)
_OF_WHAT_WAS = re.compile(
    r"\s*of (?:the |its |their |our )?(?:original |old |baseline |previous |former )?(?:costs?|price|memory|energy|bill|latency|time|money|power)\b",
    re.IGNORECASE,
)
""""2.3 times the throughput for 44 % of the cost"."""


def _way_of_by(text: str, q: Quantity) -> str | None:
    """Return the way "by 32 kg" goes where its own clause has no verb: "energy falls by 80 kWh, emissions by 32 kg"."""
    lead = text[: q.start]
    if not re.search(r"\bby\s+(?:about |around |roughly |nearly |almost |only |some )?\$?$", lead, re.IGNORECASE):
        return None
    return direction_of(_TURN.split(lead)[-1])[0]


def _ratio(fields: dict[str, Any], near: str) -> dict[str, Any]:
    faster = re.search(r"\b(?:fast|quick|soon|respons|cheap)\w*", near, re.IGNORECASE) is not None
    if fields["value"] in (2.0, 3.0, 4.0) and re.search(r"\b(?:doubl|tripl|quadrupl)(?:ed|es)\b", near, re.IGNORECASE):
        fields = fields | {"direction": "up"}
    return fields | {"kind": "ratio", "praise": "speed" if faster else fields["praise"]}


def clause(text: str, q: Quantity, owner: Mention | None) -> str:
    """Return the words that can say which way a number goes: its clause, from its metric on where that is near."""
    starts = [m.end() for m in _CLAUSE.finditer(text, 0, q.start)]
    begin = starts[-1] if starts else 0
    if owner and owner.start < q.start and q.start - owner.start < 70:
        begin = min(begin, max(owner.start, 0))
        inner = text[begin : q.start]
        opened = inner.rfind("(") < 0 or ")" in inner[inner.rfind("(") :]
        begin = begin if not opened or begin == 0 else max([m.end() for m in _CLAUSE.finditer(text, 0, owner.start)] or [0])
    end = _CLAUSE.search(text, q.end)
    stop = end.start() if end else len(text)
    return text[begin : min(stop, q.end + 45)]


def direction_of(near: str) -> tuple[str | None, str]:
    """Return up, down or same and the judgement (better, worse) said in a clause."""
    words = lexicon()
    plain = words.pattern("direction", "not_direction").sub(lambda m: " " * len(m.group()), near)
    hits = {name: words.pattern("direction", name).search(plain) for name in ("down", "up", "better", "worse", "same")}
    praise = "" if hits["better"] and hits["worse"] else "better" if hits["better"] else "worse" if hits["worse"] else ""
    ways = [(hit.start(), name) for name, hit in hits.items() if hit and name in ("up", "down", "same")]
    if len({name for _, name in ways}) > 1:
        strong = [(at, name) for at, name in ways if name != "same"]
        return (strong[0][1] if len(strong) == 1 else None), praise
    return (ways[0][1] if ways else None), praise
