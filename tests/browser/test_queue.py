"""A teaching assistant works through formgrader: what waits is found, the suggestion is seen, one key accepts it."""

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from grader.course.decisions import decisions
from grader.course.queue import queue_report
from grader.course.settings import load_settings
from grader.course.waiting import read_queue
from grader.execution.store import Store
from tests.browser.desk import settled
from tests.cohort.recipes import ASSIGNMENT

pytestmark = pytest.mark.browser
NAMED = {"marked": "test-baseline", "waits": "analysis"}


def grade(desk, student, cell):
    """Return (mark of a person, whether it still waits) as the gradebook has it."""
    with Gradebook(desk.db_url) as gradebook:
        found = gradebook.find_grade(cell, ASSIGNMENT, ASSIGNMENT, student)
        return found.manual_score, found.needs_manual_grade


def comment(desk, student, cell):
    with Gradebook(desk.db_url) as gradebook:
        return gradebook.find_comment(cell, ASSIGNMENT, ASSIGNMENT, student).manual_comment


def test_formgrader_lists_the_assignment_and_the_queue(desk, page):
    page.goto(f"{desk.url}/formgrader/manage_assignments")
    expect(page.get_by_role("link", name=ASSIGNMENT, exact=True)).to_be_visible()

    left = read_queue(desk.db_url, ASSIGNMENT).left
    page.get_by_role("link", name=f"Queue: {left} left").click()
    expect(page.locator(".queue-panel").first).to_be_visible()
    assert page.noted == []


def test_manual_grading_lists_every_submission(desk, page):
    page.goto(f"{desk.url}/formgrader/gradebook/{ASSIGNMENT}/{ASSIGNMENT}")

    expect(page.locator("#main-table tr")).to_have_count(12)
    expect(page.get_by_role("link", name="Queue:")).to_be_visible()


def test_what_waits_opens_with_suggestion_reasons_and_figures(desk, page):
    """The panel is in sight at once, says the mark and why it waits, and the figures are told apart in words as well as colour."""
    desk.open(page, "s002")

    panel = page.locator("#queue-recommendation")
    expect(panel.locator("h3")).to_contain_text("of 9 suggested")
    expect(panel.locator(".queue-why")).to_contain_text("Why it waits:")
    expect(page.locator(".queue-panel").first).to_be_in_viewport(ratio=0.9)
    answer = page.locator("#recommendation").locator("xpath=ancestor::div[contains(@class,'nbgrader_cell')]").locator(".queue-answer")
    right, doubted = answer.locator("mark.confirmed"), answer.locator("mark.contradicted")
    expect(right.filter(has_text="0.681 to 0.291 USD")).to_have_text("cost per 1,000 requests falls from 0.681 to 0.291 USD✓")
    expect(doubted.filter(has_text="44.20")).to_contain_text("?")
    assert page.noted == []


def test_next_by_mouse_goes_on_and_leaves_the_answer_waiting(desk, page):
    desk.open(page, "s004")
    expect(page.locator("#queue-analysis .queue-accept")).to_be_focused()
    page.locator("#queue-next").click()
    expect(page.locator("#queue-recommendation .queue-accept")).to_be_focused()

    was = page.url
    page.locator("#queue-next").click()
    page.wait_for_url(lambda url: "/submissions/" in url and url.split("?")[0] != was.split("?")[0])
    assert grade(desk, "s004", "analysis")[1]


def test_extra_credit_accepts_the_suggestion_with_it_and_counts(desk, page):
    """Extra credit alone settles an answer for nbgrader; it must not leave the queue without a mark of a person."""
    desk.open(page, "s005")
    before = read_queue(desk.db_url, ASSIGNMENT)
    field = page.locator("#analysis_extra_credit")
    field.fill("1")
    field.press("Tab")

    expect(page.locator("#queue-analysis .queue-said")).to_contain_text("Saved: 9.")
    assert grade(desk, "s005", "analysis") == (9.0, False)
    after = read_queue(desk.db_url, ASSIGNMENT)
    assert (after.left, after.done) == (before.left - 1, before.done + 1)


def test_an_answer_without_a_suggestion_can_be_left_waiting(desk, page):
    """The field of the mark has the focus, where n is a letter; Escape leaves it."""
    desk.open(page, "wrong-type")
    was = page.url
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url(lambda url: "/submissions/" in url and url.split("?")[0] != was.split("?")[0])
    assert grade(desk, "wrong-type", "test-savings")[1]


