"""Formgrader and the queue as they open inside JupyterLab, from its menu."""

import pytest
from playwright.sync_api import expect

from tests.cohort.recipes import ASSIGNMENT

pytestmark = pytest.mark.browser


def test_the_menu_opens_formgrader_and_the_queue(desk, page):
    """The page is a frame of JupyterLab there; keys reach it all the same."""
    page.goto(f"{desk.url}/lab?reset")
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click(timeout=60_000)
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("link", name=ASSIGNMENT, exact=True)).to_be_visible(timeout=30_000)

    frame.get_by_role("link", name="Queue:").click()
    expect(frame.locator(".queue-panel").first).to_be_visible()
    expect(frame.locator(".queue-accept, .score").and_(frame.locator(":focus"))).to_have_count(1)
    expect(frame.locator("#queue-left")).to_contain_text(" left")
