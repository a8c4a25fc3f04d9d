"""Reports as JSON, for the store, the command line and whoever reads them later."""

from __future__ import annotations

import msgspec

from grader.model import Report


def report_json(report: Report) -> bytes:
    """Return ``report`` as indented JSON; the form is that of ``grader.model.Report``."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1)


def read_report(raw: bytes) -> Report:
    """Return the report written by ``report_json``. Raises: msgspec.DecodeError when it is none."""
    return msgspec.json.decode(raw, type=Report)
