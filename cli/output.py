"""What goes to standard output, what to standard error, and how a command ends."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, NoReturn

import typer

from balance.words import printable
from drivers.live.log import kind_of

_log = logging.getLogger(__name__)

DONE: Final = 0
INPUT_FAILED: Final = 1
WRONG_USAGE: Final = 2


def line(text: str = "") -> None:
    """Write one line to standard output, at once; nothing in it steers the terminal."""
    sys.stdout.write(f"{printable(text)}\n")
    sys.stdout.flush()


def json_line(thing: Mapping[str, object]) -> None:
    """Write one JSON object as one line to standard output, at once."""
    sys.stdout.write(f"{json_text(thing)}\n")
    sys.stdout.flush()


def json_text(thing: Mapping[str, object]) -> str:
    """Give an object as one line of ASCII that steers no terminal, without its end."""
    # JSON has control characters as escapes, but for one.
    return json.dumps(thing, allow_nan=False).replace("\x7f", "\\u007f")


def note(text: str) -> None:
    """Write one line to standard error; nothing in it steers the terminal."""
    sys.stderr.write(f"{printable(text)}\n")
    sys.stderr.flush()


def fail(text: str, code: int = INPUT_FAILED) -> NoReturn:
    """Say what went wrong and end the command."""
    _log.warning("ended with %d in words", code, stacklevel=2)
    note(text)
    raise typer.Exit(code)


def is_terminal(*, error: bool = False) -> bool:
    """Whether a person sees standard output (or standard error) in a terminal."""
    stream = sys.stderr if error else sys.stdout
    return stream.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def errors_in_words(
    *failures: type[Exception], usage: type[Exception] | None = None
) -> Iterator[None]:
    """Turn the errors a user can cause into one sentence and an exit code.

    Parameters
    ----------
    failures
        Errors of an input: exit 1.
    usage
        The error of a wrong argument: exit 2. It may be a subclass of one of `failures`.

    Notes
    -----
    A reader that closes the pipe (``| head``) has had all it wanted: that ends the command quietly
    and is no failure.
    """
    try:
        yield
    except BrokenPipeError:
        drop_output()
        raise typer.Exit(DONE) from None
    except failures as error:
        _log.warning("said to the person: %s", kind_of(error))
        wrong_usage = usage is not None and isinstance(error, usage)
        fail(str(error), WRONG_USAGE if wrong_usage else INPUT_FAILED)
    except OSError as error:
        _log.warning("said to the person: %s", kind_of(error))
        about = f" {error.filename}" if error.filename else " the output"
        fail(f"Could not read or write{about}: {error.strerror or error}.")


def drop_output() -> None:
    """Send what is still to be written nowhere, so that the exit doesn't fail on it again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
