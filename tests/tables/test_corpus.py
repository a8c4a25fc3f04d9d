"""The corpus of tables: right ones lose nothing for their shape, wrong ones never get everything and are mostly named."""

from __future__ import annotations

import pytest

from tests.tables.logs import NAMES
from tests.tables.right import RIGHT
from tests.tables.run import grade, results
from tests.tables.wrong import WRONG

UNREAD = {"x_baseline_y_optimized", "rounded_two_places"}
"""Right tables that still lose something: systems called x and y, changes rounded to nothing beside right percentages."""


@pytest.fixture(scope="module")
def graded():
    """Every table of the corpus in one scenario."""
    return {result.name: result for name in (*RIGHT, *WRONG) for result in [grade(NAMES[0], name)]}


@pytest.mark.parametrize("name", [name for name in RIGHT if name not in UNREAD])
def test_a_right_table_loses_nothing(graded, name):
    assert not graded[name].lost, graded[name]


@pytest.mark.parametrize("name", list(WRONG))
def test_a_wrong_table_never_gets_everything(graded, name):
    result = graded[name]

    assert not result.lost, result
    assert result.fraction is None or result.off < 0.3, result


def test_most_mistakes_are_named(graded):
    wrong = [graded[name] for name in WRONG]

    assert sum(result.found for result in wrong) >= 0.82 * len(wrong)


@pytest.mark.attack
@pytest.mark.timeout(600)
def test_the_same_in_every_scenario():
    """All scenarios: at least 98 % of right shapes lose nothing, no wrong one gets full marks, small differences from the teacher."""
    found = list(results())
    right, wrong = [one for one in found if one.right], [one for one in found if not one.right]

    assert sum(not one.lost for one in right) >= 0.98 * len(right)
    assert not [one.name for one in wrong if one.lost]
    assert sum(abs(one.off) for one in found) / len(found) <= 0.08
