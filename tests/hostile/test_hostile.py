"""No attack gains, harms or stops anything: marks as deserved, the machine as before, the next student graded normally."""

from __future__ import annotations

import collections
import contextlib
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest

from grader.course.cohort import EXECUTED
from tests.cohort.course import marks
from tests.cohort.recipes import ASSIGNMENT
from tests.hostile.conftest import ATTACKS, HONEST

pytestmark = [pytest.mark.attack, pytest.mark.timeout(3600)]
PERSON = ("analysis", "recommendation")


@pytest.fixture(scope="session")
def graded(aftermath):
    """Return student -> marks."""
    return marks(aftermath.world.course)


def scores(one):
    """Return graded cell -> score, nothing counting as nothing."""
    return {mark.cell: mark.score or 0.0 for mark in one.marks}


def test_there_are_many_of_many_kinds():
    families = collections.Counter(attack.family for attack in ATTACKS)

    assert sum(families.values()) >= 150
    assert len(families) >= 12
    assert len({attack.who for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.family}-{attack.name}")
def test_marks_are_at_most_those_deserved(graded, attack):
    """Graded at all, never above what was deserved; exactly that where the answers beside the attack are whole."""
    found = scores(graded[attack.who])

    above = {cell: (score, attack.deserves[cell]) for cell, score in found.items() if score > attack.deserves[cell] + 1e-9}
    assert above == {}
    if attack.exact:
        assert found == attack.deserves


@pytest.mark.parametrize("name", HONEST)
def test_honest_students_in_between_get_full_marks(graded, name):
    assert sum(scores(graded[name]).values()) == 100


def test_the_runs_went_through(aftermath, graded):
    """Both commands end normally and everybody is in the gradebook and has a page."""
    assert aftermath.graded.code == 0, aftermath.graded.output[-3000:]
    assert aftermath.feedback.code == 0, aftermath.feedback.output[-3000:]
    expected = {attack.who for attack in ATTACKS} | set(HONEST)
    assert set(graded) == expected
    assert {path.parts[-3] for path in (aftermath.world.course / "feedback").glob("*/*/*.html")} == expected


def test_nothing_outside_changed(aftermath):
    """Source, release, submissions, configuration, home and secret are as they were."""
    assert aftermath.after == aftermath.before


def test_nobody_was_reached(aftermath):
    assert aftermath.connections == []


def test_nothing_is_left_running(aftermath):
    left = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if aftermath.world.mark.encode() in path.read_bytes():
                left.append(path.parent.name)

    assert left == []


def test_nothing_is_left_in_shared_places(aftermath):
    assert [place for place in ("/tmp", "/dev/shm", "/var/tmp") if (Path(place) / aftermath.world.mark).exists()] == []
    assert not Path("/tmp/owned").exists()


def test_no_secret_is_in_what_was_written(aftermath):
    """Neither secrets nor hidden tests nor the reference are in pages, graded notebooks or records."""
    course = aftermath.world.course
    leaks = []
    for folder in ("autograded", "feedback", ".grader"):
        for path in (course / folder).rglob("*"):
            if path.is_file() and path.suffix in {".html", ".ipynb", ".json", ".txt"}:
                text = path.read_text(errors="replace")
                if folder == "autograded" or path.name == EXECUTED:  # for instructors only; the whole tests stand in both
                    text = text.replace("BEGIN HIDDEN TESTS", "").replace("from grader.hidden import check", "")
                allowed = (
                    ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "from grader.hidden import check") if _says_so_itself(course, path) else ()
                )
                leaks += [
                    (str(path.relative_to(course)), canary)
                    for canary in aftermath.world.canaries
                    if canary in text and canary not in allowed
                ]

    assert leaks == []


def _says_so_itself(course: Path, path: Path) -> bool:
    """Whether the student typed the words into the submission (an attack names what it looks for)."""
    student = path.relative_to(course).parts[1]
    handed_in = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    return handed_in.is_file() and not handed_in.is_symlink() and "BEGIN SOLUTION" in handed_in.read_text(errors="replace")[: 10**6]


def test_nobody_wrote_into_the_gradebook(aftermath):
    """No mark of a person, no time that was not believed."""
    with sqlite3.connect(aftermath.world.course / "gradebook.db") as database:
        by_hand = database.execute("select count(*) from grade where manual_score is not null or extra_credit is not null").fetchone()
        times = database.execute("select count(*) from submitted_assignment where timestamp is not null").fetchone()

    assert (by_hand, times) == ((0,), (0,))


class Active(HTMLParser):
    """Counts what acts in a page."""

    def __init__(self):
        super().__init__()
        self.found = collections.Counter()

    def handle_starttag(self, tag, attrs):
        if tag in {"script", "iframe", "object", "embed", "svg", "form", "base", "link", "meta", "style", "input", "button", "math"}:
            self.found[tag] += 1
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or address.startswith(("javascript:", "vbscript:", "data:text", "data:image/svg")):
                self.found[f"{tag} {name}={value}"[:80]] += 1
            if (
                name in ("src", "href", "action")
                and address.startswith(("//", "http"))
                and "cdnjs" not in address
                and "w3.org" not in address
            ):
                self.found[f"{tag} loads {value}"[:80]] += tag != "a"


def active(page: Path) -> collections.Counter:
    """Return what acts in ``page``."""
    parser = Active()
    parser.feed(page.read_text(errors="replace"))
    return parser.found


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.family}-{attack.name}")
def test_nothing_acts_in_the_page(aftermath, attack):
    """A page holds no more that acts than the page of an honest student."""
    pages = aftermath.world.course / "feedback"
    honest = active(pages / HONEST[0] / ASSIGNMENT / f"{ASSIGNMENT}.html")

    assert active(pages / attack.who / ASSIGNMENT / f"{ASSIGNMENT}.html") - honest == collections.Counter()


def test_summary(aftermath, graded, capsys):
    """Print per family what was tried and what came of it."""
    rows = collections.defaultdict(lambda: [0, 0, 0])
    for attack in ATTACKS:
        found = scores(graded[attack.who]) if attack.who in graded else {}
        rows[attack.family][0] += 1
        rows[attack.family][1] += sum(max(0.0, score - attack.deserves[cell]) for cell, score in found.items()) > 0
        rows[attack.family][2] += attack.who not in graded
    with capsys.disabled():
        print(f"\n{'family':<10}{'tried':>7}{'gained':>8}{'not graded':>12}")
        for family, (tried, gained, stopped) in rows.items():
            print(f"{family:<10}{tried:>7}{gained:>8}{stopped:>12}")
        print(f"{'all':<10}{len(ATTACKS):>7}{sum(row[1] for row in rows.values()):>8}{sum(row[2] for row in rows.values()):>12}")
    assert all(row[1:] == [0, 0] for row in rows.values())
