"""Only what differs from nbgrader's defaults. Everything else is plain nbgrader."""

from pathlib import Path

c = get_config()  # noqa: F821 - given by traitlets
c.CourseDirectory.course_id = "genai-serving"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", ".*"]

# What students see where the reference solution was: a line that runs.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}

# Archives that students made are unpacked with limits (nbgrader zip_collect).
c.ZipCollectApp.extractor_plugin = "grader.course.archives.BoundedExtractor"

# A broken master stops before anything is released.
c.GenerateAssignment.preprocessors = [
    "grader.course.master.AuditMaster",
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Student code yields evidence; the score is written by us, after it ran.
c.Autograde.exporter_class = "grader.course.plugins.RebuildingExporter"
c.Autograde.autograde_preprocessors = [
    "grader.course.plugins.TakeEvidence",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "grader.course.plugins.WriteScores",
    "nbgrader.preprocessors.SaveAutoGrades",
    "grader.course.plugins.SuggestMarks",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Nothing a student typed or printed runs in feedback or in formgrader.
c.HTMLExporter.filters = {"markdown2html": "grader.course.pages.markdown2html"}
c.GenerateFeedback.exporter_class = "grader.course.pages.FeedbackExporter"

# Feedback never shows hidden tests.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
