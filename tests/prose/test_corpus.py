"""Labelled answers on six services, written without sight of the reader: how well are figures, decisions, topics and marks read?"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from grader.exercise.facts import load_facts
from grader.exercise.generate import generate
from grader.exercise.scenario import scenario_names
from grader.rubric.evaluation import evaluate
from grader.rubric.prose import grade_prose
from tests.prose.labelled import read

HERE = Path(__file__).parent
FULL = 10.0
NONSENSE = {"h-num-09", "h-num-18", "h-rea-01", "h-rea-02", "h-rea-03", "h-rea-05"}
"""Right figures with nonsense between them, or figures of another option: what a reader without understanding cannot see."""


@cache
def facts():
    found = {}
    for name in scenario_names():
        with TemporaryDirectory() as folder:
            generate(name, 1, Path(folder) / "data")
            found[name] = load_facts(Path(folder))
    return found


@cache
def corpus(pattern):
    answers, falsified = read(HERE, pattern)
    for answer in answers:
        answer["topics"] = [topic for topic in answer["topics"] if topic != "improvements"]
    return answers, falsified


@cache
def measured():
    answers, falsified = corpus("honest_*.toml")
    return evaluate(answers, facts(), falsified)


def share(part, whole):
    return part / whole


def test_decisions_are_read():
    tally = measured()
    assert share(sum(tally.decisions), len(tally.decisions)) >= 0.93
    assert len(tally.unseen_wrong) <= 1


def test_figures_are_found_and_right_ones_are_not_called_wrong():
    tally = measured()
    assert share(tally.found, tally.found + tally.spurious) >= 0.92
    assert share(tally.found, tally.found + tally.missing) >= 0.90
    assert share(tally.true_called_wrong, tally.true_claims) <= 0.03


def test_figures_made_false_by_one_edit_are_caught():
    tally = measured()
    assert share(tally.caught, tally.falsified) >= 0.68


def test_marks_without_a_person_are_close_and_whoever_needs_a_person_gets_one():
    tally = measured()
    gaps = [abs(suggested - deserved) for suggested, deserved in tally.marks]
    assert share(sum(gaps), len(gaps)) <= 0.9
    assert max(gaps) <= 3.0
    assert tally.unasked == []
    assert share(tally.person, tally.answers) <= 0.46


def gain(answer):
    """Return how many of ten points a report suggests above the most a fair teacher gives; nothing where a person is called."""
    report = grade_prose(answer["analysis"], answer["recommendation"], facts()[answer["scenario"]])
    return 0.0 if report.needs_person or report.fraction is None else FULL * report.fraction - answer["most"]


HOSTILE = [answer for answer in corpus("hostile_*.toml")[0] if not answer["id"].startswith("look-")]


@pytest.mark.parametrize("answer", HOSTILE, ids=lambda answer: answer["id"])
def test_nothing_is_gained_by_answers_that_only_look_like_one(answer, request):
    if answer["id"] in NONSENSE:
        request.applymarker(pytest.mark.xfail(strict=True, reason="right figures, wrong sense: only a reader who understands sees that"))
    assert gain(answer) <= 1.0, answer["reason"]


def test_honest_look_alikes_are_not_punished():
    """A joke, a quoted target, a template comment: most are graded without a person, and none loses much."""
    answers = [answer for answer in corpus("hostile_lookalikes.toml")[0] if answer["human"] == "no"]
    reports = [grade_prose(answer["analysis"], answer["recommendation"], facts()[answer["scenario"]]) for answer in answers]
    alone = [
        (FULL * report.fraction, sum(answer["scores"].values()))
        for report, answer in zip(reports, answers, strict=True)
        if not report.needs_person
    ]
    assert len(alone) >= 0.75 * len(answers)
    assert all(deserved - suggested <= 3.0 for suggested, deserved in alone)
