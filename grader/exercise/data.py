"""
The data files of an assignment, loaded and checked: ``data/`` beside the master notebook.

Frames keep the columns of the contract (see ``data/README.md``). Anything edited or missing is a
``CourseError`` before the first submission is graded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from grader.errors import CourseError, listed
from grader.exercise.workload import Fleet, Prices, Workload, load_workload

REQUEST_COLUMNS = ("request_id", "arrival_s", "request_class", "input_tokens", "output_tokens", "ttft_ms", "latency_ms", "status")
GPU_COLUMNS = ("t_s", "gpu", "memory_gib", "power_w", "utilization")
QUALITY_COLUMNS = ("item_id", "category", "baseline_correct", "optimized_correct")
STATUSES = frozenset({"ok", "error", "timeout"})
GIB = 2**30
J_PER_WH = 3600.0


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One measured system: its requests, its GPU samples and the fleet they came from."""

    system: str
    """``"baseline"`` or ``"optimized"``: also the column prefix in ``quality``."""
    requests: pd.DataFrame
    gpu: pd.DataFrame
    quality: pd.DataFrame
    fleet: Fleet
    prices: Prices
    requests_per_month: float
    targets: tuple[tuple[str, float], ...] = ()
    """Upper limits a single request is held to, as (metric family, ms): ``("ttft", 1000.0)``."""

    @property
    def ok(self) -> pd.DataFrame:
        """The successful requests."""
        return self.requests[self.requests["status"] == "ok"]

    def of_class(self, request_class: str) -> Run:
        """Return this run with only the requests of one class; fleet and samples are unchanged."""
        rows = self.requests[self.requests["request_class"] == request_class]
        return Run(self.system, rows, self.gpu, self.quality, self.fleet, self.prices, self.requests_per_month, self.targets)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Everything students receive, typed."""

    workload: Workload
    baseline: Run
    optimized: Run
    quality: pd.DataFrame

    @property
    def request_classes(self) -> tuple[str, ...]:
        """The request classes in the files, sorted."""
        return tuple(sorted(set(self.baseline.requests["request_class"]) | set(self.optimized.requests["request_class"])))

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of the quality evaluation, sorted."""
        return tuple(sorted(set(self.quality["category"])))


def load_dataset(folder: Path) -> Dataset:
    """
    Return the data files in ``folder``, typed.

    Raises: CourseError when a file is missing, a column is missing or a value cannot be right.
    """
    workload = load_workload(folder / "workload.json")
    quality = _frame(folder / "quality.csv", QUALITY_COLUMNS)
    per_request = tuple(
        (target.metric.split("_")[0], target.at_most)
        for target in workload.targets
        if target.at_most is not None and ":" not in target.metric and target.metric.split("_")[0] in {"ttft", "tpot", "latency"}
    )
    month = float(workload.requests_per_day * workload.days_per_month)
    runs = {}
    for system, fleet in (("baseline", workload.baseline), ("optimized", workload.optimized)):
        requests = _frame(folder / f"{system}_requests.csv", REQUEST_COLUMNS)
        _check_requests(requests, folder / f"{system}_requests.csv")
        gpu = _frame(folder / f"{system}_gpu.csv", GPU_COLUMNS)
        runs[system] = Run(system, requests, gpu, quality, fleet, workload.prices, month, per_request)
    return Dataset(workload, runs["baseline"], runs["optimized"], quality)


def _frame(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise CourseError(
            where=str(path), got=type(error).__name__, expected="a CSV file", do="Regenerate the data with `grader scenario set`."
        ) from error
    missing = [column for column in columns if column not in frame.columns]
    if missing or frame.empty:
        got = f"no column {listed(missing)}" if missing else "no rows"
        raise CourseError(
            where=str(path), got=got, expected=f"rows with {len(columns)} columns", do="Regenerate the data with `grader scenario set`."
        )
    return frame


def _check_requests(frame: pd.DataFrame, path: Path) -> None:
    unknown = sorted(set(frame["status"]) - STATUSES)
    ok = frame[frame["status"] == "ok"]
    broken = ok[ok["latency_ms"].isna() | ok["ttft_ms"].isna() | (ok["latency_ms"] < ok["ttft_ms"])]
    if unknown:
        raise CourseError(
            where=f"{path}, column status", got=listed(unknown), expected="ok, error or timeout", do="Restore the file from git."
        )
    if len(broken):
        raise CourseError(
            where=f"{path}, row {int(broken.index[0]) + 2}",
            got="a successful request with latency_ms missing or below ttft_ms",
            expected="0 < ttft_ms <= latency_ms",
            do="Restore the file from git.",
        )
