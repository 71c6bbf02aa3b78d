"""A file of results that grows as recordings are scored, and can be gone on with after a kill."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

from balance.records.errors import RecordingError
from balance.records.jobs import Job
from balance.records.owner_file import open_for_owner, sync_folder
from balance.report.files import tables_of, write_new
from balance.report.scored_table import TABLE_HEAD, rows_after, table_description, table_rows
from cli.output import json_text
from cli.resuming import NotSoError, Plan, beside

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR: Final = 1 << 62  # a byte that no file has: whoever reads it is not kept from it


class Form(Protocol):
    """How results stand in a file: a head, then whole lines for each recording."""

    head: bytes

    def lines(self, scored: dict[str, Any]) -> bytes:
        """Give the lines of a recording."""

    def follow(self, line: bytes, name: str) -> tuple[int, bool] | None:
        """Give how many lines of a recording follow its first, and whether it was not scored.

        None where it is no such line, or of another recording.
        """


class JsonLines:
    """The very bytes of `analyze --json`."""

    head = b""

    def lines(self, scored: dict[str, Any]) -> bytes:
        """Give one line."""
        return f"{json_text(scored)}\n".encode()

    def follow(self, line: bytes, name: str) -> tuple[int, bool] | None:
        """Nothing follows."""
        try:
            scored = json.loads(line)
        except ValueError:
            return None
        if not isinstance(scored, dict) or scored.get("recording") != name:
            return None
        return 0, "error" in scored


class Table:
    """A table with a row for each hold."""

    head = TABLE_HEAD

    def lines(self, scored: dict[str, Any]) -> bytes:
        """Give the rows."""
        return table_rows(scored)

    def follow(self, line: bytes, name: str) -> tuple[int, bool] | None:
        """See `rows_after`."""
        return rows_after(line, name)


@dataclass(slots=True)
class Growing:
    """A file under way, with the recordings that are in it and those that are to come."""

    path: Path
    jobs: Sequence[Job]
    form: Form
    file: BinaryIO
    done: int = 0
    failed: int = 0

    @property
    def left(self) -> Sequence[Job]:
        """The recordings that are not in it."""
        return self.jobs[self.done :]

    def add(self, scored: dict[str, Any]) -> None:
        """Add the next recording.

        Raises
        ------
        RecordingError
            Where it can't be written; what was written before stays.
        """
        try:
            self.file.write(self.form.lines(scored))
            self.file.flush()
        except OSError as error:
            raise _not_written(self.path, error) from error
        self.done += 1
        self.failed += "error" in scored

    def finish(self) -> None:
        """See that all of it is on the disk, and take away what it would be gone on with."""
        try:
            os.fsync(self.file.fileno())
            beside(self.path).unlink()
            sync_folder(self.path.parent)
        except OSError as error:
            raise _not_written(self.path, error) from error


@contextmanager
def begun(path: Path, form: Form, plan: Plan) -> Iterator[Growing]:
    """Begin a new file; where it breaks off before anything is in it, there is none.

    Raises
    ------
    RecordingError
        Where it can't be written, or is there already.
    """
    made = [beside(path)]
    plan.write(made[0])
    growing = None
    try:
        made += _describe(path, form)
        file = open_for_owner(path, "xb")
        made.append(path)
        with _alone(file, path):
            growing = Growing(path, plan.jobs, form, file)
            _put(growing, form.head)
            yield growing
    except BaseException as error:
        if growing is None or growing.done == 0:
            for each in made:
                each.unlink(missing_ok=True)
        if growing is None and isinstance(error, OSError):
            raise _not_written(path, error) from error
        raise


@contextmanager
def gone_on(path: Path, form: Form, now: Plan) -> Iterator[tuple[Growing, list[str]]]:
    """Go on with a file, from the first recording on that is not in it whole.

    Gives what is to be said of recordings that are not as they were, too.

    Raises
    ------
    NotSoError
        Where it was begun with something else, is finished, or is being written by another process.
    RecordingError
        Where it can't be read or written, or is not what was begun.
    """
    side = beside(path)
    try:
        file = open_for_owner(path, "a+b")
    except OSError as error:
        raise _not_written(path, error) from error
    with _alone(file, path):
        plan = Plan.read(side)  # now that no other process can finish it
        plan.check(now, path)
        _describe(path, form, again=True)
        growing = Growing(path, plan.jobs, form, file)
        end = _read(growing)
        try:
            file.truncate(end)
        except OSError as error:
            raise _not_written(path, error) from error
        if end == 0:
            _put(growing, form.head)
        yield growing, plan.differences(now, growing.done)


def _read(growing: Growing) -> int:
    """Count what is in it whole, and give where that ends."""
    file, head = growing.file, growing.form.head
    file.seek(0)
    begins = file.read(len(head))
    if begins != head:
        if head.startswith(begins):
            return 0
        raise _other(growing.path, 1)
    end, number = len(head), 1 if head else 0
    while (line := file.readline()).endswith(b"\n"):
        number += 1
        name = growing.left[0].name if growing.left else None
        said = None if name is None else growing.form.follow(line, name)
        if said is None:
            raise _other(growing.path, number)
        more, failed = said
        if not all(file.readline().endswith(b"\n") for _ in range(more)):
            break
        number += more
        end = file.tell()
        growing.done += 1
        growing.failed += failed
    return end


def _put(growing: Growing, head: bytes) -> None:
    try:
        growing.file.write(head)
        growing.file.flush()
    except OSError as error:
        raise _not_written(growing.path, error) from error


def _describe(path: Path, form: Form, *, again: bool = False) -> list[Path]:
    """Write what the columns of a table are, once; give the file that was made."""
    *_, columns = tables_of(path)
    if not isinstance(form, Table) or (again and columns.exists()):
        return []
    write_new({columns: table_description(path.name)})
    return [columns]


def _other(path: Path, line: int) -> RecordingError:
    reason = f"is not of the run that {beside(path).name} tells of; begin anew in another file"
    return RecordingError(reason, path, line)


def _not_written(path: Path, error: OSError) -> RecordingError:
    return RecordingError(f"can't be written ({error.strerror or error})", path)


@contextmanager
def _alone(file: BinaryIO, path: Path) -> Iterator[None]:
    """Keep other processes from writing a file; it is closed at the end."""
    try:
        if not _locked(file):
            raise NotSoError(f"{path}: another process is writing this file.")
        yield
    finally:
        with suppress(OSError):  # what could not be written was said
            file.close()


def _locked(file: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a disk without locks
        return True
    return True
