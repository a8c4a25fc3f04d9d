"""Comments a course uses again: ``comments/<assignment>.txt`` in the course folder, one a line, edited by hand or from formgrader."""

from __future__ import annotations

from pathlib import Path

from grader.errors import CourseError

FOLDER = "comments"
LONGEST = 500
MOST = 60


def read_comments(root: Path, assignment: str) -> tuple[str, ...]:
    """Return the comments of ``assignment``, without lines that start with ``#``; none where there is no file."""
    try:
        lines = (root / FOLDER / f"{assignment}.txt").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    return tuple(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))[:MOST]


def keep_comment(root: Path, assignment: str, text: str) -> tuple[str, ...]:
    """
    Add ``text`` as one line, once, and return all comments.

    Raises: CourseError for an empty or overlong text, for more than ``MOST`` comments and where the course folder cannot be written.
    """
    line, path = " ".join(text.split()).lstrip("# "), root / FOLDER / f"{assignment}.txt"
    before = read_comments(root, assignment)
    if line in before:
        return before
    if not 0 < len(line) <= LONGEST or len(before) >= MOST:
        raise CourseError(
            where=str(path),
            got=f"{len(line)} characters, {len(before)} comments kept",
            expected=f"1 to {LONGEST} characters, at most {MOST} comments",
            do="Shorten it, or take comments out of the file.",
        )
    try:
        path.parent.mkdir(exist_ok=True)
        ended = not path.is_file() or not (given := path.read_bytes()) or given.endswith(b"\n")
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{'' if ended else chr(10)}{line}\n")
    except OSError as error:
        raise CourseError(
            where=str(path), got=error.strerror or "no writing", expected="a writable file", do="Check its rights."
        ) from error
    return (*before, line)
