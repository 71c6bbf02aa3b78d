"""Writing a recording as it arrives, so that a kill at any moment costs under a second of it."""

from __future__ import annotations

import json
import os
import zlib
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.gzipped import WBITS
from balance.records.header import Header
from balance.records.owner_file import open_for_owner, sync_folder
from balance.records.recording import COLUMNS, GYR_COLUMNS
from balance.records.table import read_rows
from balance.samples import Inlet, SampleBlock

# So that with what is still on its way here no second is lost.
_FLUSH_EVERY_S: Final = 0.5
_ROWS_AT_ONCE: Final = 4096


class Recorder:
    """Writes a native recording, ``NAME.csv`` or ``NAME.csv.gz``, and overwrites nothing.

    The header is handed to the system at once, and the samples whenever half a second of their own
    time is waiting; of a .gz that is a member with its checksum, so that what of it reached the
    disk is known to be right. Time is written to the microsecond, values to 4 decimals; `push`
    gives them back so, so that what is timed is what was recorded. Use it as a context manager, or
    call `close`.

    Parameters
    ----------
    path
        A file that doesn't exist yet; it is made readable by its owner alone.
    header
        Line 1. It is checked, since what is written must be readable.
    has_gyr
        Whether every block will have a rate of turn.

    Raises
    ------
    RecordingError
        Where the file exists or can't be made, or the header has a value that it can't have.
    """

    def __init__(self, path: Path, header: Header, *, has_gyr: bool) -> None:
        try:
            lines = _first_lines(header, has_gyr)
        except RecordingError as error:
            raise error.at(path, 1) from None
        self.path = path
        self._has_gyr = has_gyr
        self._last_s: float | None = None
        self._waiting_s = 0.0
        self._is_placed = False
        self._transcript = Transcript(has_gyr=has_gyr)
        self._failure = ""
        self._is_packed = path.suffix.lower() == ".gz"
        self._packer: zlib._Compress | None = None
        self._file = _create(path)
        try:
            self._write(lines)
            self._flush()
        except OSError as error:
            failure = self._failed(error)
            self.close()
            path.unlink()  # it holds nothing, and would be in the way of the next try
            raise failure from error

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def push(self, block: SampleBlock) -> SampleBlock:
        """Write a block.

        Returns
        -------
        SampleBlock
            Its samples as they will be read from the file.

        Raises
        ------
        RecordingError
            Where the file can't be written, also when that was so before: what came until then
            stays readable. Also where the block has a rate of turn and the file has none, or the
            reverse.
        """
        if self._failure or self._file.closed:
            reason = self._failure or "the recording is closed; start a new one"
            raise RecordingError(reason, self.path)
        if self._has_gyr != (block.gyr_rad_s is not None):
            has = "has a rate of turn and the samples have none"
            hasnt = "has no rate of turn and the samples have one"
            reason = f"this recording {has if self._has_gyr else hasnt}; start a new one"
            raise RecordingError(reason, self.path)
        if not len(block):
            return block
        texts = _texts_of(block)
        try:
            for text in texts:
                self._write(text)
            if self._is_due(block):
                self._flush()
        except OSError as error:
            raise self._failed(error) from error
        return self._transcript.read_back(texts)

    def in_place(self) -> bool:
        """Whether the file is still the one at its path: not deleted, moved or replaced."""
        if self._file.closed:
            return self.path.exists()
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self.path.stat())
        except OSError:
            return False

    def faults(self) -> list[str]:
        """Give the faults that reading the file will find in its times, in words."""
        return self._transcript.faults()

    def sync(self) -> None:
        """See that all samples so far are on the disk, and stay there when the power goes.

        Raises
        ------
        RecordingError
            Where they can't be written.
        """
        if self._failure or self._file.closed:
            return
        try:
            self._flush()
            os.fsync(self._file.fileno())
            if not self._is_placed:
                sync_folder(self.path.parent)
                self._is_placed = True
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """End the file; again does nothing.

        Raises
        ------
        RecordingError
            Where the last samples can't be written, unless `push` has said so before.
        """
        if self._file.closed:
            return
        try:
            with self._file:
                if not self._failure:
                    self._end_member()
        except OSError as error:
            if not self._failure:
                raise self._failed(error) from error

    def _is_due(self, block: SampleBlock) -> bool:
        last_s = float(block.time_s[-1])
        # The distance, so that a source that starts again at 0 is flushed as well.
        self._waiting_s += abs(last_s - (block.time_s[0] if self._last_s is None else self._last_s))
        self._last_s = last_s
        return max(self._waiting_s, block.duration_s) >= _FLUSH_EVERY_S

    def _write(self, data: bytes) -> None:
        if self._is_packed:
            self._packer = self._packer or zlib.compressobj(wbits=WBITS)
            data = self._packer.compress(data)
        self._file.write(data)

    def _end_member(self) -> None:
        if self._packer is not None:
            self._file.write(self._packer.flush())
            self._packer = None

    def _flush(self) -> None:
        self._end_member()
        self._file.flush()
        self._waiting_s = 0.0

    def _failed(self, error: OSError) -> RecordingError:
        self._failure = (
            f"can't be written ({error.strerror or error}); what was recorded until then is kept: "
            "make room or choose another disk, and start a new recording"
        )
        return RecordingError(self._failure, self.path)


