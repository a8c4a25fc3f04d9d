"""What a person sees of an answer that waits: never as HTML of the student's, never a reason left out."""

from rich.console import Console

from grader.model import CellReport, Quote, Status, Verdict
from grader.report.queue import QueueReport, Row, answer_html, panel, queue_table, told

TEXT = "p95 falls by <b>37 %</b>, cost by 99 %."
PARTLY = Verdict("support", Status.PARTLY, 0.25, say_instructor="found reject; expected adopt", points=4.0, sentence="It follows.")
QUOTES = (Quote("", "37 %", "", "confirmed", 16, 20), Quote("", "99 %", "", "contradicted", 34, 38))
JUDGED = CellReport("recommendation", 9.0, 5.25, True, (PARTLY,), ("reason",), QUOTES)


def panel_of(report, **more):
    given = {"suggested": 5.25, "earlier": None, "reasons": ("why",), "possible": 9.0, "text": TEXT}
    return panel(report, "recommendation", **(given | more))


def test_the_panel_speaks_to_the_person_who_marks():
    made = panel_of(JUDGED)

    assert made.title == "Recommendation"
    assert [(line.sign, line.points, line.why) for line in made.criteria] == [("◐ partly", "1 / 4", "found reject; expected adopt")]


def test_figures_are_told_apart_and_nothing_acts():
    shown = answer_html(panel_of(JUDGED).answer)

    assert '<mark class="confirmed">37 %<sup>✓</sup></mark>' in shown
    assert '<mark class="contradicted">99 %<sup>?</sup></mark>' in shown
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


def test_criteria_that_only_repeat_the_reason_are_left_out():
    """A notebook that cannot be opened says so once, not once per criterion."""
    lost = CellReport("recommendation", 9.0, None, True, (Verdict("a", Status.UNSCORED, None, say_instructor="why"),) * 3)

    assert panel_of(lost).criteria == ()
    assert len(panel_of(lost, reasons=("another",)).criteria) == 3


def test_code_and_lost_reports_have_no_text_to_highlight():
    assert panel_of(JUDGED, text="").answer == ()
    assert panel_of(None).answer == ()


def test_the_terminal_says_who_waits_why_and_how_long_it_takes():
    """Answers of one student that wait for one reason share a row; many are counted, few are named."""
    many = tuple(Row("s002", f"cell-{number}", None, ("no notebook",)) for number in range(5))
    report = QueueReport("week-3", 6, 17, 16, 11, 12.5, (Row("ada", "analysis", 9.0, ("unclear", "sarcastic")), *many))
    console = Console(width=120)
    with console.capture() as caught:
        console.print(queue_table(report))

    lines = caught.get().splitlines()
    assert told(report) == "week-3: 6 of 23 answers left for a person, 12.5 s per decision (median of 16, 11 as suggested)"
    assert [line for line in lines if "ada" in line and "analysis" in line and "9" in line and "unclear; sarcastic" in line]
    assert sum("s002" in line for line in lines) == 1
    assert [line for line in lines if "5 answers" in line and "–" in line]
    assert told(QueueReport("week-3", 0, 0, 0, 0, None, ())) == "week-3: 0 of 0 answers left for a person"
