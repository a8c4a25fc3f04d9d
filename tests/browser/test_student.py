"""A student opens the released notebook in JupyterLab and runs it; what it prints is what it prints without a browser."""

import json
import shutil
import time

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import expect

from tests.browser.desk import TOKEN, served
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT

pytestmark = pytest.mark.browser
RUN_MS = 120_000


@pytest.fixture(scope="module")
def given(browser, tmp_path_factory):
    """What a student receives, in a folder of its own, with JupyterLab in it."""
    folder = tmp_path_factory.mktemp("student") / "home"
    shutil.copytree(ROOT / "release" / ASSIGNMENT, folder)
    with served(folder, tmp_path_factory.mktemp("lab")) as desk:
        yield desk


def told(notebook):
    """Return (cell id, kind of output, text printed) of every output."""
    return [(cell["id"], out["output_type"], "".join(out.get("text", ""))) for cell in notebook["cells"] for out in cell.get("outputs", ())]


def run_to_the_end(page, file):
    """Save until every code cell has run, and return the notebook as saved."""
    until = time.monotonic() + RUN_MS / 1000
    while time.monotonic() < until:
        page.keyboard.press("Control+s")
        page.wait_for_timeout(500)
        saved = json.loads(file.read_text())
        if all(cell["execution_count"] for cell in saved["cells"] if cell["cell_type"] == "code" and "".join(cell["source"]).strip()):
            return saved
    raise AssertionError("the notebook did not run to its end in JupyterLab")


def test_the_released_notebook_runs_in_jupyterlab(browser, given):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{given.url}/lab/tree/{ASSIGNMENT}.ipynb?token={TOKEN}&reset")
    expect(page.get_by_role("heading", name="Was the optimization worth it?")).to_be_visible(timeout=RUN_MS)
    expect(page.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle", timeout=RUN_MS)

    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    file = given.course / f"{ASSIGNMENT}.ipynb"
    ran = run_to_the_end(page, file)
    context.close()

    fresh = nbformat.read(ROOT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    NotebookClient(fresh, resources={"metadata": {"path": str(given.course)}}, allow_errors=True).execute()
    assert told(ran) == told(fresh)
    assert not [kind for _, kind, _ in told(ran) if kind == "error"]
