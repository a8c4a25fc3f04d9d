"""Mistakes in changes, as formulas over baseline and optimized; and mistakes seen in the table as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from grader.exercise.catalogue import change_mistake, table_mistake
from grader.model import Better


@change_mistake("The sign is turned round: a change is optimized minus baseline, so a decrease is negative.", keeps=0.1)
def sign_inverted(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """Baseline minus optimized."""
    del better
    if baseline:
        yield 100 * (baseline - optimized) / baseline
        yield (baseline - optimized) / baseline
    yield baseline - optimized


@change_mistake("This is the plain difference. A percentage divides it by the baseline and multiplies by 100.")
def not_divided(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """The absolute difference called percent."""
    del better
    yield optimized - baseline


@change_mistake("Percentage points and percent are different: the difference of two shares is in points.", keeps=0.3)
def percent_points_as_percent(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """The difference of two shares called percent."""
    del better
    if abs(baseline) <= 1 and abs(optimized) <= 1:
        yield 100 * (optimized - baseline)


@change_mistake("The difference was divided by the optimized value. A relative change divides by the baseline.", keeps=0.3)
def wrong_base(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """Difference over the optimized value, or over the mean of both."""
    del better
    if optimized:
        yield 100 * (optimized - baseline) / optimized
        yield (optimized - baseline) / optimized
    if baseline + optimized:
        yield 200 * (optimized - baseline) / (baseline + optimized)


@change_mistake("A speed-up of 1.6 times is not a reduction of 60 %: a reduction divides by the baseline.", keeps=0.3)
def speedup_vs_reduction(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """Baseline over optimized minus one, called a change."""
    del better
    if optimized:
        yield 100 * (baseline / optimized - 1)
        yield baseline / optimized - 1


@change_mistake("This is the ratio of the two values, not the change: subtract 1 (or 100 %) first.", keeps=0.2)
def ratio_as_percent(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """Optimized over baseline, or its inverse, called a change."""
    del better
    if baseline:
        yield 100 * optimized / baseline
        yield optimized / baseline
    if optimized:
        yield 100 * baseline / optimized
        yield baseline / optimized


@change_mistake("The label says percent, the numbers are fractions: multiply by 100 or name the column a fraction.", keeps=0.7)
def fraction_called_percent(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """A fraction under a percent label."""
    del better
    if baseline:
        yield (optimized - baseline) / baseline


@change_mistake("The percentage was multiplied by 100 twice.", keeps=0.6)
def percent_twice(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """Percent times 100."""
    del better
    if baseline:
        yield 10000 * (optimized - baseline) / baseline


@change_mistake("The label says fraction, the numbers are percentages: divide by 100 or name the column a percentage.", keeps=0.6)
def percent_called_fraction(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """A percentage under a label that announces a fraction."""
    del better
    if baseline:
        yield 100 * (optimized - baseline) / baseline


@change_mistake("The sign was dropped: without it nobody can tell an improvement from a regression.", keeps=0.4)
def sign_dropped(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """The size of the change without its sign."""
    del better
    yield abs(optimized - baseline)
    if baseline:
        yield 100 * abs((optimized - baseline) / baseline)
        yield abs((optimized - baseline) / baseline)


@change_mistake(
    "The speed-up is upside down: a system that got faster has a factor above 1 (baseline divided by optimized for times).", keeps=0.3
)
def speedup_inverted(baseline: float, optimized: float, better: Better) -> Iterator[float]:
    """Optimized over baseline called a speed-up of a metric that should fall, or the other way round."""
    if better is Better.LOWER and baseline:
        yield optimized / baseline
    if better is Better.HIGHER and optimized:
        yield baseline / optimized


for _key, _keeps, _hint in (
    (
        "pct_change_along_wrong_axis",
        0.0,
        "pct_change or diff compares neighbouring rows, here different metrics. Compare optimized with baseline of the same metric.",
    ),
    ("changes_misaligned", 0.0, "The changes stand beside the wrong metrics. Compute them in the same table so that labels stay aligned."),
    ("changes_missing", 0.0, "The table shows the two systems but no change between them. Add an absolute or relative change."),
    ("values_missing", 0.0, "The table shows no values for one of the systems. A comparison needs both side by side."),
    ("metrics_missing", 0.0, "Some of the five required metrics are not in the table: latency, throughput, memory, cost, energy."),
    ("not_aggregated", 0.0, "These are the single measurements. A comparison needs one figure per metric and system."),
    ("none", 0.0, "comparison is None. Did a method that works in place and returns None end up in the assignment?"),
    ("undefined", 0.0, "comparison was never assigned. Was the cell run, and is the name spelled as asked?"),
    ("empty", 0.0, "The table has no figures in it."),
    (
        "not_a_table",
        0.0,
        "comparison holds something else than a table of the two systems. Is the right variable assigned, and was the function called?",
    ),
    ("placeholder_values", 0.0, "The table has labels but no computed figures: placeholders or the same number everywhere."),
    (
        "values_misaligned",
        0.6,
        "The values stand beside the wrong metrics. Something was sorted or listed in another order than the labels.",
    ),
    ("row_copied", 0.0, "The figures of this row are those of another row of the table. Was a line copied and only its label changed?"),
    (
        "rounded_to_nothing",
        0.0,
        "Rounded to so few digits, nothing is left of the figure. Show more digits, or a larger unit (per 1,000 requests).",
    ),
    ("columns_swapped", 0.0, "Baseline and optimized are exchanged: check which file each column comes from."),
    (
        "swapped_in_tidy_labels",
        0.0,
        "The run labels are exchanged: rows called baseline hold the optimized system and the other way round.",
    ),
    ("same_system_twice", 0.0, "Both columns hold the same system. Check that the second one is computed from the other file."),
):
    table_mistake(_key, _hint, _keeps)
