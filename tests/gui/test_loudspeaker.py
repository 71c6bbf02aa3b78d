from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from loudspeakers import Loudspeakers

from gui import loudspeaker
from gui.loudspeaker import Feed, Loudspeaker, NoDeviceError, open_default
from gui.tones import NOTES, pcm


def test_a_feed_gives_its_tones_in_order_and_no_more_than_was_asked_for() -> None:
    feed = Feed()
    assert feed.take(4) == b""
    feed.put(b"abcdef")
    feed.put(b"ghij")
    assert feed.left == 10
    assert [feed.take(4) for _ in range(4)] == [b"abcd", b"efgh", b"ij", b""]
    assert feed.left == 0
    feed.put(b"never heard")
    feed.clear()
    assert feed.take(4) == b""


def test_handed_is_when_the_first_byte_of_the_newest_tone_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now_ms = 0
    monkeypatch.setattr(loudspeaker.time, "perf_counter_ns", lambda: 1_000_000 * now_ms)
    feed = Feed()
    feed.put(b"abcd")
    feed.put(b"efgh")
    now_ms = 12
    assert feed.handed_ms == 0.0  # not before
    feed.take(2)
    assert feed.handed_ms == 12.0
    now_ms = 30
    feed.take(2)
    assert feed.handed_ms == 12.0  # the rest of it does not count
    feed.take(1)
    assert feed.handed_ms == 30.0


def test_a_real_tone_is_taken_by_a_real_device_that_plays_into_nothing() -> None:
    given: list[str] = []
    told = threading.Event()

    def tell(trouble: str) -> None:
        given.append(trouble)
        told.set()

    real = Loudspeaker(tell, lambda feed: open_default(feed, ("null",)))
    taken, take = threading.Event(), real.feed.take
    asked: list[int] = []

    def note(count: int) -> bytes:
        part = take(count)
        asked.append(len(part))
        if part and not real.feed.left:
            taken.set()
        return part

    real.feed.take = note  # type: ignore[method-assign]
    tone = pcm(NOTES["tick"])
    real.feed.put(tone)
    real.open()
    assert told.wait(60)
    assert given == [""]
    assert taken.wait(60)
    assert sum(asked) == len(tone)
    assert real.feed.handed_ms > 0
    real.close()
    assert not [one for one in threading.enumerate() if one.name == "loudspeaker"]


def test_where_no_library_finds_a_device_there_is_none() -> None:
    with pytest.raises(NoDeviceError):
        open_default(Feed(), ())


@pytest.mark.skipif(sys.platform != "linux", reason="cards of Linux")
def test_without_a_card_the_library_that_would_complain_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(loudspeaker, "_CARDS", tmp_path)
    assert loudspeaker._backends() == ("pulseaudio",)
    (tmp_path / "pcmC0D0c").touch()  # a microphone
    assert loudspeaker._backends() == ("pulseaudio",)
    (tmp_path / "pcmC0D0p").touch()
    assert loudspeaker._backends() == ("pulseaudio", "alsa")


def test_a_sound_server_that_hangs_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loudspeaker, "CLOSE_S", 0.0)
    given: list[str] = []
    answers, closed = threading.Event(), threading.Event()

    class Hanging:
        def close(self) -> None:
            closed.set()

    def hang(_: Feed) -> Hanging:
        answers.wait(60)
        return Hanging()

    made = Loudspeaker(given.append, hang)
    made.open()
    opening = made._opening
    made.open()  # once is enough
    assert made._opening is opening
    assert made.opening
    made.close()
    answers.set()  # only now, and for nobody
    assert closed.wait(60)
    assert opening is not None
    opening.join(60)
    assert given == []


def test_it_is_let_go_of_before_it_is_opened_anew() -> None:
    devices, told = Loudspeakers(), threading.Event()
    made = Loudspeaker(lambda _: told.set(), devices.open)
    for times in (1, 2):
        told.clear()
        made.open()
        assert told.wait(60)
        assert made._opening is not None
        made._opening.join(60)
        assert (devices.opened, devices.closed) == (times, times - 1)
    made.close()
    assert devices.closed == 2


def test_what_is_asked_for_as_an_answer_comes_is_a_new_try() -> None:
    devices = Loudspeakers(trouble=NoDeviceError())
    given: list[str] = []
    told_twice = threading.Event()

    def tell(trouble: str) -> None:
        given.append(trouble)
        if len(given) == 2:
            told_twice.set()
            return
        devices.trouble = None
        made.open()  # the thread that tells is still there

    made = Loudspeaker(tell, devices.open)
    made.open()
    assert told_twice.wait(60)
    assert given == [loudspeaker.NO_DEVICE, ""]
    made.close()
