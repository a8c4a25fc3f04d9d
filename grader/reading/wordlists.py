"""Lists of single words from ``names.toml``, as patterns; a course author extends the file, not the code."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

NAMES_FILE = Path(__file__).with_name("names.toml")


@lru_cache(maxsize=1)
def raw_lists() -> dict[str, dict[str, list[str]]]:
    """Return the sections of ``names.toml`` as they stand. Raises: OSError, ValueError."""
    return tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def word_list(section: str, name: str) -> re.Pattern[str]:
    """Return a pattern for one word of a list; ``word*`` matches any ending."""
    parts = [re.escape(word).replace(r"\*", r"[^\W\d_]*") for word in raw_lists()[section][name]]
    return re.compile("|".join(sorted(parts, key=len, reverse=True)) or r"(?!)", re.IGNORECASE)
