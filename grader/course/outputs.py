"""What cells showed, rebuilt from an allow-list: text, tables, pictures. Nothing of it can act on a page."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from grader.report.safe_html import safe_html, safe_picture

ROOMY = re.compile(r"<(t[dh])>")
"""Cells of a table as pandas writes them; its style sheet is left out, so they are given some room."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
"""Control characters but tab, newline, return and escape (which colours text)."""


def clean_outputs(notebook: NotebookNode) -> None:
    """Rebuild every output of ``notebook`` in place from text, safe HTML and PNG; all else is left out."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [kept for output in cell.outputs if (kept := _clean(output)) is not None]
            count = cell.get("execution_count")
            cell.execution_count = count if isinstance(count, int) and 0 <= count < 10**6 else None


def _clean(output: Any) -> NotebookNode | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=_text(output.get("text")))
    if kind == "error":
        lines = output.get("traceback")
        traceback = [_text(line) for line in lines] if isinstance(lines, list) else []
        return new_output("error", ename=_text(output.get("ename")), evalue=_text(output.get("evalue")), traceback=traceback)
    if kind in ("display_data", "execute_result"):
        data = _data(output.get("data"))
        return new_output("display_data", data=data) if data else None
    return None


def _data(given: Any) -> dict[str, str]:
    """Return what may be shown of a display: its text, its table, its picture."""
    if not isinstance(given, dict):
        return {}
    data = {}
    if "text/plain" in given:
        data["text/plain"] = _text(given["text/plain"])
    if "text/html" in given:
        data["text/html"] = safe_html(ROOMY.sub(r'<\1 style="padding:2px 8px">', _text(given["text/html"])))
    picture = safe_picture(given.get("image/png"))
    if picture:
        data["image/png"] = picture
    return data


def _text(given: Any) -> str:
    text = "".join(part for part in given if isinstance(part, str)) if isinstance(given, list) else given
    return CONTROL.sub("\ufffd", text).encode("utf-8", "replace").decode() if isinstance(text, str) else ""
