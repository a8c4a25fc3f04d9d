"""
The ``grader`` command. Each command is one call; what it prints comes from ``grader.report``.

What a command needs is imported when it runs: ``grader --help`` and a run with nothing to do answer at once.
"""

from __future__ import annotations

from grader.cli import course, giving, grading, measuring, queue, reporting
from grader.cli.app import app, main

__all__ = ["app", "course", "giving", "grading", "main", "measuring", "queue", "reporting"]
