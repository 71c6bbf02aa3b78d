"""Two sensors at once in the window: chosen in Sensor, timed in Measure, seen once in Review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from fakes import END, StepPump, hold
from pairs import holds, pair, whole, written
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from balance.protocol.conditions import Conditions
from balance.records.open_any import find_recordings
from balance.samples import SampleBlock
from balance.signal.clocks import Clocks
from balance.simulate.pair import SimulatedPair
from balance.timing.results import Hold
from balance.timing.seen_by import BOTH, LEG, LEG_THEN_TRUNK, NO_TRUNK
from drivers.live.course import Entry
from drivers.live.live import open_pump
from drivers.live.standing import Standing, Two
from drivers.pump import Last, Pump
from drivers.source import SharedClock, SourceInfo, SourceLost
from gui import settings
from gui.kit.text import tr
from gui.measure import words
from gui.review import words as words_of_review
from gui.review.looking import Looking
from gui.review.rows import Rows
from gui.sensor.place import SensorPlace
from gui.sensor.second import NO_ADDRESS, TITLE
from gui.sensor.sources import Choice
from gui.setup import Setup
from gui.window import Window

SOON_MS = 120_000
LEG_AT, TRUNK_AT = "udp:9001?placement=shank", "udp:9002?placement=lower_back"


class TwoPumps:
    """Gives a scripted pump to an address that has one, and else that of the source."""

    def __init__(self) -> None:
        self.of: dict[str, StepPump] = {}

    def __call__(self, address: str) -> Pump:
        made = self.of.get(address.partition("?")[0])
        return open_pump(address) if made is None else cast("Pump", made)

    def script(self, made: SimulatedPair, **until_s: float) -> None:
        """Have both send what one person felt; `leg` or `trunk` is lost from that time on."""
        sides = (
            ("udp:9001", "leg", made.leg, Clocks()),
            (
                "udp:9002",
                "trunk",
                made.trunk,
                made.clocks,
            ),
        )
        for address, side, one, clocks in sides:
            cut_s = until_s.get(side)
            items: list[SampleBlock | Last] = [*pieces(one.block, cut_s)]
            items.append(END if cut_s is None else SourceLost("it was unplugged."))
            known = SourceInfo(
                address,
                model="fake",
                conditions=one.conditions,
                clock=SharedClock("test", clocks),
            )
            self.of[address] = StepPump(items, known)


def pieces(block: SampleBlock, until_s: float | None = None) -> Iterator[SampleBlock]:
    """Give samples in pieces of 0.2 s, up to a time."""
    rows = max(1, round(0.2 * (len(block) - 1) / block.duration_s))
    last = len(block) if until_s is None else int((block.time_s <= until_s).sum())
    for first in range(0, last, rows):
        yield block[first : min(first + rows, last)]


@pytest.fixture
def pumps() -> TwoPumps:
    return TwoPumps()


@pytest.fixture
def window(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    pumps: TwoPumps,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Window]:
    monkeypatch.setattr("gui.sensor.finding.Finder.look", lambda *_, **__: None)
    made = Window(qapp, tmp_path / "data", pump=pumps)
    made.attach()
    assert made.turning is not None
    made.turning._timer.setInterval(0)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


@pytest.fixture
def sensor(window: Window) -> SensorPlace:
    return cast("SensorPlace", window.open_place("sensor"))


def wear(sensor: SensorPlace, placement: str) -> None:
    """Choose a place of the body for the second sensor, as a person does."""
    box = sensor.second.worn
    box.setCurrentIndex(box.findData(placement))
    box.activated.emit(box.currentIndex())


def write(sensor: SensorPlace, address: str) -> None:
    """Write the second sensor's address, as a person does."""
    sensor.second.address.setText(address)
    sensor.second.address.editingFinished.emit()


def take(window: Window, setup: Setup) -> None:
    window.measure.take(setup)


