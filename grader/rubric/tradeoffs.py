"""The judge of ``tradeoffs``: quality, targets before and after, headroom and the change in the tail."""

from __future__ import annotations

from grader.model import Verdict
from grader.reading.entries import Entry, find, is_missing, truth, words_of
from grader.reading.quantity import read_number
from grader.rubric.answers import judge_named
from grader.rubric.engine import Case, Criterion, Judged
from grader.rubric.numbers import Slip, judge_number
from grader.rubric.verdicts import earned, missed, unscored

CRITERIA = (
    Criterion("tradeoffs-quality", 2, "The change in quality is right, in percentage points with its sign."),
    Criterion("tradeoffs-acceptable", 1, "Whether the loss of quality stays within the margin is judged with its uncertainty."),
    Criterion("tradeoffs-before", 1, "The number of targets the baseline meets is right."),
    Criterion("tradeoffs-after", 1, "The number of targets the optimized system meets is right."),
    Criterion("tradeoffs-category", 1, "The category whose quality suffers most is named."),
    Criterion("tradeoffs-memory", 1, "The memory left free after the change is right."),
    Criterion("tradeoffs-tail", 1, "The relative change of the p95 latency is right, with its sign."),
)


def judge(case: Case) -> Judged:
    """Return the verdicts on ``tradeoffs``."""
    return judge_named(case, "tradeoffs", "tradeoffs", CRITERIA, _verdicts)


def _verdicts(found: tuple[Entry, ...], case: Case) -> tuple[Verdict, ...]:
    before = find(found, "targets met before", "met before", "targets before", "baseline targets", "before")
    after = find(found, "targets met after", "met after", "targets after", "optimized targets", "after")
    return (
        _quality(found, case),
        _acceptable(found, case),
        _count("tradeoffs-before", before, case, system=0),
        _count("tradeoffs-after", after, case, system=1),
        _category(found, case),
        _memory(found, case),
        _tail(found, case),
    )


def _fact(case: Case, key: str) -> float:
    value = case.facts.workload.get(key)
    return float(value) if isinstance(value, int | float) else 0.0


def _quality(found: tuple[Entry, ...], case: Case) -> Verdict:
    entry = find(
        found,
        "quality change",
        "quality delta",
        "quality difference",
        "quality pp",
        "accuracy change",
        "quality",
        without="acceptable ok worst",
    )
    points = _fact(case, "quality_change_pp")
    before, after = case.own.get("quality", (None, None))
    own = 100 * (after - before) if before is not None and after is not None else None
    words = entry.words if entry else frozenset()
    named_loss = bool(words & {"loss", "drop", "decrease", "lost"})
    relative = points / (case.facts.metrics["quality"].baseline or 1.0)
    also = [points / 100] if "pp" not in words else []
    also += [-points] if named_loss else []
    slips = []
    if abs(points) > 1e-9:
        slips = [
            Slip("sign_inverted", -points, 0.5, "The change is optimized minus baseline; a loss is negative."),
            Slip("relative_for_points", relative, 0.5, "That is a relative change in percent; percentage points are the plain difference."),
            Slip(
                "fraction_for_points", points / 100, 0.5, "That is a difference of fractions; percentage points are a hundred times that."
            ),
        ]
    return judge_number(
        "tradeoffs-quality", entry, points, what="change in quality", carried=own, slips=slips, also=also, rel=0.02, slack=0.006
    )


def _acceptable(found: tuple[Entry, ...], case: Case) -> Verdict:
    key, expected = "tradeoffs-acceptable", bool(case.facts.workload.get("quality_loss_acceptable"))
    entry = find(found, "quality loss acceptable", "quality acceptable", "acceptable", "within margin", "quality ok", "non inferior")
    if entry is None or is_missing(entry.value):
        return missed(key, "nothing", str(expected), "There is no entry that says whether the loss of quality is acceptable.")
    says = truth(entry.value)
    if says is None:
        return unscored(key, f"{entry.label}: {entry.value!r}"[:120], f"{entry.label!r} could not be read as yes or no")
    if says == expected:
        return earned(key, str(says), str(expected))
    return missed(
        key,
        str(says),
        str(expected),
        "Hold the lower end of the confidence interval of the change against the margin, not the change alone.",
    )


