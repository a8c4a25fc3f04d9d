"""
A CSV file that somebody else wrote, field by field, so that a few fields can be filled and every other byte stays as it was.

The standard reader forgets how a field was quoted, how lines end and how the text was encoded; an LMS takes its own file back best when
nothing of that changed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import CourseError

SEPARATORS = (",", ";", "\t")
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
MOST_BYTES = 50_000_000


@dataclass(slots=True)
class Row:
    """One record: the line it begins at, its fields as they stand in the file (quotes included) and what ends it."""

    line: int
    raw: list[str]
    end: str

    def __getitem__(self, index: int) -> str:
        """Return the value of a field, empty where the record is shorter."""
        return unquoted(self.raw[index]) if index < len(self.raw) else ""

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the record."""
        return not any(unquoted(field).strip() for field in self.raw)


@dataclass(slots=True)
class CsvFile:
    """A whole file: how it was encoded and separated, its header and its records."""

    path: Path
    encoding: str
    bom: bytes
    separator: str
    header: Row
    rows: list[Row]

    @property
    def names(self) -> tuple[str, ...]:
        """The header's fields, without spaces around them."""
        return tuple(unquoted(field).strip() for field in self.header.raw)

    def put(self, row: Row, index: int, value: str) -> None:
        """Fill the field ``index`` of ``row``, quoted as it was or where the value needs it."""
        row.raw += [""] * (index + 1 - len(row.raw))
        needs = any(sign in value for sign in (self.separator, '"', "\n", "\r"))
        quoted = row.raw[index].startswith('"') or needs
        row.raw[index] = '"' + value.replace('"', '""') + '"' if quoted else value

    def content(self) -> bytes:
        """Return the file as bytes."""
        text = "".join(self.separator.join(row.raw) + row.end for row in (self.header, *self.rows))
        return self.bom + text.encode(self.encoding)


def read_csv(path: Path) -> CsvFile:
    """
    Return the CSV file at ``path``: UTF-8 (with or without a mark), UTF-16 or Windows-1252; separated by comma, semicolon or tab.

    Raises: CourseError with the line where it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _bad(path, error.strerror or "no file", "a CSV file", "Check the path.") from error
    if len(data) > MOST_BYTES:
        raise _bad(path, f"{len(data)} bytes", f"at most {MOST_BYTES}", "Export the class list or the gradebook alone.")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise _bad(path, "an Excel workbook", "a CSV file", "Open it and save it as CSV (UTF-8), or download CSV from the LMS.")
    text, encoding, bom = _decoded(path, data)
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    separator = max(SEPARATORS, key=lambda one: len(next(csv.reader([first], delimiter=one), [])))
    rows = _records(path, text, separator)
    if not rows or rows[0].blank:
        raise _bad(path, "no header line", "a line with the names of the columns first", "Export the file again from the LMS.")
    return CsvFile(path, encoding, bom, separator, rows[0], rows[1:])


def written(
    rows: Iterable[Sequence[str]], separator: str = ",", encoding: str = "utf-8", bom: bytes = b"", *, quote_all: bool = False
) -> bytes:
    """Return ``rows`` as a CSV file with Windows line ends, as LMSs write them."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL).writerows(rows)
    return bom + text.getvalue().encode(encoding)


def unquoted(field: str) -> str:
    """Return what a field says."""
    stripped = field.strip(" ")
    return stripped[1:-1].replace('""', '"') if len(stripped) > 1 and stripped[0] == stripped[-1] == '"' else field


def _decoded(path: Path, data: bytes) -> tuple[str, str, bytes]:
    bom, encoding = next(((bom, name) for bom, name in BOMS if data.startswith(bom)), (b"", ""))
    if not encoding and data[:2000].count(0) > len(data[:2000]) // 4:
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    for name in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            return data[len(bom) :].decode(name), name, bom
        except UnicodeDecodeError as error:
            line, failed = data[: error.start].count(b"\n") + 1, error
    raise _bad(path, f"bytes that are no {name} text in line {line}", "UTF-8, UTF-16 or Windows-1252", "Save it as CSV UTF-8.") from failed


def _records(path: Path, text: str, separator: str) -> list[Row]:
    """Split ``text`` into records; joined again they are the same text."""
    part = re.compile(rf'( *"(?:[^"]|"")*" *|[^{separator}\r\n]*)({re.escape(separator)}|\r\n|\n|\r|\Z)')
    rows: list[Row] = []
    place, line, raw, start = 0, 1, list[str](), 1
    while place < len(text) or raw:
        found = part.match(text, place)
        if found is None or (found[1].lstrip(" ").startswith('"') and not found[1].rstrip(" ").endswith('"')):
            raise _bad(
                path, f"a quote in line {line} that is not closed, or not the field's whole", "fields in pairs of quotes", "Mend the line."
            )
        raw.append(found[1])
        line += max(found[0].count("\n"), found[0].count("\r"))
        place = found.end()
        if found[2] != separator:
            rows.append(Row(start, raw, found[2]))
            raw, start = [], line
    return rows


def _bad(path: Path, got: str, expected: str, do: str) -> CourseError:
    return CourseError(where=str(path), got=got, expected=expected, do=do)
