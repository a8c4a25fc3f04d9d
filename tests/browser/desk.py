"""A small graded course and the real Jupyter server in it, for tests in a browser and for the pictures of the docs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from playwright.sync_api import Page

from grader.course.cohort import grade_cohort
from grader.course.cohort_report import collect_cohort
from grader.course.feedback import write_feedback
from grader.course.host import nbgrader_or_stop
from grader.course.release import copy_course
from grader.course.settings import load_settings
from grader.course.tables import query
from grader.grade import Assignment
from grader.report.cohort import render_cohort
from grader.report.cohort_table import put
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT, RECIPES, cell, decide, packed, solve
from tests.hostile.pages import ACT, MARKDOWN, OUTPUTS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
TOKEN = "browser-tests"
HOSTILE_ID = "<img src=x onerror=alert(1)>"
DOUBTFUL = (
    "We should not adopt the FP8 weights. The p95 latency rises from 31.13 to 44.20 s (+42 %), although the cost per 1,000 requests falls "
    "from 0.681 to 0.291 USD, and users would notice."
)
STARTS_S = 60
REPORT = f"report/{ASSIGNMENT}.html"


def hostile(released, solved):
    """Return a notebook that tries everything on whoever opens it, and waits for a person."""
    notebook = deepcopy(solved)
    decide(notebook, "do not adopt", DOUBTFUL)
    for part in ("analysis", "recommendation"):
        cell(notebook, part).source += "\n\n" + "\n\n".join(text for name, text in MARKDOWN.items() if name not in ("long", "deep"))
    cell(notebook, "baseline").source += "\nprint('''" + ACT + "''')\n" + OUTPUTS["html"] + "\n" + OUTPUTS["svg"]
    return packed(notebook)


def doubtful(released, solved):
    """Return a notebook whose recommendation holds a figure that is not true."""
    return decide(deepcopy(solved), "do not adopt", DOUBTFUL)


def make_graded(folder: Path, recipes: Sequence[str], extra: dict[str, object] | None = None) -> Path:
    """Make a course with the submissions of ``recipes`` and ``extra`` (student -> maker), graded, with feedback for everyone and a report."""
    copy_course(Assignment(ASSIGNMENT, ROOT), folder)
    nbgrader_or_stop(folder, "generate_assignment", ASSIGNMENT, "--force")
    released, master = (nbformat.read(folder / place / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4) for place in ("release", "source"))
    makers = {one.name: one.make for one in RECIPES if one.name in recipes} | (extra or {})
    for student, make in makers.items():
        target = folder / "submitted" / student / ASSIGNMENT
        target.mkdir(parents=True)
        (target / f"{ASSIGNMENT}.ipynb").write_bytes(make(deepcopy(released), solve(released, master)))
    settings = load_settings(folder)
    grade_cohort(ASSIGNMENT, settings)
    write_feedback(ASSIGNMENT, settings, unseen=True)
    put(folder / REPORT, render_cohort(collect_cohort(ASSIGNMENT, settings), "Made from sample submissions.").encode("utf-8", "replace"))
    return folder


@dataclass(frozen=True, slots=True)
class Desk:
    """A running server: its address and the course below it."""

    url: str
    course: Path

    @property
    def db_url(self) -> str:
        """Address of the course's gradebook."""
        return f"sqlite:///{self.course / 'gradebook.db'}"

    def submission(self, student: str) -> str:
        """Return the id under which formgrader shows the submission of ``student``."""
        rows = query(
            self.db_url,
            "SELECT sn.id FROM submitted_notebook sn JOIN submitted_assignment sa ON sn.assignment_id = sa.id WHERE sa.student_id = :name",
            student,
        )
        return rows[0][0]

    def open(self, page: Page, student: str) -> None:
        """Open formgrader's page of ``student`` and wait until marks and comments are loaded."""
        page.goto(f"{self.url}/formgrader/submissions/{self.submission(student)}/")
        settled(page)


def settled(page: Page) -> None:
    """Wait until nbgrader has loaded marks and comments of the submission shown."""
    page.wait_for_function("() => window.formgrader && formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded")


def signed_in(page: Page, desk: Desk) -> Page:
    """Give the browser the server's cookie, as the address that Jupyter prints does."""
    page.goto(f"{desk.url}/lab?token={TOKEN}", wait_until="commit")
    return page


@contextmanager
def served(folder: Path, scratch: Path) -> Iterator[Desk]:
    """Run ``jupyter lab`` in ``folder`` as a course does it; nothing of the user's own configuration is read or written."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(scratch / name.lower()) for name in ("CONFIG", "RUNTIME")}
    own |= {"JUPYTERLAB_SETTINGS_DIR": str(scratch / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces")}
    own |= {"IPYTHONDIR": str(scratch / "ipython"), "JUPYTER_CONFIG_PATH": str(ROOT / "jupyter")}
    _no_news(scratch / "settings")
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
    ]
    command += ["--allow-root"] if os.getuid() == 0 else []
    with (scratch / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=os.environ | own, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/api", server, scratch / "server.log")
            yield Desk(f"http://127.0.0.1:{port}", folder)
        finally:
            server.terminate()
            server.wait(30)


def _no_news(settings: Path) -> None:
    """Answer JupyterLab's question about news beforehand."""
    place = settings / "@jupyterlab" / "apputils-extension"
    place.mkdir(parents=True)
    (place / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')


def _wait(url: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + STARTS_S
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
