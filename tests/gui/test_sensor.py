"""Sensor: the phone first, what to do in pictures, the signal as strips; for any reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import Pumps, StepPump, blocks
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QPixmap
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from balance.signal.placement import PLACEMENTS
from drivers.registry import SCHEMES
from gui.kit.palette import DARK, LIGHT
from gui.sensor.pictures import PICTURES, Picture
from gui.sensor.place import SensorPlace
from gui.sensor.second import TITLE
from gui.sensor.sources import Choice, choices
from gui.sensor.steps import ABOUT, ASK_ADDRESS, STEPS, WITHOUT_WARNING, steps
from gui.sensor.strips import rate
from gui.setup import KINDS, WORN
from gui.window import Window

SOON_MS = 60_000
FOUND = Choice("CH340 bridge", "serial:/dev/ttyUSB7", found=True)


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pumps: Pumps, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    monkeypatch.setattr("gui.sensor.finding.Finder.look", lambda _, **__: None)
    made = Window(qapp, tmp_path / "data", pump=pumps)
    made.attach()
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


@pytest.fixture
def sensor(window: Window) -> SensorPlace:
    place = window.open_place("sensor")
    assert isinstance(place, SensorPlace)
    return place


def names(sensor: SensorPlace) -> list[str]:
    return [sensor.list.item(at).text() for at in range(sensor.list.count())]


def test_the_phone_is_first_then_what_was_found_then_the_rest() -> None:
    offered = choices([FOUND])
    assert [one.scheme for one in offered[:3]] == ["phone", "serial", "phyphox"]
    assert offered[1].found
    assert {one.scheme for one in offered} == set(SCHEMES)


def test_every_kind_has_three_steps_with_pictures_and_words() -> None:
    assert set(STEPS) | {"ble", "lsl"} >= set(SCHEMES)
    for scheme in (*SCHEMES, "new"):
        made = steps(scheme)
        assert len(made) == 3
        assert all(step.picture in PICTURES and step.words for step in made)
    assert set(ABOUT) >= set(SCHEMES)
    assert "certificate" not in " ".join(step.words for step in STEPS["phone"])


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_each_picture_is_drawn_in_both_themes(qtbot: QtBot, name: str) -> None:
    for inks in (LIGHT, DARK):
        picture = Picture(inks)
        qtbot.addWidget(picture)
        picture.resize(240, 180)
        picture.show_picture(name)
        drawn = QPixmap(picture.size())
        drawn.fill(QColor(inks.sheet))
        picture.render(drawn)
        image = drawn.toImage()
        marked = sum(
            image.pixelColor(x, y) != QColor(inks.sheet)
            for x in range(0, 240, 3)
            for y in range(0, 180, 3)
        )
        assert marked > 100


def test_who_only_tried_it_out_is_shown_the_phone(sensor: SensorPlace) -> None:
    assert sensor.list.currentRow() == 0
    assert sensor.guide.scheme == "phone"
    assert sensor.head.text() == KINDS["phone"][0]
    assert "scan it with the phone's camera" in sensor.guide.captions[0].text()
    assert sensor.guide.without.isVisible()


def test_nothing_found_says_what_to_do(sensor: SensorPlace) -> None:
    assert "Looking" in sensor.found_words.text()
    sensor.finder.found.emit(())
    assert "A phone needs neither" in sensor.found_words.text()
    assert "Look again" in sensor.found_words.text()
    sensor.finder.found.emit((FOUND,))
    assert not sensor.found_words.isVisible()


def test_a_sensor_that_was_found_is_one_click(
    sensor: SensorPlace, window: Window, pumps: Pumps
) -> None:
    pumps.scripted = StepPump([], opened=None)
    sensor.finder.found.emit((FOUND,))
    sensor.list.itemClicked.emit(sensor.list.item(1))
    assert window.live is not None
    assert window.live.connected
    assert window.live.address.startswith("serial:/dev/ttyUSB7")
    assert names(sensor)[1].startswith("CH340 bridge – chosen")
    assert sensor.list.currentRow() == 1


def test_what_has_an_address_is_asked_for_it_before_it_is_opened(
    sensor: SensorPlace, window: Window, pumps: Pumps
) -> None:
    pumps.scripted = StepPump([], opened=None)
    assert "phyphox" in ASK_ADDRESS
    at = [one.split("\n")[0] for one in names(sensor)].index(KINDS["phyphox"][0])
    sensor.list.setCurrentRow(at)
    sensor.list.itemClicked.emit(sensor.list.item(at))
    assert window.live is not None
    assert not window.live.connected, "nobody said where"
    assert sensor.address.hasFocus()
    assert sensor.address.selectedText() == KINDS["phyphox"][1].partition(":")[2]
    assert sensor.guide.scheme == "phyphox"


def test_an_app_without_a_warning_is_offered_where_the_warning_would_be(
    sensor: SensorPlace,
) -> None:
    assert list(sensor.guide.apps) == list(WITHOUT_WARNING)
    sensor.guide.apps["phyphox"].click()
    assert sensor.guide.scheme == "phyphox"
    assert not sensor.guide.without.isVisible()
    assert sensor.address.text().startswith("phyphox:")


def test_the_code_stands_where_it_is_to_be_scanned(
    qtbot: QtBot, sensor: SensorPlace, window: Window, pumps: Pumps
) -> None:
    pump = pumps.scripted = StepPump([], opened=None)
    pump.link = "https://192.168.0.2:8443/?t=abc"
    sensor.use("phone:")
    qtbot.waitUntil(lambda: window.standing.invitation == pump.link, timeout=SOON_MS)
    assert sensor.qr.isVisible()
    assert not sensor.guide.pictures[0].isVisible()
    sensor.finder.found.emit((FOUND,))  # devices are found later, which changes none of it
    assert "Scan this code" in sensor.guide.captions[0].text()
    assert "192.168.0.2:8443" in sensor.qr_words.text()
    assert "Waiting for the phone" in sensor.health.text()


def test_a_signal_is_shown_as_strips_with_words(
    qtbot: QtBot, sensor: SensorPlace, window: Window, pumps: Pumps
) -> None:
    pump = pumps.scripted = StepPump(blocks(rows=50, holds=1))
    assert window.turning is not None
    window.turning._timer.setInterval(0)
    sensor.use("serial:/dev/ttyUSB7")
    qtbot.waitUntil(lambda: pump.left == 0, timeout=SOON_MS)
    assert sensor.shown.currentWidget() is sensor.strips
    assert sensor.minute.whole > 5
    sensor.draw()
    assert sensor.strips.words[0].text() == rate(sensor.minute.seconds).words
    assert "a second" in sensor.strips.words[0].text()
    assert sensor.strips.words[1].text() == "none lost"
    assert "fine" in sensor.strips.words[2].text()
    for strip, said in zip(sensor.strips.strips, sensor.strips.words, strict=True):
        face = QAccessible.queryAccessibleInterface(strip)
        assert face.text(QAccessible.Text.Name)
        assert face.text(QAccessible.Text.Description) == said.text()
    assert sensor.head.text() == KINDS["serial"][0]
    sensor.show_standing(replace(window.standing, invitation="https://192.168.0.2:8443/"))
    assert sensor.shown.currentWidget() is sensor.guide, "a phone is wanted again"
    assert sensor.qr.isVisible()
    assert window.live is not None
    window.live.disconnect()
    qtbot.waitUntil(lambda: not window.turning._timer.isActive(), timeout=SOON_MS)


def test_trouble_is_said_and_the_steps_come_back(sensor: SensorPlace, window: Window) -> None:
    sensor.show_standing(replace(window.standing, stage="over", trouble="The port is gone."))
    assert "The port is gone." in sensor.health.text()
    assert sensor.shown.currentWidget() is sensor.guide


def stops(first: QWidget, among: QWidget) -> list[QWidget]:
    """Give where the Tab key stops, in its order, from a widget on."""
    made, at = [first], first.nextInFocusChain()
    while at is not first:
        takes = at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisible() and at.isEnabled()
        own = not isinstance(at.parent(), QAbstractSpinBox)  # of which the field is a part
        if takes and own and among.isAncestorOf(at):
            made.append(at)
        at = at.nextInFocusChain()
    return made


def test_the_keyboard_goes_from_the_list_to_its_fields(sensor: SensorPlace) -> None:
    order = stops(sensor.list, sensor)
    wanted = [sensor.list, sensor.placement, sensor.address]
    assert order[:3] == wanted
    assert [one.accessibleName() for one in order[3:8]] == [
        TITLE,
        "Connect",
        "Look again",
        *(KINDS[scheme][0] for scheme in WITHOUT_WARNING),
    ]


ROLES = {
    "list": QAccessible.Role.List,
    "placement": QAccessible.Role.ComboBox,
    "address": QAccessible.Role.EditableText,
}


@pytest.mark.parametrize("part", sorted(ROLES))
def test_each_part_has_its_role_and_name(sensor: SensorPlace, part: str) -> None:
    face = QAccessible.queryAccessibleInterface(getattr(sensor, part))
    assert face.role() == ROLES[part]
    assert face.text(QAccessible.Text.Name)


@pytest.mark.parametrize("place", ["review", "sensor"])
def test_it_fits_a_small_laptop(qapp: QApplication, window: Window, place: str) -> None:
    """1366 by 768, less what the desktop takes: nothing has to be scrolled."""
    window.resize(1366, 728)
    shown = window.open_place(place)
    qapp.processEvents()
    room = shown.parentWidget()
    assert shown.height() <= room.height()
    assert shown.width() <= room.width()


def test_where_it_is_worn_follows_what_was_typed(sensor: SensorPlace, window: Window) -> None:
    sensor.use("replay:a.csv")
    sensor.use("sim:?placement=chest&seed=3")
    assert window.measure.strip.setup.address == "sim:?placement=chest&seed=3"
    assert sensor.placement.currentData() == "chest"
    sensor.use("sim:?seed=3")
    assert window.measure.strip.setup.address == "sim:?seed=3&placement=chest", "as the list says"


def test_connect_takes_what_was_typed_for_the_next_test_as_well(
    sensor: SensorPlace, window: Window, pumps: Pumps
) -> None:
    pumps.scripted = StepPump([], opened=None)
    sensor.address.setText("udp:9001?placement=thigh")
    sensor.connect_now()
    assert window.measure.strip.setup.address == "udp:9001?placement=thigh"
    assert sensor.placement.currentData() == "thigh"


def test_a_click_takes_where_it_is_worn_from_the_list(sensor: SensorPlace, window: Window) -> None:
    at = [one.split("\n")[0].split(" – ")[0] for one in names(sensor)].index(KINDS["sim"][0])
    sensor.placement.setCurrentIndex(sensor.placement.findData("foot"))
    sensor.list.itemClicked.emit(sensor.list.item(at))
    assert window.measure.strip.setup.address == "sim:?placement=foot"


def test_without_a_file_what_was_chosen_stays_marked(
    sensor: SensorPlace, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    window.measure.strip.use_source("udp:9000")
    sensor.finder.found.emit(())
    before = sensor.list.currentRow()
    at = [one.split("\n")[0] for one in names(sensor)].index(KINDS["replay"][0])
    sensor.list.setCurrentRow(at)
    sensor.list.itemClicked.emit(sensor.list.item(at))
    assert sensor.list.currentRow() == before
    assert sensor.guide.scheme == "udp"
    assert names(sensor)[before].startswith(f"{KINDS['udp'][0]} – chosen")


def test_each_placement_is_called_as_on_the_first_screen(sensor: SensorPlace) -> None:
    assert set(WORN) == set(PLACEMENTS)
    shown = [sensor.placement.itemText(at) for at in range(sensor.placement.count())]
    assert shown == list(WORN.values())
