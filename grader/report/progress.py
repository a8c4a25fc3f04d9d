"""How far a long run is: a bar with rate and time left on a terminal, a line now and then in a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

LOG_EVERY_S = 15.0
Watch = Callable[[int, int, str], None]


class _Rate(ProgressColumn):
    """Pieces per second, over the whole run."""

    def render(self, task: Task) -> Text:
        """Return the rate as text."""
        done, seconds = task.completed, task.elapsed or 0.0
        return Text(f"{done / seconds:.1f}/s" if done and seconds else "", style="progress.data.speed")


@contextmanager
def watching(what: str, *, quiet: bool = False, clock: Callable[[], float] = time.monotonic) -> Iterator[Watch]:
    """Yield a function to call with (done, to do, name) after each piece of ``what``; ``quiet`` writes lines instead of a bar."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield _lines(console, what, clock)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=None, name="")
        yield lambda done, total, name: progress.update(task, completed=done, total=total, name=name)


def _lines(console: Console, what: str, clock: Callable[[], float]) -> Watch:
    started = last = clock()

    def watch(done: int, total: int, _: str) -> None:
        nonlocal last
        now = clock()
        if now - last < LOG_EVERY_S and done < total:
            return
        last = now
        rate = done / (now - started) if now > started else 0.0
        left = f", about {(total - done) / rate:.0f} s left" if rate and done < total else ""
        console.print(f"{what}: {done} of {total}, {rate:.1f} per second{left}", highlight=False, markup=False)

    return watch
