"""
A Jupyter server extension beside nbgrader's formgrader: the queue of answers that wait for a person.

It stands where nbgrader's extension stands, in ``etc/jupyter/jupyter_server_config.d`` of the environment, and does nothing where formgrader
is not loaded. Marks and comments are saved by nbgrader's own handlers; these here say what comes next and keep how long it took.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from jupyter_server.utils import url_path_join
from nbgrader.api import MissingEntry
from nbgrader.server_extensions.formgrader.base import BaseApiHandler, BaseHandler, check_notebook_dir, check_xsrf
from tornado import web

from grader.course.comments import keep_comment
from grader.course.decisions import decisions, median_seconds, note
from grader.course.queue_page import QueueExporter
from grader.course.waiting import assignments, read_queue
from grader.errors import CourseError
from grader.execution.store import Store
from grader.report.queue import TEMPLATES


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``method`` behind nbgrader's own gates: formgrader is there, a user, the XSRF cookie, a course below the server's folder."""

    @functools.wraps(method)
    def where_formgrader_is(self: BaseHandler, *args: str, **kwargs: str) -> Any:
        if "nbgrader_formgrader" not in self.settings:
            raise web.HTTPError(404)
        return check_xsrf(check_notebook_dir(method))(self, *args, **kwargs)

    guarded: Callable[..., Any] = web.authenticated(where_formgrader_is)
    return guarded


def _sent(handler: BaseApiHandler, name: str) -> Any:
    """Return what the page sent under ``name``; ``None`` where it sent no such thing."""
    body = handler.get_json_body()
    return body.get(name) if isinstance(body, dict) else None


class QueueHandler(BaseHandler):
    """``/formgrader/queue``: go to the first answer that waits."""

    @_guarded
    def get(self) -> None:
        """Redirect to the first submission that waits, of any assignment; to nbgrader's list where none does."""
        for name in assignments(self.db_url):
            queue = read_queue(self.db_url, name)
            if queue.left:
                self.redirect(f"{self.base_url}/formgrader/submissions/{queue.waiting[0].submission}/")
                return
        self.redirect(f"{self.base_url}/formgrader/gradebook")


class NextHandler(BaseHandler):
    """``/formgrader/queue/next/<submission>``: go to the next submission in which something waits."""

    @_guarded
    def get(self, submission: str) -> None:
        """Redirect there; to the list of the assignment where nothing else waits."""
        try:
            name = self.gradebook.find_submission_notebook_by_id(submission).assignment.assignment.name
        except MissingEntry:
            raise web.HTTPError(404) from None
        following = read_queue(self.db_url, name).after(submission)
        self.redirect(f"{self.base_url}/formgrader/" + (f"submissions/{following}/" if following else f"gradebook/{name}/{name}"))


class DecidedHandler(BaseApiHandler):
    """``/formgrader/queue/decided/<grade>``: keep how long a mark took that nbgrader has just saved."""

    @_guarded
    def post(self, grade_id: str) -> None:
        """Read the mark from the gradebook, never from the page; answer with the state of the queue."""
        try:
            grade = self.gradebook.find_grade_by_id(grade_id)
        except MissingEntry:
            raise web.HTTPError(404) from None
        seconds = _sent(self, "seconds")
        if grade.manual_score is None or not isinstance(seconds, int | float) or not seconds >= 0:
            raise web.HTTPError(400, "a mark of a person and the seconds it took are needed")
        submission = grade.notebook
        name, student = submission.assignment.assignment.name, submission.student.id
        store = Store(Path(self.coursedir.root), name)
        note(store, datetime.now(UTC), student, grade.name, grade.auto_score, float(grade.manual_score), float(seconds))
        queue = read_queue(self.db_url, name)
        self.finish({"left": queue.left, "done": queue.done, "median_s": median_seconds(decisions(store))})


class CommentsHandler(BaseApiHandler):
    """``/formgrader/queue/comments/<assignment>``: keep a comment for other answers."""

    @_guarded
    def post(self, assignment: str) -> None:
        """Add the comment and answer with all of them."""
        text = _sent(self, "text")
        if not isinstance(text, str) or assignment not in assignments(self.db_url):
            raise web.HTTPError(404)
        try:
            kept = keep_comment(Path(self.coursedir.root), assignment, text)
        except CourseError as error:
            self.set_status(400)
            self.finish({"message": f"{error.got}; {error.expected} can be kept"})
            return
        self.finish({"comments": kept})


# Below /formgrader, because a cookie that nbgrader's pages set holds there alone.
HANDLERS = (
    (r"/formgrader/queue/?", QueueHandler),
    (r"/formgrader/queue/next/([^/]+)", NextHandler),
    (r"/formgrader/queue/decided/([^/]+)", DecidedHandler),
    (r"/formgrader/queue/comments/([^/]+)", CommentsHandler),
)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "grader.course.formgrader"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Add the addresses of the queue; extensions load in the order of their names, so nbgrader's last word, "not found", comes after ours."""
    base = server.web_app.settings["base_url"]
    server.web_app.add_handlers(".*$", [(url_path_join(base, path.lstrip("/")), handler) for path, handler in HANDLERS])


async def _start_jupyter_server_extension(server: Any) -> None:
    """Give formgrader our page of a submission and an entry in its lists; called when every extension is loaded, nbgrader's too."""
    settings = server.web_app.settings
    formgrader = settings.get("nbgrader_formgrader")
    if formgrader is None:
        server.log.info("The queue is not available: nbgrader's formgrader is not loaded in this server.")
        return
    settings["nbgrader_exporter"] = QueueExporter(parent=formgrader)
    theirs = settings["nbgrader_jinja2_env"].loader
    lists = Environment(loader=ChoiceLoader([FileSystemLoader(TEMPLATES), PrefixLoader({"nbgrader": theirs}), theirs]))
    lists.globals["answers_left"] = functools.partial(_answers_left, settings)
    settings["nbgrader_jinja2_env"] = lists


def _answers_left(settings: dict[str, Any]) -> int:
    """Return how many answers wait in the course that formgrader shows now."""
    db_url = settings["nbgrader_formgrader"].coursedir.db_url
    return sum(read_queue(db_url, name).left for name in assignments(db_url))
