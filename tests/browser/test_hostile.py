"""What a student typed does nothing in the browser of whoever opens it: no dialog, no request elsewhere, no style that covers."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import HOSTILE_ID
from tests.cohort.recipes import ASSIGNMENT

pytestmark = pytest.mark.browser
LISTS = [
    "manage_assignments",
    f"manage_submissions/{ASSIGNMENT}",
    "gradebook",
    f"gradebook/{ASSIGNMENT}",
    f"gradebook/{ASSIGNMENT}/{ASSIGNMENT}",
    "manage_students",
]


def test_a_hostile_submission_is_inert_in_formgrader(desk, page):
    """It waits like any other: panel, answer and outputs are text. The student's id is text in the heading too."""
    desk.open(page, HOSTILE_ID)
    page.wait_for_load_state("networkidle")

    expect(page.locator("#queue-analysis")).to_be_visible()
    assert "alert" in page.locator("#recommendation").locator("xpath=ancestor::div[contains(@class,'nbgrader_cell')]").inner_text()
    page.locator("span.glyphicon-eye-open").click()
    expect(page.locator(".breadcrumb a.name-shown")).to_have_text(HOSTILE_ID)
    ours = page.locator("#notebook-container")
    assert ours.locator("script, iframe, object, embed, form, base, meta, svg, [onerror], [onload], [style*=fixed]").count() == 0
    assert page.noted == []


def test_a_mark_for_it_is_saved_like_any_other(desk, page):
    desk.open(page, HOSTILE_ID)
    with page.expect_response(lambda answer: "/queue/decided/" in answer.url) as told:
        page.keyboard.press("a")

    assert told.value.status == 200
    assert page.noted == []


@pytest.mark.parametrize("path", LISTS)
def test_a_hostile_name_is_inert_in_the_lists(desk, page, path):
    page.goto(f"{desk.url}/formgrader/{path}")
    page.wait_for_load_state("networkidle")

    assert page.noted == []


def test_its_feedback_is_inert(desk, page):
    page.goto((desk.course / "feedback" / HOSTILE_ID / ASSIGNMENT / f"{ASSIGNMENT}.html").as_uri())
    page.locator("summary").click()
    page.wait_for_load_state("networkidle")

    assert "alert" in page.inner_text("main")
    assert [noted for noted in page.noted if not noted.startswith("file:")] == []