def time_it(qtbot: QtBot, window: Window) -> list[Hold]:
    """Start, wait for the end, and give the holds."""
    window.open_place("measure")
    window.measure.press()
    qtbot.waitUntil(lambda: window.standing.stage == "over", timeout=SOON_MS)
    assert window.live is not None
    window.live.desk.wait()
    return [entry.hold for entry in window.standing.entries]


def test_none_is_the_default_and_nothing_more_is_asked(sensor: SensorPlace, window: Window) -> None:
    assert sensor.second.worn.currentText() == "None"
    assert sensor.second.worn.accessibleName() == TITLE
    assert not sensor.second.address.isVisible()
    assert not sensor.second.words.isVisible()
    assert window.measure.strip.setup.beside == ""
    assert window.measure.strip.setup.beside_address == ""


def test_the_same_simulated_person_is_suggested(sensor: SensorPlace, window: Window) -> None:
    sensor.use("sim:?placement=shank&seed=3")
    wear(sensor, "lower_back")
    setup = window.measure.strip.setup
    assert setup.beside == "sim:?placement=lower_back&seed=3"
    assert "listens" not in setup.source_address + setup.beside_address
    assert sensor.second.address.isVisible()
    assert sensor.second.refusal == ""
    assert "Two sensors are worn: Shin and lower back." in window.measure.stage.chosen
    wear(sensor, "")
    assert window.measure.strip.setup.beside == ""
    assert "listens=yes" in window.measure.strip.setup.source_address
    assert "Two sensors" not in window.measure.stage.chosen


def test_what_can_not_be_is_said_at_once(sensor: SensorPlace, window: Window) -> None:
    sensor.use("sim:?placement=shank")
    for placement, where in (("foot", "a leg"), ("chest", "")):
        wear(sensor, placement)
        assert sensor.second.words.isVisible() == bool(where)
        assert where in sensor.second.words.text()
    sensor.placement.setCurrentIndex(sensor.placement.findData("lower_back"))
    sensor.placement.activated.emit(0)
    assert "Both sensors are on the trunk" in sensor.second.words.text()
    assert sensor.second.words.accessibleName() == sensor.second.words.text()


def test_one_source_is_not_two(sensor: SensorPlace, window: Window) -> None:
    take(window, replace(window.measure.strip.setup, address="udp:9001?placement=shank"))
    sensor.refresh()
    wear(sensor, "lower_back")
    assert sensor.second.words.text() == tr(NO_ADDRESS)
    assert sensor.second.address.hasFocus()
    write(sensor, "udp:9001")
    assert "are the same sensor" in sensor.second.words.text()
    write(sensor, "what is this")
    assert sensor.second.words.text()
    write(sensor, "udp:9002")
    assert sensor.second.words.text() == ""
    assert window.measure.strip.setup.beside == TRUNK_AT


def test_another_that_was_found_is_suggested(sensor: SensorPlace, window: Window) -> None:
    setup = replace(window.measure.strip.setup, address="serial:/dev/ttyUSB0?placement=shank")
    take(window, setup)
    sensor.refresh()
    sensor.finder.found.emit(
        tuple(Choice("bridge", f"serial:/dev/ttyUSB{n}", found=True) for n in (0, 1))
    )
    wear(sensor, "chest")
    assert window.measure.strip.setup.beside == "serial:/dev/ttyUSB1?placement=chest"


def test_it_is_remembered_with_the_rest(
    sensor: SensorPlace, window: Window, tmp_path: Path
) -> None:
    sensor.use("sim:?placement=shank")
    wear(sensor, "chest")
    window.remember()
    again = settings.load(tmp_path / "data").setup
    assert again.beside == "sim:?placement=chest"
    sensor.second.worn.setCurrentIndex(0)
    sensor.refresh()
    assert sensor.second.worn.currentData() == "chest"


def test_a_session_is_led_by_one_sensor() -> None:
    setup = Setup("sim:?placement=shank", beside="sim:?placement=chest", kind="led")
    assert setup.beside_address == ""
    assert "listens=yes" in setup.source_address


