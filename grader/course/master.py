"""The master notebook at release time: audited first, so that a broken one never reaches students."""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from grader.course.audit import audit_master, audit_rubric
from grader.errors import CourseError


class AuditMaster(NbGraderPreprocessor):
    """First preprocessor of ``nbgrader generate_assignment``."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Return ``nb`` unchanged. Raises: RuntimeError, with the place, when cells and rubric disagree."""
        try:
            audit_rubric()
            audit_master(nb, resources["nbgrader"]["assignment"])
        except CourseError as error:
            self.log.error("%s", error)
            raise RuntimeError(str(error)) from None
        return nb, resources
