"""Every page does what it says: its blocks run, in order, in a copy of the repository, and its links lead somewhere."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cohort.course import ROOT
from tests.docs.blocks import Block, blocks

PAGES = sorted(path.relative_to(ROOT) for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")))
RUNNING = [page for page in PAGES if blocks((ROOT / page).read_text(encoding="utf-8"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", "*_cache", ".hypothesis", "demo", "submitted", "feedback", "gradebook.db*", ".grader"
)


def test_blocks_are_found_with_their_line():
    page = "# A\n\n<!-- run: echo 1 -->\n\n```sh\necho 2\n```\n\n```\necho 3\n```\n\n```python\nprint(4)\n```\n"
    assert blocks(page) == (Block(3, "sh", "echo 1"), Block(5, "sh", "echo 2\n"), Block(13, "python", "print(4)\n"))


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", RUNNING, ids=str)
def test_a_page_does_what_it_says(page, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(ROOT, course, ignore=LEFT_OUT, symlinks=True)
    environment = {**os.environ, "PYTHONPATH": str(course), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for block in blocks((ROOT / page).read_text(encoding="utf-8")):
        command = ["bash", "-euo", "pipefail", "-c", block.code] if block.language == "sh" else [sys.executable, "-c", block.code]
        done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, timeout=500)
        assert done.returncode == 0, f"{page}, line {block.line}:\n{block.code}\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page):
    missing = [link for link in LINK.findall((ROOT / page).read_text(encoding="utf-8")) if not (ROOT / page).parent.joinpath(link).exists()]
    assert not missing
