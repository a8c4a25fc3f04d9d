"""Pages of ours have no serious finding of axe-core, on a desktop and on a phone. A new page is one more line in ``PAGES``."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.desk import REPORT
from tests.cohort.recipes import ASSIGNMENT

pytestmark = pytest.mark.browser
PAGES = {
    "feedback with full marks": f"feedback/reference/{ASSIGNMENT}/{ASSIGNMENT}.html",
    "feedback with a known mistake": f"feedback/wrong-base/{ASSIGNMENT}/{ASSIGNMENT}.html",
    "feedback that is not final": f"feedback/s001/{ASSIGNMENT}/{ASSIGNMENT}.html",
    "feedback on a file nobody can read": f"feedback/not-json/{ASSIGNMENT}/{ASSIGNMENT}.html",
    "cohort report": REPORT,
}
"""What the page is -> the file in the course folder."""
SCREENS = {"desktop": (1280, 900), "phone": (390, 844)}
GRAVE = ("serious", "critical")


def findings(page, name, context=None):
    """Run axe-core, print what it says and return the grave findings."""
    results = Axe().run(page, context=context)
    print(f"\n  {name}, {page.viewport_size['width']} px: {results.generate_snapshot() or 'no finding of axe-core'}")
    grave = [one for one in results.response["violations"] if one["impact"] in GRAVE]
    return [(one["id"], one["impact"], [node["html"][:200] for node in one["nodes"][:3]]) for one in grave]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_finding(desk, page, name, screen):
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
    page.goto((desk.course / PAGES[name]).as_uri())
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")

    assert findings(page, name) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_queue_has_no_serious_finding(desk, page):
    """Our part of formgrader's page: the panel, the answer, the comments and the line at the foot."""
    desk.open(page, "s002")

    assert findings(page, "queue in formgrader", {"include": [[".queue-panel"], [".queue-answer"], [".queue-comments"], ["#queue"]]}) == []
