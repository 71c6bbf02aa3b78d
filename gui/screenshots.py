"""`--screenshots DIR`: each place and state, light and dark, at 100 % and 200 %."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from balance.records.history.people import Description
from balance.words import NO_SAMPLES
from drivers.live.standing import Standing
from gui.example import PERSON, year
from gui.kit.palette import ThemeName
from gui.script import Script, Wait
from gui.setup import SIMULATED
from gui.window import Window

if TYPE_CHECKING:
    from gui.progress.place import ProgressPlace
    from gui.review.place import ReviewPlace
    from gui.sensor.place import SensorPlace

ADDRESS: Final = "sim:?placement=shank&seed=1&speed=4"
PHONE: Final = "phone:?placement=shank"
SEEN_S: Final = 15  # of a signal, so that its strips show something
SCALES: Final = (1, 2)
SIZE: Final = (1280, 860)
THEMES: Final[tuple[ThemeName, ...]] = ("light", "dark")


class Shots(Script):
    """Goes through the window and saves pictures of it."""

    def __init__(self, window: Window, folder: Path) -> None:
        super().__init__(window)
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def steps(self) -> Iterator[Wait]:
        """Go through it."""
        window = self.window
        window.showNormal()
        window.resize(*SIZE)
        window.welcome()
        yield from self._shoot("first-time")
        window.measure.cover(None)
        yield from self._shoot("measure-idle")
        window.open_place("progress")
        yield from self._shoot("progress-nobody")
        window.open_place("measure")
        yield from self._session()
        yield from self._review()
        window.open_place("progress")
        yield from self._shoot("progress-first-day")
        self._train()
        progress = cast("ProgressPlace", window.open_place("progress"))
        progress.choose(PERSON)
        known = progress.known[[one.code for one in progress.known].index(PERSON)]
        said = Description(name="Jo Example", birth_year=1985, notes="Left ankle sprained in May")
        progress.change(known, PERSON, said)
        yield from self._shoot("progress")
        yield from self._person(progress)
        yield from self._sensor()
        window.open_place("measure")
        window.help()
        yield from self._dialog("help")
        window.measure.rehearse()
        yield "the rehearsal", lambda: _dialog() is not None and not window.standing.active
        yield from self._dialog("rehearsal")
        strip = window.measure.strip
        strip.show_setup(replace(strip.setup, address="replay:gone.csv"))
        window.measure.press()
        yield self.stage_is("over")
        yield from self._shoot("measure-trouble")

    def _session(self) -> Iterator[Wait]:
        window = self.window
        strip = window.measure.strip
        chosen = replace(strip.setup, address=ADDRESS, kind="both", person="P1")
        strip.show_setup(replace(chosen, rest_s=3.0, change_s=3.0, cap_s=None))
        window.measure.press()
        yield "a ready person", lambda: window.standing.phase == "ready"
        yield from self._shoot("measure-ready")
        yield "a hold", lambda: (window.standing.held_s or 0.0) > 3.0
        yield from self._shoot("measure-holding")
        yield "a result", lambda: len(window.standing.entries) > 0
        yield from self._shoot("measure-result")
        yield self.stage_is("resting", "over")
        yield from self._shoot("measure-resting")
        yield self.stage_is("over")
        window.measure.judge("not_step_down")
        yield from self._shoot("measure-over")
        yield from self._rare(window.standing)

    def _rare(self, over: Standing) -> Iterator[Wait]:
        """Show what no simulated person brings about, and a list of one's own."""
        window = self.window
        running = replace(over, stage="running", phase="holding", held_s=12.4, last=None)
        rest = replace(over, stage="resting", just_over=False, rest_s=24, move_sensor=True)
        for name, now in (
            ("doubt", replace(running, phase="maybe_down")),
            ("checked", replace(running, phase="ended", ended_by="step_down")),
            ("went-on", replace(running, went_on=True)),
            ("lost", replace(running, held_s=None, phase="settling", lost=NO_SAMPLES)),
            ("rest", replace(rest, leg="right")),
            ("paused", replace(over, stage="paused", just_over=False)),
            ("unsaved", replace(over, unsaved="Not saved: the disk is full. Choose a folder.")),
        ):
            window.show_standing(now)
            window.measure.show_standing(now)
            yield from self._shoot(f"measure-{name}")
        window.show_standing(over)
        window.measure.show_standing(over)
        strip = window.measure.strip
        strip.show_setup(replace(strip.setup, kind="custom", sound="coached"))
        window.measure.turn_pane()
        yield from self._shoot("measure-own-list")
        yield from self._shoot("pane", window.measure.pane)
        window.measure.turn_pane()
        window.measure.turn_pane()

    def _review(self) -> Iterator[Wait]:
        review = cast("ReviewPlace", self.window.open_place("review"))
        yield from self._shoot("review-empty")
        made = self.window.standing.entries
        if made and made[0].path is not None:
            review.open(made[0].path)
            yield from self._shoot("review")
            review.plot.nudge(1, -0.4)
            yield from self._shoot("review-edited")
            yield from self._owner(review)
            review.side.holds.setCurrentRow(review.side.holds.count() - 1)
            review.compare()
            yield from self._shoot("review-compare")
            yield from self._blind(review)
        yield "the review", review.isVisible

    def _blind(self, review: ReviewPlace) -> Iterator[Wait]:
        """Show a rating, and the dialog before it."""
        from gui.review.blind.asking import RaterDialog
        from gui.review.blind.entering import rate

        many = len(review.shelf.model.rows)
        yield from self._opened("rater", RaterDialog(review, review.inks, many, "B"))
        blind = rate(review, "B")
        blind.plot.put(blind.plot.cursor_s / 2)
        blind.lift_off()
        yield from self._shoot("review-blind-half")
        blind.plot.put(2 * blind.plot.cursor_s)
        blind.step_down()
        yield from self._shoot("review-blind")
        blind.leave()

    def _train(self) -> None:
        """Put a simulated year into the history, so that Progress has something to show."""
        self.window.book.keep_scored(year())

    def _person(self, progress: ProgressPlace) -> Iterator[Wait]:
        """Show the dialog of a person."""
        from gui.progress.person import PersonDialog

        known = progress.known[[one.code for one in progress.known].index(PERSON)]
        dialog = PersonDialog(progress, self.window.theme.inks, known, progress.add)
        yield from self._opened("person", dialog)

    def _owner(self, review: ReviewPlace) -> Iterator[Wait]:
        """Show the dialog that gives a part of a recording to somebody else."""
        from gui.review.owner import OwnerDialog

        book = self.window.book
        for code, name in (("P2", "Robin Example"), ("P7", "Sam Example")):
            book.add(code, Description(name=name))
        if review.look is not None:
            asking = OwnerDialog(
                review, review.look, 0, SIMULATED, book.people(), book.new_refusal, book.near
            )
            asking.parts.button(1).click()
            asking.list.setCurrentRow(0)
            yield from self._opened("review-belongs", asking)

    def _opened(self, name: str, dialog: QDialog) -> Iterator[Wait]:
        dialog.show()
        yield from self._shoot(name, dialog)
        dialog.close()
        dialog.deleteLater()

    def _sensor(self) -> Iterator[Wait]:
        window = self.window
        sensor = cast("SensorPlace", window.open_place("sensor"))
        sensor.connect_now()
        yield "its rate", lambda: window.standing.rate_hz is not None
        yield "some seconds of it", lambda: sensor.minute.whole > SEEN_S
        yield from self._shoot("sensor")
        if window.live is not None:
            window.live.disconnect()
        strip = window.measure.strip
        strip.use_source(PHONE)
        sensor.refresh()
        sensor.show_standing(Standing(invitation="https://192.168.0.10:8443/?token=example"))
        yield from self._shoot("sensor-qr")
        strip.use_source(ADDRESS)
        sensor.refresh()
        second = sensor.second.worn
        second.setCurrentIndex(second.findData("lower_back"))
        second.activated.emit(second.currentIndex())
        yield from self._shoot("sensor-second")
        second.setCurrentIndex(0)
        second.activated.emit(0)

    def _dialog(self, name: str) -> Iterator[Wait]:
        yield "a dialog", lambda: _dialog() is not None
        dialog = _dialog()
        if dialog is not None:
            yield from self._shoot(name, dialog)
            dialog.close()
        yield "no dialog", lambda: _dialog() is None

    def _shoot(self, name: str, what: QWidget | None = None) -> Iterator[Wait]:
        """Save a picture in each theme; between them the window does what it has to do."""
        before = self.window.theme.name
        self.window.measure.stage.flashing.stop()
        widget = what or self.window
        for theme in THEMES:
            self.window.theme.use(theme)
            self.window.measure.draw()
            yield "a picture", lambda: True
            for scale in SCALES:
                picture = QPixmap(widget.size() * scale)
                picture.setDevicePixelRatio(scale)
                widget.render(picture)
                picture.save(str(self._folder / f"{name}-{theme}-{100 * scale}.png"))
        self.window.theme.use(before)


def _dialog() -> QWidget | None:
    return QApplication.activeModalWidget()
