"""The log: what was started and opened, what was lost, which faults there were. Nothing personal.

It is for whoever has to understand afterwards what went wrong in a clinic. A line says a kind, a
place in the sources and a number; it never says a name, a code, a file, an address of a network or
a sample. Texts of others, and of exceptions, are cleaned for that. Messages of this program say
nothing personal by themselves.
"""

from __future__ import annotations

import logging
import platform
import re
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import Final, TypeAlias

from balance.records.owner_file import open_for_owner
from balance.version import SOFTWARE
from drivers.live.place import own_folder

#: A file is begun anew once it would be larger; the one before is kept beside it.
LARGEST: Final = 250_000
NAME: Final = "balance-timer.log"
OLD_NAME: Final = "balance-timer.old.log"
FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s:%(lineno)d: %(message)s"
#: Others are heard where they warn, our own rooms where they tell.
ROOMS: Final = ("balance", "drivers", "gui", "cli")
#: Whose versions the log says.
PARTS: Final = (
    "numpy", "scipy", "PySide6_Essentials", "miniaudio", "aiohttp", "pyserial", "SQLAlchemy",
)  # fmt: skip
_HIDDEN: Final = "..."
_QUOTED: Final = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`")
_PLACES: Final = re.compile(
    r"[\w+.-]+://\S+"  # an address of anything
    r"|(?:[A-Za-z]:)?(?:[\\/][^\s:,;\\/]+)+"  # a path
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b(?::\d+)?"  # a computer
    r"|(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])"
    r"|\b\S+\.(?:csv|gz|zip|json|txt|log|db|sqlite|pdf|mat|xlsx?)\b"
)
_HOME: Final = Path(__file__).resolve().parents[2]
_MOST_FRAMES: Final = 30

_Raised: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

_log = logging.getLogger(__name__)


def log_path() -> Path:
    """Where the log is: in the user's data folder."""
    return own_folder() / "log" / NAME


@contextmanager
def kept(*, verbose: bool = False) -> Iterator[None]:
    """Keep the log while this lasts; the outermost one counts.

    Whatever the disk says, nothing is raised: then there is no log.

    Parameters
    ----------
    verbose
        Show it on standard error as well.
    """
    root = logging.getLogger()
    if any(isinstance(each, _File) for each in root.handlers):
        yield
        return
    handlers: list[logging.Handler] = [_File(log_path())]
    if verbose:
        handlers.append(logging.StreamHandler())
    levels = {name: logging.getLogger(name).level for name in ROOMS}
    for name in ROOMS:
        logging.getLogger(name).setLevel(logging.INFO)
    for handler in handlers:
        handler.setFormatter(_Clean(FORMAT))
        root.addHandler(handler)
    hook = threading.excepthook

    def note_thread(fault: threading.ExceptHookArgs) -> None:
        _log.error("a thread ended by a fault", exc_info=fault.exc_value)
        hook(fault)

    threading.excepthook = note_thread
    logging.captureWarnings(True)
    try:
        yield
    finally:
        threading.excepthook = hook
        logging.captureWarnings(False)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def note_start(what: str) -> None:
    """Say what was started, with which versions, on which system."""
    _log.info("start: %s, %s", what, SOFTWARE)
    _log.info("on Python %s, %s", platform.python_version(), platform.platform())
    _log.info("with %s", ", ".join(f"{part} {_version(part)}" for part in PARTS))


def fault_words() -> str:
    """Tell a person that the program itself is at fault, and where more is known of it."""
    path = log_path()
    more = f"what is known of it is in {path}" if path.is_file() else "--verbose shows more of it"
    return f"The program itself has a fault and had to stop; {more}."


def kind_of(error: BaseException) -> str:
    """Give the kind of an error and the place of ours that it comes from, nothing of its text."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if _is_ours(each.filename)]
    place = f" in {_place(frames[-1])}" if frames else ""
    return f"{_type_of(error)}{place}"


def cleaned(text: str) -> str:
    """Give a text of others without what may name a person, a file or a computer."""
    return _PLACES.sub(_HIDDEN, _QUOTED.sub(_HIDDEN, text))


class _Clean(logging.Formatter):
    """Writes records on one line, and exceptions without their texts."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)  # others keep what they made of it in there
        record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        if record.name.partition(".")[0] not in ROOMS:
            record.message = cleaned(record.message)
        record.message = record.message.replace("\n", " | ")
        return super().formatMessage(record)

    def formatException(self, ei: _Raised) -> str:  # noqa: N802
        return "\n".join(_traced(ei[1])) if ei[1] is not None else ""


class _File(logging.Handler):
    """A file of its owner alone, opened for each line, so that two programs may write to it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = f"{self.format(record)}\n".encode(errors="replace")
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._turn(len(line))
            with open_for_owner(self._path, "a+b") as file:
                file.write(line)
        except Exception:  # noqa: BLE001 - a line that can't be written stops nothing
            return

    def _turn(self, more: int) -> None:
        with suppress(FileNotFoundError):
            if self._path.stat().st_size + more > LARGEST:
                self._path.replace(self._path.with_name(OLD_NAME))


def _traced(error: BaseException) -> list[str]:
    """Say where an exception comes from, and those behind it, each without its text."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [] if before is None else [*_traced(before), "  and from that"]
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    return [*lines, f"  {_type_of(error)}", *(f"    {_place(f)} {f.name}" for f in frames)]


def _type_of(error: BaseException) -> str:
    number = f" {error.errno}" if isinstance(error, OSError) and error.errno else ""
    return f"{type(error).__name__}{number}"


def _place(frame: traceback.FrameSummary) -> str:
    """Give file and line: of ours from the room on, of others the last names alone."""
    path = Path(frame.filename)
    parts = path.relative_to(_HOME).parts if _is_ours(frame.filename) else path.parts[-2:]
    return f"{'/'.join(parts)}:{frame.lineno}"


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(_HOME) and path.relative_to(_HOME).parts[0] in ROOMS


def _version(part: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(part)
    except metadata.PackageNotFoundError:
        return "missing"
