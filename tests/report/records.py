"""Small cohorts for the tests of the report."""

from grader.model import Status
from grader.report.cohort_record import (
    CellMark,
    Cohort,
    CriterionFigures,
    Item,
    MistakeCount,
    SharedText,
    SharedValue,
    SharedValues,
    Submission,
)


def submission(student="ada", mark=6.0, waiting=False, **more):
    """Return a submission of two cells, 8 and 2 points."""
    reasons = ("savings holds no named entries",) if waiting else ()
    cells = (CellMark("test-savings", 8.0, mark, mark, False, waiting, reasons), CellMark("analysis", 2.0, 1.5, 1.0, True))
    items = (
        Item("test-savings", "savings-cost", 5.0, mark - 1.0, Status.PARTLY, "sign_inverted"),
        Item("test-savings", "savings-energy", 3.0, 1.0, Status.PARTLY),
        Item("analysis", "improvements", 2.0, None, Status.PARTLY, by_person=True),
    )
    given = {"decision": "adopt", "prose_decision": "do-not-adopt", "seconds": 1.25, "memory_bytes": 300_000_000}
    return Submission(student, cells, items, **{**given, **more})


def cohort(*submissions, **more):
    """Return a cohort with a figure of every kind."""
    given = {
        "criteria": (
            CriterionFigures("test-savings", "savings-cost", "The saving in cost is right.", 5.0, 0.61, -0.12, (1, 2, 3, 4)),
            CriterionFigures("test-savings", "savings-energy", "The saving in energy is right.", 3.0, 0.2, None, (0, 1, 0, 0)),
        ),
        "mistakes": (MistakeCount("sign_inverted", 7, 9, ("savings-cost",), "A saving is positive."),),
        "texts": (SharedText(("ada", "eve"), 0.43, 0.43, "cards are the price of calm evenings", 7),),
        "values": (SharedValues(("ada", "eve"), (SharedValue("savings-cost", "1234.5", 2),)),),
    }
    return Cohort("genai-efficiency", "fp8-l4", "adopt", submissions, **{**given, **more})
