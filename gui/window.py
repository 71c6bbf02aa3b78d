"""The window: a rail with four places, the place, and a line that is always there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from drivers.live.cues import as_wanted, cues
from drivers.live.place import Place, place_in
from drivers.live.screen import told
from drivers.live.standing import Standing
from gui import settings
from gui.book import Book
from gui.bringing import Bringing
from gui.errands import Errands
from gui.first_time import FirstTime
from gui.hearing import Doors, announced, hear
from gui.kit.controls import shortcut
from gui.kit.screens import open_as_before, turn_full_screen
from gui.kit.text import tr
from gui.kit.theme import Theme
from gui.measure import words
from gui.measure.place import MeasurePlace
from gui.places import Given
from gui.rail import PLACES, Rail
from gui.rooms import Rooms
from gui.sessions import Sessions
from gui.status_line import StatusLine
from gui.unsaved import let_go, save_elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from drivers.live.live import Live
    from drivers.pump import Pump
    from drivers.telling import Cue
    from gui.sound import Sound
    from gui.turning import Turning


class Window(QWidget):
    """The window. `painted` is emitted once, when it can be seen: what is slow starts then.

    Parameters
    ----------
    app
        Whose colours it sets.
    folder
        The person's data, what the window remembers among them. None keeps nothing.
    place
        Where history and recordings are; None is in `folder`.
    pump
        Gives the pump of an address; None for that of every source there is.

    Attributes
    ----------
    leaving : bool
        Whether it closes or is closed: nothing is to be asked of it any more.
    """

    painted = Signal()
    kept = Signal()

    def __init__(
        self,
        app: QApplication,
        folder: Path | None,
        place: Place | None = None,
        pump: Callable[[str], Pump] | None = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle("Balance Timer")
        self.folder = folder
        self.remembered = settings.load(folder)
        self.theme = Theme(app, self.remembered.theme)
        self.standing = Standing()
        self.turning: Turning | None = None
        self.live: Live | None = None
        self.passing = False  # whether what is chosen is for this once, and not remembered
        self.leaving = False
        self._asking = True
        self._pump = pump
        self.sound: Sound | None = None
        self.second = False
        self._place = place_in(folder) if place is None and folder is not None else place
        self.book = Book(lambda: self.place)
        self.errands = Errands(self.book, lambda: self.place, self._disk)
        self.sessions = Sessions(self.errands)
        self._told = ""  # the newest result, until another place is opened
        self._lock: Doors | None = None
        self._seen = False
        inks = self.theme.inks
        self.measure = MeasurePlace(
            self.remembered.setup,
            inks,
            refusal=self.book.refusal,
            near=self.book.near,
            sessions=self.sessions,
            pane=self.remembered.pane,
        )
        self.status = StatusLine(inks)
        given = Given(
            self.measure,
            self.book,
            self.errands,
            self.remembered,
            inks=lambda: self.theme.inks,
            standing=lambda: self.standing,
            recordings=lambda: self.recordings,
            turning=lambda: self.turning,
            sound=lambda: self.sound,
            edited=self.keep_anew,
            bring=Bringing(self, self.open_place, lambda: self.standing.active).bring,
            tell=self.tell,
            announce=self.announce,
        )
        self.rooms = Rooms(given.builders())
        self.rooms.show_place("measure")
        self.first_time = FirstTime(
            self.measure,
            self.remembered,
            inks=lambda: self.theme.inks,
            sound=lambda: self.sound,
            remember=self.remember,
            open_sensor=lambda: self.open_place("sensor"),
        )
        self.rail = Rail()
        self._lay_out()
        self._set_keys()
        self.theme.changed.connect(self.recolour)
        self.recolour()
        self.setMinimumSize(640, 480)
        open_as_before(self, self.remembered.geometry)
        self.measure.teach(not self.remembered.taught)
        self.status.show_standing(self.standing)
        self.measure.start_button.setFocus()

    @property
    def place(self) -> Place | None:
        """Where the history is, and the folder that was chosen for recordings; None for nowhere."""
        chosen = self.remembered.folder
        return self._place and self._place.choosing(Path(chosen) if chosen else None)

    @property
    def recordings(self) -> Path | None:
        """The folder that recordings go into."""
        return None if self.place is None else self.place.recordings

    def attach(self) -> None:
        """Bring in what is slow to load: sensors, sound, drawing."""
        from drivers.live.live import open_pump
        from gui.sound import Sound
        from gui.turning import Turning

        self._lock = Doors(self.folder)
        self.second = self._lock.second
        self.turning = Turning(self.book.keeping, self, pump=self._pump or open_pump)
        self.live = self.turning.live
        self.turning.be_slow(self.remembered.slow)
        self.turning.changed.connect(self.show_standing)
        self.sound = Sound(self)
        self.measure.attach(
            self.turning, self.sound, self.theme.inks, hear=self.hear, tell=self.tell
        )
        self.measure.chose.connect(self._show_sensor)
        self.kept.connect(self.rooms.refresh)
        self.sound.changed.connect(self._say_note)
        self.sound.set_volume(self.remembered.volume)
        self.sound.set_voice(self.remembered.voice)
        self.sound.start()
        self._offer_people()

    def open_place(self, name: str) -> QWidget:
        """Show a place; the first time it is built."""
        place = self.rooms.show_place(name)
        self.rail.show_place(name)
        self._told = ""
        self._say_note()
        if name == "measure":
            self.measure.start_button.setFocus()
        if self.live is not None:
            self.live.write_edits()
            self.live.desk.do(self.kept.emit)  # what was not in the history yet is then
        # Last: what it reads takes time, and another place may be opened meanwhile.
        self.rooms.refresh()
        return place

    def keep_anew(self, path: Path) -> None:
        """Put a recording of the history into it anew, since its edits changed."""
        if self.live is not None and self.book.knows(path):
            self.live.desk.do(lambda: self._scored_anew(path))

    def _scored_anew(self, path: Path) -> None:
        self.book.keep([path])
        self.kept.emit()

    def show_standing(self, now: Standing) -> None:
        """Show and sound a standing."""
        before, self.standing = self.standing, now
        coached = self.measure.strip.setup.sound == "coached"
        wanted = replace(self.remembered.cues, coached=coached)
        self._sound(cues(before, now, wanted, words.FRONT))
        self.status.show_standing(now)
        if now.stage == "over" and now.entries and not self.remembered.taught:
            self.remembered.taught = True
            self.measure.teach(False)
        said = words.announcement(now)
        if said != words.announcement(before):
            self.announce(said)
        if now.unsaved and not now.active and (before.active or not before.unsaved):
            # Only now: a dialog would stand before the mark and take the keys of who balances.
            QTimer.singleShot(0, self.measure, self._offer_folder)

    def hear(self, made: list[Cue]) -> None:
        """Sound what a session that is led says."""
        self._sound(as_wanted(made, self.remembered.cues))

    def _sound(self, made: list[Cue]) -> None:
        """Sound cues here and at a sensor that can; what is led is announced where that is read."""
        self._show_sensor(made)
        led = self.turning is not None and self.turning.led is not None
        heard = announced(made, self.announce, reads=led and QAccessible.isActive())
        hear(heard, self.sound, self.measure.stage)

    def _show_sensor(self, made: Sequence[Cue] = ()) -> None:
        """Show a sensor with a screen where things stand, and have it sound cues."""
        if self.live is not None:
            self.live.tell(told(self.standing, words.FRONT, self.measure.begins), made)

    def announce(self, text: str) -> None:
        """Say something to assistive technology."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def help(self) -> None:
        """Show the help."""
        from gui.help import HelpDialog

        HelpDialog(self, again=self.welcome).open()

    def welcome(self) -> None:
        """Ask the first questions; what is under way goes on undisturbed."""
        if not self.standing.active:
            self.open_place("measure")
            self.first_time.ask()

    def recolour(self) -> None:
        """Take the colours of the theme everywhere."""
        inks = self.theme.inks
        self.rail.recolour(inks, self.theme.name)
        self.rooms.recolour(inks)
        self.status.recolour(inks)

    def remember(self) -> None:
        """Write down what is chosen."""
        self.remembered.theme = self.theme.name
        self.remembered.pane = self.measure.pane_beside
        if not self.passing:
            self.remembered.setup, self.remembered.fresh = self.measure.strip.setup, False
        self.remembered.geometry = bytes(self.saveGeometry().data())
        settings.store(self.folder, self.remembered)

    def end(self) -> None:
        """Close without a question: what the disk does not take is put where it may."""
        self._asking = False
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """End what is under way, keep it, and let go of the sensor."""
        if self._asking and not self.rooms.may_close():
            event.ignore()
            return
        self.leaving = True
        self.measure.led.leave()
        if self.live is not None and not let_go(self.live, self, asking=self._asking):
            self.leaving = False
            event.ignore()
            return
        self.errands.close()
        if self.turning is not None:
            self.turning.end()
        self.book.close()
        if self.sound is not None:
            self.sound.stop()
        self.measure.stage.flashing.stop()
        self.measure.pane.close()
        self.remember()
        if self._lock is not None:
            self._lock.close()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Note the first picture; a zero timer fires once it is on the screen."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)

    def _offer_folder(self) -> None:
        if self.live is not None:
            save_elsewhere(self.live, self)

    def tell(self, text: str) -> None:
        """Say in the status line what was done."""
        self._told = text
        self._say_note()
        self.announce(text)

    def _disk(self) -> Future[object] | None:
        """Give what the disk is still to take."""
        return None if self.live is None else self.live.desk.do(lambda: None)

    def _say_note(self) -> None:
        notes = [self._told] if self._told else []
        notes += [self._lock.trouble] if self._lock is not None and self._lock.trouble else []
        if self.second:
            notes.append(tr("Another window is open; a sensor serves one of them at a time."))
        if self.sound is not None and self.sound.trouble:
            notes.append(tr("Sound: {what}; see Sensor.", what=self.sound.lack))
        self.status.say(" ".join(notes))

    def _offer_people(self) -> None:
        """Offer the people that the history knows; without a file yet there is nobody."""
        if self.place is not None and self.place.is_made:
            known = [one.code for one in self.book.people() if not one.archived]
            self.measure.strip.show_people(known)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.rail)
        line.addWidget(self.rooms, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 6)
        column.setSpacing(6)
        column.addLayout(line, 1)
        column.addWidget(self.status)

    def _set_keys(self) -> None:
        self.rail.chosen.connect(self.open_place)
        self.rail.theme_wanted.connect(self.theme.turn)
        self.rail.help_wanted.connect(self.help)
        for index, name in enumerate(PLACES, 1):
            shortcut(self, f"Ctrl+{index}", partial(self.open_place, name))
        shortcut(self, "F1", self.help)
        shortcut(self, "Ctrl+T", self.theme.turn)
        shortcut(self, "Ctrl+Q", self.close)
        shortcut(self, "F11", partial(turn_full_screen, self))
