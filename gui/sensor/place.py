"""Sensor: what there is, chosen with one click; how it does; sound; where recordings go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from drivers.live.pair_words import lost_of_two
from drivers.live.standing import Standing
from gui.kit.controls import choose, combo, label, shortcut
from gui.kit.text import FRONT, tr
from gui.sensor.finding import Finder
from gui.sensor.guide import Guide
from gui.sensor.layout import lay_out
from gui.sensor.minute import Minute
from gui.sensor.second import SecondSensor
from gui.sensor.sound_sheet import SoundSheet
from gui.sensor.sources import Choice, choices, figures, health
from gui.sensor.steps import ASK_ADDRESS
from gui.sensor.strips import Strips
from gui.setup import WORN, Setup, options_of, worn_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.kit.palette import Inks
    from gui.settings import Remembered
    from gui.sound import Sound
    from gui.turning import Turning

_CHOICE = Qt.ItemDataRole.UserRole
NOTHING_FOUND = (
    "No sensor was found on a cable or over Bluetooth. A phone needs neither. Else plug one in or "
    "switch it on, and press Look again."
)
LOOKING = "Looking for sensors on cables and over Bluetooth."


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
    use_source, use_beside
        Are told which source the next test is to take, and which second one beside it.
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
        use_beside: Callable[[str], None],
        flash: Callable[[], None],
    ) -> None:
        super().__init__()
        self._remembered = remembered
        self._live = None if turning is None else turning.live
        self._recordings = recordings
        self._setup, self._use_source = setup, use_source
        self._found: tuple[Choice, ...] = ()
        self._invited: tuple[str, str] | None = None
        self.minute = Minute()
        self._drawn = -1
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Sensors"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.list.setMinimumHeight(8 * self.fontMetrics().lineSpacing())
        self.list.itemClicked.connect(self._picked)
        self.list.itemActivated.connect(self._picked)
        self.list.currentItemChanged.connect(self._show_kind)
        self.found_words = label(size=0.9, faint=True)
        self.address = QLineEdit()
        self.address.setAccessibleName(tr("Address"))
        self.address.returnPressed.connect(lambda: self.use(self.address.text().strip()))
        names = [(tr(name), one) for one, name in WORN.items()]
        self.placement = combo(tr("Where it is worn"), names)
        self.placement.activated.connect(self._placed)
        self.second = SecondSensor(setup, lambda address: self._take_beside(use_beside, address))
        self.health, self.facts, self.folder = label(size=1.1), label(faint=True), label()
        self.head = label(size=1.15, bold=True)
        self.guide, self.strips = Guide(inks), Strips(inks)
        self.qr, self.qr_words = self.guide.qr, self.guide.qr_words
        self.guide.wanted.connect(self._choose_kind)
        self.shown = QStackedWidget()
        self.sounds = SoundSheet(remembered, sound, turning, flash)
        self.sound_trouble = self.sounds.trouble
        self.finder = Finder(self)
        self.finder.found.connect(self._show_list)
        self.finder.in_the_way.connect(self._say_in_the_way)
        lay_out(self)
        for key, act in (
            ("Ctrl+K", self.connect_now),
            ("F5", self.refresh),
            ("Ctrl+E", self.sounds.hear),
        ):
            shortcut(self, key, act)
        if turning is not None:
            turning.changed.connect(self.show_standing)
            turning.ticked.connect(self.draw)
            turning.live.watchers.append(self.minute.push)
        self._show_list(())
        self.found_words.setText(tr(LOOKING))

    def refresh(self) -> None:
        """Look for devices, and show what is chosen."""
        setup = self._setup()
        self.address.setText(setup.address)
        choose(self.placement, options_of(setup.address).get("placement", "lower_back"))
        self.second.refresh()
        folder = self._recordings()
        nothing = tr("Nothing is kept: there is no folder. Choose one here.")
        self.folder.setText(str(folder) if folder else nothing)
        self.sounds.refresh()
        self.show_standing(self._standing)
        streams = setup.scheme == "ble" and self._standing.rate_hz is not None
        self.finder.look(bluetooth=not (streams or self._standing.active))

    def use(self, address: str) -> None:
        """Choose a source; one that is live is opened at once, to see how it does."""
        if address == "replay:":
            name, _ = QFileDialog.getOpenFileName(self, tr("Play a recording"))
            if not name:
                self._show_list(self._found)  # what is chosen is still what was
                return
            address += name
        self._take(address)
        if not self._setup().played:
            self._open()

    def connect_now(self) -> None:
        """Choose what is written, open it without a test, and watch it."""
        if self._live is not None and not self._standing.active:
            self._take(self.address.text().strip())
            self._open()

    def _take_beside(self, use: Callable[[str], None], address: str) -> None:
        """Have the next test take a second sensor; what is open is opened anew with it."""
        use(address)
        if self._live is not None and self._live.connected and not self._setup().played:
            self._open()

    def _open(self) -> None:
        if self.second.refusal:  # it says so itself
            return
        if self._live is not None and not self._standing.active:
            self.minute.clear()
            self._live.connect_to(self._setup())
            self.show_standing(self._standing)  # what it asks for may be no news to a test

    def _take(self, address: str) -> None:
        """Have the next test take an address; what it says of where it is worn counts."""
        choose(self.placement, options_of(address).get("placement", ""))
        self.address.setText(worn_at(address, self.placement.currentData(), over=False))
        self._use_source(self.address.text())
        self.second.refresh()
        self._show_list(self._found)

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
        self.guide.recolour(inks)
        self.strips.recolour(inks)

    def draw(self) -> None:
        """Draw the last minute, once a second."""
        if self.minute.whole != self._drawn and self.strips.isVisible():
            self._drawn = self.minute.whole
            self.strips.show_seconds(self.minute.seconds)

    def show_standing(self, now: Standing) -> None:
        """Show how the sensor does: what to do until it sends, then what it sends."""
        live = self._live
        run = live.run if live else None
        self.show_code(now.invitation)
        sends = (
            not now.trouble
            and not now.invitation
            and live is not None
            and run is not None
            and bool(now.rate_hz)
        )
        facts = ""
        if now.trouble:
            lines = [(tr("It does not work."), now.trouble)]
        elif now.invitation or live is None or run is None or now.rate_hz is None:
            lines = [self._waiting(now)]
        else:
            lines = health(run.quality, lost=now.lost, address=self._setup().address)
            facts = figures(now, run.quality.longest_gap_s, live.health)
            if lost := lost_of_two(now, FRONT):
                lines = [(lost, tr("Look after it; it is taken again as soon as it sends."))]
        if self.shown.currentIndex() != int(sends):
            self._drawn = -1
            self.shown.setCurrentIndex(int(sends))
            self._say_kind(self.list.currentItem())
            self.strips.show_seconds(self.minute.seconds)
        text = "\n".join(f"{what}\n{advice}" for what, advice in lines)
        if (text, facts) != (self.health.text(), self.facts.text()):
            self.health.setText(text)
            self.facts.setText(facts)
            self.facts.setVisible(bool(facts))

    def show_code(self, text: str) -> None:
        """Show the address that a phone is to open, and what to do where a sensor has to call."""
        hint = self._live.waiting_hint if self._live is not None else ""
        if (text, hint) != self._invited:
            self._invited = text, hint
            self.guide.show_code(text, hint)

    def _waiting(self, now: Standing) -> tuple[str, str]:
        """Say what is waited for, and what to do."""
        if now.invitation:
            return tr("Waiting for the phone."), tr("It must be in the same network.")
        if self._live is not None and self._live.connected:
            return tr("Looking for its signal."), tr("This takes some seconds.")
        return tr("No sensor is open."), tr("Click one in the list, the phone for instance.")

    @property
    def _standing(self) -> Standing:
        return Standing() if self._live is None else self._live.standing

    def _show_list(self, found: Sequence[Choice]) -> None:
        self._found = tuple(found)
        self.second.offer(found)
        chosen = self._chosen_of(choices(found))
        self.list.blockSignals(True)
        self.list.clear()
        for choice in choices(found):
            name = tr("{name} – chosen", name=choice.name) if choice == chosen else choice.name
            item = QListWidgetItem(f"{name}\n{choice.about}")
            item.setData(_CHOICE, choice)
            item.setToolTip(choice.address)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.found_words.setText("" if found else tr(NOTHING_FOUND))
        self.found_words.setVisible(not found)
        # Who has only tried it out with the simulated person is shown what to do with a phone.
        real = None if chosen is None or chosen.scheme == "sim" else chosen
        self.list.setCurrentRow(0 if real is None else choices(found).index(real))

    def _say_in_the_way(self, why: str) -> None:
        """Say why Bluetooth can't be used, where nothing else was found."""
        if not self._found:
            self.found_words.setText("\n".join((tr(NOTHING_FOUND), why)))

    def _chosen_of(self, offered: Sequence[Choice]) -> Choice | None:
        """Give what is chosen: the very sensor where it was found, or else its kind."""
        setup = self._setup()
        target = setup.address.partition("?")[0]
        same = [one for one in offered if one.found and one.address == target]
        alike = [one for one in offered if not one.found and one.scheme == setup.scheme]
        return next(iter((*same, *alike)), None)

    def _choose_kind(self, scheme: str) -> None:
        """Go to a kind of source, as if it were clicked."""
        for at in range(self.list.count()):
            item = self.list.item(at)
            if item.data(_CHOICE).scheme == scheme:
                self.list.setCurrentItem(item)
                self._picked(item)
                return

    def _picked(self, item: QListWidgetItem) -> None:
        """Open what was clicked; what has an address of its own is asked for it first."""
        choice: Choice = item.data(_CHOICE)
        if choice.scheme not in ASK_ADDRESS or self._setup().scheme == choice.scheme:
            known = self._setup().address if choice.scheme in ASK_ADDRESS else choice.address
            self.use(worn_at(known, self.placement.currentData(), over=True))
            return
        if self._live is not None and not self._standing.active:
            self._live.disconnect()
        self.address.setText(choice.address)
        self.address.setFocus()
        host = choice.address.partition(":")[2]
        self.address.setSelection(len(choice.scheme) + 1, len(host))

    def _show_kind(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            choice: Choice = item.data(_CHOICE)
            self.guide.show_kind(choice.scheme)
            self._say_kind(item)

    def _say_kind(self, item: QListWidgetItem | None) -> None:
        """Say whose steps are shown, or whose signal, which another may have been chosen for."""
        choice = None if item is None else item.data(_CHOICE)
        if self.shown.currentWidget() is self.strips:
            choice = self._chosen_of(choices(self._found)) or choice
        if choice is not None:
            self.head.setText(choice.name)

    def _placed(self) -> None:
        address = worn_at(self.address.text().strip(), self.placement.currentData(), over=True)
        self.address.setText(address)
        self._use_source(address)
        self.second.refresh()
