"""Make ``docs/pictures/`` from the pages themselves: ``python -m tests.browser.pictures``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from grader.course.queue import queue_report
from grader.course.settings import load_settings
from grader.report.queue import queue_table, told
from tests.browser.desk import CHROMIUM, REPORT, Desk, doubtful, make_graded, served, signed_in
from tests.cohort.course import ROOT, marks
from tests.cohort.recipes import ASSIGNMENT, RECIPES

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 200_000
DESKTOP, PHONE = (1280, 860), (390, 844)
TERMINAL = "<body style='margin:0'><pre style='margin:0;padding:14px;font:15px/1.18 DejaVu Sans Mono,monospace'>{code}</pre></body>"
MAKERS = {one.name: one.make for one in RECIPES}
STUDENTS = {
    "s001": MAKERS["reference"],
    "s002": MAKERS["wrong-base"],
    "s003": doubtful,
    "s004": MAKERS["wrong-type"],
    "s005": MAKERS["not-json"],
}


def feedback(page: Page, desk: Desk) -> None:
    page.goto((desk.course / "feedback" / "s002" / ASSIGNMENT / f"{ASSIGNMENT}.html").as_uri())


def mistake(page: Page, desk: Desk) -> None:
    feedback(page, desk)
    page.evaluate("() => document.getElementById('test-comparison').scrollIntoView()")


def figures(page: Page, desk: Desk) -> None:
    page.goto((desk.course / "feedback" / "s003" / ASSIGNMENT / f"{ASSIGNMENT}.html").as_uri())
    page.locator("section[aria-labelledby=recommendation]").scroll_into_view_if_needed()
    page.evaluate("() => document.getElementById('recommendation').scrollIntoView()")


def assignments(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/formgrader/manage_assignments")
    page.get_by_role("link", name=ASSIGNMENT, exact=True).wait_for()


def queue(page: Page, desk: Desk) -> None:
    desk.open(page, "s003")
    page.keyboard.press("n")


def no_suggestion(page: Page, desk: Desk) -> None:
    desk.open(page, "s004")


def terminal(page: Page, desk: Desk) -> None:
    """Show what ``grader queue`` prints, as it prints it."""
    console = Console(width=110, record=True, file=sys.stderr, quiet=False)
    report = queue_report(ASSIGNMENT, load_settings(desk.course))
    console.print("$ grader queue", highlight=False)
    console.print(f"{told(report)}.", highlight=False)
    console.print(queue_table(report))
    page.set_content(console.export_html(code_format=TERMINAL))
    page.set_viewport_size({"width": 1020, "height": int(page.locator("pre").bounding_box()["height"])})


def report(page: Page, desk: Desk) -> None:
    page.goto((desk.course / REPORT).as_uri())


def criteria(page: Page, desk: Desk) -> None:
    report(page, desk)
    page.evaluate("() => document.getElementById('criteria').scrollIntoView()")


def lab(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/lab/tree/release/{ASSIGNMENT}/{ASSIGNMENT}.ipynb?reset")
    page.get_by_role("heading", name="Was the optimization worth it?").wait_for(timeout=60_000)
    page.wait_for_timeout(2000)


PICTURES: dict[str, tuple[tuple[int, int], Callable[[Page, Desk], None]]] = {
    "feedback-desktop": (DESKTOP, feedback),
    "feedback-phone": (PHONE, feedback),
    "feedback-mistake": (DESKTOP, mistake),
    "feedback-figures": (DESKTOP, figures),
    "report-desktop": (DESKTOP, report),
    "report-criteria": (DESKTOP, criteria),
    "report-phone": (PHONE, report),
    "formgrader-assignments": (DESKTOP, assignments),
    "formgrader-queue": (DESKTOP, queue),
    "formgrader-no-suggestion": (DESKTOP, no_suggestion),
    "grader-queue": (DESKTOP, terminal),
    "notebook-in-jupyterlab": (DESKTOP, lab),
}
"""File name -> size of the window in pixels and what is opened in it."""


def take(browser: Browser, desk: Desk, name: str) -> Path:
    """Write one picture and return its path."""
    (width, height), opened = PICTURES[name]
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = signed_in(context.new_page(), desk)
    opened(page, desk)
    page.add_style_tag(content="* { animation: none !important; transition: none !important; caret-color: transparent !important; }")
    page.wait_for_timeout(300)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    context.close()
    return path


def main() -> int:
    """Make every picture anew and return how many are too large."""
    if CHROMIUM is None:
        sys.exit("chromium is not installed (Debian, Ubuntu: apt-get install chromium)")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as scratch, sync_playwright() as driver:
        course = make_graded(Path(scratch) / "course", tuple(MAKERS), STUDENTS)
        assert len(marks(course)) == len(STUDENTS) + len(MAKERS)
        (Path(scratch) / "server").mkdir()
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with served(course, Path(scratch) / "server") as desk:
            paths = [take(browser, desk, name) for name in PICTURES]
        browser.close()
    large = [path for path in paths if path.stat().st_size > LARGEST]
    for path in paths:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB{'  TOO LARGE' if path in large else ''}")
    return len(large)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
