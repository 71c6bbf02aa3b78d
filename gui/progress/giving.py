"""What Progress does with results that are handed over, or that somebody brings."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog

from balance.records.formats.bids.naming import DESCRIPTION
from balance.version import __version__
from drivers.live.page_words import PageWords
from drivers.live.taking import data_set_of
from gui.kit.meant import MeantDialog
from gui.kit.text import FRONT, tr
from gui.progress.handing import HandDialog

if TYPE_CHECKING:
    from balance.records.history.engine import History
    from balance.report.page.content import Page
    from balance.report.page.setting import Paper
    from drivers.live.handing import Wish
    from drivers.live.taking import Brought
    from gui.progress.place import ProgressPlace

HANDING: Final = "Handing over…"
TAKING: Final = "Taking in {name}…"
PRINTED: Final = "The page of {code} went to the printer."
NOBODY_SAID: Final = "Nothing was taken in: {code} is new, and close to {near}."


def ask_hand_over(place: ProgressPlace) -> None:
    """Ask as what the chosen person's results are to be handed over, and do it."""
    known = place.chosen()
    if known is None:
        return
    asking = HandDialog(
        place,
        place.inks,
        known.code,
        named=bool(known.name),
        paper=usual_paper(),
        hand_over=lambda wish: _hand_over(place, wish),
        print_page=lambda with_name: _print(place, known.code, with_name=with_name),
    )
    asking.exec()
    asking.deleteLater()


def usual_paper() -> Paper:
    """Give the size of paper that is usual where the person is."""
    measured = QLocale().measurementSystem()
    return "letter" if measured == QLocale.MeasurementSystem.ImperialUSSystem else "a4"


def ask_take_in(place: ProgressPlace) -> None:
    """Ask for a file that somebody handed over, and take it in."""
    ours = f"{tr('Pages, zips and data sets')} (*.pdf *.zip {DESCRIPTION})"
    kinds = f"{ours};;{tr('All files')} (*)"
    name, _ = QFileDialog.getOpenFileName(place, tr("Take in results"), str(Path.home()), kinds)
    if name:
        take_in(place, Path(name))


def take_in(place: ProgressPlace, path: Path) -> None:
    """Take in what somebody handed over, ask where it is not clear whose, and show the person."""
    folder = data_set_of(path)
    place.tell(tr(TAKING, name=path.name if folder is None else folder.name))
    if folder is not None:
        _take_in_people(place, folder)
        return
    looked = place.busily(lambda: place.errands.look_at(path))
    if looked.result is None:
        _end(place, "", looked.trouble)
        return
    brought, near = looked.result
    code = brought.code if near is None else _meant(place, brought, near)
    if not code:
        _end(place, "", tr(NOBODY_SAID, code=brought.code, near=near))
        return
    taken = place.busily(lambda: place.errands.take_in(brought, code))
    if taken.result is None:
        _end(place, "", taken.trouble)
        return
    *others, said = taken.result.told
    _end(place, said, "\n".join(others), taken.result.person)


def _take_in_people(place: ProgressPlace, folder: Path) -> None:
    """Take in each person of a data set."""
    with ExitStack() as until:
        looked = place.busily(lambda: place.errands.look_into(folder, until))
        if looked.result is None:
            _end(place, "", looked.trouble)
            return
        inside, nears = looked.result
        said, troubles, person = list[str](), list(inside.troubles), ""
        for brought, near in zip(inside.brought, nears, strict=True):
            code = brought.code if near is None else _meant(place, brought, near)
            if not code:
                troubles.append(tr(NOBODY_SAID, code=brought.code, near=near))
                continue
            taken = place.busily(partial(place.errands.take_in, brought, code))
            if taken.result is None:
                troubles.append(taken.trouble)
                continue
            *others, last = taken.result.told
            troubles += others
            said.append(last)
            person = taken.result.person
    _end(place, " ".join(said), "\n".join(troubles), person)


def _end(place: ProgressPlace, said: str, trouble: str, person: str = "") -> None:
    if place.errands.closed:
        return
    place.tell(said)
    place.refresh(trouble)
    if person:
        place.choose(person)
        place.say(trouble)


def _meant(place: ProgressPlace, brought: Brought, near: str) -> str:
    asking = MeantDialog(place, brought.code, near)
    asking.exec()
    asking.deleteLater()
    return asking.chosen


def _hand_over(place: ProgressPlace, wish: Wish) -> str:
    place.tell(tr(HANDING))
    done = place.busily(lambda: place.errands.hand_over(wish))
    if done.result is None:
        place.tell("")
        return done.trouble
    *others, said = done.result.told
    place.tell(said)
    place.say(*others)
    return ""


def _print(place: ProgressPlace, code: str, *, with_name: bool) -> str | None:
    from gui.printing import ask_and_print

    def page(history: History | None) -> Page | None:
        from balance.report.page.content import page_of

        if history is None:
            return None
        today, software = date.today(), f"Balance Timer {__version__}"
        return page_of(history, code, today, PageWords(FRONT), software, with_name=with_name)

    done = place.busily(lambda: place.errands.ask(page, makes=False))
    if done.result is None:
        return done.trouble or None
    if not ask_and_print(done.result, place):
        return None
    place.tell(tr(PRINTED, code=code))
    return ""