def test_two_simulated_sensors_are_timed_as_one_and_listed_once(
    qtbot: QtBot, window: Window
) -> None:
    sim = "sim:?placement={}&seed=3&speed=0&holds=2"
    setup = Setup(sim.format("lower_back"), kind="free", beside=sim.format("shank"))
    take(window, setup)
    found = time_it(qtbot, window)
    assert window.standing.trouble == ""
    assert len(found) == 2
    assert all(one.sensors for one in found)
    assert window.standing.two == Two(("lower_back", "shank"))
    assert "Lower back and shin" in window.status.sensor.text()
    assert {entry.conditions.placement for entry in window.standing.entries} == {"shank"}
    assert window.recordings is not None
    kept = find_recordings([window.recordings])
    assert len(kept) == 2
    review: Any = window.open_place("review")
    qtbot.waitUntil(lambda: bool(review.shelf.rows), timeout=SOON_MS)
    (row,) = review.shelf.rows
    assert row.path == window.standing.entries[0].path
    look = open_in(qtbot, review, row.path)
    assert [seen.kept.automatic for seen in look.holds] == found, "as it was timed"
    assert look.analysis.course
    (trunk,) = (path for path in kept if path != row.path)
    look = open_in(qtbot, review, trunk)
    assert look.trunk
    assert f"the holds that count are those of {row.path.name}" in review.signal.text()
    assert [row.path for row in review.shelf.rows] == [row.path]
    progress: Any = window.open_place("progress")
    qtbot.waitUntil(lambda: bool(progress.known), timeout=SOON_MS)
    assert [one.attempts for one in window.book.recordings()] in ([2, 0], [0, 2])


def open_in(qtbot: QtBot, review: Any, path: Path) -> Any:
    review.open(path)
    qtbot.waitUntil(lambda: review.look is not None and review.look.path == path, timeout=SOON_MS)
    return review.look


@pytest.mark.parametrize(
    ("side", "said", "rests"),
    [("trunk", "Second sensor lost", LEG), ("leg", "First sensor lost", LEG_THEN_TRUNK)],
)
def test_one_is_lost_and_the_other_goes_on(
    qtbot: QtBot, window: Window, pumps: TwoPumps, side: str, said: str, rests: str
) -> None:
    made = pair(6, "firm", held_s=10.0)
    lift_s, end_s = made.leg.holds[0]
    at_s = lift_s + 0.6 * (end_s - lift_s)
    pumps.script(made, **{side: at_s if side == "leg" else made.clocks.to_this(at_s)})
    assert window.turning is not None
    seen: list[str] = []
    window.turning.changed.connect(lambda _: seen.append(window.status.sensor.text()))
    take(window, Setup(LEG_AT, kind="free", beside=TRUNK_AT))
    (found,) = time_it(qtbot, window)
    assert any(line.startswith(f"{said}: it was unplugged.") for line in seen)
    assert found.sensors == rests
    assert found.end_s == pytest.approx(end_s, abs=0.2)
    assert f"Foot down ({rests})" in window.measure.card.why.text()
    assert rests in words.entry(window.standing.entries[0])


def test_what_a_hold_rests_on_is_said_where_it_is_not_both() -> None:
    def standing(sensors: str) -> Standing:
        one = replace(hold(8.0), sensors=sensors)
        return Standing(stage="over", entries=(Entry(1, one, Conditions(), None),))

    for sensors in ("", BOTH):
        assert words.result(standing(sensors))[1] == "Foot down"
        assert "\n" not in words.entry(standing(sensors).entries[0])
    assert words.result(standing(NO_TRUNK))[1] == "Foot down (leg; trunk saw no end)"
    apart = standing(f"{BOTH}, 0.4 s apart")
    assert words.result(apart)[1] == "Foot down (leg and trunk, 0.4 s apart)"
    assert words.entry(apart.entries[0]).endswith("\nleg and trunk, 0.4 s apart")


