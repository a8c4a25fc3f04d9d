"""Whatever JSON a kernel sends as evidence, it is judged or refused with a reason; no judge raises, none takes long."""

import json
from copy import deepcopy
from random import Random

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.execution.kernel import RunResult
from grader.execution.limits import Limits
from grader.execution.repair import rebuild
from grader.execution.wall import WALLS
from grader.grade import Assignment, collect, evidence_of, score
from grader.reading.evidence import CellEvidence, Evidence, read_cell
from grader.rubric.criteria import VARIABLES
from tests.cohort.course import ROOT
from tests.cohort.recipes import ASSIGNMENT, POINTS, packed, solve
from tests.fuzz.damage import ODD, places

WHERE = Assignment(ASSIGNMENT, ROOT)
FACTS = WHERE.facts()
FORMS = (
    "kind",
    "type",
    "rows",
    "columns",
    "index",
    "items",
    "values",
    "name",
    "index_names",
    "column_names",
    "total_rows",
    "reason",
    "text",
)
KINDS = ("table", "series", "mapping", "sequence", "nonfinite", "undefined", "unexported", "x")
leaf = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20), st.sampled_from(KINDS)
)
hostile = st.recursive(
    leaf, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(FORMS), inner, max_size=6)), max_leaves=25
)


def claimed(values):
    """Return what the kernel claims as evidence, read as it is read in earnest."""
    try:
        return read_cell(json.dumps(values), None)
    except SubmissionError as refused:
        return CellEvidence(lost=str(refused))


def judged(cells):
    """Return the report for cell -> values."""
    evidence = Evidence({cell: claimed(cells.get(cell, {})) for cell in VARIABLES}, {"analysis": "", "recommendation": ""})
    report = score(evidence, FACTS)
    assert {cell.cell for cell in report.cells} == set(POINTS)
    assert all(cell.score is None or 0 <= cell.score <= cell.points for cell in report.cells)
    return report


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(hostile)
def test_any_json_as_a_value_is_judged(value):
    """The same odd value under every name; it earns nothing."""
    report = judged({cell: dict.fromkeys(names, value) for cell, names in VARIABLES.items()})

    assert report.score < 40


@pytest.fixture(scope="module")
def honest():
    """Return the reference's evidence as plain data, taken from a real kernel."""
    released = WHERE.released()
    master = nbformat.read(WHERE.source / f"{ASSIGNMENT}.ipynb", as_version=4)
    evidence = collect(rebuild(packed(solve(released, master)), released), WHERE.source, Limits(), WALLS["bubblewrap"])
    return {cell: dict(found.values) for cell, found in evidence.cells.items()}


@pytest.mark.slow
def test_damaged_evidence_never_gains(honest):
    """One thing of the reference's evidence replaced, 1,500 times: judged every time, never above full marks."""
    for seed in range(1500):
        random, cells = Random(seed), json.loads(json.dumps(honest))
        for _ in range(random.randint(1, 4)):
            place = random.choice([found for found in places(cells) if found])
            key = random.choice(list(place)) if isinstance(place, dict) else random.randrange(len(place))
            place[key] = deepcopy(random.choice([*ODD[:3], *ODD[4:-1], {"kind": random.choice(KINDS)}]))
        for cell in VARIABLES:
            if not isinstance(cells.get(cell), dict):
                cells[cell] = {}
        judged(cells)


def test_evidence_that_is_no_evidence_is_refused_with_a_reason():
    """Broken, deep, large or foreign JSON loses its cell and says so."""
    texts = [
        "",
        "{",
        "[]",
        "null",
        "3",
        '{"comparison": NaN}',
        '{"a": ' + "[" * 500 + "]" * 500 + "}",
        '{"a": "' + "x" * 9_000_000 + '"}',
        "\ud800",
        '{"a": 1}{"b": 2}',
    ]
    released = WHERE.released()
    for text in texts:
        rebuilt = rebuild(nbformat.writes(released).encode(), released)
        evidence = evidence_of(rebuilt, RunResult(evidence=dict.fromkeys(VARIABLES, text)))
        assert all(found.lost for found in evidence.cells.values()), text[:30]