class Transcript:
    """Says how blocks will be read again from the file that they are written to.

    Parameters
    ----------
    has_gyr
        Whether every block has a rate of turn.
    """

    def __init__(self, *, has_gyr: bool) -> None:
        self._has_gyr = has_gyr
        self._inlet = Inlet()

    def push(self, block: SampleBlock) -> SampleBlock:
        """Give the samples of the next block as they will be read."""
        return self.read_back(_texts_of(block)) if len(block) else block

    def read_back(self, texts: list[bytes]) -> SampleBlock:
        """Give the samples of the next lines."""
        return _read_back(texts, self._inlet, has_gyr=self._has_gyr)

    def faults(self) -> list[str]:
        """Give the faults that reading the file will find in its times, in words."""
        return self._inlet.faults()


def write_recording(path: str | PathLike[str], header: Header, block: SampleBlock) -> None:
    """Write a whole recording at once, which nothing that exists is overwritten by.

    Parameters
    ----------
    path
        The file, which must be new: ``NAME.csv``, or ``NAME.csv.gz`` to have it packed.
    header
        What stands in its first line.
    block
        Its samples. They are rounded as files have them: times to a microsecond, acceleration
        and rate of turn to four decimals.

    Raises
    ------
    RecordingError
        Where the file exists or can't be written, or the header has a value it can't have.
    """
    with Recorder(Path(path), header, has_gyr=block.gyr_rad_s is not None) as recorder:
        recorder.push(block)


def recording_bytes(header: Header, block: SampleBlock) -> bytes:
    """Give the bytes of a recording that is written at once, unpacked; see `write_recording`."""
    return b"".join((_first_lines(header, block.gyr_rad_s is not None), *_texts_of(block)))


def first_line(header: Header) -> bytes:
    """Give line 1 of a recording; `RecordingError` where the header has a value it can't have."""
    keys = Header.from_dict(header.to_dict()).to_dict()
    text = f"# {json.dumps(keys, ensure_ascii=False)}\n"
    # Half a surrogate pair, which JSON can hold, becomes the escape that it was read from.
    return text.encode("utf-8", errors="backslashreplace")


def _first_lines(header: Header, has_gyr: bool) -> bytes:
    columns = (*COLUMNS, *GYR_COLUMNS) if has_gyr else COLUMNS
    return first_line(header) + f"{','.join(columns)}\n".encode()


def as_written(block: SampleBlock) -> SampleBlock:
    """Give a block as it is read from the file that it was written to."""
    return _read_back(_texts_of(block), Inlet(), has_gyr=block.gyr_rad_s is not None)


def _texts_of(block: SampleBlock) -> list[bytes]:
    columns = [block.time_s, block.acc_m_s2]
    if block.gyr_rad_s is not None:
        columns.append(block.gyr_rad_s)
    table = np.column_stack(columns)
    row = "%.6f" + ",%.4f" * (table.shape[1] - 1) + "\n"
    texts = []
    for first in range(0, len(table), _ROWS_AT_ONCE):
        rows = table[first : first + _ROWS_AT_ONCE]
        texts.append((row * len(rows) % tuple(rows.ravel().tolist())).encode("ascii"))
    return texts


def _read_back(texts: list[bytes], inlet: Inlet, *, has_gyr: bool) -> SampleBlock:
    n_columns = len(COLUMNS) + (len(GYR_COLUMNS) if has_gyr else 0)
    table = read_rows(b"".join(texts), n_columns, range(n_columns))
    return inlet.push(table[:, 0], table[:, 1:4], table[:, 4:] if has_gyr else None)


def _create(path: Path) -> BinaryIO:
    try:
        return open_for_owner(path, "xb")
    except FileExistsError as error:
        reason = "this file exists, and nothing is overwritten; choose another name"
        raise RecordingError(reason, path) from error
    except OSError as error:
        reason = f"can't be made ({error.strerror or error}); choose another place"
        raise RecordingError(reason, path) from error
