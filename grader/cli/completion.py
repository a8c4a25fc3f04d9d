"""What the Tab key offers. Answers at once: looks at folder names alone and imports nothing of the grader."""

from __future__ import annotations

from pathlib import Path

SCENARIOS = Path(__file__).parents[1] / "exercise" / "scenarios"


def assignments(incomplete: str) -> list[str]:
    """Return the assignments of the course that begin with ``incomplete``."""
    return folders(Path("source"), incomplete)


def students(incomplete: str) -> list[str]:
    """Return the students who handed in or were graded."""
    return sorted({*folders(Path("submitted"), incomplete), *folders(Path("autograded"), incomplete)})


def scenarios(incomplete: str) -> list[str]:
    """Return the scenarios."""
    return sorted(path.stem for path in SCENARIOS.glob("*.toml") if path.stem.startswith(incomplete))


def isolations(incomplete: str) -> list[str]:
    """Return the kinds of isolation."""
    return [name for name in ("bubblewrap", "none") if name.startswith(incomplete)]


def lms(incomplete: str) -> list[str]:
    """Return the layouts that marks are written in."""
    return [name for name in ("canvas", "moodle", "blackboard", "nbgrader") if name.startswith(incomplete)]


def paths(incomplete: str) -> list[str]:
    """Return files and folders below the folder that ``incomplete`` names so far."""
    folder, _, begun = incomplete.rpartition("/")
    place = Path(folder or ("/" if incomplete.startswith("/") else "."))
    lead = incomplete[: len(incomplete) - len(begun)]
    if not place.is_dir():
        return []
    found = sorted(path for path in place.iterdir() if path.name.startswith(begun) and (begun or not path.name.startswith(".")))
    return [f"{lead}{path.name}{'/' if path.is_dir() else ''}" for path in found]


def folders(place: Path, incomplete: str = "") -> list[str]:
    """Return the folders in ``place`` that begin with ``incomplete``, sorted; none where there is no such place."""
    return sorted(path.name for path in place.iterdir() if path.is_dir() and path.name.startswith(incomplete)) if place.is_dir() else []
