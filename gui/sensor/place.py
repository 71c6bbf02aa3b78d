"""Sensor: what there is, chosen with one click; how it does; sound; where recordings go."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from balance.signal.placement import PLACEMENTS
from drivers.live.standing import Standing
from drivers.telling import Cue
from gui.kit.controls import Sheet, Tick, button, choose, combo, label, row, shortcut, titled
from gui.kit.flow import Flow
from gui.kit.text import number, tr
from gui.sensor.finding import Finder
from gui.sensor.qr import QrCode
from gui.sensor.sources import Choice, health, kinds, link, with_placement
from gui.setup import Setup

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.kit.palette import Inks
    from gui.settings import Remembered
    from gui.sound import Sound
    from gui.turning import Turning

_ADDRESS = Qt.ItemDataRole.UserRole


class SensorPlace(QWidget):
    """Sources, health, sound and the folder.

    Parameters
    ----------
    remembered
        What is chosen here is put down there.
    turning, sound
        What opens sensors and what is heard; None while they are not there.
    recordings
        Gives the folder that recordings go into; None for none.
    setup
        Gives what is chosen for the next test.
    use_source
        Is told which source the next test is to take.
    flash
        Flashes what flashes in a test.
    """

    def __init__(
        self,
        inks: Inks,
        remembered: Remembered,
        *,
        turning: Turning | None,
        sound: Sound | None,
        recordings: Callable[[], Path | None],
        setup: Callable[[], Setup],
        use_source: Callable[[str], None],
        flash: Callable[[], None],
    ) -> None:
        super().__init__()
        self._inks = inks
        self._remembered = remembered
        self._turning, self._sound = turning, sound
        self._live = None if turning is None else turning.live
        self._recordings = recordings
        self._setup, self._use_source = setup, use_source
        self._flash = flash
        self._shown = ""
        self._invited: str | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Sensors"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda item: self.use(item.data(_ADDRESS)))
        self.list.itemActivated.connect(lambda item: self.use(item.data(_ADDRESS)))
        self.address = QLineEdit()
        self.address.setAccessibleName(tr("Address"))
        self.address.returnPressed.connect(lambda: self.use(self.address.text().strip()))
        names = [(tr(one.replace("_", " ")), one) for one in PLACEMENTS]
        self.placement = combo(tr("Where it is worn"), names)
        self.placement.activated.connect(self._placed)
        self.health, self.facts, self.folder = label(size=1.1), label(faint=True), label()
        self.qr, self.qr_words = QrCode(), label(faint=True)
        self.finder = Finder(self)
        self.finder.found.connect(self._found)
        self._lay_out()
        for key, act in (("Ctrl+K", self.check), ("F5", self.refresh), ("Ctrl+E", self._hear)):
            shortcut(self, key, act)
        if turning is not None:
            turning.changed.connect(self.show_standing)
        self._show_list([])

    def refresh(self) -> None:
        """Look for devices, and show what is chosen."""
        setup = self._setup()
        self.address.setText(setup.address)
        placement = setup.address.partition("placement=")[2].partition("&")[0] or "lower_back"
        choose(self.placement, placement)
        folder = self._recordings()
        self.folder.setText(str(folder) if folder else tr("Nothing is kept: there is no folder."))
        trouble = self._sound.trouble if self._sound is not None else ""
        self.sound_trouble.setText(tr("Sound: {what}.", what=trouble) if trouble else "")
        self.show_standing(self._standing)
        self.finder.look()

    def use(self, address: str) -> None:
        """Choose a source; one that is live is opened at once, to see how it does."""
        if address == "replay:":
            name, _ = QFileDialog.getOpenFileName(self, tr("Play a recording"))
            if not name:
                return
            address += name
        address = with_placement(address, self.placement.currentData())
        self.address.setText(address)
        self._use_source(address)
        if not self._setup().played:
            self.check()

    def check(self) -> None:
        """Open the source without a test, and watch it."""
        if self._live is not None and not self._standing.active:
            address = self.address.text().strip()
            self._live.connect_to(replace(self._setup(), address=address))

    def choose_folder(self) -> None:
        """Ask where recordings are to go."""
        chosen = QFileDialog.getExistingDirectory(self, tr("Where recordings are kept"))
        if chosen:
            self.use_folder(Path(chosen))

    def use_folder(self, folder: Path) -> None:
        """Keep recordings there from now on."""
        self._remembered.folder = str(folder)
        self.refresh()

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks

    def show_standing(self, now: Standing) -> None:
        """Show how the sensor does."""
        live = self._live
        run = live.run if live else None
        self.show_qr(now.invitation)
        if now.trouble:
            lines, facts = [(tr("It does not work."), now.trouble)], ""
        elif live is None or run is None or now.rate_hz is None:
            lines = [(tr("No sensor is open."), tr("Choose one, and press Check."))]
            if now.invitation:
                lines = [(tr("Waiting for the phone."), tr("It must be in the same network."))]
            facts = ""
        else:
            quality = run.quality
            address = self._setup().address
            lines = health(quality, lost=now.lost, address=address)
            facts = tr(
                "{model}: {rate} samples a second, longest step {gap} s",
                model=now.model or tr("Sensor"),
                rate=number(now.rate_hz),
                gap=number(quality.longest_gap_s, 2),
            )
            facts = "\n".join(filter(None, [facts, link(live.health)]))
        text = "\n".join(f"{what}\n{advice}" for what, advice in lines)
        if (text, facts) != (self.health.text(), self.facts.text()):
            self.health.setText(text)
            self.facts.setText(facts)

    def show_qr(self, text: str) -> None:
        """Show the address that a phone is to open."""
        if text == self._invited:
            return
        self._invited = text
        self.qr.show_text(text)
        hint = self._live.waiting_hint if self._live is not None else ""
        # A fingerprint may be broken after each colon; the address stays whole, to be copied.
        self.qr_words.setText(re.sub(r"\b([0-9A-F]{2}):", "\\1:\u200b", hint) if text else "")

    @property
    def _standing(self) -> Standing:
        return Standing() if self._live is None else self._live.standing

    def _found(self, choices: tuple[Choice, ...]) -> None:
        self._show_list(list(choices))

    def _show_list(self, found: list[Choice]) -> None:
        self.list.clear()
        for choice in [*found, *kinds()]:
            mark = tr("found") + ": " if choice.found else ""
            self.list.addItem(f"{mark}{choice.name}\n{choice.address}")
            self.list.item(self.list.count() - 1).setData(_ADDRESS, choice.address)
        self._mark_chosen()

    def _mark_chosen(self) -> None:
        """Mark the kind of source that is chosen."""
        scheme = self._setup().scheme
        for at in range(self.list.count()):
            item = self.list.item(at)
            if item.data(_ADDRESS).partition(":")[0] == scheme:
                self.list.setCurrentItem(item)
                return

    def _placed(self) -> None:
        address = with_placement(self.address.text().strip(), self.placement.currentData())
        self.address.setText(address)
        self._use_source(address)

    def _hear(self) -> None:
        if self._sound is not None:
            spoken = Cue("end", tr("This is the voice of the test."))
            self._sound.play(Cue("start"), spoken)
        self._flash()

    def _lay_out(self) -> None:
        sources = Sheet(tr("Sensors"))
        sources.column.addWidget(self.list, 1)
        sources.column.addLayout(titled(tr("Where it is worn"), self.placement))
        sources.column.addLayout(titled(tr("&Address"), self.address))
        check = button(tr("Check"), self.check, "Ctrl+K", tr("Open it and see how it does"))
        look = button(tr("Look again"), self.refresh, "F5", tr("Look for sensors again"))
        sources.column.addLayout(row(check, look, 1))
        state = Sheet(tr("Signal and connection"))
        for part in (self.health, self.facts, self.qr, self.qr_words):
            state.column.addWidget(part)
        state.column.addStretch(1)
        self.show_qr("")
        folder = Sheet(tr("Recordings"))
        folder.column.addWidget(self.folder)
        change = button(tr("Change the folder"), self.choose_folder, "", tr("Keep them elsewhere"))
        folder.column.addLayout(row(change, 1))
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(state, 3)
        right.addWidget(self._sound_sheet(), 2)
        right.addWidget(folder)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(sources, 1)
        line.addLayout(right, 1)

    def _sound_sheet(self) -> Sheet:
        remembered = self._remembered
        sheet = Sheet(tr("Sound"))
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setValue(int(100 * remembered.volume))
        self.volume.setAccessibleName(tr("Volume"))
        self.volume.valueChanged.connect(self._set_volume)
        voices = self._sound.voices() if self._sound is not None else []
        self.voice = combo(tr("Voice"), [(tr("The system's own"), ""), *((v, v) for v in voices)])
        choose(self.voice, remembered.voice)
        self.voice.activated.connect(self._set_voice)
        sheet.column.addLayout(
            row(titled(tr("Volume"), self.volume), titled(tr("Voice"), self.voice))
        )
        checks = Flow()
        for name, text in (
            ("tones", tr("Tones")),
            ("speech", tr("Speech")),
            ("ticks", tr("Countdown ticks")),
            ("flash", tr("Screen flash")),
        ):
            check = Tick(text)
            check.setChecked(getattr(remembered.cues, name))
            check.toggled.connect(lambda on, name=name: self._set_cue(name, on))
            checks.addWidget(check)
        self.slow = Tick(tr("Low power: 30 frames a second"))
        self.slow.setChecked(remembered.slow)
        self.slow.toggled.connect(self._set_slow)
        sheet.column.addLayout(checks)
        hear = button(tr("Sound check"), self._hear, "Ctrl+E", tr("Hear the tones and the voice"))
        sheet.column.addLayout(Flow(hear, self.slow))
        self.sound_trouble = label(faint=True)
        sheet.column.addWidget(self.sound_trouble)
        sheet.column.addStretch(1)
        return sheet

    def _set_cue(self, name: str, on: bool) -> None:
        self._remembered.cues = replace(self._remembered.cues, **{name: on})

    def _set_volume(self, percent: int) -> None:
        self._remembered.volume = percent / 100
        if self._sound is not None:
            self._sound.set_volume(percent / 100)

    def _set_voice(self) -> None:
        self._remembered.voice = self.voice.currentData()
        if self._sound is not None:
            self._sound.set_voice(self._remembered.voice)

    def _set_slow(self, on: bool) -> None:
        self._remembered.slow = on
        if self._turning is not None:
            self._turning.be_slow(on)
