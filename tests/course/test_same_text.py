"""Prose that is nearly the same is found and shown once; honest answers written apart are not."""

import random
from pathlib import Path

import pytest

from grader.course.same_text import longest_common, runs_of, same_texts
from tests.prose.labelled import read

ANSWERS, FALSIFIED = read(Path(__file__).parents[1] / "prose")
HONEST = {one["id"]: f"{one['analysis']}\n\n{one['recommendation']}" for one in ANSWERS if one["id"].startswith("hon-")}
ONE, OTHER = HONEST["hon-fp8-01"], HONEST["hon-int4-01"]


def found(texts, handed_out=""):
    return [one.students for one in same_texts(texts.items(), handed_out)]


def reworded(text, share, seed=7):
    """Return ``text`` with a share of its words replaced."""
    rng, words = random.Random(seed), text.split()
    for place in rng.sample(range(len(words)), int(share * len(words))):
        words[place] = f"x{rng.choice('abcdefgh')}y"
    return " ".join(words)


def test_no_two_honest_answers_are_alike():
    """119 answers to six scenarios, each written for itself."""
    assert len(HONEST) > 100
    assert found(HONEST) == []


def test_a_text_pasted_together_of_two_is_one_group():
    pasted = " ".join([*ONE.split()[:45], *OTHER.split()[:28]])
    for order in (("s1", "s2", "s3", "s4"), ("s4", "s2", "s3", "s1"), ("s2", "s3", "s1", "s4")):
        texts = {"s1": ONE, "s2": OTHER, "s3": OTHER, "s4": pasted}
        groups = found({name: texts[name] for name in order})
        assert any({"s2", "s3"} <= set(group) for group in groups)


def test_one_copy_among_distinct_answers_is_found_and_nobody_else():
    assert found({**HONEST, "copy": ONE}) == [("copy", "hon-fp8-01")]


@pytest.mark.parametrize(
    "changed",
    {
        "every figure another": "".join("7" if letter.isdigit() else letter for letter in ONE),
        "capitals, mark-up, line ends": ONE.upper().replace(" THE ", "\n**THE** "),
        "every tenth word another": reworded(ONE, 0.1),
        "a paragraph in front and behind": f"{OTHER}\n\n{ONE}\n\n{HONEST['hon-spec-01']}",
        "half of it": ONE[: len(ONE) // 2],
        "sentences in another order": ". ".join(reversed(ONE.split(". "))),
    }.items(),
    ids=lambda case: case[0],
)
def test_a_changed_copy_is_found(changed):
    assert found({"ada": ONE, "bob": HONEST["hon-cache-01"], "eve": changed[1]}) == [("ada", "eve")]


def test_copies_with_one_edited_figure_are_found():
    """Of the labelled edits all but those of answers that are too short to compare."""
    pairs = [(HONEST[one["parent"]], f"{one['analysis']}\n\n{one['recommendation']}") for one in FALSIFIED if one["parent"] in HONEST]
    long_enough = [pair for pair in pairs if len(runs_of(pair[0])) >= 12]
    assert len(long_enough) > 100
    assert [one[:40] for one, edited in long_enough if not found({"ada": one, "eve": edited})] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ("Adopt. All targets are met.", "Adopt. All targets are met."),
        (" ".join(f"p95 falls by {number} %" for number in range(90)), " ".join(f"p95 falls by {number} %" for number in range(90))),
        (reworded(ONE, 0.6, seed=1), reworded(ONE, 0.6, seed=2)),
    ],
    ids=["nothing", "too short to tell", "figures alone", "hardly anything left"],
)
def test_what_proves_nothing_is_not_shown(one, other):
    assert found({"ada": one, "eve": other}) == []


def test_text_of_the_assignment_never_counts():
    assert found({"ada": f"{ONE} {OTHER}", "eve": f"{ONE} {HONEST['hon-cache-01']}"}, handed_out=ONE) == []


def test_a_text_that_hundreds_have_is_one_group_and_hides_no_pair():
    many = {f"s{number:03d}": reworded(ONE, 0.02, seed=number) if number % 2 else ONE for number in range(300)}
    apart = {key: text for key, text in HONEST.items() if key != "hon-fp8-01"}
    shown = same_texts({**apart, **many, "x": OTHER}.items(), "")
    assert [len(one.students) for one in shown] == [300, 2]
    assert shown[1].students == ("hon-int4-01", "x")
    assert shown[0].most == 1.0 > shown[0].least > 0.7


def test_a_chain_of_copies_is_one_group():
    """Whoever copied half from each belongs to both, whatever the order they come in."""
    both = f"{ONE}\n\n{OTHER}"
    for order in (("ada", "bob", "eve"), ("eve", "ada", "bob"), ("ada", "eve", "bob")):
        texts = {"ada": ONE, "bob": OTHER, "eve": both}
        assert found({name: texts[name] for name in order}) == [("ada", "bob", "eve")]


def test_the_longest_common_stretch_is_shown_as_typed():
    one = "I weighed it. The cards, all three of them,\nare *idle* at night. Nothing else."
    other = "So: the cards all three of them are idle at night, and more"
    assert longest_common(one, other) == ("The cards, all three of them, are *idle* at night", 10)
    assert longest_common(one, "unlike") == ("", 0)
    stretch, words = longest_common(OTHER, OTHER)
    assert words > 60
    assert stretch.endswith(" …")
