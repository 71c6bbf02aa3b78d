"""What to do at the sensor, in three pictures with words; the code to scan takes the first's place.

Where the browser of a phone would warn of a certificate, apps are offered that it would not.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.kit.controls import button, label
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.sensor.pictures import Picture
from gui.sensor.qr import QrCode
from gui.sensor.steps import WITHOUT_WARNING, steps
from gui.setup import KINDS

if TYPE_CHECKING:
    from gui.kit.palette import Inks

_STEPS = 3
SCAN = "Scan this code with the camera of the phone."


class Guide(QWidget):
    """The steps of one kind of source; `wanted` gives another kind, for which a person asks."""

    wanted = Signal(str)

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        self.setAccessibleName(tr("What to do at the sensor"))
        self.scheme, self._code = "", ""
        self.pictures = [Picture(inks) for _ in range(_STEPS)]
        self.captions = [label() for _ in range(_STEPS)]
        self.qr, self.qr_words = QrCode(), label(size=0.9, faint=True)
        self.without = QWidget()
        self.apps: dict[str, QPushButton] = {}
        self._lay_out()
        self.show_code("", "")

    def show_kind(self, scheme: str) -> None:
        """Show the steps of a kind of source."""
        self.scheme = scheme
        for number, step in enumerate(steps(scheme)):
            self.pictures[number].show_picture(step.picture)
            words = SCAN if self._code and not number else step.words
            self.captions[number].setText(f"{number + 1}.  {tr(words)}")
        self.without.setVisible(scheme == "phone")

    def show_code(self, text: str, hint: str) -> None:
        """Show the code that a phone is to scan, and what else there is to know of it."""
        self._code = text
        self.qr.show_text(text)
        self.pictures[0].setVisible(not text)
        # A fingerprint may be broken after each colon; the address stays whole, to be copied.
        self.qr_words.setText(re.sub(r"\b([0-9A-F]{2}):", "\\1:\u200b", hint))
        self.qr_words.setVisible(bool(hint))
        if self.scheme:
            self.show_kind(self.scheme)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        for picture in self.pictures:
            picture.recolour(inks)

    def _lay_out(self) -> None:
        steps_ = QGridLayout()
        steps_.setHorizontalSpacing(16)
        steps_.setRowStretch(0, 1)
        for at, (picture, caption) in enumerate(zip(self.pictures, self.captions, strict=True)):
            caption.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            steps_.addWidget(picture, 0, at)
            steps_.addWidget(caption, 1, at)
            steps_.setColumnStretch(at, 1)
        steps_.addWidget(self.qr, 0, 0)
        for scheme in WITHOUT_WARNING:
            name = tr(KINDS[scheme][0])
            made = button(name, partial(self.wanted.emit, scheme), "", name)
            self.apps[scheme] = made
        why = label(tr("No warning comes with an app in place of the browser:"), faint=True)
        why.setWordWrap(False)
        self.without.setLayout(Flow(why, *self.apps.values()))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(steps_, 1)
        whole.addWidget(self.qr_words)
        whole.addWidget(self.without)