def _count(key: str, entry: Entry | None, case: Case, *, system: int) -> Verdict:
    expected = _fact(case, "targets_met_after" if system else "targets_met_before")
    own = 0
    for target in case.facts.targets:
        measure = case.facts.metrics[target.metric]
        value = case.own.get(target.metric, (None, None))[system]
        value = (measure.optimized if system else measure.baseline) if value is None else value
        own += value is not None and target.met_by(value)
    when = "after" if system else "before"
    listed = entry.value.get("items") if entry is not None and isinstance(entry.value, dict) else None
    if isinstance(listed, list) and entry is not None:
        entry = Entry(
            entry.label,
            len([item for item in listed if truth(item[1] if isinstance(item, list) and len(item) == 2 else item) is not False]),
        )
    total = len(case.facts.targets)
    also = [expected / total] if total else []
    slips = (
        []
        if total - expected == expected
        else [Slip("missed_for_met", total - expected, 0.5, "That is the number of targets missed, not met.")]
    )
    return judge_number(key, entry, expected, what=f"number of targets met {when} the change", carried=float(own), slips=slips, also=also)


def _category(found: tuple[Entry, ...], case: Case) -> Verdict:
    key, worst = "tradeoffs-category", case.facts.workload.get("worst_categories")
    expected = worst if isinstance(worst, tuple) else ()
    entry = find(found, "worst category", "category", "worst", "most affected")
    if entry is None or is_missing(entry.value):
        return missed(key, "nothing", ", ".join(expected), "The category whose quality suffers most is not named.")
    if not isinstance(entry.value, str):
        return unscored(key, str(entry.value)[:120], f"{entry.label!r} is not a category name")
    said = words_of(entry.value)
    if any(words_of(category) <= said for category in expected):
        return earned(key, entry.value, ", ".join(expected))
    return missed(key, entry.value, ", ".join(expected), "Compare the change of quality category by category; the overall figure hides it.")


def _memory(found: tuple[Entry, ...], case: Case) -> Verdict:
    entry = find(found, "memory headroom", "headroom", "memory free", "free memory", "memory left", "memory")
    headroom = _fact(case, "memory_headroom_gib")
    peak, own_peak = case.facts.metrics["peak_memory"].optimized or 0.0, case.own.get("peak_memory", (None, None))[1]
    own = headroom + peak - own_peak if own_peak is not None else None
    in_gb = entry is not None and "gb" in entry.words
    slips = [
        Slip("gb_for_gib", headroom * 1.073741824, 0.5, "GB and GiB differ by 7 %; the name asks for GiB."),
        Slip("peak_for_headroom", peak, 0.0, "That is the memory in use, not what is left."),
    ]
    also = (headroom * 1.073741824,) if in_gb else ()
    return judge_number("tradeoffs-memory", entry, headroom, what="memory headroom", carried=own, slips=slips, also=also, rel=0.01)


def _tail(found: tuple[Entry, ...], case: Case) -> Verdict:
    entry = find(found, "latency p95 change", "p95 change", "p95", "latency change", "latency", "tail")
    measure = case.facts.metrics["latency_p95"]
    before, after = measure.baseline or 1.0, measure.optimized or 0.0
    change = 100 * (after - before) / before
    own_before, own_after = case.own.get("latency_p95", (None, None))
    own = 100 * (own_after - own_before) / own_before if own_before and own_after is not None else None
    words = entry.words if entry else frozenset()
    also = [-change] if words & {"reduction", "decrease", "drop", "improvement", "saving"} else []
    number = read_number(entry.value) if entry else None
    if number is not None and abs(number) < 1.5 < abs(change) and not words & {"pct", "percent"}:
        also.append(change / 100)
    slips = [
        Slip("sign_inverted", -change, 0.5, "The change is optimized minus baseline, divided by the baseline; lower latency is negative."),
        Slip("wrong_base", 100 * (after - before) / after if after else 0.0, 0.5, "You divided by the optimized value; a relative change divides by the baseline."),
        Slip("fraction_for_percent", change / 100, 0.5, "That is a fraction; the name asks for percent."),
        Slip("not_divided", after - before, 0.25, "That is the plain difference; a relative change divides by the baseline."),
    ]  # fmt: skip
    return judge_number(
        "tradeoffs-tail", entry, change, what="change of the p95 latency", carried=own, slips=slips, also=also, rel=0.01, slack=0.06
    )
