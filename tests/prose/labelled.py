"""
Labelled answers, read from the ``*.toml`` files of this folder.

    [[answer]]
    id = "fp8-01"
    scenario = "fp8-l4"
    decision = "adopt"                      # adopt | conditional | reject | unclear
    decision_ok = ["adopt"]                 # left out: the decision alone
    topics = ["improvements", "quality"]    # improvements | quality | responsiveness | flexibility | workload_fit
    scores = [2, 2.5, 2, 1, 2]              # improvements 2, tradeoffs 3, numbers 2, decision 1, support 2
    human = "no"                            # yes | no | either: should a person look before the student sees a mark?
    reason = ""                             # why, in a few words
    most = 3.0                              # adversarial answers alone: what a fair teacher gives at most, of 10
    analysis = '''The <<p95 latency falls by 37 %||p95 pct -37>> ...'''
    recommendation = '''...'''

    [[falsified]]                           # one edit makes one figure or direction of an answer false
    parent = "fp8-01"
    part = "analysis"
    find = "falls by 37 %"                  # occurs exactly once in that part (without marks)
    replace = "falls by 73 %"

A mark ``<<text||metric kind value [value2] [false]>>`` labels one claim. Kinds: pct pp ratio delta pair baseline_value
optimized_value target direction. Metrics: p50 p95 p99 mean lat ttft50 ttft95 ttft tpot thr tps mem cost month year energy kwh
carbon qual err util hit slo. Values are in the unit the text uses, percentages signed as changes (optimized - baseline).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARK = re.compile(r"<<(?P<text>[^<>|]*)\|\|(?P<label>[^<>|]*)>>")
KINDS = ("pct", "pp", "ratio", "delta", "pair", "baseline_value", "optimized_value", "target", "direction")
SCORES = ("improvements", "tradeoffs", "numbers", "decision", "support")
MOST = (2.0, 3.0, 2.0, 1.0, 2.0)


def read(folder: Path, pattern: str = "*.toml") -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """
    Return the (answers, falsified answers) of the files in ``folder``, in the form ``grader evaluate-prose`` reads.

    Raises: ValueError naming the answer that is labelled wrongly.
    """
    answers: dict[str, dict[str, Any]] = {}
    edits: list[dict[str, Any]] = []
    for path in sorted(folder.glob(pattern)):
        record = tomllib.loads(path.read_text(encoding="utf-8"))
        for answer in record.get("answer", ()):
            if answer["id"] in answers:
                raise ValueError(f"{path.name}: two answers are called {answer['id']}")
            answers[answer["id"]] = _answer(answer)
        edits += record.get("falsified", ())
    return list(answers.values()), [_falsified(edit, answers) for edit in edits]


def _answer(record: dict[str, Any]) -> dict[str, Any]:
    label = {**record, "claims": []}
    for part in ("analysis", "recommendation"):
        label[part], claims = plain(record[part], part, record["id"])
        label["claims"] += claims
    scores = record.get("scores")
    if scores is not None:
        if len(scores) != len(MOST) or any(not 0 <= score <= most for score, most in zip(scores, MOST, strict=True)):
            raise ValueError(f"{record['id']}: scores {scores}, expected five of at most {MOST}")
        label["scores"] = dict(zip(SCORES, scores, strict=True))
    return label


def plain(marked: str, part: str, where: str) -> tuple[str, list[dict[str, Any]]]:
    """Return (text without marks, claims with their spans) of one marked part of the answer ``where``."""
    text, claims, last = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[last : mark.start()]
        claims.append({"part": part, "start": len(text), "end": len(text) + len(mark["text"]), "text": mark["text"], **_claim(mark, where)})
        text += mark["text"]
        last = mark.end()
    return text + marked[last:], claims


def _claim(mark: re.Match[str], where: str) -> dict[str, Any]:
    words = mark["label"].split()
    if len(words) < 2 or words[1] not in KINDS:
        raise ValueError(f"{where}: mark {mark[0]!r}, expected <<text||metric kind value>>")
    claim: dict[str, Any] = {"metric": words[0], "kind": words[1], "truth": "false" if words[-1] == "false" else "true"}
    numbers = [float(word) for word in words[2:] if word != "false"]
    claim.update(zip(("value", "value2"), numbers, strict=False))
    return claim


def _falsified(edit: dict[str, Any], answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    parent = answers.get(edit["parent"])
    if parent is None or parent[edit["part"]].count(edit["find"]) != 1:
        raise ValueError(f"falsified {edit['parent']}: {edit['find']!r} is not found exactly once")
    text = parent[edit["part"]]
    start = text.index(edit["find"])
    changed = text[:start] + edit["replace"] + text[start + len(edit["find"]) :]
    whole = {"analysis": parent["analysis"], "recommendation": parent["recommendation"], edit["part"]: changed}
    return {
        "scenario": parent["scenario"],
        "part": edit["part"],
        "start": start,
        "end": start + len(edit["replace"]),
        **whole,
        "parent": edit["parent"],
    }


def lines(folder: Path) -> Iterator[str]:
    """Yield one readable line per answer of ``folder``: what a check of the labels prints."""
    answers, falsified = read(folder)
    for answer in answers:
        yield f"{answer['id']}: {answer['decision']}, {len(answer['claims'])} claims, {sum(answer.get('scores', {}).values())} of 10"
    yield f"{len(answers)} answers, {len(falsified)} falsified"
