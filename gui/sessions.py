"""Sessions that are led: what there is, begun, gone on with; and the plan of the week."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from balance.records.errors import RecordingError
from gui.errands import NO_FOLDER, Done
from gui.kit.text import tr

if TYPE_CHECKING:
    from balance.protocol.exercise.regimens import Regimen
    from balance.records.history.engine import History
    from drivers.live.choosing import Asker, Choosing, Left, Offered
    from drivers.live.sittings import Sitting
    from drivers.live.week_plan import WeekNow
    from gui.errands import Errands
    from gui.setup import Setup


class Sessions(QObject):
    """Asks the history, away from the window's thread.

    Parameters
    ----------
    errands
        Does what takes time.
    """

    _came = Signal(object, object)

    def __init__(self, errands: Errands) -> None:
        super().__init__()
        self._errands = errands
        self._asked = 0
        # It comes from another thread.
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def offer(self, setup: Setup, then: Callable[[Done[Offered]], object]) -> None:
        """Have all that can be led given to `then`, soon; only the newest wish is answered."""
        self._asked += 1
        mine = self._asked

        def job(history: History | None) -> Offered | None:
            return _choosing(history, setup).offered() if mine == self._asked else None

        self._errands.later(job, lambda done: self._came.emit((mine, then), done))

    def begin(self, setup: Setup) -> Done[Sitting]:
        """Begin the session that is chosen."""

        def job(history: History | None) -> Sitting:
            choosing = _choosing(history, setup)
            return choosing.begin(setup.led, setup.leg, supervised=setup.supervised)

        return self._errands.ask(job)

    def go_on(self, setup: Setup, left: Left) -> Done[Sitting]:
        """Go on with a session that was left."""
        return self._errands.ask(lambda history: _choosing(history, setup).go_on(left))

    def week(self, setup: Setup) -> Done[WeekNow]:
        """Give the plan of the person's week."""

        def job(history: History | None) -> WeekNow:
            from drivers.live.week_plan import week_now

            return week_now(history, _asker(setup))

        return self._errands.ask(job, makes=False)

    def keep_week(self, code: str, plan: Regimen) -> Done[bool]:
        """Keep a plan as that of a person."""

        def job(history: History | None) -> bool:
            from drivers.live.week_plan import keep_week

            if history is None:
                raise RecordingError(tr(NO_FOLDER))
            keep_week(history, code, plan)
            return True

        return self._errands.ask(job)

    def _take(self, asked: tuple[int, Callable[[object], object]], done: object) -> None:
        number, then = asked
        if number == self._asked and not self._errands.closed:
            then(done)


def _choosing(history: History | None, setup: Setup) -> Choosing:
    from drivers.live.choosing import Choosing

    return Choosing(history, _asker(setup))


def _asker(setup: Setup) -> Asker:
    from drivers.live.choosing import Asker

    return Asker(setup.person or None, setup.source_address, setup.person_code())