def test_a_mark_above_the_most_is_not_saved(desk, page):
    desk.open(page, "s004")
    was, field = page.url, page.locator("#recommendation")
    field.fill("45")
    field.press("Enter")

    expect(page.locator("#queue-recommendation .queue-said")).to_contain_text("45 is not between 0 and 9")
    assert grade(desk, "s004", "recommendation")[1]
    assert page.url.split("?")[0] == was.split("?")[0]


def test_a_mark_that_cannot_be_saved_is_told_and_the_queue_goes_on(desk, page):
    desk.open(page, "s004")
    page.route("**/formgrader/api/grade/*", lambda route: route.fulfill(status=403) if route.request.method == "PUT" else route.continue_())
    expect(page.locator("#queue-analysis .queue-accept")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#queue-analysis .queue-said")).to_contain_text("Not saved")
    page.unroute("**/formgrader/api/grade/*")
    page.keyboard.press("n")
    expect(page.locator("#queue-recommendation .queue-accept")).to_be_focused()


def test_the_key_accepts_what_is_looked_at_after_another_was_skipped(desk, page):
    """Skipped with n, then a click on the student's text: the answer in front is accepted, not the skipped one."""
    desk.open(page, "s004")
    expect(page.locator("#queue-analysis .queue-accept")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#queue-recommendation .queue-accept")).to_be_focused()
    page.locator(".queue-answer").last.click()
    page.keyboard.press("a")
    page.wait_for_url(lambda url: "/next/" in url or "s004" not in url)
    page.wait_for_timeout(1000)

    assert not grade(desk, "s004", "recommendation")[1]
    assert grade(desk, "s004", "analysis")[1]


def test_one_key_accepts_and_goes_on(desk, page):
    """The first key saves the first answer and shows the second; the second key goes to another submission that waits."""
    desk.open(page, "rejecting-decision")
    before = read_queue(desk.db_url, ASSIGNMENT).left
    expect(page.locator("#queue-left")).to_contain_text(f"{before} of ")

    page.keyboard.press("a")
    expect(page.locator("#queue-recommendation .queue-accept")).to_be_focused()
    expect(page.locator("#queue-left")).to_contain_text(f"{before - 1} of ")
    assert grade(desk, "rejecting-decision", "analysis") == (9.0, False)
    assert grade(desk, "rejecting-decision", "recommendation") == (None, True)

    was = page.url
    page.keyboard.press("a")
    page.wait_for_url(lambda url: "/submissions/" in url and url.split("?")[0] != was.split("?")[0])
    assert grade(desk, "rejecting-decision", "recommendation") == (5.25, False)
    assert read_queue(desk.db_url, ASSIGNMENT).of(page.url.split("/submissions/")[1].split("/")[0])

    made = [one for one in decisions(Store(desk.course, ASSIGNMENT)) if one.student == "rejecting-decision"]
    assert [(one.cell, one.mark, one.accepted) for one in made] == [("analysis", 9.0, True), ("recommendation", 5.25, True)]
    assert all(0 <= one.seconds < 60 for one in made)
    assert sum(one.seconds for one in made) > 0


def test_the_letter_in_a_field_is_only_a_letter(desk, page):
    """Whoever types a comment accepts nothing; the comment is saved, and the number of a kept comment adds that one."""
    desk.open(page, "s001")
    page.locator("#analysis-comment").click()
    page.keyboard.type("a na 1")
    page.keyboard.press("Escape")
    assert grade(desk, "s001", "analysis") == (None, True)

    page.locator("#queue-analysis .queue-accept").focus()
    with page.expect_response(lambda answer: "/api/comment/" in answer.url):
        page.keyboard.press("1")
    saved = comment(desk, "s001", "analysis")
    assert saved.splitlines()[0] == "a na 1"
    assert saved.splitlines()[1].startswith("Your decision is clear.")


def test_a_comment_is_kept_for_other_answers(desk, page):
    desk.open(page, "s001")
    field = page.locator("#recommendation-comment")
    field.fill("Compare the p95, <b>not</b> the mean.")
    page.locator("[data-for=recommendation] .queue-remember").click()
    expect(page.locator("#queue-recommendation .queue-said")).to_have_text("Kept.")

    assert (desk.course / "comments" / f"{ASSIGNMENT}.txt").read_text().splitlines()[-1] == "Compare the p95, <b>not</b> the mean."
    desk.open(page, "s002")
    expect(page.locator("[data-for=analysis] .queue-comment").last).to_have_text("Compare the p95, <b>not</b> the mean.")


def test_a_mark_of_ones_own_is_typed(desk, page):
    """Where nothing is suggested the field of the mark is selected; Enter saves and goes on. The letter accepts nothing."""
    desk.open(page, "wrong-type")
    expect(page.locator("#test-savings")).to_be_focused()
    expect(page.locator("#queue-test-savings .queue-accept")).to_have_count(0)

    was = page.url
    page.keyboard.type("2.5")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.split("?")[0] != was.split("?")[0])

    assert grade(desk, "wrong-type", "test-savings") == (2.5, False)
    made = [one for one in decisions(Store(desk.course, ASSIGNMENT)) if one.student == "wrong-type"]
    assert [(one.suggested, one.mark, one.accepted) for one in made] == [(None, 2.5, False)]


def test_an_earlier_mark_can_be_kept(desk, page):
    """A person's mark that waits again, because the suggestion has changed since, is offered beside the suggestion."""
    with Gradebook(desk.db_url) as gradebook:
        found = gradebook.find_grade("analysis", ASSIGNMENT, ASSIGNMENT, "s003")
        found.manual_score, found.needs_manual_grade = 7.25, True
        gradebook.db.commit()
    desk.open(page, "s003")
    expect(page.locator("#queue-analysis")).to_contain_text("A person gave 7.25 before")

    page.get_by_role("button", name="Keep 7.25").click()
    expect(page.locator("#queue-recommendation .queue-accept")).to_be_focused()
    assert grade(desk, "s003", "analysis") == (7.25, False)


def test_a_submission_nobody_can_read_is_one_decision(desk, page):
    desk.open(page, "not-json")
    before = len(decisions(Store(desk.course, ASSIGNMENT)))
    was = page.url
    page.get_by_role("button", name="0 for all 10 answers here").click()
    page.wait_for_url(lambda url: url.split("?")[0] != was.split("?")[0])

    settled(page)
    assert [one for one in read_queue(desk.db_url, ASSIGNMENT).waiting if one.student == "not-json"] == []
    assert len(decisions(Store(desk.course, ASSIGNMENT))) == before + 1
    assert queue_report(ASSIGNMENT, load_settings(desk.course)).median_s is not None


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("decided/{marked}", {"seconds": "long"}),
        ("decided/{marked}", {"seconds": -1}),
        ("decided/{marked}", {}),
        ("decided/{waits}", {"seconds": 1}),
        (f"comments/{ASSIGNMENT}", {"text": "x" * 501}),
        (f"comments/{ASSIGNMENT}", {"text": " "}),
    ],
)
def test_what_is_no_decision_and_no_comment_is_refused(desk, page, path, body):
    """Nothing is kept of it."""
    desk.open(page, "s002")
    with Gradebook(desk.db_url) as gradebook:
        ids = {name: gradebook.find_grade(cell, ASSIGNMENT, ASSIGNMENT, "s002").id for name, cell in NAMED.items()}
        gradebook.find_grade("test-baseline", ASSIGNMENT, ASSIGNMENT, "s002").manual_score = 3.0
        gradebook.db.commit()
    before = len(decisions(Store(desk.course, ASSIGNMENT)))
    sent = "([url, body]) => $.ajax({method: 'POST', url, data: JSON.stringify(body)}).then(() => 200, answer => answer.status)"

    assert page.evaluate(sent, [f"{desk.url}/formgrader/queue/{path.format(**ids)}", body]) == 400
    assert len(decisions(Store(desk.course, ASSIGNMENT))) == before


def test_a_request_without_the_cookie_of_the_page_is_refused(desk, page):
    """The addresses of the queue ask for the user and for the XSRF cookie, as nbgrader's do."""
    desk.open(page, "s002")
    with Gradebook(desk.db_url) as gradebook:
        one = gradebook.find_grade("analysis", ASSIGNMENT, ASSIGNMENT, "s002").id
    for path, body in (("decided/" + one, {"seconds": 1}), (f"comments/{ASSIGNMENT}", {"text": "x"})):
        url = f"{desk.url}/formgrader/queue/{path}"
        assert page.request.post(url, data=body).status == 403

    stranger = page.context.browser.new_context()
    assert "/login" in stranger.request.get(f"{desk.url}/formgrader/queue").url
    stranger.close()
