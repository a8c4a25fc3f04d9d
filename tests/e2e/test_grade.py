"""``grader grade`` on the sample cohort: what plain nbgrader leaves, nothing twice, nothing lost, people's marks kept."""

import json
import shutil
import sqlite3

import pytest
from nbgrader.api import Gradebook

from grader.course.cohort import alone, grade_cohort
from grader.course.cohort_report import TIMES, collect_cohort
from grader.course.host import nbgrader_or_stop
from grader.course.plan import STATE, Stage, make_plan
from grader.course.rescore import preview, write
from grader.course.settings import load_settings
from grader.course.tables import query
from grader.errors import CourseError
from grader.execution.command import run_module
from grader.execution.store import Store
from tests.cohort.course import CELL_TIMEOUT_S, make_course
from tests.cohort.recipes import ASSIGNMENT, RECIPES

pytestmark = pytest.mark.slow
MARKS = """
    SELECT sa.student_id, sa.timestamp, bc.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade, sn.late_submission_penalty
    FROM grade g JOIN submitted_notebook sn ON g.notebook_id = sn.id JOIN submitted_assignment sa ON sn.assignment_id = sa.id
    JOIN base_cell bc ON bc.id = g.cell_id ORDER BY 1, 3"""
COMMENTS = """
    SELECT sa.student_id, bc.name, c.auto_comment, c.manual_comment
    FROM comment c JOIN submitted_notebook sn ON c.notebook_id = sn.id JOIN submitted_assignment sa ON sn.assignment_id = sa.id
    JOIN base_cell bc ON bc.id = c.cell_id ORDER BY 1, 2"""


def grader(folder, *arguments):
    """Run the command line in the course folder."""
    return run_module("grader.cli", arguments, folder, 600)


def rows(folder, query):
    database = sqlite3.connect(folder / "gradebook.db")
    found = database.execute(query).fetchall()
    database.close()
    return found


