"""Feedback, from a mark given in formgrader to the page a student opens."""

import pytest
from playwright.sync_api import expect

from tests.cohort.recipes import ASSIGNMENT

pytestmark = pytest.mark.browser


def test_a_persons_mark_and_comment_reach_the_feedback_page(desk, page):
    """Marked in the queue, generated with formgrader's own button, opened."""
    desk.open(page, "empty-file")
    page.locator("#test-workload").fill("1.5")
    page.locator("#workload-comment").fill("Hand in the notebook itself, please.")
    with page.expect_response(lambda answer: "/api/comment/" in answer.url):
        page.keyboard.press("Escape")

    page.goto(f"{desk.url}/formgrader/manage_submissions/{ASSIGNMENT}")
    row = page.locator("tr", has=page.get_by_text("empty-file", exact=True)).first
    with page.expect_response(lambda answer: answer.url.endswith("/empty-file/generate_feedback"), timeout=60_000) as told:
        row.locator(".generate-feedback a").click()
    assert told.value.json()["success"]

    page.goto((desk.course / "feedback" / "empty-file" / ASSIGNMENT / f"{ASSIGNMENT}.html").as_uri())
    part = page.locator("section", has=page.locator("#test-workload"))
    expect(part.locator("h2")).to_have_text("Workload: 1.5 of 6")
    expect(part).to_contain_text("A person gave this mark.")
    expect(page.locator("main")).to_contain_text("Hand in the notebook itself, please.")