def test_a_second_one_that_is_gone_is_opened_anew_with_the_next_test(
    qtbot: QtBot, window: Window, pumps: TwoPumps
) -> None:
    made = pair(6, "firm", held_s=10.0)
    pumps.script(made, trunk=made.clocks.to_this(made.leg.holds[0][0]))
    take(window, Setup(LEG_AT, kind="single", beside=TRUNK_AT))
    window.measure.press()
    live = window.live
    assert live is not None
    qtbot.waitUntil(
        lambda: bool(window.standing.two and window.standing.two.lost[1]), timeout=SOON_MS
    )
    first = pumps.of["udp:9002"]
    window.measure.stop()
    live.desk.wait()
    pumps.script(made)
    window.measure.press()
    qtbot.waitUntil(lambda: bool(window.standing.rate_hz), timeout=SOON_MS)
    assert first.closed
    assert window.standing.two == Two(("shank", "lower_back"))
    window.measure.stop()
    live.disconnect()


def test_two_recordings_without_a_history_are_listed_once(tmp_path: Path) -> None:

    leg, trunk = written(tmp_path / "both", pair(3, "firm", "hop"))
    rows = Rows()
    assert [row.path for row in rows.of(find_recordings([leg.parent]))] == [leg]
    leg.unlink()
    assert [row.path for row in rows.of([trunk])] == [trunk], "it is all that is left"


def test_two_recordings_are_played_as_one(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    made = pair(3, "firm", "hop")
    leg, trunk = written(tmp_path / "both", made)
    sensor = cast("SensorPlace", window.open_place("sensor"))
    sensor.use(f"replay:{leg}?speed=0")
    wear(sensor, "recorded")
    write(sensor, f"replay:{trunk}?speed=0")
    assert sensor.second.words.text() == ""
    found = time_it(qtbot, window)
    assert window.standing.trouble == ""
    assert [one.sensors for one in found] == [one.sensors for one in holds(whole(made))]
    assert window.standing.recording == "", "they are recorded already"


@pytest.mark.parametrize(
    ("beside", "why"),
    [
        (LEG_AT, "are the same sensor"),
        ("nowhere:1", "nowhere"),
        ("udp:9002?placement=foot", "both sensors are on a leg"),
    ],
)
def test_what_can_not_be_is_refused_by_start_too(
    qtbot: QtBot, window: Window, pumps: TwoPumps, beside: str, why: str
) -> None:
    made = pair(6, "firm", held_s=10.0)
    pumps.script(made)
    if "foot" in beside:
        pumps.of["udp:9002"].opened = SourceInfo("udp:9002", conditions=made.leg.conditions)
    take(window, Setup(LEG_AT, kind="free", beside=beside))
    assert time_it(qtbot, window) == []
    assert why in window.standing.trouble
    assert window.live is not None
    assert not window.live.connected


def test_a_loss_is_announced(window: Window) -> None:
    now = Standing(stage="running", phase="ready", rate_hz=100.0, two=Two(("shank", "chest")))
    lost = replace(now, two=Two(("shank", "chest"), ("", "it was unplugged")))
    assert "Second sensor lost: it was unplugged." in words.announcement(lost)
    assert "lost" not in words.announcement(now)
    assert words.sensor(now)[0].startswith("Shin and chest, ")
    both = replace(now, two=Two(("shank", "chest"), ("it is off", "it was unplugged")))
    assert words.sensor(both) == ("Both sensors lost: it is off.", "doubt")


@pytest.mark.parametrize("left", ["nothing", "head", "half"])
def test_a_damaged_second_file_leaves_the_first_to_be_looked_at(tmp_path: Path, left: str) -> None:
    leg, trunk = written(tmp_path / "both", pair(3, "firm", "hop"))
    lines = trunk.read_text().splitlines(keepends=True)
    kept = {"nothing": "", "head": lines[0], "half": "".join(lines[:50]) + "a,b\n" * 50}[left]
    trunk.write_text(kept)
    look = Looking(leg)
    assert len(look.holds) == 2
    assert (look.beside is None) == (left == "nothing")
    assert all(not seen.kept.automatic.sensors for seen in look.holds if seen.kept.automatic)
    if left != "nothing":
        assert trunk.name in words_of_review.signal(look)
