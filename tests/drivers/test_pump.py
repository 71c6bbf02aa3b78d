from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest

from balance.samples import SampleBlock
from drivers.pump import Pump
from drivers.source import CannotOpen, EndOfSource, Source, SourceError, SourceInfo, SourceLost
from drivers.testing.contract import assert_same, joined, made_block

WHOLE = made_block(100)
BLOCKS = [WHOLE[i : i + 10] for i in range(0, 100, 10)]
SOON_S = 30.0


class Scripted(Source):
    """Gives what is in the script, raises the errors in it, then waits until it is closed."""

    def __init__(
        self,
        script: Sequence[SampleBlock | BaseException | None],
        at_open: BaseException | None = None,
    ) -> None:
        super().__init__("fake:script")
        self._script = iter(script)
        self._at_open = at_open
        self.closed = threading.Event()
        self.waiting = threading.Event()
        self.threads: set[str] = set()

    def open(self) -> SourceInfo:
        self.threads.add(threading.current_thread().name)
        if self._at_open is not None:
            raise self._at_open
        return SourceInfo(self.address)

    def read(self, timeout_s: float) -> SampleBlock | None:
        self.threads.add(threading.current_thread().name)
        for item in self._script:
            if isinstance(item, BaseException):
                raise item
            return item
        self.waiting.set()
        if self.closed.wait(timeout_s):
            raise EndOfSource("closed")
        return None

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def started() -> Iterator[list[Pump]]:
    pumps: list[Pump] = []
    yield pumps
    for pump in pumps:
        pump.close()


def until_it_waits(pump: Pump) -> None:
    """The queue is full and the thread has noticed: nothing else tells, so look now and then."""
    look_again = threading.Event()
    while pump.waits == 0:
        look_again.wait(0.001)


def take_all(pump: Pump) -> tuple[list[SampleBlock], SourceError | EndOfSource]:
    blocks: list[SampleBlock] = []
    while True:
        item = pump.get(SOON_S)
        if not isinstance(item, SampleBlock):
            assert item is not None
            return blocks, item
        blocks.append(item)


def test_all_blocks_then_the_end() -> None:
    source = Scripted([*BLOCKS[:5], None, *BLOCKS[5:], EndOfSource("over")])
    with Pump(source) as pump:
        info = pump.wait_open(SOON_S)
        blocks, last = take_all(pump)
        again = pump.get(0.0)
    assert info == SourceInfo("fake:script")
    assert_same(joined(blocks), WHOLE)
    assert isinstance(last, EndOfSource)
    assert str(last) == "over"
    assert again is last
    assert pump.waits == 0


def test_one_named_thread_does_it_all() -> None:
    source = Scripted([BLOCKS[0], EndOfSource("over")])
    with Pump(source) as pump:
        take_all(pump)
    assert source.threads == {"pump fake:script"}


def test_the_source_is_released_at_the_end_and_not_only_by_close(started: list[Pump]) -> None:
    source = Scripted([SourceLost("gone")])
    pump = Pump(source)
    pump.start()
    started.append(pump)
    take_all(pump)
    assert source.closed.wait(SOON_S)


def test_a_lost_source_is_a_value_behind_the_blocks() -> None:
    lost = SourceLost("fake:script is gone; plug it in again.")
    with Pump(Scripted([*BLOCKS, lost])) as pump:
        blocks, last = take_all(pump)
        again = pump.get(0.0)
    assert_same(joined(blocks), WHOLE)
    assert last is lost
    assert again is lost


def test_an_open_error_is_a_value() -> None:
    refused = CannotOpen("fake:script is in use; close the other program.")
    with Pump(Scripted([], at_open=refused)) as pump:
        assert pump.wait_open(SOON_S) is refused
        assert pump.get(SOON_S) is refused


@pytest.mark.parametrize("where", ["open", "read"])
def test_what_no_source_should_raise_is_kept_and_raised(where: str) -> None:
    fault = ZeroDivisionError("a fault in a driver")
    at_open = where == "open"
    source = Scripted([] if at_open else [BLOCKS[0], fault], at_open=fault if at_open else None)
    with Pump(source) as pump:
        if at_open:
            with pytest.raises(ZeroDivisionError):
                pump.wait_open(SOON_S)
        else:
            assert pump.get(SOON_S) is BLOCKS[0]
        for _ in range(2):
            with pytest.raises(ZeroDivisionError, match="a fault in a driver"):
                pump.get(SOON_S)
        assert pump.error is fault
    assert source.closed.is_set()


def test_a_full_queue_makes_the_thread_wait_and_drops_nothing() -> None:
    with Pump(Scripted([*BLOCKS, EndOfSource("over")]), maxsize=2) as pump:
        until_it_waits(pump)
        blocks, _ = take_all(pump)
    assert_same(joined(blocks), WHOLE)
    assert 1 <= pump.waits <= 8


def test_close_while_the_queue_is_full_keeps_what_was_read() -> None:
    pump = Pump(Scripted(BLOCKS), maxsize=2)
    pump.start()
    until_it_waits(pump)
    pump.close()
    blocks, last = take_all(pump)
    assert_same(joined(blocks), joined(BLOCKS[:3]))
    assert isinstance(last, EndOfSource)
    assert pump.waits == 1


def test_close_while_a_read_waits() -> None:
    source = Scripted([BLOCKS[0]])
    pump = Pump(source)
    pump.start()
    assert source.waiting.wait(SOON_S)
    pump.close()
    pump.close()
    blocks, last = take_all(pump)
    assert_same(joined(blocks), BLOCKS[0])
    assert isinstance(last, EndOfSource)


def test_close_wakes_whoever_waits_in_get() -> None:
    source = Scripted([])
    pump = Pump(source)
    pump.start()
    got: list[object] = []
    taker = threading.Thread(target=lambda: got.append(pump.get(3600.0)))
    taker.start()
    assert source.waiting.wait(SOON_S)
    pump.close()
    taker.join(SOON_S)
    assert isinstance(got[0], EndOfSource)


def test_a_loss_caused_by_closing_is_an_end() -> None:
    class Torn(Scripted):
        def read(self, timeout_s: float) -> SampleBlock | None:
            self.waiting.set()
            self.closed.wait(SOON_S)
            raise SourceLost("the port was closed under a read")

    source = Torn([])
    pump = Pump(source)
    pump.start()
    assert source.waiting.wait(SOON_S)
    pump.close()
    last = pump.get(0.0)
    assert isinstance(last, EndOfSource)
    assert isinstance(last.__cause__, SourceLost)


def test_close_without_start() -> None:
    source = Scripted(BLOCKS)
    pump = Pump(source)
    pump.close()
    assert source.closed.is_set()
    assert isinstance(pump.get(0.0), EndOfSource)
    assert isinstance(pump.wait_open(0.0), EndOfSource)


def test_nothing_yet_is_none() -> None:
    with Pump(Scripted([])) as pump:
        assert pump.get(0.0) is None
        assert pump.get(0.001) is None


def test_a_source_that_does_not_let_go_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.pump.JOIN_S", 0.01)
    let_go = threading.Event()

    class Stuck(Scripted):
        def read(self, timeout_s: float) -> SampleBlock | None:
            let_go.wait(SOON_S)
            raise EndOfSource("at last")

    pump = Pump(Stuck([]))
    pump.start()
    with pytest.raises(SourceError, match="fake:script does not answer"):
        pump.close()
    let_go.set()
    monkeypatch.undo()
    pump.close()


def test_an_empty_queue_is_refused() -> None:
    with pytest.raises(ValueError, match="one block or more"):
        Pump(Scripted([]), maxsize=0)
