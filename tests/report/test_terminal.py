"""Marks on a screen: every cell where there is room, else the total and what was lost; a total is never cut off."""

import pytest
from rich.console import Console

from grader.report.terminal import marks_table

CELLS = [("workload", 6.0), ("baseline", 14.0), ("comparison", 24.0), ("recommendation", 9.0)]
ROWS = [
    ("s1", [(6.0, False), (14.0, False), (24.0, False), (9.0, False)], 53.0),
    ("s2", [(6.0, False), (12.8, False), (20.85, False), (5.25, True)], 44.9),
    ("s[red]3", [(0.0, True)] * 4, 0.0),
]


def shown(width):
    console = Console(width=width, record=True)
    console.print(marks_table("marks", CELLS, ROWS, width))
    return console.export_text()


@pytest.mark.parametrize("width", [60, 80, 200])
def test_every_total_is_shown_in_full(width):
    lines = shown(width).splitlines()
    for student, total in (("s1", "53"), ("s2", "44.9"), ("s[red]3", "0")):
        assert total in next(line for line in lines if student in line)
    assert not any("…" in line for line in lines)


def test_a_wide_screen_shows_each_cell():
    assert "20.85" in shown(200)
    assert "of 24" not in shown(200)


def test_a_narrow_screen_says_what_was_lost():
    text = " ".join(shown(60).replace("│", " ").split())
    assert "44.9 ? baseline 12.8 of 14, comparison 20.85 of 24, recommendation 5.25 ? of 9" in text
    assert "0 ? all of it" in text
