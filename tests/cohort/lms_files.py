"""Files as Canvas, Moodle and Blackboard export them, for the students of ``marked``: other columns around, another order, their own forms."""

import codecs

from tests.cohort.marked import NAMES

ORDER = ("s004", "s001", "s006", "s003", "s002", "s005", "s007")


def canvas(column: str = "GenAI Efficiency (4712)", points: str = "100.00", cells: dict[str, str] | None = None) -> bytes:
    """Return a Canvas gradebook: two lines that are no students, read-only columns behind, a test student last."""
    lines = [f"Student,ID,SIS User ID,SIS Login ID,Section,Homework 0 (4711),{column},Current Score,Final Score"]
    lines += [",,,,,,Manual Posting,,", f"    Points Possible,,,,,10.00,{points},(read only),(read only)"]
    for place, student in enumerate(ORDER):
        first, last, _, number = NAMES[student]
        name = '"' + f"{last}, {first}".replace('"', '""') + '"'
        lines.append(f"{name},{number},U-{number},{student},Section 1,{place}.50,{(cells or {}).get(student, '')},{place}1.25,{place}2")
    lines.append('"Student, Test",9999,,f00ba4,Section 1,,,,')
    return ("\n".join(lines) + "\n").encode()


def moodle(separator: str = ";") -> bytes:
    """Return a Moodle grade export: "-" where there is no grade, e-mail addresses alone, a feedback column."""
    title = "Assignment: genai-efficiency"
    rows = [
        ["First name", "Last name", "ID number", "Email address", "Quiz: Start (Real)", f"{title} (Real)", f"{title} (Feedback)", "Last"]
    ]
    rows += [[NAMES[one][0], "x", "", NAMES[one][2], f"{place}.00", "-", "", "1735689600"] for place, one in enumerate(ORDER)]
    return "\r\n".join(separator.join(f'"{field}"' for field in row) for row in rows).encode()


def worksheet() -> bytes:
    """Return Moodle's offline grading worksheet of one assignment."""
    head = "Identifier,Full name,ID number,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments"
    rows = [f"Participant {place + 500},{NAMES[one][0]},{one},Submitted,,100.00,Yes," for place, one in enumerate(ORDER)]
    return codecs.BOM_UTF8 + "\n".join([head, *rows, ""]).encode()


def blackboard(title: str = "genai-efficiency [Total Pts: 100 Score] |123456") -> bytes:
    """Return a Blackboard grade centre: UTF-16, tab-delimited, everything in quotes, under the name of a workbook."""
    head = [
        "Last Name",
        "First Name",
        "Username",
        "Student ID",
        "Last Access",
        "Availability",
        "Weighted Total [Total Pts: 0 Score] |1",
        title,
    ]
    rows = [
        [NAMES[one][1].replace('"', '""'), NAMES[one][0], one.upper(), f"B{place}", "", "Yes", "", ""] for place, one in enumerate(ORDER)
    ]
    text = "\r\n".join("\t".join(f'"{field}"' for field in row) for row in [head, *rows]) + "\r\n"
    return codecs.BOM_UTF16_LE + text.encode("utf-16-le")
