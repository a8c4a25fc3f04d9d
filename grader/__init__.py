"""
Grade before/after judgements of generative-AI inference.

Three functions are public: ``grade_table(comparison, facts)``, ``grade_prose(analysis, recommendation, facts)``
and ``grade_notebook(path, assignment)``. They are loaded on first use, so importing ``grader`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.grade import grade_notebook
    from grader.rubric.prose import grade_prose
    from grader.rubric.table import grade_table

__all__ = ["grade_notebook", "grade_prose", "grade_table"]


def __getattr__(name: str) -> object:
    """Return a public function, importing its module now. Raises: AttributeError for any other name."""
    if name == "grade_notebook":
        from grader.grade import grade_notebook

        return grade_notebook
    if name == "grade_prose":
        from grader.rubric.prose import grade_prose

        return grade_prose
    if name == "grade_table":
        from grader.rubric.table import grade_table

        return grade_table
    raise AttributeError(f"module 'grader' has no attribute {name!r}")
