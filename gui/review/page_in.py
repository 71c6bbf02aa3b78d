"""A page that somebody brings, opened: what it carries comes into the history."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from balance.records.errors import RecordingError
from drivers.live.page_words import taken_in
from gui.kit.meant import MeantDialog
from gui.kit.text import tr

if TYPE_CHECKING:
    from pathlib import Path

    from balance.report.carried import Carried, TakenIn
    from gui.errands import Done
    from gui.review.place import ReviewPlace


def take_page_in(place: ReviewPlace, path: Path) -> None:
    """Take in what a page carries, ask whose it is where that is not sure, and say what came."""
    place.setEnabled(False)
    try:
        carried = _read(place, path)
        done = None if carried is None else _take(place, carried)
    except RecordingError as error:
        place.say(str(error))
        return
    finally:
        place.setEnabled(True)
    if done is None:
        return
    if done.result is None:
        place.say(done.trouble)
        return
    place.refresh()
    if done.result.refused:
        place.say(" ".join(done.result.refused))
    place.tell(f"{path.name}: {taken_in(done.result)}")


def _read(place: ReviewPlace, path: Path) -> Carried | None:
    from balance.report.page.carrying import results_in

    return place.errands.read(partial(results_in, path))


def _take(place: ReviewPlace, carried: Carried) -> Done[TakenIn] | None:
    near = place.book.near(carried.person)
    if near is not None:
        refusal = place.book.new_refusal(carried.person)
        asking = MeantDialog(place, carried.person, near, refusal)
        asking.exec()
        chosen = asking.chosen
        asking.deleteLater()
        if not chosen:
            return None
        carried = carried if chosen == carried.person else carried.given_to(chosen)
    place.tell(tr("Taking in…"))
    return place.errands.take_in(carried)
