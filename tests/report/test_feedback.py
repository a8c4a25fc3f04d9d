"""The feedback page: what it says, what it never says, and that nothing in it acts."""

import pytest

from grader.model import CellReport, Quote, Status, Verdict
from grader.report.feedback import Page, cell_part, highlighted, render, shown
from tests.course.test_pages import ACTING, acting

LOST = Verdict(
    "p95",
    Status.PARTLY,
    0.5,
    found="1017",
    expected="1640 ms",
    mistake="mean_for_p95",
    say_student="Look at the tail.",
    points=4.0,
    sentence="p95 is right.",
)
EARNED = Verdict("mean", Status.EARNED, 1.0, say_student="Right.", points=2.0, sentence="The mean is right.")
UNSCORED = Verdict("cost", Status.UNSCORED, None, points=1.0, sentence="The cost is right.")


def cell(*verdicts, name="test-baseline", quotes=()):
    return CellReport(name, 7.0, 4.0, False, verdicts, (), quotes)


def page(*parts, **more):
    return Page("A title", "ada", 4.0, 7.0, parts, **more)


def test_each_criterion_says_what_it_earned_and_why():
    text = render(page(cell_part(cell(LOST, EARNED, UNSCORED), 4.0)))
    for said in (
        "◐ partly (2 / 4)",
        "Look at the tail.",
        "known mistake: mean for p95",
        "✓ earned (2 / 2)",
        "? for a person (– / 1)",
        "4 of 7",
    ):
        assert said in text


def test_an_expected_value_is_shown_only_on_demand():
    hidden = render(page(cell_part(cell(LOST), 4.0)))
    told = render(page(cell_part(cell(LOST), 4.0, show_expected=True)))
    assert "1640" not in hidden
    assert "1017" not in hidden
    assert "Expected: 1640 ms" in told


def test_a_persons_mark_and_words_are_named():
    text = render(page(cell_part(cell(LOST), 6.0, by_person=True, comment="Well argued <b>all the same</b>."), waiting=("Analysis",)))
    assert "A person gave this mark; 4 were suggested." in text
    assert "Well argued &lt;b&gt;all the same&lt;/b&gt;." in text
    assert "Not final: a person still looks at Analysis" in text


def test_what_a_person_marked_is_not_announced_as_waiting():
    text = render(page(cell_part(cell(LOST, UNSCORED), 6.0, by_person=True)))
    assert "p95 is right." in text
    assert "The cost is right." not in text
    assert "for a person" not in text


@pytest.mark.parametrize(
    ("quotes", "marked"),
    [
        ([(4, 8, "confirmed")], [("38 %", "confirmed")]),
        ([(4, 8, "contradicted"), (13, 17, "confirmed")], [("38 %", "contradicted"), ("56 %", "confirmed")]),
        ([(4, 8, "unverifiable")], []),
        ([(4, 8, "confirmed"), (6, 10, "contradicted")], [("38 %", "confirmed")]),
        ([(4, 99, "confirmed")], []),
    ],
)
def test_figures_are_highlighted_in_the_students_own_text(quotes, marked):
    text = "p95 38 % and 56 %"
    pieces = highlighted(text, [Quote("", text[a:b], "", verdict, a, b) for a, b, verdict in quotes])
    assert "".join(piece.text for piece in pieces) == text
    assert [(piece.text, piece.verdict) for piece in pieces if piece.verdict] == marked


def test_highlights_do_not_rest_on_colour():
    quote = Quote("", "38 %", "", "contradicted", 4, 8)
    text = render(page(cell_part(cell(EARNED, name="analysis", quotes=(quote,)), 4.0, text="p95 38 % x")))
    assert '<mark class="contradicted">38 %<sup>?</sup></mark>' in text


@pytest.mark.parametrize("text", ACTING.values(), ids=ACTING)
def test_nothing_acts_on_the_page(text):
    """Whatever a student typed, printed, displayed or was called."""
    outputs = [
        {"output_type": "stream", "text": text},
        {"output_type": "display_data", "data": {"text/html": text}},
        {"output_type": "display_data", "data": {"image/png": text}},
        {"output_type": "error", "ename": text, "evalue": text},
    ]
    cells = [{"source": text, "outputs": outputs, "metadata": {}}]
    honest = acting(render(page(cell_part(cell(LOST, EARNED), 4.0))))
    part = cell_part(cell(LOST, EARNED, name="analysis"), 4.0, comment=text, text=text)
    hostile = acting(render(Page(text, text, 4.0, 7.0, (part,), shown(cells, ()), repairs=(text,))))
    assert [what for what in hostile if what not in honest] == []


def test_cells_left_out_and_empty_ones_are_not_shown():
    cells = [
        {"source": "x = 1", "metadata": {"nbgrader": {"grade_id": "test-one"}}},
        {"source": " ", "metadata": {}},
        {"source": ["y = 2\n", "z"], "metadata": {}, "outputs": [{"output_type": "execute_result", "data": {"text/plain": "2"}}]},
    ]
    (only,) = shown(cells, ("test-one",))
    assert (only.source, only.outputs) == ("y = 2\nz", ("<pre>2</pre>",))
