"""
Evidence: what a submission leaves behind, as strict JSON with limits. Parsed as hostile input.

One record per submission: what each graded cell's variables hold (see ``exporter`` for the forms), what
went wrong while running, and the prose as typed. Nothing in here was computed by us; it is the student's claim.
"""

from __future__ import annotations

import msgspec

from grader.errors import SubmissionError
from grader.reading.forms import sound

MAX_BYTES = 8_000_000
"""Largest evidence of one submission, bytes."""
MAX_CELL_BYTES = 2_000_000
"""Largest evidence of one cell, bytes; the exporter writes at most half of it."""
MAX_DEPTH = 40
"""Deepest nesting accepted before parsing; the exporter writes far less."""


class CellError(msgspec.Struct, frozen=True):
    """What a student's cell raised: type and message, no traceback."""

    name: str
    message: str


class CellEvidence(msgspec.Struct, frozen=True):
    """What stood in a graded cell's variables when its test cell was reached."""

    values: dict[str, object] = msgspec.field(default_factory=dict)
    """Variable name -> exported value; a name the exporter did not deliver is missing here."""
    error: CellError | None = None
    """The error of the solution cell before it, if it raised."""
    lost: str = ""
    """Why nothing could be exported (kernel died, time ran out), or empty."""


class Evidence(msgspec.Struct, frozen=True):
    """Everything scoring may know of one submission."""

    cells: dict[str, CellEvidence]
    """Solution cell id -> evidence."""
    prose: dict[str, str]
    """Markdown cell id -> the student's text."""
    untouched: tuple[str, ...] = ()
    """Cells that stand exactly as released."""
    repairs: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    isolation: str = "none"

    def value(self, cell: str, name: str) -> object:
        """Return the exported value of ``name`` at ``cell``; ``undefined`` when it is not there."""
        found = self.cells.get(cell)
        return found.values.get(name, {"kind": "undefined"}) if found else {"kind": "undefined"}


def write_evidence(evidence: Evidence) -> bytes:
    """Return ``evidence`` as JSON bytes."""
    return msgspec.json.encode(evidence)


def read_evidence(raw: bytes) -> Evidence:
    """
    Return the evidence in ``raw``.

    Raises: SubmissionError when it is too large, too deep, no JSON or not of the documented form.
    """
    if len(raw) > MAX_BYTES:
        raise _refused(f"{len(raw)} bytes", f"at most {MAX_BYTES}")
    if _deepest(raw) > MAX_DEPTH:
        raise _refused("nesting deeper than any answer", f"at most {MAX_DEPTH} levels")
    try:
        evidence = msgspec.json.decode(raw, type=Evidence)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(str(error)[:200], "evidence of the documented form") from error
    cells = {name: _sound_cell(cell) for name, cell in evidence.cells.items()}
    return msgspec.structs.replace(evidence, cells=cells)


def _sound_cell(cell: CellEvidence) -> CellEvidence:
    return msgspec.structs.replace(cell, values={name: sound(value) for name, value in cell.values.items()})


def _refused(got: str, expected: str) -> SubmissionError:
    return SubmissionError(where="evidence", got=got, expected=expected, do="Look at the notebook; it cannot be judged automatically.")


def _deepest(raw: bytes) -> int:
    depth = deepest = 0
    in_text = escaped = False
    for byte in raw:
        if in_text:
            in_text, escaped = escaped or byte != 0x22, byte == 0x5C and not escaped
        elif byte == 0x22:
            in_text = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def read_cell(raw: str, error: CellError | None) -> CellEvidence:
    """
    Return the evidence of one cell from the probe's JSON text.

    Raises: SubmissionError when it is too large, too deep or no JSON object.
    """
    if len(raw) > MAX_CELL_BYTES:
        raise _refused(f"{len(raw)} characters", f"at most {MAX_CELL_BYTES}")
    data = raw.encode("utf-8", "replace")
    if _deepest(data) > MAX_DEPTH:
        raise _refused("nesting deeper than any answer", f"at most {MAX_DEPTH} levels")
    try:
        values = msgspec.json.decode(data, type=dict[str, object])
    except (msgspec.DecodeError, RecursionError) as failure:
        raise _refused(str(failure)[:200], "an object of exported values") from failure
    return CellEvidence({name: sound(value) for name, value in values.items()}, error)
