"""Evidence is parsed as hostile input."""

import pytest

from grader.errors import SubmissionError
from grader.reading import evidence
from grader.reading.evidence import CellEvidence, Evidence, read_cell, read_evidence, write_evidence


def test_a_round_trip_keeps_everything():
    before = Evidence({"a": CellEvidence({"x": {"kind": "undefined"}})}, {"analysis": "text"}, ("b",), ("r",), ("p",), "none")

    assert read_evidence(write_evidence(before)) == before


BOMBS = [
    (b"", "truncated"),
    (b"[]", "Expected"),
    (b"[" * 100_000 + b"]" * 100_000, "nesting"),
    (b'{"cells": {}, "prose": {"a": NaN}}', "invalid"),
    (b'{"cells": {}, "prose": ' + b'{"a":' * 60 + b"1" + b"}" * 60 + b"}", "nesting"),
    (b"\xff", "malformed|invalid"),
    (b'{"cells": {"a": 7}, "prose": {}}', "Expected"),
]


@pytest.mark.parametrize(("raw", "words"), BOMBS, ids=[str(case[0][:24]) for case in BOMBS])
def test_a_bomb_is_refused_with_words(raw, words):
    with pytest.raises(SubmissionError, match=words):
        read_evidence(raw)


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(evidence, "MAX_CELL_BYTES", 10)

    with pytest.raises(SubmissionError, match="at most 10"):
        read_cell('{"x": "0123456789"}', None)


def test_brackets_inside_text_are_no_nesting():
    assert read_cell('{"x": "' + "[" * 500 + '\\""}', None).values["x"].startswith("[[[")
