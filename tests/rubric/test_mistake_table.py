"""The page of mistakes is what the grader does today."""

from tests.rubric.mistake_table import PAGE, page, rows


def test_the_page_is_fresh():
    """Write it anew with ``python -m tests.rubric.mistake_table``."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_no_mistake_is_free_and_none_takes_everything_but_nothing():
    """Every mistake costs something, and at most its own cell."""
    assert len(rows()) >= 45
