"""Where the parts of Sensor are, and in which order the keyboard reaches them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.kit.controls import Sheet, button, row, titled
from gui.kit.text import tr

if TYPE_CHECKING:
    from gui.sensor.place import SensorPlace


def lay_out(place: SensorPlace) -> None:
    """Put the sensors on the left; what to do or the signal, sound and the folder on the right."""
    sources = Sheet(tr("Choose a sensor"))
    sources.column.addWidget(place.list, 1)
    sources.column.addWidget(place.found_words)
    sources.column.addLayout(titled(tr("Where it is worn"), place.placement))
    sources.column.addLayout(titled(tr("&Address"), place.address))
    sources.column.addWidget(place.second)
    connect = button(tr("Connect"), place.connect_now, "Ctrl+K", tr("See how it does"))
    look = button(tr("Look again"), place.refresh, "F5", tr("Look for sensors again"))
    sources.column.addLayout(row(connect, look, 1))
    state = Sheet()
    place.shown.addWidget(place.guide)
    place.shown.addWidget(place.strips)
    for part in (place.head, place.health, place.facts):
        state.column.addWidget(part)
    state.column.addWidget(place.shown, 1)
    folder = Sheet(tr("Recordings"))
    folder.column.addWidget(place.folder)
    folder.column.addStretch(1)
    change = button(tr("Change the folder"), place.choose_folder, "", tr("Keep them elsewhere"))
    folder.column.addLayout(row(change, 1))
    below = QHBoxLayout()
    below.setSpacing(10)
    below.addWidget(place.sounds, 3)
    below.addWidget(folder, 2)
    right = QVBoxLayout()
    right.setSpacing(10)
    right.addWidget(state, 1)
    right.addLayout(below)
    line = QHBoxLayout(place)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(10)
    line.addWidget(sources, 3)
    line.addLayout(right, 5)
    second = place.second
    fields = (place.placement, place.address, second.worn, second.address)
    order = (place.list, *fields, connect, look, *place.guide.apps.values())
    for one, other in pairwise(order):
        QWidget.setTabOrder(one, other)
