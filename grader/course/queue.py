"""The queue of an assignment as one record: what the gradebook says, why each answer waits, how long decisions took."""

from __future__ import annotations

from grader.course.decisions import decisions, median_seconds
from grader.course.settings import Settings
from grader.course.waiting import kept_report, read_queue, reasons
from grader.execution.store import Store
from grader.report.queue import QueueReport, Row


def queue_report(name: str, settings: Settings) -> QueueReport:
    """Return the queue of the assignment ``name`` in the course of ``settings``; nothing waits where nothing was graded."""
    store, queue = Store(settings.root, name), read_queue(settings.db_url, name)
    made = decisions(store)
    reports = {student: kept_report(store, student) for student in {one.student for one in queue.waiting}}
    rows = [Row(one.student, one.cell, one.suggested, reasons(reports[one.student], one.cell)) for one in queue.waiting]
    return QueueReport(
        name,
        queue.left,
        queue.done,
        len(made),
        sum(one.accepted for one in made),
        median_seconds(made),
        tuple(sorted(rows, key=lambda row: row.student)),
    )
