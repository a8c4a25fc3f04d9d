"""All wrong tables by name: code, the mistake (alternatives by ``|``; a key the catalogue lacks is a proposal), the teacher's fraction."""

from __future__ import annotations

from tests.tables.wrong_changes import WRONG_CHANGES
from tests.tables.wrong_tables import WRONG_TABLES
from tests.tables.wrong_values import WRONG_VALUES

WRONG: dict[str, tuple[str, str, float]] = WRONG_VALUES | WRONG_CHANGES | WRONG_TABLES
