"""Figures: the same bytes for the same data, ids of their own, the page's colours, nothing that acts or loads."""

import functools
import re
from xml.etree import ElementTree

import pytest

from grader.report.figures import Bar, bars, histogram, pairs, scatter

HOSTILE = "</svg><a>\"$x_2$&'"


@functools.cache
def drawn(name, text="plain"):
    """Return a figure of every kind."""
    return {
        "bars": bars(name, text, [Bar(text, 3.0, text), Bar("other", 0.0, "0")], axis=text, most=3.0),
        "histogram": histogram(name, text, [1.0, 1.5, 2.0, 4.0], edges=[0.0, 1.0, 2.0, 4.0], axis=text),
        "pairs": pairs(name, text, [text, "b"], [(text, [1, 0]), ("second", [0, 7])]),
        "scatter": scatter(name, text, [(text, 0.1, -0.3), ("2", 0.11, -0.31), ("3", 0.9, 0.8)], axes_titles=(text, "up"), said=text),
    }


@pytest.mark.parametrize("kind", drawn("a"))
def test_a_figure_is_part_of_a_page(kind):
    svg = drawn("a")[kind]
    assert svg == drawn.__wrapped__("a")[kind]
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert "var(--bar)" in svg
    assert "var(--ink)" in svg
    assert not re.search(r"#0[1-6]0[1-6]0[1-6]|://|<style|<metadata|font-family|xlink", svg)
    assert set(re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)', svg)) <= {(one, "") for one in ids(svg)} | {("", one) for one in ids(svg)}


@pytest.mark.parametrize("kind", drawn("a"))
def test_figures_of_a_page_share_no_id(kind):
    assert ids(drawn("a")[kind]) & ids(drawn("b")[kind]) == set()


@pytest.mark.parametrize("kind", drawn("a"))
def test_labels_are_text(kind):
    """Labels are neither mark-up nor formulas."""
    plain, hostile = (ElementTree.fromstring(drawn("a", text)[kind]) for text in ("plain", HOSTILE))
    assert {one.tag for one in hostile.iter()} == {one.tag for one in plain.iter()}
    assert HOSTILE in {one.text for one in hostile.iter()}


def test_a_value_on_an_edge_belongs_to_the_upper_bin():
    said = ElementTree.fromstring(drawn("a")["histogram"]).find("desc").text
    assert said == "1 to 2: 2; 2 to 4: 2"


def test_numbers_are_said_in_words():
    assert "second: plain 0, b 7" in drawn("a")["pairs"]
    assert "plain: plain; other: 0" in drawn("a")["bars"]


def ids(svg):
    return set(re.findall(r'\bid="([^"]*)"', svg))
