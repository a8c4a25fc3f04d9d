"""Difficulty and discrimination against values computed by hand, and what is left out of them."""

import math

import pytest

from grader.course.item_analysis import correlation, criteria_of, mistakes_of
from grader.model import Status
from grader.report.cohort_record import CellMark, Item, Submission


def item(key, possible, earned, cell="one", mistake="", by_person=False):
    status = Status.UNSCORED if earned is None else Status.EARNED if earned == possible else Status.PARTLY if earned else Status.NOT_EARNED
    return Item(cell, key, possible, earned, status, mistake, by_person)


def submission(name, **earned):
    """Return a submission of the criteria a (4 points), b (2) and c (4), each in a cell of its own."""
    points = {"a": 4.0, "b": 2.0, "c": 4.0}
    items = tuple(item(key, possible, earned[key], key) for key, possible in points.items())
    return Submission(name, tuple(CellMark(key, points[key], earned[key], earned[key]) for key in points), items)


SENTENCES = {"a": "A.", "b": "B.", "c": "C.", "gone": "Not in any report."}


def test_figures_are_those_computed_by_hand():
    """
    a: 4, 2, 0, 4 of 4; the rest (b + c of 6): 6, 3, 0, 1.

    Mean share (1 + .5 + 0 + 1) / 4. Deviations of a: 1.5, -.5, -2.5, 1.5; of the rest: 3.5, .5, -2.5, -1.5; products 5.25 - .25 + 6.25 - 2.25 = 9;
    squares 2.25 + .25 + 6.25 + 2.25 = 11 and 12.25 + .25 + 6.25 + 2.25 = 21.
    """
    four = [submission("w", a=4, b=2, c=4), submission("x", a=2, b=2, c=1), submission("y", a=0, b=0, c=0), submission("z", a=4, b=1, c=0)]
    a, b, c = criteria_of(four, SENTENCES)
    assert (a.key, a.sentence, a.points, a.counts) == ("a", "A.", 4.0, (2, 1, 1, 0))
    assert a.share == pytest.approx(0.625)
    assert a.discrimination == pytest.approx(9 / math.sqrt(11 * 21))
    assert (b.counts, c.counts) == ((2, 1, 1, 0), (1, 1, 2, 0))


def test_where_nothing_varies_there_is_no_discrimination():
    three = [submission(name, a=4, b=2, c=points) for name, points in (("x", 0), ("y", 2), ("z", 4))]
    a, b, c = criteria_of(three, SENTENCES)
    assert (a.share, a.discrimination, b.discrimination, c.discrimination) == (1.0, None, None, None)


def test_two_submissions_say_nothing():
    a, *_ = criteria_of([submission("x", a=4, b=2, c=4), submission("y", a=0, b=0, c=0)], SENTENCES)
    assert (a.share, a.discrimination) == (0.5, None)
    assert criteria_of([], SENTENCES) == ()


def test_what_was_not_judged_counts_for_nothing():
    """A submission judged in parts is compared by the share of what was judged: without c, half of the rest is all of b."""
    whole = [submission("x", a=4, b=2, c=4), submission("y", a=2, b=1, c=2), submission("z", a=0, b=0, c=0)]
    a, b, c = criteria_of([*whole, submission("part", a=4, b=2, c=None)], SENTENCES)
    assert (c.counts, c.share) == ((1, 1, 1, 1), 0.5)
    assert a.discrimination == pytest.approx(1.0), "the unscored c must not make the rest look weak"
    assert b.discrimination == pytest.approx(1.0)
    nothing = criteria_of([submission(name, a=None, b=None, c=None) for name in "xyz"], SENTENCES)
    assert [(one.share, one.discrimination, one.counts) for one in nothing] == [(None, None, (0, 0, 0, 3))] * 3


def test_a_persons_mark_counts_in_the_rest_and_not_for_its_criteria():
    """The person's 4 of 4 for c makes the rest of x strong; what the grader said of c (nothing) is not c's figure."""

    def seen(name, a, by_person):
        cells = (CellMark("a", 4.0, a, a), CellMark("c", 4.0, by_person, 0.0, by_person=True))
        return Submission(name, cells, (item("a", 4.0, a, "a"), item("c", 4.0, None, "c", by_person=True)))

    a, c = criteria_of([seen("x", 4.0, 4.0), seen("y", 2.0, 2.0), seen("z", 0.0, 0.0)], SENTENCES)
    assert a.discrimination == pytest.approx(1.0)
    assert (c.share, c.discrimination) == (None, None)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3], [2, 4, 6], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 2, 3, 4], [1, 3, 2, 4], 0.8),
        ([1, 1, 1], [1, 2, 3], None),
        ([1, 2, 3], [5, 5, 5], None),
        ([1, 2], [1, 2], None),
        ([], [], None),
    ],
)
def test_correlation(one, other, expected):
    assert correlation(one, other) == (None if expected is None else pytest.approx(expected))


def test_mistakes_are_counted_by_student():
    """A student who makes one mistake in three criteria is one student."""
    one = Submission("x", (), tuple(item(key, 1.0, 0.5, mistake="sign_inverted") for key in ("a", "b", "c")))
    two = Submission("y", (), (item("b", 1.0, 0.5, mistake="sign_inverted"), item("a", 1.0, 0.0, mistake="wrong_base")))
    three = Submission("z", (), (item("a", 1.0, 0.0, mistake="mean_for_p95"), item("b", 1.0, 1.0)))
    found = mistakes_of([one, two, three], {"sign_inverted": "Positive is saved."})
    assert [(row.key, row.students, row.times) for row in found] == [("sign_inverted", 2, 4), ("mean_for_p95", 1, 1), ("wrong_base", 1, 1)]
    assert (found[0].criteria, found[0].hint, found[1].hint) == (("b", "a", "c"), "Positive is saved.", "")
