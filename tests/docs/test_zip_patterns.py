"""The patterns of docs/lms.md for zips of an LMS: they find who handed in, and nothing inside a submission passes for somebody else's."""

import re

import pytest
from nbgrader.plugins import FileNameCollectorPlugin

from tests.cohort.course import ROOT

(LINES,) = re.findall(r"```python-config\n(.*?)c\.File", (ROOT / "docs" / "lms.md").read_text(encoding="utf-8"), re.DOTALL)
PARTS = dict(re.findall(r'^(\w+) = (?:HERE \+ )?r"(.*)"$', LINES, re.MULTILINE))
FOLDER = "/home/me/course/downloaded/genai-efficiency/extracted/submissions"
CASES = [
    ("CANVAS", "doejohn_9001_555_genai-efficiency.ipynb", "9001", "genai-efficiency.ipynb"),
    ("CANVAS", "doejohn_LATE_9001_555_genai-efficiency-2.ipynb", "9001", "genai-efficiency-2.ipynb"),
    ("CANVAS", "doejohn_9001_555_x_7777_1_genai-efficiency.ipynb", "9001", None),
    ("CANVAS", "doejohn_9001_555_mine/roe_7777_1_genai-efficiency.ipynb", "9001", None),
    ("MOODLE", "Fün Önly_5001_assignsubmission_file/genai-efficiency.ipynb", "5001", "genai-efficiency.ipynb"),
    ("MOODLE", "Fün Önly_5001_assignsubmission_file_/mine/x_7777_assignsubmission_file_/genai-efficiency.ipynb", "5001", None),
    ("MOODLE", "A_7777_assignsubmission_file_5001_assignsubmission_file/genai-efficiency.ipynb", "5001", None),
    ("BLACKBOARD", "Gen AI_s001_attempt_2030-01-31-12-00-00_genai-efficiency.ipynb", "s001", "genai-efficiency.ipynb"),
    ("BLACKBOARD", "Gen_AI_s001_attempt_2030-01-31-12-00-00_a_s009_attempt_2020-01-01_genai-efficiency.ipynb", "s001", None),
    ("BLACKBOARD", "Gen AI_s001_attempt_2030-01-31-12-00-00_mine/b_s009_attempt_2020-01-01_x.ipynb", "s001", None),
]


@pytest.mark.parametrize(("lms", "path", "student", "file"), CASES, ids=[case[1] for case in CASES])
def test_a_file_belongs_to_who_handed_it_in(lms, path, student, file):
    plugin = FileNameCollectorPlugin(named_regexp=PARTS["HERE"] + PARTS[lms])
    found = plugin.collect(f"{FOLDER}/{path}")
    assert found["student_id"] == student
    assert file is None or found["file_id"] == file


@pytest.mark.parametrize("lms", ["CANVAS", "MOODLE", "BLACKBOARD"])
def test_a_file_of_another_lms_is_skipped(lms):
    plugin = FileNameCollectorPlugin(named_regexp=PARTS["HERE"] + PARTS[lms])
    assert plugin.collect(f"{FOLDER}/genai-efficiency.ipynb") is None
