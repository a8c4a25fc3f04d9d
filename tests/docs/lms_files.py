"""
Write what Canvas, Moodle and Blackboard would export for the students in ``submitted/``, for the page that fills it: ``python -m tests.docs.lms_files``.
"""

import codecs
from pathlib import Path


def main() -> None:
    """Write ``gradebook.csv``, ``grades.csv``, ``gradebook.xls`` and ``class-list.csv`` in the current folder."""
    students = sorted(path.name for path in Path("submitted").iterdir() if path.is_dir())
    canvas = ["Student,ID,SIS User ID,SIS Login ID,Section,GenAI Efficiency (4712)", "    Points Possible,,,,,100.00"]
    canvas += [f'"{student.title()}, Given",{place + 900},,{student},1,' for place, student in enumerate(students)]
    moodle = ['"First name","Last name","ID number","Email address","Assignment: GenAI Efficiency (Real)"']
    moodle += [f'"Given","{student.title()}","{student}","{student}@example.org","-"' for student in students]
    blackboard = ['"Last Name"\t"First Name"\t"Username"\t"genai-efficiency [Total Pts: 100 Score] |123456"']
    blackboard += [f'"{student.title()}"\t"Given"\t"{student}"\t""' for student in students]
    Path("gradebook.csv").write_text("\n".join([*canvas, ""]))
    Path("grades.csv").write_text("\n".join([*moodle, ""]))
    Path("gradebook.xls").write_bytes(codecs.BOM_UTF16_LE + "\r\n".join([*blackboard, ""]).encode("utf-16-le"))
    Path("class-list.csv").write_text(
        "\n".join(["username;last name;first name", *(f"{student};{student.title()};Given" for student in students), ""])
    )


if __name__ == "__main__":
    main()
