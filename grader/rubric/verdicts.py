"""
Short ways to say a verdict. Student words never hold an expected value; instructor words hold both sides.
"""

from __future__ import annotations

from grader.model import Status, Verdict


def earned(key: str, found: str = "", expected: str = "", say: str = "") -> Verdict:
    """Return a verdict for a right answer."""
    return Verdict(key, Status.EARNED, 1.0, found, expected, None, say or "Right.", f"got {found}, expected {expected}")


def partly(key: str, fraction: float, found: str, expected: str, say: str, mistake: str | None = None) -> Verdict:
    """Return a verdict for a share of the points; a share of 0 or 1 becomes not earned or earned."""
    status = Status.EARNED if fraction >= 1 else Status.NOT_EARNED if fraction <= 0 else Status.PARTLY
    return Verdict(key, status, min(max(fraction, 0.0), 1.0), found, expected, mistake, say, f"got {found}, expected {expected}")


def missed(key: str, found: str, expected: str, say: str, mistake: str | None = None) -> Verdict:
    """Return a verdict for a wrong or missing answer."""
    return Verdict(key, Status.NOT_EARNED, 0.0, found, expected, mistake, say, f"got {found}, expected {expected}")


def unscored(key: str, found: str, reason: str) -> Verdict:
    """Return a verdict for something that is there but cannot be judged; a person decides."""
    say = "This could not be read automatically. A person will look at it; you lose nothing for its form."
    return Verdict(key, Status.UNSCORED, None, found, "", None, say, reason)
