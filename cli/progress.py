"""Signs of life on standard error where a person watches it, and nothing on a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final, TypeVar

from cli import output

AFTER_S: Final = 1.0  # what is done sooner needs no sign

T = TypeVar("T")


def watched(things: Iterable[T], count: int, what: str, *, lines: bool = False) -> Iterator[T]:
    """Pass things on, with a bar that counts them.

    Parameters
    ----------
    count
        How many there will be; a single one is said to be under way where it takes long.
    what
        What is being done, in a word.
    lines
        Whether lines are written to standard output meanwhile. On the same terminal they are
        progress enough, and would break the bar.
    """
    if count < 2:
        with working(what):
            found = list(things)
        yield from found
        return
    if not output.is_terminal(error=True) or (lines and output.is_terminal()):
        yield from things
        return
    from rich.progress import Progress

    from cli.console import SafeConsole

    # Standard output is left alone: results go there, and it may be a pipe.
    with Progress(console=SafeConsole(stderr=True), transient=True, redirect_stdout=False) as bar:
        yield from bar.track(things, total=count, description=what)


@contextmanager
def counted(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give what is to be told how far something is, and of how much; a bar shows it."""
    if not output.is_terminal(error=True):
        yield lambda _done, _whole: None
        return
    from rich.progress import Progress

    from cli.console import SafeConsole

    with Progress(console=SafeConsole(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say what is being done as long as this is entered, where it takes more than a moment.

    Nothing is to be asked meanwhile.
    """
    if not output.is_terminal(error=True):
        yield
        return
    over = Event()
    sign = Thread(target=_show, args=(what, over), daemon=True)
    sign.start()
    try:
        yield
    finally:
        over.set()
        sign.join()


def _show(what: str, over: Event) -> None:
    if over.wait(AFTER_S):
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from cli.console import SafeConsole

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = SafeConsole(stderr=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
        bar.add_task(what, total=None)
        over.wait()
