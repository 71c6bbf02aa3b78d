"""The first time: three questions, a picture, a sound check, and the first hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QSlider, QVBoxLayout, QWidget

from balance.protocol.conditions import Conditions
from balance.words import SAFETY
from gui.kit.controls import Either, Sheet, Tick, button, choose, combo, label, row
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.measure.figure import Figure, caption
from gui.setup import KINDS, WORN, options_of, with_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.kit.palette import Inks
    from gui.setup import Setup

#: In the order of who comes for the first time; a recording is for later.
SENSORS: Final = ("sim", "phone", "phyphox", "sensorlogger", "sensorserver", "serial", "udp", "tcp")
_WIDE: Final = 560


class Welcome(QWidget):
    """One screen, asked once; `done` is told what was chosen, and whether to start.

    Parameters
    ----------
    setup
        What is chosen so far.
    volume, set_volume
        How loud it is, and what makes it louder.
    hear
        Plays the sounds of a test, and gives what can't be heard of them, in words.
    """

    def __init__(
        self,
        setup: Setup,
        inks: Inks,
        *,
        volume: float,
        set_volume: Callable[[float], None],
        hear: Callable[[], str],
        done: Callable[[Setup, bool], None],
    ) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._setup, self._done, self._hear = setup, done, hear
        self.person = self.first = QLineEdit(setup.person)
        self.person.setAccessibleName(tr("Who stands?"))
        self.person.setPlaceholderText(tr("A code such as P1, never a name; or nothing"))
        self.placement = Either(
            tr("Where is the sensor worn?"), [(tr(t), v) for v, t in WORN.items()]
        )
        known = setup.scheme in SENSORS
        address = setup.address if known else KINDS[SENSORS[0]][1]
        self.placement.set_value(options_of(address).get("placement", Conditions().placement))
        kinds = [(tr(KINDS[scheme][0]), scheme) for scheme in SENSORS]
        self.sensor = combo(tr("Which sensor?"), kinds)
        choose(self.sensor, setup.scheme)
        self.address = QLineEdit(address)
        self.address.setAccessibleName(tr("Address of the sensor"))
        self.figure, self.caption = Figure(inks), label()
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setValue(round(100 * volume))
        self.volume.setAccessibleName(tr("Volume"))
        self.volume.valueChanged.connect(lambda percent: set_volume(percent / 100))
        self.heard = Tick(tr("I heard it"))
        self.heard_words = label(faint=True)
        self.heard.toggled.connect(lambda _on: self._say_heard(""))
        self.start_button = button(tr("Start the first hold"), self.begin)
        self.start_button.setObjectName("big")
        self._lay_out()
        self.placement.toggled.connect(self._placed)
        self.sensor.activated.connect(self._chose)
        self._placed()
        self._show_address()
        self._say_heard(tr("Play the sounds: you should hear a start, an end and a voice."))

    @property
    def setup(self) -> Setup:
        """What is chosen now; what was typed counts."""
        address = self.address.text().strip()
        if "placement" not in options_of(address):
            address = with_options(address, {"placement": self.placement.value()}, over=False)
        return replace(self._setup, person=self.person.text().strip(), address=address)

    def begin(self) -> None:
        """Go on to the first hold."""
        self._done(self.setup, True)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self.figure.recolour(inks)

    def _placed(self) -> None:
        """Show where it is worn; an address that says so itself follows."""
        placement = self.placement.value()
        self.figure.show_placement(placement)
        self.caption.setText(caption(placement))
        address = self.address.text()
        self.address.setText(with_options(address, {"placement": placement}, over=True))

    def _chose(self) -> None:
        address = KINDS[self.sensor.currentData()][1]
        placement = {"placement": self.placement.value()}
        self.address.setText(with_options(address, placement, over=True))
        self._show_address()

    def _show_address(self) -> None:
        """Show the address where a person has to say which device it is."""
        target = KINDS[self.sensor.currentData()][1].partition("?")[0].partition(":")[2]
        self.address.setVisible(bool(target))

    def _play(self) -> None:
        trouble = self._hear()
        asked = tr("Did you hear it? If not, make it louder, and play it again.")
        self._say_heard(tr("Sound: {what}.", what=trouble) if trouble else asked)

    def _say_heard(self, text: str) -> None:
        self.heard_words.setText(
            tr("Good: the test speaks to you.") if self.heard.isChecked() else text
        )

    def _lay_out(self) -> None:
        asks = Sheet(margin=24)
        asks.column.setSpacing(10)
        title = tr("Three questions, then the first hold")
        asks.column.addWidget(label(title, size=1.7, bold=True))
        for number, (title, field) in enumerate(
            (
                (tr("Who stands?"), self.person),
                (tr("Where is the sensor worn?"), self.placement),
                (tr("Which sensor?"), self.sensor),
            ),
            1,
        ):
            head = label(f"{number}. {title}", size=1.15, bold=True)
            head.setBuddy(field)
            asks.column.addStretch(1)
            asks.column.addWidget(head)
            asks.column.addWidget(field)
        asks.column.addWidget(self.address)
        asks.column.addStretch(1)
        asks.column.addWidget(label(tr("Can you hear the test?"), size=1.15, bold=True))
        play = button(tr("Play the sounds"), self._play)
        self.volume.setMinimumWidth(120)
        loud = row(label(tr("Volume"), faint=True), self.volume)
        asks.column.addLayout(Flow(play, loud, self.heard, gap=14))
        asks.column.addWidget(self.heard_words)
        asks.column.addStretch(2)
        asks.column.addWidget(label(tr(SAFETY), size=1.15, bold=True))
        later = button(tr("Not now"), lambda: self._done(self.setup, False))
        asks.column.addLayout(row(self.start_button, later, 1))
        asks.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        asks.setMinimumWidth(_WIDE)
        shows = Sheet(margin=24)
        shows.column.addWidget(self.figure, 1)
        shows.column.addWidget(self.caption)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(asks, 3)
        line.addWidget(shows, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line, 1)
