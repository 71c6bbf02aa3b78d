"""Sound: tones made with numpy and speech, through Qt; without a device it says so and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QElapsedTimer, QIODevice, QLoggingCategory, QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.cues import Cue, ToneName

RATE_HZ: Final = 44_100
#: Hz, seconds and loudness of each note. The end is lower, longer and louder than the start.
NOTES: Final[Mapping[ToneName, tuple[tuple[float, float, float], ...]]] = {
    "tick": ((1000.0, 0.04, 0.35),),
    "ready": ((660.0, 0.12, 0.5),),
    "start": ((880.0, 0.16, 0.6),),
    "end": ((587.0, 0.22, 1.0), (440.0, 0.45, 1.0)),
    "cap": ((659.0, 0.18, 1.0), (880.0, 0.18, 1.0), (1047.0, 0.4, 1.0)),
    "trouble": ((220.0, 0.25, 0.9), (0.0, 0.08, 0.0), (220.0, 0.25, 0.9)),
    "done": ((523.0, 0.15, 0.8), (659.0, 0.15, 0.8), (784.0, 0.4, 0.8)),
}
_RAMP_S: Final = 0.008
SETTLE_MS: Final = 700  # after which a device has played what it was handed
STUCK: Final = "the loudspeaker does not take the tones; the screen flashes instead"
_NO_DEVICE: Final = "no loudspeaker was found; the screen flashes instead"


def pcm(notes: tuple[tuple[float, float, float], ...]) -> bytes:
    """Give notes as 16-bit samples, one channel; each swells and fades so that none clicks."""
    import numpy as np

    parts = []
    for pitch_hz, length_s, loud in notes:
        time_s = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
        wave = np.sin(2 * np.pi * pitch_hz * time_s) + 0.25 * np.sin(4 * np.pi * pitch_hz * time_s)
        edge_s = np.minimum(time_s, length_s - time_s)
        parts.append(0.75 * loud * wave * np.clip(edge_s / _RAMP_S, 0.0, 1.0))
    return bytes((np.concatenate(parts) * 32_000 / 1.25).astype("<i2").tobytes())


class Sound(QObject):
    """Plays cues.

    `trouble` says in words what can't be heard, and why; empty where all can. `changed` comes when
    that is different. `handed_ms` is how long the newest tone took to be handed to the device.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tone_trouble = "sound is not started"
        self.speech_trouble = "speech is not started"
        self.handed_ms = 0.0
        self._tones: dict[ToneName, bytes] = {}
        self._devices: Any = None
        self._sink: Any = None
        self._out: QIODevice | None = None
        self._speech: Any = None
        self._volume = 0.8
        self._voice = ""
        self._words = ""
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._say)
        self._check = QTimer(self)
        self._check.setSingleShot(True)
        self._check.timeout.connect(self._heard)

    @property
    def trouble(self) -> str:
        """What can't be heard, in words."""
        return "; ".join(filter(None, [self.tone_trouble, self.speech_trouble]))

    @property
    def lack(self) -> str:
        """What can't be heard, in a few words."""
        lacks = (self.tone_trouble, "no tones"), (self.speech_trouble, "no speech")
        return ", ".join(lack for trouble, lack in lacks if trouble)

    def start(self) -> None:
        """Look for a loudspeaker and a voice; this loads libraries, and so comes late."""
        # Qt lists each library that it did without; what matters is in `trouble`.
        QLoggingCategory.setFilterRules("qt.multimedia.*=false\nqt.speech.*=false")
        self._tones = {name: pcm(notes) for name, notes in NOTES.items()}
        self._start_tones()
        self._start_speech()
        self.changed.emit()

    def play_into(self, out: QIODevice) -> None:
        """Play tones into something else than a loudspeaker."""
        self._tones = {name: pcm(notes) for name, notes in NOTES.items()}
        self._out = out
        self.tone_trouble = ""

    def stop(self) -> None:
        """Let go of the devices."""
        self._wait.stop()
        self._check.stop()
        if self._sink is not None:
            self._sink.stop()
        if self._speech is not None and not self.speech_trouble:
            self._speech.stop()
        self._sink = self._out = self._speech = self._devices = None

    def set_volume(self, share: float) -> None:
        """Set how loud, 0 to 1."""
        self._volume = share
        if self._sink is not None:
            self._sink.setVolume(share)
        if self._speech is not None:
            self._speech.setVolume(share)

    def voices(self) -> list[str]:
        """Give the names of the voices."""
        if self._speech is None or self.speech_trouble:
            return []
        return [voice.name() for voice in self._speech.availableVoices()]

    def set_voice(self, name: str) -> None:
        """Speak with the voice of this name; the system's own where there is none."""
        self._voice = name
        if self._speech is not None:
            for voice in self._speech.availableVoices():
                if voice.name() == name:
                    self._speech.setVoice(voice)

    def play(self, *cues: Cue) -> None:
        """Sound the cues of one moment: tones at once, then all words as one utterance.

        Words wait until the tones are over, and new ones take the place of those still spoken.
        """
        tones_s = 0.0
        for tone in [cue.tone for cue in cues if cue.tone is not None and self._out is not None]:
            clock = QElapsedTimer()
            clock.start()
            if self._out is not None:
                self._out.write(self._tones[tone])
            self.handed_ms = clock.nsecsElapsed() / 1e6
            tones_s += sum(length_s for _, length_s, _ in NOTES[tone])
        if tones_s:
            self._check.start(int(1000 * tones_s) + SETTLE_MS)
        words = ". ".join(cue.words.rstrip(".") for cue in cues if cue.words)
        if words and self._speech is not None and not self.speech_trouble:
            self._words = words
            self._wait.start(int(1000 * tones_s))

    def _heard(self) -> None:
        """See whether the tones were played: a sound server that is gone says nothing itself.

        The sink stays, since another one on a server that is gone would end the whole program; a
        device that comes brings a new one.
        """
        sink = self._sink
        if sink is None:
            return
        trouble = STUCK if sink.bytesFree() < sink.bufferSize() else ""
        if trouble != self.tone_trouble:
            self.tone_trouble = trouble
            self.changed.emit()

    def _say(self) -> None:
        if self._speech is not None:
            self._speech.say(self._words)

    def _start_tones(self) -> None:
        try:
            from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices
        except ImportError as error:
            self.tone_trouble = f"tones can't be played ({error}); the screen flashes instead"
            return
        if self._devices is None:
            self._devices = QMediaDevices(self)
            self._devices.audioOutputsChanged.connect(self._outputs_changed)
        device = QMediaDevices.defaultAudioOutput()
        if self._sink is not None:
            self._sink.stop()
            self._sink.deleteLater()
        self._sink = self._out = None
        if device.isNull():
            self.tone_trouble = _NO_DEVICE
            return
        form = QAudioFormat()
        form.setSampleRate(RATE_HZ)
        form.setChannelCount(1)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sink = QAudioSink(device, form, self)
        # Room for the longest tone, so that each is handed over whole and at once.
        self._sink.setBufferSize(2 * max(len(tone) for tone in self._tones.values()))
        self._sink.setVolume(self._volume)
        self._out = self._sink.start()
        self.tone_trouble = "" if self._out is not None else _NO_DEVICE

    def _outputs_changed(self) -> None:
        self._start_tones()
        self.changed.emit()

    def _start_speech(self) -> None:
        try:
            from PySide6.QtTextToSpeech import QTextToSpeech
        except ImportError as error:
            self.speech_trouble = f"nothing is spoken ({error})"
            return
        engines = [name for name in QTextToSpeech.availableEngines() if name != "mock"]
        if not engines:
            self.speech_trouble = "nothing is spoken: the system has no voice"
            return
        self._speech = QTextToSpeech(engines[0], self)
        self._speech.stateChanged.connect(self._speech_changed)
        self._speech.setVolume(self._volume)
        self._speech_changed()
        if self._voice:
            self.set_voice(self._voice)

    def _speech_changed(self) -> None:
        speech = self._speech
        if speech is None:
            return
        from PySide6.QtTextToSpeech import QTextToSpeech

        failed = speech.state() == QTextToSpeech.State.Error
        trouble = f"nothing is spoken: {speech.errorString() or 'the voice does not answer'}"
        trouble = trouble if failed else ""
        if trouble != self.speech_trouble:
            self.speech_trouble = trouble
            self.changed.emit()
