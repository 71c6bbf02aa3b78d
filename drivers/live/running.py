"""Who is being timed now, told from one process to another by locks that end with their process."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from balance.records.history.codes import alike
from balance.records.history.migrating import HistoryError
from drivers.live.place import Place

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_RUNS: Final = 64  # at a time, of one person, where a lock can't be shared


@contextmanager
def running(place: Place, code: str) -> Iterator[None]:
    """Note that somebody is being timed, as long as this is entered and the process lives.

    A run is never hindered because it can't be noted: then it is not.

    Raises
    ------
    HistoryError
        Where the person is being erased, renamed or handed over at this moment.
    """
    path = _path(place, code)
    try:
        lock = _take(path, shared=True)
    except OSError:
        yield
        return
    if lock is None:
        raise HistoryError(
            f"{code} is being erased, renamed or handed over; begin once that is done"
        )
    try:
        yield
    finally:
        _let_go(lock, path)


@contextmanager
def not_running(place: Place, code: str) -> Iterator[None]:
    """See that nobody times a person, and that nobody begins to as long as this is entered.

    Raises
    ------
    HistoryError
        Where a run is under way, or it can't be told.
    """
    path = _path(place, code)
    try:
        lock = _take(path, shared=False)
    except OSError as error:
        reason = f"whether {code} is being timed can't be told ({error.strerror or error})"
        raise HistoryError(reason, path.parent) from error
    if lock is None:
        raise HistoryError(f"{code} is being timed now; end that test, then do it again")
    try:
        yield
    finally:
        _let_go(lock, path)


def is_running(place: Place, code: str) -> bool:
    """Tell whether somebody is being timed."""
    if not _path(place, code).exists():
        return False
    try:
        with not_running(place, code):
            return False
    except HistoryError:
        return True


def _path(place: Place, code: str) -> Path:
    # No code stands in the name: what is erased leaves none behind.
    return place.locks / hashlib.sha256(alike(code).encode("utf-8", "replace")).hexdigest()[:24]


def _take(path: Path, *, shared: bool) -> int | None:
    """Give a file that is locked; None where others have it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            locked = _lock(file, shared=shared)
            if locked and _is_at(file, path):
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)
        if not locked:
            return None


def _is_at(file: int, path: Path) -> bool:
    """Tell whether a file that was open before it was locked is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _let_go(file: int, path: Path) -> None:
    """Unlock; whoever is the last takes the file away."""
    with suppress(OSError):
        if sys.platform != "win32" and _lock(file, shared=False):
            path.unlink()
    os.close(file)
    if sys.platform == "win32":
        with suppress(OSError):  # it is open elsewhere
            path.unlink()


if sys.platform == "win32":

    def _lock(file: int, *, shared: bool) -> bool:
        # There is no lock to share: each run has a byte, who wants to be alone has all of them.
        for at, count in [(at, 1) for at in range(_RUNS)] if shared else [(0, _RUNS)]:
            os.lseek(file, at, os.SEEK_SET)
            with suppress(OSError):
                msvcrt.locking(file, msvcrt.LK_NBLCK, count)
                return True
        return False

else:

    def _lock(file: int, *, shared: bool) -> bool:
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