def files(folder):
    """Return relative path -> (mode, bytes) of everything below autograded/."""
    root = folder / "autograded"
    return {str(path.relative_to(root)): (path.stat().st_mode, path.read_bytes()) for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The sample cohort, graded once by ``grader grade``."""
    folder = make_course(tmp_path_factory.mktemp("cohort") / "course")
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Execute.timeout = {CELL_TIMEOUT_S}\n")
    done = grader(folder, "grade", "--json")
    assert done.code == 0, done.output
    (folder / "summary.json").write_text(done.output.strip().splitlines()[-1])
    return folder


@pytest.fixture
def again(graded, tmp_path):
    """A copy of the graded course that a test may change."""
    return shutil.copytree(graded, tmp_path / "course", symlinks=True)


def run(folder):
    return grade_cohort(ASSIGNMENT, load_settings(folder))


def test_gradebook_and_files_are_those_of_nbgrader(course, graded):
    """Marks, comments, who waits for a person, penalties, and every byte and mode below autograded/."""
    assert rows(graded, MARKS) == rows(course, MARKS)
    assert rows(graded, COMMENTS) == rows(course, COMMENTS)
    assert rows(graded, "SELECT id FROM student ORDER BY 1") == rows(course, "SELECT id FROM student ORDER BY 1")
    assert files(graded) == files(course)


def test_the_summary_is_for_scripts(graded):
    summary = json.loads((graded / "summary.json").read_text())
    assert (summary["total"], summary["ran"], summary["written"], summary["machine"]) == (len(RECIPES), len(RECIPES), len(RECIPES), {})
    assert "not-json" in summary["people"]


def test_the_report_tells_the_cohort_as_it_is(graded, tmp_path):
    """Everybody is on it once, whoever needs a person is named with the reason, and the reference text is one group."""
    cohort = collect_cohort(ASSIGNMENT, load_settings(graded))
    assert [one.student for one in cohort.submissions] == sorted(recipe.name for recipe in RECIPES)
    totals = {one.student: one.total for one in cohort.submissions}
    assert (totals["reference"], totals["untouched"], totals["sign-inverted"]) == (100.0, 0.0, 95.0)
    summary = json.loads((graded / "summary.json").read_text())
    assert {one.student for one in cohort.submissions if one.waiting} == set(summary["people"])
    assert all(cell.reasons for one in cohort.submissions for cell in one.cells if cell.waiting)
    assert {one.key for one in cohort.mistakes} >= {"wrong_base", "mean_for_p95", "energy_gpu_only", "sign_inverted"}
    assert [len(one.students) > 15 for one in cohort.texts] == [True]
    assert cohort.values == ()
    assert len(query(load_settings(graded).db_url, TIMES, ASSIGNMENT)) == len(RECIPES), "the columns of nbgrader's own tables"
    done = grader(graded, "report", "--out", str(tmp_path / "page.html"))
    assert done.code == 0, done.output
    assert (tmp_path / "page.html").stat().st_size > 50_000


def test_what_a_run_took_is_kept(graded):
    """For the report on the cohort; a file that is no notebook ran nothing."""
    kept = {one: json.loads(Store(graded, ASSIGNMENT).read(one, STATE)) for one in ("reference", "not-json")}
    assert kept["reference"]["seconds"] > 0
    assert kept["reference"]["memory_bytes"] > 50_000_000
    assert kept["not-json"]["memory_bytes"] == 0


def test_nothing_is_run_or_written_twice(again):
    before = files(again)
    summary = run(again)
    assert (summary.ran, summary.written, summary.unchanged) == (0, 0, len(RECIPES))
    assert files(again) == before
    assert "not-json" in summary.people, "who needs a person is still said"


def test_only_what_changed_is_run(again):
    """A new notebook, a new student, another cell time for everybody."""
    notebook = again / "submitted" / "untouched" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook.write_bytes((again / "submitted" / "reference" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes())
    shutil.copytree(again / "submitted" / "wrong-base", again / "submitted" / "somebody-else")
    summary = run(again)
    assert (summary.ran, summary.unchanged) == (2, len(RECIPES) - 1)
    marks = {(row[0], row[2]): row[3] for row in rows(again, MARKS)}
    assert marks["untouched", "test-baseline"] == 14

    with (again / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Execute.timeout = 9\n")
    plan = make_plan(load_settings(again), ASSIGNMENT, Store(again, ASSIGNMENT))
    assert {entry.stage for entry in plan.entries} == {Stage.NEW}


def test_a_lost_gradebook_is_written_from_what_is_kept(again, graded):
    (again / "gradebook.db").unlink()
    shutil.rmtree(again / "autograded")
    done = grader(again, "release")
    assert done.code == 0, done.output
    summary = run(again)
    assert (summary.ran, summary.written) == (0, len(RECIPES))
    assert rows(again, MARKS) == rows(graded, MARKS)
    assert files(again) == files(graded)


def test_a_crash_between_keeping_and_writing_loses_nothing(again, graded):
    """The outcome is kept but nothing was noted as written: it is written again, not doubled."""
    store = Store(again, ASSIGNMENT)
    for student in ("reference", "wrong-base"):
        state = json.loads(store.read(student, STATE))
        store.write(student, STATE, json.dumps({"run": state["run"]}).encode())
    summary = run(again)
    assert (summary.ran, summary.written) == (0, 2)
    assert rows(again, MARKS) == rows(graded, MARKS)


def mark(folder, student, cell, points):
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade(cell, ASSIGNMENT, ASSIGNMENT, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def test_a_persons_mark_survives_grading_and_scoring_again(again):
    """The preview names it, and it stands afterwards."""
    mark(again, "reference", "analysis", 3.5)
    store, settings = Store(again, ASSIGNMENT), load_settings(again)
    report = json.loads(store.read("reference", "report.json"))
    for cell in report["cells"]:
        for verdict in cell["verdicts"]:
            if verdict["key"] == "tradeoffs":
                verdict["fraction"] = 0.5
    store.write("reference", "report.json", json.dumps(report).encode())

    shown = preview(ASSIGNMENT, settings)
    assert [(one.student, one.criteria, one.by_person) for one in shown.changes] == [
        ("reference", {"tradeoffs": (2.0, 4.0)}, ("analysis",))
    ]
    assert write(ASSIGNMENT, settings, shown) == 1
    kept = [row for row in rows(again, MARKS) if (row[0], row[2]) == ("reference", "analysis")]
    assert [(row[3], row[4]) for row in kept] == [(9.0, 3.5)]
    assert preview(ASSIGNMENT, settings).changes == ()


def test_an_earlier_rubric_is_named_and_nothing_is_rescored_silently(again):
    store = Store(again, ASSIGNMENT)
    state = json.loads(store.read("reference", STATE))
    store.write("reference", STATE, json.dumps({**state, "score": "of-last-term"}).encode())
    assert run(again).outdated == 1
    done = grader(again, "rescore")
    assert "0 marks change" in done.output


def test_two_runs_at_a_time_are_refused(again):
    with alone(Store(again, ASSIGNMENT)), pytest.raises(CourseError, match="one run at a time"):
        run(again)


def test_steps_of_ones_own_are_left_to_nbgrader(again):
    with (again / "nbgrader_config.py").open("a") as config:
        config.write('\nc.Autograde.autograde_preprocessors.append("nbgrader.preprocessors.ClearOutput")\n')
    done = grader(again, "grade")
    assert done.code == 2
    assert "nbgrader autograde" in done.output


def test_a_broken_course_stops_before_anyone_is_graded(again):
    (again / "source" / ASSIGNMENT / "data" / "quality.csv").write_text("item_id\n1\n")
    before = rows(again, MARKS)
    done = grader(again, "grade")
    assert (done.code, rows(again, MARKS)) == (2, before)


def test_a_late_policy_and_a_believed_time_apply(again):
    """As in nbgrader: the timestamp the exchange wrote, and the plug-in of the configuration."""
    with Gradebook(f"sqlite:///{again / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2020-01-01 00:00:00 UTC")
    folder = again / "submitted" / "reference" / ASSIGNMENT
    (folder / "timestamp.txt").write_text(_now())
    (again / "late.py").write_text(
        "from nbgrader.plugins import BasePlugin\n\n\nclass Half(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n        return score / 2\n"
    )
    with (again / "nbgrader_config.py").open("a") as config:
        config.write('\nimport sys\nsys.path.insert(0, str(Path(__file__).parent))\nc.AssignLatePenalties.plugin_class = "late.Half"\n')
    done = grader(again, "grade")
    assert done.code == 0, done.output
    penalty = {row[0]: row[7] for row in rows(again, MARKS)}
    assert penalty["reference"] == 50.0
    assert penalty["wrong-base"] is None


def _now():
    from datetime import UTC, datetime

    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def test_feedback_is_the_same_page_whoever_writes_it(again):
    """``grader feedback`` and ``nbgrader generate_feedback``; a person's mark and words are on both."""
    mark(again, "reference", "analysis", 3.5)
    with Gradebook(f"sqlite:///{again / 'gradebook.db'}") as gradebook:
        gradebook.find_comment("analysis", ASSIGNMENT, ASSIGNMENT, "reference").manual_comment = "Please name the units."
        gradebook.db.commit()
    ours = grader(again, "feedback", "--unseen")
    assert ours.code == 0, ours.output
    pages = {path: path.read_text() for path in (again / "feedback").rglob("*.html")}
    theirs = nbgrader_or_stop(again, "generate_feedback", ASSIGNMENT, "--force", "--FeedbackExporter.release_unseen=True")
    assert {path: path.read_text() for path in (again / "feedback").rglob("*.html")} == pages, theirs.output[-500:]
    assert len(pages) == len(RECIPES)
    page = pages[again / "feedback" / "reference" / ASSIGNMENT / f"{ASSIGNMENT}.html"]
    assert "Please name the units." in page
    assert "A person gave this mark; 9 were suggested." in page


def test_feedback_waits_for_a_person_or_is_asked_for_by_name(again):
    assert "wait for a person" in grader(again, "feedback").output
    assert not (again / "feedback" / "not-json").exists()
    grader(again, "feedback", "not-json")
    assert (again / "feedback" / "not-json" / ASSIGNMENT / f"{ASSIGNMENT}.html").is_file()
    assert grader(again, "feedback", "nobody").code == 2


@pytest.mark.long
def test_a_dask_cluster_leaves_the_same(again, graded):
    """The same command with a scheduler's address."""
    from distributed import LocalCluster

    for folder in (again / ".grader").iterdir():
        shutil.rmtree(folder)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        done = grader(again, "grade", "--dask", cluster.scheduler_address)
    assert done.code == 0, done.output
    assert rows(again, MARKS) == rows(graded, MARKS)
    assert files(again) == files(graded)
