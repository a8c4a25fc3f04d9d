"""
The rubric, in printed order: which cell is judged by whom, for how many points. 100 in all.

Criteria stand with their judges, one file per cell; this page only puts them in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grader.memo import last_answer
from grader.model import Decision, Facts, ProseReport
from grader.reading.evidence import Evidence
from grader.rubric import concerns, decision, savings, summaries, tradeoffs, workload
from grader.rubric.engine import Case, CellRubric, Criterion, Judged
from grader.rubric.own import own_values
from grader.rubric.prose import PROSE_CRITERIA, judge_prose
from grader.rubric.quotes import quotes_of
from grader.rubric.table import TABLE_CRITERIA, judge_table
from grader.rubric.verdicts import missed, unscored

VARIABLES: dict[str, tuple[str, ...]] = {
    "workload": ("workload_facts",),
    "baseline": ("baseline_summary",),
    "concerns": ("concerns",),
    "optimized": ("optimized_summary",),
    "comparison": ("comparison",),
    "savings": ("savings",),
    "tradeoffs": ("tradeoffs",),
    "decision": ("decision",),
}
"""Solution cell -> the variables its evidence holds."""


def _table(case: Case) -> Judged:
    """Return the verdicts on ``comparison``, carried forward from the student's own summaries."""
    report = judge_table(case.evidence.value("comparison", "comparison"), case.facts, case.own)
    return Judged(report.criteria)


@last_answer
def _texts(case: Case) -> dict[str, str]:
    """Return the two prose cells as typed; an untouched one is empty."""
    return {name: "" if name in case.evidence.untouched else case.evidence.prose.get(name, "") for name in ("analysis", "recommendation")}


@last_answer
def _read_together(case: Case) -> ProseReport:
    said = None if case.decision is Decision.UNCLEAR else case.decision
    text = _texts(case)
    return judge_prose(text["analysis"], text["recommendation"], case.facts, case.own, said)


def _prose(cell: str) -> Callable[[Case], Judged]:
    """Return the judge of one prose cell; both cells are read together."""

    def judge(case: Case) -> Judged:
        text = _texts(case)
        keys = {line.key for line in _lines(cell)}
        if not case.evidence.prose and case.evidence.problems:
            return Judged(tuple(unscored(key, "nothing", case.evidence.problems[0]) for key in keys))
        if not text[cell].strip():
            return Judged(tuple(missed(key, "nothing", f"{cell} in your own words", f"The {cell} was not written.") for key in keys))
        report = _read_together(case)
        verdicts = tuple(verdict for verdict in report.criteria if verdict.key in keys)
        return Judged(verdicts, report.reasons if report.needs_person else (), quotes_of(report, cell, text[cell]))

    return judge


def _lines(cell: str) -> tuple[Criterion, ...]:
    return tuple(Criterion(key, points, sentence) for key, belongs, points, sentence in PROSE_CRITERIA if belongs == cell)


def _as_criteria(lines: Iterable[tuple[str, float, str]]) -> tuple[Criterion, ...]:
    return tuple(Criterion(*line) for line in lines)


RUBRIC: tuple[CellRubric, ...] = (
    CellRubric("workload", "test-workload", workload.CRITERIA, workload.judge),
    CellRubric("baseline", "test-baseline", summaries.criteria("baseline"), summaries.JUDGES["baseline"]),
    CellRubric("concerns", "test-concerns", concerns.CRITERIA, concerns.judge),
    CellRubric("optimized", "test-optimized", summaries.criteria("optimized"), summaries.JUDGES["optimized"]),
    CellRubric("comparison", "test-comparison", _as_criteria(TABLE_CRITERIA), _table),
    CellRubric("savings", "test-savings", savings.CRITERIA, savings.judge),
    CellRubric("tradeoffs", "test-tradeoffs", tradeoffs.CRITERIA, tradeoffs.judge),
    CellRubric("decision", "test-decision", decision.CRITERIA, decision.judge),
    CellRubric("analysis", "analysis", _lines("analysis"), _prose("analysis")),
    CellRubric("recommendation", "recommendation", _lines("recommendation"), _prose("recommendation")),
)
"""Every graded cell, in the notebook's order."""


def case_of(evidence: Evidence, facts: Facts) -> Case:
    """Return the case for ``evidence``: what it says, the truth, and the student's own earlier values."""
    own = own_values(evidence.value("baseline", "baseline_summary"), evidence.value("optimized", "optimized_summary"), facts)
    return Case(facts, evidence, own, decision.read_decision(evidence.value("decision", "decision")))
