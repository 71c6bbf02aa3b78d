"""Sessions that are led in the window: chosen, led, asked about, left and gone on with."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fakes import END, Pumps, StepPump, blocks
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from short import SOON_MS, lead, offered, over, write_scripts

from balance.exercise import HEEL_TO_BALL_KEY, count_raises
from balance.protocol.conditions import Conditions
from balance.records.history.people import Description
from balance.records.open_any import open_recording
from balance.simulate.raise_plan import SetPlan
from balance.simulate.raises import draw_raises
from drivers.source import SourceInfo, SourceLost
from drivers.telling import Cue
from gui.measure.leading import Leading
from gui.progress.courses import entries_of
from gui.window import Window

Open = Callable[[], Window]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, pumps: Pumps) -> Iterator[Open]:
    """Open a window on the same data each time."""
    folder = tmp_path / "data"
    write_scripts(folder)
    made: list[Window] = []

    def open_one() -> Window:
        window = Window(qapp, folder, pump=pumps)
        made.append(window)
        window.book.history()
        window.attach()
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield open_one
    for each in made:
        each.close()
    qapp.setStyleSheet("")


@pytest.fixture
def window(open_window: Open) -> Window:
    return open_window()


def leading(window: Window) -> Leading:
    made = window.measure.led.leading
    assert made is not None
    return made


def press(qtbot: QtBot, window: Window, key: str) -> None:
    qtbot.keySequence(window.focusWidget() or window, key)


def sets(window: Window) -> list[str]:
    shown = window.measure.pane.sets.list
    return [shown.item(n).text() for n in range(shown.count())]


def asked(window: Window, question: str) -> list[tuple[Any, ...]]:
    assert window.live is not None
    window.live.desk.wait()
    with closing(sqlite3.connect(window.folder / "history.db")) as history:
        return list(history.execute(question))


def headline(window: Window) -> str:
    return window.measure.stage.headline.text()


def test_the_list_offers_the_week_plans_exercises_and_tests(qtbot: QtBot, window: Window) -> None:
    offered(qtbot, window)
    box = window.measure.strip.plan
    titles = [box.itemText(n) for n in range(box.count())]
    assert titles[4] == "This week: The advice: toes, arch and balance"
    groups = ["Plans, led by voice", "Exercises, led by voice", "Named tests"]
    heads = [titles.index(one) for one in groups]
    assert heads == sorted(heads)
    enabled = Qt.ItemFlag.ItemIsEnabled
    assert not any(box.model().flags(box.model().index(n, 0)) & enabled for n in heads)
    assert heads[1] < titles.index("Quick squeeze") < heads[2] < titles.index("Short stance")
    at = titles.index("BESS stances")
    for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
        said = box.itemData(at, role)
        assert said.startswith("Six stances of 20 s")
        assert "From: Balance Error Scoring System" in said
    box.setCurrentIndex(at)
    box.activated.emit(at)
    assert window.measure.led.card.about.isVisible()
    assert "From: Balance Error" in window.measure.led.card.source.text()
    assert box.accessibleDescription() == box.itemData(at, Qt.ItemDataRole.ToolTipRole)


def test_a_session_without_a_sensor_is_led_to_its_end(qtbot: QtBot, window: Window) -> None:
    seen: list[str] = []
    lead(qtbot, window, "quick")
    window.turning.changed.connect(lambda _: seen.append(headline(window)))
    over(qtbot, window)
    assert {"Squeeze 1 of 2", "Squeeze 2 of 2", "Rest"} <= set(seen)
    assert window.live is not None
    assert not window.live.connected
    assert sets(window) == [
        "Quick squeeze, left, set 1: done.",
        "Quick squeeze, right, set 1: done.",
    ]
    kept = asked(window, "select script, side, done, state from sets order by id")
    assert kept == [("quick", "left", 2, "done"), ("quick", "right", 2, "done")]
    assert asked(window, "select finished from sittings") == [(1,)]


def test_how_it_felt_and_soreness_are_asked_once(qtbot: QtBot, window: Window) -> None:
    lead(qtbot, window, "quick")
    card = window.measure.led.card
    assert not card.eases["easy"].isEnabled()
    over(qtbot, window)
    assert card.asked.text() == "Quick squeeze: was it easy, right or hard?"
    assert not card.sore[0].isVisible()
    press(qtbot, window, "3")
    assert not card.eases["easy"].isVisible()
    assert card.asked.text().startswith("How sore")
    card.sore[4].click()
    assert not card.sore[4].isVisible()
    press(qtbot, window, "1")  # it was said
    assert asked(window, "select distinct ease from sets") == [("hard",)]
    assert asked(window, "select soreness from sittings") == [(4,)]


def test_pause_skip_and_repeat_by_keys(qtbot: QtBot, window: Window) -> None:
    lead(qtbot, window, "slow")
    qtbot.waitUntil(lambda: headline(window) == "Squeeze 1 of 3", timeout=SOON_MS)
    stage = window.measure.stage
    assert stage.digits.text() == "500"
    assert stage.hint.text() == "Next: squeeze 2 of 3."
    assert "Both feet, Slow squeeze" in stage.leg.text()
    press(qtbot, window, "P")
    assert headline(window) == "Paused"
    assert window.measure.acts.pause.text() == "Go on"
    press(qtbot, window, "Space")  # goes on from a pause
    assert headline(window) == "Squeeze 1 of 3"
    press(qtbot, window, "S")
    qtbot.waitUntil(lambda: headline(window) == "Squeeze 2 of 3", timeout=SOON_MS)
    assert sets(window) == ["Slow squeeze, both feet, set 1: left out."]
    press(qtbot, window, "Space")  # is done with it
    qtbot.waitUntil(lambda: headline(window) == "Squeeze 3 of 3", timeout=SOON_MS)
    press(qtbot, window, "R")
    assert headline(window) == "Squeeze 3 of 3"
    window.measure.led.card.repeat.click()
    press(qtbot, window, "Space")
    over(qtbot, window)
    assert sets(window) == ["Slow squeeze, both feet, set 1: 2 of 3."]


def test_errors_of_a_stance_are_counted_and_the_test_is_scored(
    qtbot: QtBot, window: Window
) -> None:
    lead(qtbot, window, "stance")
    qtbot.waitUntil(lambda: headline(window) == "Both feet together", timeout=SOON_MS)
    assert window.measure.led.card.fault.isVisible()
    press(qtbot, window, "E")
    window.measure.led.card.fault.click()
    assert "errors: 2" in window.measure.stage.leg.text()
    press(qtbot, window, "Space")
    over(qtbot, window)
    score = sets(window)[-1]
    assert score.startswith("Short stance: 10 errors.\nBoth feet together, both feet: 0.")
    assert asked(window, "select script, unit from scores") == [("stance", "errors")]
    assert not window.measure.led.card.eases["easy"].isVisible()


def test_a_session_that_was_left_is_gone_on_with(qtbot: QtBot, open_window: Open) -> None:
    window = open_window()
    lead(qtbot, window, "slow")
    qtbot.waitUntil(lambda: headline(window) == "Squeeze 1 of 3", timeout=SOON_MS)
    press(qtbot, window, "Space")
    qtbot.waitUntil(lambda: headline(window) == "Squeeze 2 of 3", timeout=SOON_MS)
    press(qtbot, window, "Esc")
    assert window.standing.stage == "idle"
    assert sets(window) == ["Slow squeeze, both feet, set 1: 1 of 3."]
    card = window.measure.led.card
    qtbot.waitUntil(card.go_on.isVisible, timeout=SOON_MS)
    assert card.go_on.text() == "Go on with Slow squeeze"
    window.close()

    again = open_window()
    card = again.measure.led.card
    qtbot.waitUntil(card.go_on.isVisible, timeout=SOON_MS)
    press(qtbot, again, "Space")  # goes on
    qtbot.waitUntil(lambda: headline(again) == "Squeeze 2 of 3", timeout=SOON_MS)
    again.close()  # in the middle: kept as far as it came

    third = open_window()
    card = third.measure.led.card
    qtbot.waitUntil(card.anew.isVisible, timeout=SOON_MS)
    card.anew.click()
    qtbot.waitUntil(lambda: headline(third) == "Squeeze 1 of 3", timeout=SOON_MS)
    assert asked(third, "select count(*) from sittings") == [(2,)]
    while third.standing.active:
        press(qtbot, third, "S")
    third.measure.refresh()
    qtbot.waitUntil(lambda: third.measure.start_button.text() == "Start", timeout=SOON_MS)
    assert third.measure.led.left is None


def test_a_session_under_the_eyes_of_somebody_is_kept_as_such(qtbot: QtBot, window: Window) -> None:
    strip = window.measure.strip
    strip.supervised.click()
    assert strip.setup.supervised
    lead(qtbot, window, "slow")
    qtbot.waitUntil(lambda: headline(window) == "Squeeze 1 of 3", timeout=SOON_MS)
    press(qtbot, window, "Esc")
    strip.supervised.click()
    card = window.measure.led.card
    qtbot.waitUntil(card.go_on.isVisible, timeout=SOON_MS)
    card.go_on.click()  # it is what it was begun as
    qtbot.waitUntil(lambda: window.standing.active, timeout=SOON_MS)
    while window.standing.active:
        press(qtbot, window, "S")
    lead(qtbot, window, "quick")
    over(qtbot, window)
    assert asked(window, "select supervised from sessions order by id") == [(1,), (0,)]


def test_a_hold_of_a_supervised_session_says_so(qtbot: QtBot, window: Window, pumps: Pumps) -> None:
    pumps.scripted = StepPump([*blocks(1, holds=1), END])
    window.turning._timer.setInterval(0)
    window.measure.strip.use_source("serial:once")
    window.measure.strip.supervised.click()
    lead(qtbot, window, "held")
    over(qtbot, window)
    query = "select supervised, count(*) from sessions join recordings on session_id = sessions.id"
    assert asked(window, query) == [(1, 1)]


def test_a_test_takes_the_place_of_a_session(qtbot: QtBot, window: Window, pumps: Pumps) -> None:
    lead(qtbot, window, "quick")
    over(qtbot, window)
    box = window.measure.strip.plan
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert not window.measure.led.card.isVisible()
    pumps.scripted = StepPump([*blocks(holds=1), END])
    window.turning._timer.setInterval(0)
    press(qtbot, window, "Space")
    qtbot.waitUntil(lambda: len(window.standing.entries) == 1, timeout=SOON_MS)
    assert window.standing.guide is None
    assert not window.measure.pane.sets.isVisible()
    over(qtbot, window)


def test_a_hold_is_measured_and_a_lost_sensor_pauses(
    qtbot: QtBot, window: Window, pumps: Pumps
) -> None:
    given = blocks(1, holds=1)
    scripts = [[*given[:30], SourceLost("unplugged")], [*given, END]]
    made: list[StepPump] = []

    def next_pump(_address: str) -> StepPump:
        made.append(StepPump(scripts[min(len(made), 1)]))  # type: ignore[arg-type]
        return made[-1]

    window.turning._pump_of = next_pump  # type: ignore[assignment]
    window.turning._timer.setInterval(0)
    window.measure.strip.use_source("replay:once.csv")
    seen: list[str] = []
    heard: list[Cue] = []
    window.turning.changed.connect(lambda _: seen.append(headline(window)))
    window.sound.play = lambda *cues: heard.extend(cues)  # type: ignore[union-attr,method-assign]
    lead(qtbot, window, "held")
    qtbot.waitUntil(lambda: window.standing.stage == "paused", timeout=SOON_MS)
    assert "unplugged" in window.measure.stage.hint.text()
    assert any("unplugged" in cue.words for cue in heard)
    assert any(cue.tone == "trouble" for cue in heard)
    window.measure.acts.pause.click()
    over(qtbot, window)
    assert "Holding" in seen
    assert [cue.tone for cue in heard].count("end") == 1
    (line,) = sets(window)
    assert line.startswith("Held, left, set 1: done, longest ")


def test_heel_raises_are_counted_by_the_sensor(qtbot: QtBot, window: Window, pumps: Pumps) -> None:
    made = draw_raises(4, placement="foot", plans=[SetPlan(count=8, tempo_s=5.0)])
    given = [made.block[at : at + 20] for at in range(0, len(made.block), 20)]
    worn = Conditions(placement="foot", sensor_on="stance")
    pumps.scripted = StepPump([*given, END], opened=SourceInfo("fake:", conditions=worn))
    window.book.add("P7")
    window.book.describe("P7", Description(heel_to_ball_cm=22.5))
    strip = window.measure.strip
    strip.person.setEditText("P7")
    strip.use_source("serial:once")
    window.turning._timer.setInterval(0)
    counts: list[str] = []
    window.turning.changed.connect(lambda _: counts.append(window.measure.stage.digits.text()))
    lead(qtbot, window, "raised")
    over(qtbot, window)
    seen = [int(one) for one in dict.fromkeys(counts) if one.isdecimal()]
    assert seen[-1] >= 7
    assert seen == sorted(seen)
    (line,) = sets(window)
    assert line.startswith("Raised, both feet, set 1: done, 8 counted, ")
    query = (
        'select done, "count", tempo_s, height_cm, recordings.path from sets '
        "join recordings on recordings.id = recording_id"
    )
    ((done, count, tempo_s, height_cm, path),) = asked(window, query)
    assert (done, count) == (8, 8)
    assert tempo_s == pytest.approx(5.0, abs=0.3)
    assert window.recordings is not None
    recording = open_recording(window.recordings / path)
    assert recording.header.extra[HEEL_TO_BALL_KEY] == 22.5
    (again,) = count_raises(recording).sets
    assert (again.count, again.height_cm) == (8, height_cm), "by the length of this person's foot"
    place = window.open_place("progress")
    place.choose("P7")  # type: ignore[attr-defined]
    (shown,) = entries_of(place.done)  # type: ignore[attr-defined]
    assert "8 of 8: 8 raises, " in shown.rows[0][3]


def test_the_phone_shows_what_is_led_and_its_wishes_are_granted(
    qtbot: QtBot, window: Window, pumps: Pumps
) -> None:
    pump = pumps.scripted = StepPump(blocks(holds=1)[:3])
    window.measure.strip.use_source("phone:")
    assert window.live is not None
    window.live.connect_to(window.measure.strip.setup)
    window.turning._timer.setInterval(0)
    lead(qtbot, window, "slow")
    qtbot.waitUntil(lambda: headline(window) == "Squeeze 1 of 3", timeout=SOON_MS)
    qtbot.waitUntil(lambda: pump.told[-1].left_s == 500, timeout=SOON_MS)
    assert (pump.told[-1].state, pump.told[-1].words) == ("work", "Squeeze 1 of 3")
    assert any(cue.words == "Squeeze." for cue in pump.cues)
    assert pump.told[-1].leg.startswith("Both feet, Slow squeeze")
    assert pump.told[-1].hint == "Next: squeeze 2 of 3."
    pump.wished.append("pause")
    qtbot.waitUntil(lambda: pump.told[-1].state == "paused", timeout=SOON_MS)
    pump.wished += ["pause", "skip"]
    qtbot.waitUntil(lambda: headline(window) == "Squeeze 2 of 3", timeout=SOON_MS)
    press(qtbot, window, "Esc")
    assert window.live.connected


def test_the_session_of_the_week_is_seen_and_begun_on_the_phone(
    qtbot: QtBot, window: Window, pumps: Pumps
) -> None:
    pump = pumps.scripted = StepPump(blocks(holds=1)[:3])
    strip = window.measure.strip
    strip.use_source("phone:")
    assert window.live is not None
    window.live.connect_to(strip.setup)
    window.turning._timer.setInterval(0)
    offered(qtbot, window)
    strip.choose_led("")
    week = "Start leads the session of this week: The advice: toes, arch and balance. "
    qtbot.waitUntil(lambda: pump.told[-1].hint.startswith(week), timeout=SOON_MS)
    assert "Ball squeeze under the arch, " in pump.told[-1].hint
    strip.person.setEditText("P7")
    assert window.book.add("P7")
    window.measure.refresh()
    done = "None of three sessions at home is done this week."
    qtbot.waitUntil(lambda: pump.told[-1].hint.endswith(done), timeout=SOON_MS)
    assert window.measure.led.card.about.text().endswith(done)
    strip.choose_led("slow")
    assert pump.told[-1].hint == "Start leads: Slow squeeze. What it is for."
    assert pump.told[-1].wishes == ("start",)
    pump.wished.append("start")
    qtbot.waitUntil(lambda: headline(window) == "Squeeze 1 of 3", timeout=SOON_MS)
    press(qtbot, window, "Esc")
    assert pump.told[-1].hint == "Start leads: Slow squeeze. What it is for."
    strip.plan.setCurrentIndex(0)
    strip.plan.activated.emit(0)
    assert "Start leads" not in pump.told[-1].hint


def test_words_are_announced_where_the_screen_is_read(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Cue] = []
    announced: list[str] = []
    window.sound.play = lambda *cues: heard.extend(cues)  # type: ignore[union-attr,method-assign]
    monkeypatch.setattr(window, "announce", announced.append)
    lead(qtbot, window, "quick")
    over(qtbot, window)
    spoken = [cue.words for cue in heard if cue.words]
    assert " ".join(spoken).count("Squeeze.") == 4
    assert "Squeeze." not in announced
    heard.clear()
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    press(qtbot, window, "Space")
    qtbot.waitUntil(lambda: window.standing.stage != "over", timeout=SOON_MS)
    over(qtbot, window)
    assert " ".join(announced).count("Squeeze.") == 4
    assert not any(cue.words for cue in heard)
    assert {cue.tone for cue in heard} >= {"start", "end"}


def test_what_is_not_wanted_is_not_heard(qtbot: QtBot, window: Window) -> None:
    from drivers.live.cues import Wanted

    heard: list[Cue] = []
    window.sound.play = lambda *cues: heard.extend(cues)  # type: ignore[union-attr,method-assign]
    window.remembered.cues = Wanted(speech=False, ticks=False)
    lead(qtbot, window, "quick")
    over(qtbot, window)
    assert not any(cue.words for cue in heard)
    assert "tick" not in {cue.tone for cue in heard}
    assert "start" in {cue.tone for cue in heard}


def test_what_is_not_there_any_more_is_the_session_of_this_week(
    qtbot: QtBot, window: Window
) -> None:
    strip = window.measure.strip
    strip.choose_led("gone")
    window.measure.refresh()
    qtbot.waitUntil(lambda: strip.setup.led == "", timeout=SOON_MS)
    assert strip.setup.kind == "led"


def test_a_file_that_is_no_script_is_named(qtbot: QtBot, window: Window) -> None:
    (window.folder / "scripts" / "broken.toml").write_text("id = 3")
    window.measure.refresh()
    qtbot.waitUntil(lambda: "broken.toml" in window.status.note.text(), timeout=SOON_MS)


def test_what_is_the_person_s_own_asks_about_a_code_that_is_close(
    qtbot: QtBot, window: Window
) -> None:
    assert window.book.add("PO2")
    window.measure.strip.person.setEditText("P02")
    offered(qtbot, window)
    window.measure.strip.choose_led("slow")
    window.measure.start()
    asking = window.measure.whose.asking
    assert asking is not None
    asking.known.click()
    qtbot.waitUntil(lambda: leading(window).under_way, timeout=SOON_MS)
    assert window.measure.strip.setup.person == "PO2"
    query = "select code from people join sessions on person_id = people.id"
    assert asked(window, query) == [("PO2",)]


def test_a_session_that_can_t_be_kept_goes_on_and_says_so(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from balance.records.errors import RecordingError
    from balance.records.history.exercises import sittings

    def full(*_: object) -> None:
        raise RecordingError("the disk is full; make room and do it again")

    monkeypatch.setattr(sittings, "keep", full)
    monkeypatch.setattr(sittings, "finish", full)
    lead(qtbot, window, "quick")
    over(qtbot, window)
    qtbot.waitUntil(lambda: "disk is full" in window.status.note.text(), timeout=SOON_MS)
    leading(window).say_soreness(0)
    assert "All of it is kept" not in window.measure.led.card.asked.text()


def test_a_session_that_can_t_be_begun_says_why(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gui.errands import Done

    monkeypatch.setattr(window.sessions, "begin", lambda _: Done(None, "no room."))
    offered(qtbot, window)
    window.measure.strip.choose_led("slow")
    window.measure.start()
    assert window.standing.trouble == "no room."
    assert not leading(window).under_way


def test_keys_of_a_test_do_nothing_to_a_session(qtbot: QtBot, window: Window) -> None:
    lead(qtbot, window, "slow")
    qtbot.waitUntil(lambda: headline(window) == "Squeeze 1 of 3", timeout=SOON_MS)
    before = window.standing
    for key in ("N", "Del", "Ctrl+Z", "E", "1", "Ctrl+P"):
        press(qtbot, window, key)
    assert window.standing.guide == before.guide
    assert QApplication.activeModalWidget() is None
    assert not window.measure.strip.isEnabled()


def test_a_test_of_ones_own_is_called_by_its_title(qtbot: QtBot, window: Window) -> None:
    from gui.review.words import how

    offered(qtbot, window)
    said = how(Conditions(placement="shank", test="stance@1"))
    assert said == "Short stance: eyes open, firm floor, shank"
