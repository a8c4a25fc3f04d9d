"""One small graded course, one Jupyter server in it and one Chromium for all tests in a browser."""

import pytest

from tests.browser.desk import CHROMIUM, HOSTILE_ID, doubtful, hostile, make_graded, served, signed_in

SUBMISSIONS = ("reference", "wrong-base", "wrong-type", "rejecting-decision", "not-json", "empty-file")


@pytest.fixture(scope="session")
def browser():
    """A real Chromium."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (Debian, Ubuntu: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def desk(browser, tmp_path_factory):
    """The course and its server; every test has students of its own, so that none disturbs another."""
    extra = {"s001": doubtful, "s002": doubtful, "s003": doubtful, "s004": doubtful, "s005": doubtful, HOSTILE_ID: hostile}
    folder = make_graded(tmp_path_factory.mktemp("desk") / "course", SUBMISSIONS, extra)
    with served(folder, tmp_path_factory.mktemp("server")) as desk:
        yield desk


@pytest.fixture
def page(browser, desk):
    """A page signed in to the server; what acts in it or asks another site is noted in ``page.noted``."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    shown = context.new_page()
    shown.noted = []
    shown.on("dialog", lambda dialog: (shown.noted.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    shown.on("request", lambda request: None if request.url.startswith((desk.url, "data:", "blob:")) else shown.noted.append(request.url))
    shown.on("pageerror", lambda error: shown.noted.append(f"error: {error}"))
    yield signed_in(shown, desk)
    context.close()
