"""Options of our own for pytest; the repository root is importable for tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def pytest_addoption(parser):
    """Add ``--submission``: the notebook that ``tests/rubric`` judges criterion by criterion."""
    parser.addoption("--submission", default=None, help="A submitted notebook; tests/rubric then shows every criterion as a test.")
