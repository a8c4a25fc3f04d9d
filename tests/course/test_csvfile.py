"""A CSV file of somebody else: read in every form an LMS or a spreadsheet writes, and given back byte for byte but for what was filled."""

import codecs

import pytest

from grader.course.csvfile import read_csv, unquoted, written
from grader.errors import CourseError

TEXT = 'Name;Id;Mark\r\n"Önly; Jr.";s001;\r\n\r\n"a ""b""\nc" ;s002;"7"\r\nlast;s003'
FORMS = {
    "utf-8": b"",
    "utf-8 with a mark": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-16-le without a mark": b"",
    "cp1252": b"",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_form_comes_back_as_it_was(tmp_path, form, separator):
    path = tmp_path / "list.csv"
    content = FORMS[form] + TEXT.replace(";", separator).encode(form.split()[0])
    path.write_bytes(content)

    file = read_csv(path)

    assert file.names == ("Name", "Id", "Mark")
    assert [row[0] for row in file.rows] == [f"Önly{separator} Jr.", "", 'a "b"\nc', "last"]
    assert [row.line for row in file.rows] == [2, 3, 4, 6]
    assert [row.blank for row in file.rows] == [False, True, False, False]
    assert file.content() == content


def test_only_what_is_filled_changes(tmp_path):
    """A field that was quoted stays quoted; a record that was too short grows."""
    path = tmp_path / "list.csv"
    path.write_bytes(TEXT.encode())
    file = read_csv(path)

    file.put(file.rows[0], 2, "12.5")
    file.put(file.rows[2], 2, "3")
    file.put(file.rows[3], 2, "a;b")

    assert file.content().decode() == 'Name;Id;Mark\r\n"Önly; Jr.";s001;12.5\r\n\r\n"a ""b""\nc" ;s002;"3"\r\nlast;s003;"a;b"'


BROKEN = {
    "a quote never closed": (b'a,b\n1,2\n"3,4\n5,6\n', "line 3"),
    "text after a quote": (b'a,b\n1,2\n3,"4"x\n', "line 3"),
    "no text": (b"a,b\nx,\x81\n", "line 2"),
    "half a character": (codecs.BOM_UTF16_LE + "a,b\n".encode("utf-16-le") + b"\x00", "utf-16-le"),
    "a workbook": (b"PK\x03\x04rest", "Excel workbook"),
    "nothing": (b"", "no header line"),
    "a blank first line": (b"\n\na,b\n", "no header line"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_line(tmp_path, name):
    content, words = BROKEN[name]
    (tmp_path / "list.csv").write_bytes(content)
    with pytest.raises(CourseError, match=words):
        read_csv(tmp_path / "list.csv")


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(CourseError, match="No such file"):
        read_csv(tmp_path / "nothing.csv")


@pytest.mark.parametrize(("field", "value"), [('"a"', "a"), ('"a ""b"""', 'a "b"'), ("a", "a"), ('"', '"'), (' "a" ', "a"), ("", "")])
def test_fields_say_what_is_between_quotes(field, value):
    assert unquoted(field) == value


def test_what_is_written_can_be_read(tmp_path):
    rows = [["a", "b"], ["x,y", 'say "z"'], ["", "é"]]
    (tmp_path / "list.xls").write_bytes(written(rows, "\t", "utf-16-le", codecs.BOM_UTF16_LE, quote_all=True))
    file = read_csv(tmp_path / "list.xls")
    assert [file.names, *((row[0], row[1]) for row in file.rows)] == [("a", "b"), ("x,y", 'say "z"'), ("", "é")]


def test_old_mac_line_ends_are_read(tmp_path):
    (tmp_path / "mac.csv").write_bytes(b"Username;Grade\rada;\reve;4\r")
    file = read_csv(tmp_path / "mac.csv")

    assert (file.separator, [row.raw for row in file.rows]) == (";", [["ada", ""], ["eve", "4"]])
