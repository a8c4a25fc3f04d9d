"""More kinds of attack: marks as deserved, the machine as before, the grader small and quick, pages that only show."""

from __future__ import annotations

import collections
import contextlib
import os
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from grader.course.cohort import EXECUTED
from tests.cohort.course import marks
from tests.cohort.recipes import ASSIGNMENT
from tests.hostile import baits, disguises, hoards, magics, markup, places, shadows, spellings, wire
from tests.hostile.aftermath import HIDDEN, SECRETS, run
from tests.hostile.attack import EVERYTHING, NOTEBOOK

pytestmark = [pytest.mark.attack, pytest.mark.timeout(3600)]
HALVES = ((places, wire, hoards, baits), (shadows, magics, spellings, disguises, markup))
WANTED = os.environ.get("ATTACKS", "")
"""A regular expression that names the attacks to try, for those who mend one of them; all when empty."""
WANTED_OF = [
    wanted for half in HALVES if (wanted := [attack for family in half for attack in family.ATTACKS if re.search(WANTED, attack.who)])
]
ATTACKS = [attack for half in WANTED_OF for attack in half]
LONGEST_S = 60.0
GRADER_BYTES = 10**9
KERNEL_BYTES = 2_300_000_000
PAGE = f"{ASSIGNMENT}.html"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Everything handed in to two courses, graded once, side by side."""
    places_ = [tmp_path_factory.mktemp("attacks") for _ in WANTED_OF]
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(len(WANTED_OF)) as pool:
        ways = ("nbgrader", "grader")
        yield list(pool.map(lambda base, attacks, way: stack.enter_context(run(base, attacks, way)), places_, WANTED_OF, ways))


@pytest.fixture(scope="module", params=range(len(WANTED_OF)), ids="half {}".format)
def aftermath(request, both):
    """One of the two."""
    return both[request.param]


@pytest.fixture(scope="module")
def found(both):
    """Return attack -> the aftermath it is in."""
    return {attack.who: one for one in both for attack in one.attacks}


@pytest.fixture(scope="module")
def attackers(both):
    """Return student -> graded cell -> score, ``None`` where a person must give it, of both courses."""
    graded = [one for half in both for one in marks(half.world.course).values()]
    return {one.student: {mark.cell: mark.score for mark in one.marks} for one in graded}


def gained(scores, attack):
    """Return graded cell -> (score, deserved) where more was given than deserved."""
    return {cell: (score, attack.deserves[cell]) for cell, score in scores.items() if (score or 0.0) > attack.deserves[cell] + 1e-9}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.family}-{attack.name}")
def test_marks_are_at_most_those_deserved(attackers, attack):
    """Graded at all and never above what was deserved; exactly that where the answers are whole."""
    assert gained(attackers[attack.who], attack) == {}
    if attack.exact:
        assert {cell: score or 0.0 for cell, score in attackers[attack.who].items()} == attack.deserves


def test_honest_students_in_between_get_full_marks(aftermath, attackers):
    assert {name: attackers.get(name) for name in aftermath.honest} == dict.fromkeys(aftermath.honest, EVERYTHING)


def test_the_runs_went_through(aftermath, attackers):
    """Both commands end normally; everybody is in the gradebook and has a page."""
    expected = {attack.who for attack in aftermath.attacks} | set(aftermath.honest)
    pages = {path.parts[-3] for path in (aftermath.world.course / "feedback").glob(f"*/*/{PAGE}") if path.is_file()}
    troubles = [line for line in aftermath.graded.output.splitlines() if "There was an error processing" in line]

    assert troubles == []
    assert expected - set(attackers) == set()
    assert expected - pages == set()
    assert (aftermath.graded.code, aftermath.feedback.code) == (0, 0), aftermath.graded.output[-1500:] + aftermath.feedback.output[-1500:]


def test_nothing_outside_changed(aftermath):
    """Source, release, submissions, configuration, home and secret are as they were."""
    changed = {path for path in {*aftermath.before, *aftermath.after} if aftermath.before.get(path) != aftermath.after.get(path)}

    assert changed == set()


def test_nobody_was_reached(aftermath):
    assert aftermath.heard == []


def test_nothing_is_left(aftermath):
    """Neither processes, nor temporary files of the run, nor traps that sprang."""
    left = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if aftermath.world.mark.encode() in path.read_bytes():
                left.append(path.parent.name)
    left += [str(path) for path in aftermath.temporary.iterdir() if path.name.startswith("grader")]
    left += [str(Path(folder) / "trap") for folder, _, files in os.walk(aftermath.world.home) if "trap" in files]

    assert left == []


def test_the_grader_stays_small_and_quick(aftermath):
    """No submission makes the grading process large, holds more memory than allowed, or takes minutes."""
    spans = aftermath.spans().items()
    slow = {who: f"{seconds:.0f} s" for who, (seconds, _, _) in spans if seconds > LONGEST_S}
    large = {who: f"{grader / 1e9:.2f} GB in the grader" for who, (_, grader, _) in spans if grader > GRADER_BYTES}
    greedy = {who: f"{kernel / 1e9:.2f} GB in the kernel" for who, (_, _, kernel) in spans if kernel > KERNEL_BYTES}

    assert (slow, large, greedy) == ({}, {}, {})


def reference_lines(course: Path) -> set[str]:
    """Return lines of reference answers and hidden tests that no student was ever given."""
    notebooks = [nbformat.read(course / place / ASSIGNMENT / NOTEBOOK, as_version=4) for place in ("source", "release")]
    master, released = ({line.strip() for cell in notebook.cells for line in cell.source.splitlines()} for notebook in notebooks)
    return {line for line in master - released if len(line) > 40}


def test_no_secret_is_in_what_was_written(aftermath):
    """Planted texts are nowhere; hidden tests and reference answers are in no page and no record of who did not hand them in."""
    course, leaks = aftermath.world.course, []
    reference = reference_lines(course)
    for folder in ("autograded", "feedback", ".grader"):
        for path in (course / folder).glob("*/*/*"):
            if path.suffix in {".html", ".ipynb", ".json", ".txt"} and path.is_file():
                text = path.read_text(errors="replace")
                whole = folder == "autograded" or path.name == EXECUTED  # for instructors: the tests stand in both
                looked_for = {*SECRETS, *(() if whole else (*HIDDEN, *reference))}
                leaks += [
                    (str(path.relative_to(course)), secret) for secret in looked_for - aftermath.typed(path, looked_for) if secret in text
                ]

    assert reference
    assert leaks == []


def test_nobody_wrote_into_the_gradebook(aftermath):
    """No mark of a person, no time that was not believed."""
    with sqlite3.connect(aftermath.world.course / "gradebook.db") as database:
        by_hand = database.execute("select count(*) from grade where manual_score is not null or extra_credit is not null").fetchone()
        times = database.execute("select student_id, timestamp from submitted_assignment where timestamp is not null").fetchall()

    assert (by_hand, times) == ((0,), [])


class Active(HTMLParser):
    """Counts what acts in a page, and formulas that would once MathJax reads the text around them."""

    TAGS = frozenset(
        "script iframe object embed svg form base link meta style input button math video audio frame frameset portal applet keygen "
        "template noscript textarea select plaintext xmp title dialog details marquee source".split()
    )
    SKIPPED = ("pre", "code", "script", "style", "textarea")
    FORMULA = re.compile(r"\\(?:href|mmlToken|cssId|class|style|unicode|require|renewcommand|newenvironment|def|let|gdef)(?![a-zA-Z])")

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = collections.Counter()
        self.skipping = 0

    def handle_starttag(self, tag, attrs):
        self.skipping += tag in self.SKIPPED
        self.found[tag] += tag in self.TAGS
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or re.match(r"(?:feed:)?(?:javascript|vbscript):|data:(?!image/png;base64,)", address):
                self.found[f"{tag} {name}={value}"[:80]] += 1
            if name in ("src", "href", "action", "srcset", "background", "ping") and re.match(r"//|https?:", address) and tag != "a":
                self.found[f"{tag} loads {value}"[:80]] += 1
            if name == "style" and re.search(r"url\(|expression|position|behavior|binding|import", address):
                self.found[f"{tag} style={value}"[:80]] += 1

    def handle_endtag(self, tag):
        self.skipping -= tag in self.SKIPPED and self.skipping > 0

    def handle_data(self, data):
        if not self.skipping:
            self.found.update(f"formula {match.group()}" for match in self.FORMULA.finditer(data))


def active(page: Path) -> collections.Counter:
    """Return what acts in ``page``."""
    parser = Active()
    parser.feed(page.read_text(errors="replace"))
    if not parser.found["script"]:  # no MathJax, so a formula is only text
        return +collections.Counter({name: count for name, count in parser.found.items() if not name.startswith("formula ")})
    return +parser.found


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.family}-{attack.name}")
def test_nothing_acts_in_the_page(found, attack):
    """A page holds no more that acts than the page of an honest student."""
    pages, honest = found[attack.who].world.course / "feedback", found[attack.who].honest[0]

    assert active(pages / attack.who / ASSIGNMENT / PAGE) - active(pages / honest / ASSIGNMENT / PAGE) == collections.Counter()


def test_summary(both, attackers, capsys):
    """Print what came of it, per family: points gained unearned, harm to the machine, submissions that were not graded."""
    spans, rows = {who: span for one in both for who, span in one.spans().items()}, {}
    for attack in ATTACKS:
        seconds, grader, kernel = spans.get(attack.who, (0.0, 0, 0))
        row = rows.setdefault(attack.family, collections.Counter())
        row.update(tried=1, gained=bool(gained(attackers.get(attack.who, {}), attack)), stopped=attack.who not in spans, seconds=seconds)
        row["harm"] += grader > GRADER_BYTES or kernel > KERNEL_BYTES or seconds > LONGEST_S
    total = sum(rows.values(), collections.Counter())
    with capsys.disabled():
        print(f"\n{'family':<10}{'tried':>7}{'gained':>8}{'harm':>6}{'not graded':>12}{'seconds':>9}")
        for family, row in {**rows, "all": total}.items():
            print(f"{family:<10}{row['tried']:>7}{row['gained']:>8}{row['harm']:>6}{row['stopped']:>12}{row['seconds']:>9.0f}")
    assert total["tried"] == len(ATTACKS)
