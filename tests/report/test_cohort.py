"""The cohort page: what it says, that it stands alone, that nothing in it acts, and that it can do without names."""

import re
from html.parser import HTMLParser

import pytest

from grader.report.anonymous import anonymous, numbered
from grader.report.cohort import looks, remark, render_cohort
from grader.report.cohort_record import CellMark, Cohort, CriterionFigures, SharedText, SharedValue, SharedValues, Submission
from tests.course.test_pages import ACTING
from tests.report.records import cohort, submission

MADE = "Made on a Monday."


class Elements(HTMLParser):
    """Collects (tag, attributes) of a page."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def text_of(page):
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def test_the_page_says_what_an_instructor_asks():
    late = submission(
        "eve", 2.0, penalty=0.5, late_s=7200.0, repairs=("A cell was put back.",), problems=("the kernel died",), decision="nothing"
    )
    text = text_of(render_cohort(cohort(submission(waiting=True), late, ungraded=("zoe",)), MADE))
    for said in (
        "2 submissions graded",
        "5.25 median of 10 points",
        "1 wait for a person",
        "Handed in, not graded yet: zoe",
        "ada Savings : savings holds no named entries",
        "The saving in cost is right. better submissions earn it less often: look at it 5 0.61 -0.12 1 2 3 4",
        "The saving in energy is right. hard 3 0.20 – 0 1 0 0",
        "sign inverted 7 9 A saving is positive.",
        "adopt (documented) 1 0",
        "do-not-adopt 0 2",
        "not given 1 0",
        "1 says one thing in the variable and another in the prose: ada .",
        "43 % of the shorter text's four-word runs are shared",
        "cards are the price of calm evenings",
        "savings-cost = 1234.5 (2 of 2 have it)",
        "eve 2 hours 0.5",
        "eve A cell was put back.",
        "eve the kernel died",
        "300 MB",
        MADE,
    ):
        assert said in text, said


def test_a_hint_is_no_verdict():
    """Whatever is alike: nothing is taken off, and honest reasons stand beside it."""
    text = text_of(render_cohort(cohort(submission()), MADE))
    for said in ("hints to look, no verdict", "Nothing is taken off", "Honest reasons are common", "speak with the students"):
        assert said in text
    assert not re.search(r"plagiar|cheat|guilt|offen[cs]e", text, re.IGNORECASE)


def test_a_text_that_hundreds_have_is_one_short_entry():
    many = tuple(f"s{number:04d}" for number in range(400))
    text = text_of(render_cohort(cohort(submission(), texts=(SharedText(many, 0.9, 1.0, "a b c", 3),)), MADE))
    assert "400 students: s0000 , s0001" in text
    assert "and 388 more" in text
    assert "s0012" not in text


@pytest.mark.parametrize(
    "given",
    {
        "nobody": Cohort("a", "b", "adopt", ()),
        "one": cohort(submission()),
        "no report kept": Cohort("a", "b", "adopt", (Submission("ada", (CellMark("analysis", 9.0, 4.0, None),)),)),
        "nothing judged": Cohort("a", "b", "adopt", (Submission("ada", (CellMark("analysis", 9.0, None, None, waiting=True),)),) * 2),
        "more than all points, less than none": cohort(submission(mark=12.0), submission("eve", 0.0, penalty=5.0)),
    }.items(),
    ids=lambda case: case[0],
)
def test_any_cohort_has_a_page(given):
    page = render_cohort(given[1], MADE)
    assert page.count("<h1>") == 1
    assert "None" not in text_of(page).replace("None found.", "")
    assert "nan" not in text_of(page).lower().split()


@pytest.fixture(scope="module")
def honest():
    """The tags of a page with nothing hostile in it."""
    return {tag for tag, _ in Elements(render_cohort(cohort(*hostile("x"), **shared("x")), MADE)).found}


@pytest.mark.parametrize("text", ACTING.values(), ids=ACTING)
def test_nothing_acts_on_the_page(text, honest):
    """Whatever a student is called, typed, or named a file."""
    found = Elements(render_cohort(cohort(*hostile(text), **shared(text)), MADE)).found
    assert {tag for tag, _ in found} == honest
    assert [name for _, attrs in found for name in attrs if name.startswith("on")] == []


def hostile(text):
    one = submission(text, waiting=True, repairs=(text,), problems=(text,), late_s=90.0)
    return one, submission("eve", decision=text)


def shared(text):
    return {"texts": (SharedText((text, "eve"), 0.5, 0.6, text, 9),), "ungraded": (text,)}


def test_the_page_stands_alone():
    """No script, nothing loaded, no address; links lead within the page, and every id is there once."""
    page = render_cohort(cohort(submission(waiting=True), submission("eve", 3.0, seconds=2.0)), MADE)
    assert "://" not in page
    assert "@import" not in page
    found = Elements(page).found
    ids = [attrs["id"] for _, attrs in found if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs[name] for _, attrs in found for name in ("src", "data", "action", "srcset") if name in attrs} == set()
    links = [attrs["href"] for _, attrs in found if "href" in attrs]
    assert len(links) > 8
    assert {link[1:] for link in links} <= set(ids)
    assert all(re.fullmatch(r"#[\w.-]+", address) for address in re.findall(r"url\(([^)]*)\)", page))


def test_the_page_can_be_read_without_seeing_it():
    """Figures have a title and their numbers in words, tables captions, header cells a scope."""
    page = render_cohort(cohort(submission(waiting=True), submission("eve", 3.0, seconds=2.0)), MADE)
    found = Elements(page).found
    ids = {attrs["id"] for _, attrs in found if "id" in attrs}
    pictures = [attrs for tag, attrs in found if tag == "svg"]
    assert len(pictures) == 6
    assert all(one["role"] == "img" and set(one["aria-labelledby"].split()) <= ids for one in pictures)
    assert "sign inverted: 7" in page
    assert page.count("<table") == page.count("<caption>") > 5
    assert all("scope" in attrs for tag, attrs in found if tag == "th")


def test_the_same_cohort_gives_the_same_page():
    given = cohort(submission(waiting=True), submission("eve", 3.0, seconds=2.0))
    assert render_cohort(given, MADE) == render_cohort(given, MADE)


def test_without_names_nobody_is_named():
    """Neither an id nor what a student wrote or called a file; numbers are the same on every part of the page."""
    secret = submission("secret-ada", waiting=True, repairs=("'secret-ada.ipynb' was taken (secret-ada)",), problems=('got "secret-ada"',))
    both = ("secret-ada", "secret-eve")
    alike = {"texts": (SharedText(both, 0.5, 0.5, "secret-ada wrote", 3),), "values": (SharedValues(both, (SharedValue("k", "1.5", 2),)),)}
    given = cohort(secret, submission("secret-eve"), **alike, ungraded=("secret-zoe",))
    nameless = anonymous(given, "key")
    page = render_cohort(nameless, MADE)
    assert "secret" not in page
    assert "Without names" in page
    assert "names students" not in page
    who = {one.student: one.total for one in nameless.submissions}
    assert set(nameless.texts[0].students) == set(who)
    assert anonymous(given, "key") == nameless


def test_brackets_in_brackets_are_left_out_whole():
    waiting = submission("ada", waiting=True, problems=("got (a (b) c Jane) and more",))
    assert anonymous(cohort(waiting, texts=(), values=()), "key").submissions[0].problems == ("got … and more",)


def test_numbers_do_not_follow_the_alphabet_and_stay():
    ids = [f"s{number:03d}" for number in range(50)]
    names = numbered("a", ids)
    assert sorted(names.values()) == sorted(f"student {number}" for number in range(1, 51))
    assert [names[one] for one in ids] != [f"student {number}" for number in range(1, 51)]
    assert numbered("a", reversed(ids)) == names


def test_parts_with_one_reason_stand_together():
    cells = (
        CellMark("analysis", 9.0, 1.0, 1.0, waiting=True, reasons=("the text is copied",)),
        CellMark("test-savings", 9.0, 1.0, 1.0),
        CellMark("recommendation", 9.0, 1.0, 1.0, waiting=True, reasons=("the text is copied",)),
        CellMark("test-decision", 4.0, 1.0, 1.0, waiting=True, reasons=("late", "odd")),
    )
    assert looks(Submission("ada", cells)) == [("Analysis, Recommendation", "the text is copied"), ("Decision", "late; odd")]


def test_what_stopped_the_whole_notebook_is_said_once():
    lost = ("the file is empty",)
    cells = tuple(CellMark(cell, 9.0, None, None, waiting=True, reasons=lost) for cell in ("analysis", "recommendation"))
    assert looks(Submission("ada", cells, problems=lost)) == [("The whole notebook", "the file is empty")]


@pytest.mark.parametrize(
    ("share", "discrimination", "said"),
    [
        (0.6, 0.4, ""),
        (0.29, 0.4, "hard"),
        (0.6, 0.19, "hardly separates"),
        (0.1, -0.01, "hard, better submissions earn it less often: look at it"),
        (None, None, ""),
    ],
)
def test_figures_are_put_into_words(share, discrimination, said):
    assert remark(CriterionFigures("c", "k", "s", 1.0, share, discrimination, (0, 0, 0, 0))) == said
