"""The parts of a documentation page that run: fenced blocks marked ``sh`` or ``python``, and ``<!-- run: ... -->`` lines."""

import re
from dataclasses import dataclass

PARTS = re.compile(r"^<!-- run: (?P<hidden>.+?) -->$|^```(?P<language>sh|python)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One part that runs: its line on the page, its language, its text."""

    line: int
    language: str
    code: str


def blocks(page: str) -> tuple[Block, ...]:
    """Return what runs on ``page``, in its order; a block with another mark or none is text."""
    found = []
    for match in PARTS.finditer(page):
        line = page.count("\n", 0, match.start()) + 1
        found.append(Block(line, match["language"] or "sh", match["code"] or match["hidden"]))
    return tuple(found)
