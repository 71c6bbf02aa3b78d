"""What every Source must do, as tests for pytest, the project's own and those of others."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from balance.protocol.conditions import Conditions
from balance.samples import SampleBlock
from drivers.source import CannotOpen, EndOfSource, Source, SourceInfo


def made_block(n: int = 500, rate_hz: float = 100.0, *, gyr: bool = True) -> SampleBlock:
    """Give samples that differ from each other, at an even rate.

    Parameters
    ----------
    n
        How many.
    rate_hz
        How many a second, in Hz.
    gyr
        Whether there is a rate of turn.
    """
    acc, turn = np.random.default_rng(n).normal(size=(2, n, 3))
    return SampleBlock(5.0 + np.arange(n) / rate_hz, acc, turn if gyr else None)


def joined(blocks: Sequence[SampleBlock]) -> SampleBlock:
    """Give one block of many.

    Parameters
    ----------
    blocks
        As they came, one or more.

    Raises
    ------
    AssertionError
        Where the gyroscope came or went between them.
    ValueError
        Where times do not increase from block to block.
    """
    gyr = [block.gyr_rad_s for block in blocks if block.gyr_rad_s is not None]
    assert len(gyr) in (0, len(blocks)), "the gyroscope came or went between blocks"
    return SampleBlock(
        np.concatenate([block.time_s for block in blocks]),
        np.concatenate([block.acc_m_s2 for block in blocks]),
        np.concatenate(gyr) if gyr else None,
    )


def assert_same(got: SampleBlock, wanted: SampleBlock) -> None:
    """See that samples are the same, to the bit.

    Parameters
    ----------
    got, wanted
        What came, and what should have come.

    Raises
    ------
    AssertionError
        Where they differ.
    """
    np.testing.assert_array_equal(got.time_s, wanted.time_s)
    np.testing.assert_array_equal(got.acc_m_s2, wanted.acc_m_s2)
    assert (got.gyr_rad_s is None) == (wanted.gyr_rad_s is None)
    if got.gyr_rad_s is not None and wanted.gyr_rad_s is not None:
        np.testing.assert_array_equal(got.gyr_rad_s, wanted.gyr_rad_s)


def read_all(source: Source, timeout_s: float = 10.0) -> list[SampleBlock]:
    """Give the blocks of an open source up to its end.

    Parameters
    ----------
    source
        It is open, and ends.
    timeout_s
        How many seconds a block may take.

    Raises
    ------
    AssertionError
        Where none came in time, or one was empty.
    SourceLost
        Where the device is gone.
    """
    blocks: list[SampleBlock] = []
    while True:
        try:
            block = source.read(timeout_s)
        except EndOfSource:
            return blocks
        assert block is not None, "nothing came"
        assert len(block) > 0, "an empty block came"
        blocks.append(block)


class SourceContract:
    """Tests that every Source passes.

    A class of tests is derived from it, and says in `ready` and `slow` how its source is made. One
    that is live does not end by itself, and a device rounds: such a class says in `read_whole` how
    its samples are read to the last, and in `assert_whole` what is the same.
    """

    def ready(self, folder: Path) -> tuple[Source, SampleBlock]:
        """Make a source with all of its samples there, and the samples.

        Parameters
        ----------
        folder
            An empty folder, for files.
        """
        raise NotImplementedError

    def slow(self, folder: Path) -> Source:
        """Make a source that is silent for longer than a test may take, after a block or none.

        Parameters
        ----------
        folder
            As in `ready`.
        """
        raise NotImplementedError

    def read_whole(self, source: Source, whole: SampleBlock) -> list[SampleBlock]:
        """Read all that was made, to the end of the source.

        Parameters
        ----------
        source
            It is open.
        whole
            What `ready` gave, so that it is known when all is there.
        """
        return read_all(source)

    def assert_whole(self, got: SampleBlock, whole: SampleBlock) -> None:
        """Compare what came with what was made.

        Parameters
        ----------
        got, whole
            All that was read, and what `ready` gave.
        """
        assert_same(got, whole)

    def test_open_tells_what_it_is(self, tmp_path: Path) -> None:
        source, whole = self.ready(tmp_path)
        with source:
            info = source.open()
        assert isinstance(info, SourceInfo)
        assert info.address == source.address
        assert isinstance(info.conditions, Conditions)
        assert info.has_gyr in (None, whole.gyr_rad_s is not None)

    def test_blocks_together_are_the_whole(self, tmp_path: Path) -> None:
        source, whole = self.ready(tmp_path)
        with source:
            source.open()
            self.assert_whole(joined(self.read_whole(source, whole)), whole)

    def test_the_end_comes_again_and_again(self, tmp_path: Path) -> None:
        source, whole = self.ready(tmp_path)
        with source:
            source.open()
            self.read_whole(source, whole)
            for _ in range(3):
                with pytest.raises(EndOfSource):
                    source.read(0.0)

    def test_read_with_no_time_does_not_wait(self, tmp_path: Path) -> None:
        with self.slow(tmp_path) as source:
            source.open()
            came = [source.read(0.0) for _ in range(50)]
        assert came[-1] is None
        assert sum(block is not None for block in came) <= 1

    def test_close_again_does_nothing(self, tmp_path: Path) -> None:
        source, _ = self.ready(tmp_path)
        source.open()
        source.close()
        source.close()
        with pytest.raises(EndOfSource):
            source.read(0.0)

    def test_close_before_open(self, tmp_path: Path) -> None:
        source, _ = self.ready(tmp_path)
        source.close()
        with pytest.raises(CannotOpen, match="closed"):
            source.open()
        with pytest.raises(EndOfSource):
            source.read(0.0)

    def test_read_before_open_is_a_fault_of_the_caller(self, tmp_path: Path) -> None:
        source, _ = self.ready(tmp_path)
        with source, pytest.raises(RuntimeError, match="not opened"):
            source.read(0.0)

    def test_open_twice_is_a_fault_of_the_caller(self, tmp_path: Path) -> None:
        source, _ = self.ready(tmp_path)
        with source:
            source.open()
            with pytest.raises(RuntimeError, match="open already"):
                source.open()

    def test_close_from_another_thread_ends_a_read_that_waits(self, tmp_path: Path) -> None:
        source = self.slow(tmp_path)
        source.open()
        waiting = threading.Event()
        ended = threading.Event()

        def read_on() -> None:
            try:
                while True:
                    waiting.set()
                    source.read(3600.0)
            except EndOfSource:
                ended.set()

        reader = threading.Thread(target=read_on)
        reader.start()
        assert waiting.wait(30.0)
        source.close()
        reader.join(30.0)
        assert ended.is_set()
