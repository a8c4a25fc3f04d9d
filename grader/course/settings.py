"""
What ``nbgrader_config.py`` says, read without starting nbgrader: a run that has nothing to do should not wait for it.

Read as nbgrader reads it: the files of Jupyter's configuration folders first, the course's own last.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader

from grader.errors import CourseError
from grader.execution.limits import Limits

CONFIG = "nbgrader_config"
STRUCTURE = "{nbgrader_step}/{student_id}/{assignment_id}"
DEFAULT_ISOLATION = "bubblewrap"
PREPROCESSORS = (
    "grader.course.plugins.TakeEvidence",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "grader.course.plugins.WriteScores",
    "nbgrader.preprocessors.SaveAutoGrades",
    "grader.course.plugins.SuggestMarks",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
)
"""What ``nbgrader autograde`` does in this course, and ``grader grade`` in its own way."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The part of a course's configuration that grading a cohort needs; ``config`` is all of it."""

    root: Path
    config: Config
    db_url: str
    course_id: str
    submitted: Path
    autograded: Path
    excluded: frozenset[str]
    isolation: str
    trust_timestamps: bool
    cell_s: float | None
    permissions: int
    groupshared: bool

    @property
    def limits(self) -> Limits:
        """What one submission may use; ``Execute.timeout`` is the time of a cell."""
        return Limits(cell_s=self.cell_s) if self.cell_s else Limits()


def load_settings(root: Path) -> Settings:
    """
    Return the settings of the course at ``root``.

    Raises: CourseError when a file cannot be read or asks for steps that only ``nbgrader autograde`` takes.
    """
    config = Config()
    for folder in [*reversed([Path(path) for path in jupyter_config_path()]), root]:
        config.merge(_read(folder))
    course, autograde = config.CourseDirectory, config.Autograde
    where = str(root / f"{CONFIG}.py")
    if course.get("directory_structure", STRUCTURE) not in (STRUCTURE, str(Path(STRUCTURE))):
        raise _refused(where, f"CourseDirectory.directory_structure {course.directory_structure!r}", STRUCTURE)
    steps = [
        name if isinstance(name, str) else f"{name.__module__}.{name.__qualname__}" for name in autograde.get("autograde_preprocessors", ())
    ]
    if tuple(steps) != PREPROCESSORS or autograde.get("sanitize_preprocessors"):
        raise _refused(where, "other steps of autograding than this repository's", "the steps of the shipped nbgrader_config.py")
    base = Path(course.get("root", root)).resolve()
    shared = bool(course.get("groupshared", False))
    timeout = config.Execute.get("timeout", config.TakeEvidence.get("timeout"))
    return Settings(
        root=base,
        config=config,
        db_url=course.get("db_url", f"sqlite:///{base / 'gradebook.db'}"),
        course_id=course.get("course_id", "") or "default_course",
        submitted=base / course.get("submitted_directory", "submitted"),
        autograded=base / course.get("autograded_directory", "autograded"),
        excluded=frozenset(name for name in str(course.get("student_id_exclude", "")).split(",") if name),
        isolation=config.RebuildingExporter.get("isolation", DEFAULT_ISOLATION),
        trust_timestamps=bool(config.RebuildingExporter.get("trust_timestamps", False)),
        cell_s=float(timeout) if timeout else None,
        permissions=int(str(autograde.get("permissions", 664 if shared else 444)), 8),
        groupshared=shared,
    )


def _read(folder: Path) -> Config:
    found = Config()
    for loader in (PyFileConfigLoader(f"{CONFIG}.py", path=str(folder)), JSONFileConfigLoader(f"{CONFIG}.json", path=str(folder))):
        try:
            loaded: Any = loader.load_config()
        except ConfigFileNotFound:
            continue
        except Exception as error:  # whatever a configuration file raises is told as what it is
            raise CourseError(
                where=str(folder / CONFIG), got=f"{type(error).__name__}: {error}", expected="a file that can be read", do="Correct it."
            ) from error
        found.merge(loaded)
    return found


def _refused(where: str, got: str, expected: str) -> CourseError:
    return CourseError(where=where, got=got, expected=expected, do="Use `nbgrader autograde`, or take the shipped setting back.")
