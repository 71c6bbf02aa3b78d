"""What is heard and seen of a test: tones, voice, ticks, flashes; and how often it is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider

from drivers.telling import Cue
from gui.kit.controls import OWN_LETTERS, Sheet, Tick, button, choose, combo, label, row, titled
from gui.kit.flow import Flow
from gui.kit.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.settings import Remembered
    from gui.sound import Sound
    from gui.turning import Turning


class SoundSheet(Sheet):
    """Volume, voice, and which cues are wanted; put down in what is remembered.

    Parameters
    ----------
    flash
        Flashes what flashes in a test.
    """

    def __init__(
        self,
        remembered: Remembered,
        sound: Sound | None,
        turning: Turning | None,
        flash: Callable[[], None],
    ) -> None:
        super().__init__(tr("Sound"))
        self._remembered, self._sound, self._turning = remembered, sound, turning
        self._flash = flash
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setValue(int(100 * remembered.volume))
        self.volume.setAccessibleName(tr("Volume"))
        self.volume.valueChanged.connect(self._set_volume)
        own = [(tr("The system's own"), "")]
        self.voice = combo(tr("Voice"), own, letters=OWN_LETTERS)
        self.voice.activated.connect(self._set_voice)
        self.column.addLayout(
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
        self.column.addLayout(checks)
        hear = button(tr("Sound check"), self.hear, "Ctrl+E", tr("Hear the tones and the voice"))
        self.column.addLayout(Flow(hear, self.slow))
        self.trouble = label(faint=True)
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self._offer_voices()
        if sound is not None:
            sound.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Say what can't be heard, and offer the voices that there are."""
        self._offer_voices()
        what = self._sound.trouble if self._sound is not None else ""
        self.trouble.setText(tr("Sound: {what}.", what=what) if what else "")
        self.trouble.setVisible(bool(what))

    def hear(self) -> None:
        """Play the tones and the voice, and flash."""
        if self._sound is not None:
            spoken = Cue("end", tr("This is the voice of the test."))
            self._sound.play(Cue("start"), spoken)
        self._flash()

    def _offer_voices(self) -> None:
        """Offer the system's own voice and those that it has listed, where they are others."""
        voices = self._sound.voices() if self._sound is not None else []
        if [self.voice.itemData(at) for at in range(1, self.voice.count())] != voices:
            while self.voice.count() > 1:
                self.voice.removeItem(1)
            for name in voices:
                self.voice.addItem(name, name)
            choose(self.voice, self._remembered.voice)

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
