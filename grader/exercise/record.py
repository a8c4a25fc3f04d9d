"""
Facts from their documented JSON form: what people outside hand to ``grade_table`` and ``grade_prose``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeVar, cast

from grader.errors import CourseError
from grader.exercise.metrics import find_metric
from grader.model import Better, Decision, Facts, Given, Measure, Target

Chosen = TypeVar("Chosen", Decision, Better)
DO = "Compare with section 'Facts' of the documentation."


def facts_from(record: Facts | Mapping[str, object]) -> Facts:
    """
    Return the facts a mapping describes; a ``Facts`` is returned as it is.

    Raises: CourseError when a field is missing or malformed.
    """
    if isinstance(record, Facts):
        return record
    if not isinstance(record, Mapping):
        raise CourseError(where="facts", got=type(record).__name__, expected="a mapping", do=DO)
    metrics = record.get("metrics")
    if not isinstance(metrics, Mapping):
        raise CourseError(where="facts, metrics", got=type(metrics).__name__, expected="a mapping of metric to values", do=DO)
    return Facts(
        scenario=str(record.get("scenario", "")),
        requests_per_month=_number(record.get("requests_per_month", 0.0), "facts, requests_per_month") or 0.0,
        decision=_choice(Decision, record.get("decision", "unclear"), "facts, decision"),
        targets=tuple(_target(item) for item in _items(record.get("targets", ()), "facts, targets")),
        givens=tuple(_given(item) for item in _items(record.get("givens", ()), "facts, givens")),
        metrics={str(key): _measure(str(key), value) for key, value in metrics.items()},
        prompt=str(record.get("prompt", "")),
    )


def facts_for(line: Mapping[str, object], given: Facts | Mapping[str, object] | None) -> Facts:
    """
    Return the facts of one line of input: its own ``facts``, else those of ``given``, which may hold several by the line's ``scenario``.

    Raises: CourseError when there are none, or when they are malformed.
    """
    own = line.get("facts")
    if own is None:
        own = given.get(str(line.get("scenario")), given if "metrics" in given else None) if isinstance(given, Mapping) else given
    if own is None:
        raise CourseError(
            where="facts", got="none", expected="facts", do="Give them in the line or with --facts, or run it in the course folder."
        )
    return facts_from(cast("Mapping[str, object]", own))


def _measure(key: str, value: object) -> Measure:
    if not isinstance(value, Mapping):
        raise CourseError(where=f"facts, metrics, {key}", got=type(value).__name__, expected="a mapping", do=DO)
    metric = find_metric(key)
    unit = value.get("unit", metric.unit if metric else "")
    better = _choice(Better, value.get("better", metric.better if metric else "neutral"), f"facts, metrics, {key}, better")
    where = f"facts, metrics, {key}"
    return Measure(_number(value.get("baseline"), where), _number(value.get("optimized"), where), str(unit), better)


def _target(item: Mapping[str, object]) -> Target:
    where = "facts, targets"
    most, least = _number(item.get("at_most"), where), _number(item.get("at_least"), where)
    if (most is None) == (least is None):
        raise CourseError(where=where, got="both or neither of at_most and at_least", expected="exactly one", do=DO)
    return Target(str(item.get("metric", "")), str(item.get("unit", "")), most, least)


def _given(item: Mapping[str, object]) -> Given:
    return Given(str(item.get("text", "")), _number(item.get("value"), "facts, givens"))


def _items(value: object, where: str) -> list[Mapping[str, object]]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
        raise CourseError(where=where, got=type(value).__name__, expected="a list of mappings", do=DO)
    return list(value)


def _number(value: object, where: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise CourseError(where=where, got=repr(value)[:80], expected="a finite number or null", do=DO)
    return float(value)


def _choice(kind: type[Chosen], value: object, where: str) -> Chosen:
    try:
        return kind(str(value))
    except ValueError as error:
        raise CourseError(where=where, got=repr(value)[:80], expected=" or ".join(kind), do=DO) from error
