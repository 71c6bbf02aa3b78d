"""Sound: tones and speech, without waiting for either; without a device it says so and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gui.loudspeaker import Loudspeaker
from gui.speech import Speech
from gui.tones import NOTES, length_s, pcm, softer

if TYPE_CHECKING:
    from collections.abc import Callable

    from drivers.telling import Cue, ToneName
    from drivers.voices import Program
    from gui.loudspeaker import Device, Feed

SETTLE_MS: Final = 700  # after which a device has taken what it was handed
STUCK: Final = "the loudspeaker does not take the tones; the screen flashes instead"


class Sound(QObject):
    """Plays cues.

    `trouble` says in words what can't be heard, and why; empty where all can. `changed` comes when
    that, or the list of voices, is different. A device or a voice that is missing is looked for
    again whenever it is needed.

    Parameters
    ----------
    open_device
        Opens a loudspeaker; None for that of the system.
    find_program
        Finds what speaks; None for what the system has.
    """

    changed = Signal()
    _opened = Signal(str)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        open_device: Callable[[Feed], Device] | None = None,
        find_program: Callable[[], Program | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.tone_trouble = "sound is not started"
        self._tones: dict[ToneName, bytes] = {}
        self._open_device = open_device
        self._loudspeaker: Loudspeaker | None = None
        # It comes from another thread.
        self._opened.connect(self._note_opened, Qt.ConnectionType.QueuedConnection)
        self._speech = Speech(self, find_program)
        self._speech.changed.connect(self.changed)
        self._volume = 0.8
        self._words = ""
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._say)
        self._check = QTimer(self)
        self._check.setSingleShot(True)
        self._check.timeout.connect(self._heard)

    @property
    def speech_trouble(self) -> str:
        """Why nothing is spoken, in words."""
        return self._speech.trouble

    @property
    def trouble(self) -> str:
        """What can't be heard, in words."""
        return "; ".join(filter(None, [self.tone_trouble, self.speech_trouble]))

    @property
    def lack(self) -> str:
        """What can't be heard, in a few words."""
        lacks = (self.tone_trouble, "no tones"), (self.speech_trouble, "no speech")
        return ", ".join(lack for trouble, lack in lacks if trouble)

    @property
    def handed_ms(self) -> float:
        """How long it took until the device had the first byte of the newest tone it took."""
        return self._loudspeaker.feed.handed_ms if self._loudspeaker is not None else 0.0

    def start(self) -> None:
        """Look for a loudspeaker and a voice; both are found while the window goes on."""
        self._tones = {name: pcm(notes) for name, notes in NOTES.items()}
        self._loudspeaker = Loudspeaker(self._opened.emit, self._open_device)
        self._loudspeaker.open()
        self.tone_trouble = ""  # until it is known better
        self._speech.start()

    def stop(self) -> None:
        """Let go of the devices."""
        self._wait.stop()
        self._check.stop()
        if self._loudspeaker is not None:
            self._loudspeaker.close()
        self._speech.stop()
        self._loudspeaker = None

    def set_volume(self, share: float) -> None:
        """Set how loud, 0 to 1, what comes from now on is."""
        self._volume = share

    def voices(self) -> list[str]:
        """Give the names of the voices."""
        return self._speech.voices()

    def set_voice(self, name: str) -> None:
        """Speak with the voice of this name; the system's own where there is none."""
        self._speech.voice = name

    def play(self, *cues: Cue) -> None:
        """Sound the cues of one moment: tones at once, then all words as one utterance.

        Words wait until the tones are over, and new ones take the place of those still spoken.
        """
        if self._loudspeaker is None:
            return
        tones = [cue.tone for cue in cues if cue.tone is not None]
        tones_s = sum(length_s(tone) for tone in tones)
        if tones:
            if self.tone_trouble:
                self._loudspeaker.feed.clear()  # what was not heard is not heard too late either
                self._loudspeaker.open()
            for tone in tones:
                self._loudspeaker.feed.put(softer(self._tones[tone], self._volume))
            self._check.start(int(1000 * tones_s) + SETTLE_MS)
        words = ". ".join(cue.words.rstrip(".") for cue in cues if cue.words)
        if words:
            self._words = words
            self._wait.start(0 if self.tone_trouble else int(1000 * tones_s))

    def _heard(self) -> None:
        """See whether the tones were taken: a sound server that is gone says nothing itself."""
        if self._loudspeaker is None or (self._lost and not self._loudspeaker.opening):
            return
        taken = self._loudspeaker.feed.left == 0
        self._loudspeaker.feed.clear()
        self._say_trouble("" if taken else STUCK)

    @property
    def _lost(self) -> bool:
        """Whether the newest try to open a device found none."""
        return self.tone_trouble not in ("", STUCK)

    def _note_opened(self, trouble: str) -> None:
        if self._loudspeaker is None:
            return
        if trouble:
            self._loudspeaker.feed.clear()
        elif self.tone_trouble == STUCK:
            return  # it is believed once it takes a tone
        self._say_trouble(trouble)

    def _say_trouble(self, trouble: str) -> None:
        if trouble != self.tone_trouble:
            self.tone_trouble = trouble
            self.changed.emit()

    def _say(self) -> None:
        self._speech.say(self._words, self._volume)
