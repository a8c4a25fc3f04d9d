"""Scenarios on which two mistakes cannot be told apart are refused; the shipped ones are not."""

import dataclasses

import pytest

from grader.errors import CourseError
from grader.exercise.facts import load_facts
from grader.exercise.generate import generate
from grader.exercise.refusal import refuse_collisions
from grader.exercise.scenario import scenario_names

CASES = [(name, seed) for name in scenario_names() for seed in (1, 2, 3)]


@pytest.mark.parametrize(("scenario", "seed"), CASES)
def test_shipped_scenarios_tell_mistakes_apart(tmp_path, scenario, seed):
    (tmp_path / "data").mkdir()
    generate(scenario, seed, tmp_path / "data")

    refuse_collisions(load_facts(tmp_path))


def test_two_mistakes_with_the_same_numbers_everywhere_are_refused(tmp_path):
    (tmp_path / "data").mkdir()
    generate("fp8-l4", 1, tmp_path / "data")
    facts = load_facts(tmp_path)
    same = dict(facts.mistaken["energy_without_pue"])
    edited = dataclasses.replace(facts, mistaken={**facts.mistaken, "energy_without_host": same, "energy_without_pue": same})

    with pytest.raises(CourseError, match="energy_without"):
        refuse_collisions(edited)
