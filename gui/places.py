"""What each place is given when it is built; each loads what the window opens without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from drivers.live.course import Entry
    from drivers.live.standing import Standing
    from gui.book import Book
    from gui.errands import Errands
    from gui.kit.palette import Inks
    from gui.measure.place import MeasurePlace
    from gui.settings import Remembered
    from gui.sound import Sound
    from gui.turning import Turning


@dataclass(frozen=True, slots=True)
class Given:
    """What there is to give. What comes late or changes is asked for when it is needed."""

    measure: MeasurePlace
    book: Book
    errands: Errands
    remembered: Remembered
    inks: Callable[[], Inks]
    standing: Callable[[], Standing]
    recordings: Callable[[], Path | None]
    turning: Callable[[], Turning | None]
    sound: Callable[[], Sound | None]
    edited: Callable[[Path], None]
    bring: Callable[[Path], None]
    tell: Callable[[str], None]
    announce: Callable[[str], None]

    def builders(self) -> dict[str, Callable[[], QWidget]]:
        """Give what builds each place, by name."""
        return {
            "measure": lambda: self.measure,
            "review": self._review,
            "progress": self._progress,
            "sensor": self._sensor,
        }

    def _review(self) -> QWidget:
        from gui.review.place import ReviewPlace

        return ReviewPlace(
            self.inks(),
            recordings=self.recordings,
            book=self.book,
            errands=self.errands,
            newest=self._newest,
            edited=self.edited,
            bring=self.bring,
            tell=self.tell,
            announce=self.announce,
        )

    def _newest(self) -> Entry | None:
        """Give the newest attempt that has a recording, once its test is over."""
        now = self.standing()
        entries = () if now.active else now.entries
        return next((one for one in reversed(entries) if one.path is not None), None)

    def _progress(self) -> QWidget:
        from gui.progress.place import ProgressPlace

        strip = self.measure.strip
        return ProgressPlace(
            self.inks(),
            self.book,
            self.errands,
            person=lambda: strip.setup.person,
            offer=strip.show_people,
            forget=strip.forget,
            tell=self.tell,
            announce=self.announce,
        )

    def _sensor(self) -> QWidget:
        from gui.sensor.place import SensorPlace

        strip = self.measure.strip
        return SensorPlace(
            self.inks(),
            self.remembered,
            turning=self.turning(),
            sound=self.sound(),
            recordings=self.recordings,
            setup=lambda: strip.setup,
            use_source=strip.use_source,
            use_beside=strip.use_beside,
            flash=self.measure.stage.flash,
        )
