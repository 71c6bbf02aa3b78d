"""A progress bar on standard error where a person watches it, and nothing on a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from cli import output

T = TypeVar("T")


def watched(things: Iterable[T], count: int, what: str, *, lines: bool = False) -> Iterator[T]:
    """Pass things on, with a bar that counts them.

    Parameters
    ----------
    count
        How many there will be; a single one gets no bar.
    what
        What is being done, in a word.
    lines
        Whether lines are written to standard output meanwhile. On the same terminal they are
        progress enough, and would break the bar.
    """
    if count < 2 or not output.is_terminal(error=True) or (lines and output.is_terminal()):
        yield from things
        return
    from rich.progress import Progress

    from cli.console import SafeConsole

    # Standard output is left alone: results go there, and it may be a pipe.
    with Progress(console=SafeConsole(stderr=True), transient=True, redirect_stdout=False) as bar:
        yield from bar.track(things, total=count, description=what)
