"""A bar on standard error for what takes a while."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
)
from rich.text import Text

_PERIOD = 60.0  # seconds whose rate tells how long the rest will take

Move = Callable[[int, int], None]


@contextmanager
def bar(
    what: str,
    *,
    console: Console | None = None,
    size: bool = False,
    now: Callable[[], float] = time.monotonic,
) -> Iterator[Move]:
    """Gives a function `(done, total)` that moves the bar; into a file, it writes every tenth.

    Its first call says what had been done before. The rate, and the remaining time that follows
    from it, are those of the last minute. With `size`, bytes are counted.
    """
    console = console or Console(stderr=True)
    drawn = console.is_terminal
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn() if size else MofNCompleteColumn(),
        _Pace(size),
        console=console,
        disable=not drawn,
        get_time=now,
        speed_estimate_period=_PERIOD,
    ) as progress:
        yield _mover(progress, what, (lambda task: None) if drawn else _writer(console, size))


def _mover(progress: Progress, what: str, tell: Callable[[Task], None]) -> Move:
    key = None

    def move(done: int, total: int) -> None:
        nonlocal key
        if key is None:
            key = progress.add_task(what, total=total, completed=done)
        progress.update(key, completed=done, total=total)
        tell(progress.tasks[0])

    return move


def _writer(console: Console, size: bool) -> Callable[[Task], None]:
    said = -1

    def write(task: Task) -> None:
        nonlocal said
        tenth = int(10 * task.completed // max(task.total or 0, 1))
        if tenth > said:
            said = tenth
            console.print(_line(task, size), markup=False, highlight=False, soft_wrap=True)

    return write


def _line(task: Task, size: bool) -> str:
    done, total = (_amount(count, size) for count in (task.completed, task.total or 0))
    said = f"{task.description}: {done} of {total}"
    pace = _pace(task, size)
    return f"{said}, {pace}" if pace and not task.finished else said


class _Pace(ProgressColumn):
    """How quick it is and how long the rest takes; in the end, how long it took."""

    def __init__(self, size: bool) -> None:
        super().__init__()
        self._size = size

    def render(self, task: Task) -> Text:
        said = f"in {_duration(task.elapsed or 0)}" if task.finished else _pace(task, self._size)
        return Text(said, style="progress.remaining")


def _pace(task: Task, size: bool) -> str:
    """Nothing before there is a rate."""
    if not task.speed:
        return ""
    return f"{_rate(task.speed, size)}, {_duration(task.time_remaining or 0)} left"


def _amount(count: float, size: bool) -> str:
    return decimal(int(count)) if size else f"{count:.0f}"


def _rate(speed: float, size: bool) -> str:
    return f"{decimal(int(speed)) if size else f'{speed:.{0 if speed >= 10 else 1}f}'} a second"


def _duration(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min" if minutes else f"{seconds:.0f} s"
