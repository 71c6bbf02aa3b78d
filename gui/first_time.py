"""The first time: the questions in place of the test, and what becomes of the answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from drivers.telling import Cue
from gui.kit.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.kit.palette import Inks
    from gui.measure.place import MeasurePlace
    from gui.settings import Remembered
    from gui.setup import Setup
    from gui.sound import Sound


class FirstTime:
    """Asks the first questions, and begins with what was answered.

    Parameters
    ----------
    measure
        Where they are asked, and what is chosen then.
    remembered
        How loud it is, also from then on.
    inks
        Gives the colours of now.
    sound
        Gives what is heard; None while it is not there.
    remember
        Writes down what is chosen.
    open_sensor
        Shows where the code is that a phone is to scan.
    """

    def __init__(
        self,
        measure: MeasurePlace,
        remembered: Remembered,
        *,
        inks: Callable[[], Inks],
        sound: Callable[[], Sound | None],
        remember: Callable[[], None],
        open_sensor: Callable[[], object],
    ) -> None:
        self._measure, self._remembered = measure, remembered
        self._inks, self._sound = inks, sound
        self._remember, self._open_sensor = remember, open_sensor

    def ask(self) -> None:
        """Ask them."""
        from gui.measure.welcome import Welcome

        self._measure.cover(
            Welcome(
                self._measure.strip.setup,
                self._inks(),
                volume=self._remembered.volume,
                set_volume=self._set_volume,
                hear=self._hear_sounds,
                done=self._answered,
            )
        )

    def _answered(self, setup: Setup, start: bool) -> None:
        """Leave the questions once it is settled who is meant."""
        self._measure.whose.settle(setup, partial(self._settled, start=start))

    def _settled(self, setup: Setup, *, start: bool) -> None:
        self._measure.take(setup)
        self._measure.cover(None)
        self._remember()
        if start:
            self._measure.start()
            if setup.scheme == "phone":
                self._open_sensor()

    def _set_volume(self, share: float) -> None:
        self._remembered.volume = share
        if (sound := self._sound()) is not None:
            sound.set_volume(share)

    def _hear_sounds(self) -> str:
        """Play what a test sounds like; gives what can't be heard of it."""
        self._measure.stage.flash()
        sound = self._sound()
        if sound is None:
            return tr("sound is not started")
        sound.play(Cue("start"), Cue("end", tr("This is the voice of the test.")))
        return sound.trouble
