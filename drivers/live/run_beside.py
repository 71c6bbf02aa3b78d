"""The sensor on the trunk in a test with two: its session, its recording, and what is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from balance.paired.session import PairedSession
from balance.records.events_file import LOST, EventRow, losses_note
from balance.records.header import assumed_in
from balance.samples import NO_LOSSES, Losses

if TYPE_CHECKING:
    from balance.protocol.conditions import Conditions
    from balance.session import Session
    from balance.signal.clocks import Clocks
    from balance.timing.handover import Side
    from balance.timing.results import Event
    from drivers.live.keeper import Keeper
    from drivers.live.second import Beside
    from drivers.source import SourceInfo


class RunBeside:
    """What a run does for its second sensor.

    Parameters
    ----------
    beside
        The sensor.

    Attributes
    ----------
    keeper : Keeper or None
        What keeps its samples of the set that is under way.
    """

    def __init__(self, beside: Beside) -> None:
        self.keeper: Keeper | None = None
        self._beside = beside
        self._came = NO_LOSSES  # since it was opened
        self._before = NO_LOSSES  # of that, before the set

    @property
    def info(self) -> SourceInfo:
        """The open source."""
        return self._beside.info

    @property
    def clocks(self) -> Clocks:
        """From its clock to that of the leg's."""
        return self._beside.clocks

    def conditions(self, of_leg: Conditions) -> Conditions:
        """Give the conditions of an attempt, as it is worn."""
        return replace(self._beside.conditions, stance_leg=of_leg.stance_leg)

    def session(
        self, of_leg: Conditions, recorder: Keeper | None, assumed: Sequence[str]
    ) -> PairedSession:
        """Give a session that begins now."""
        self._before = self._came
        return PairedSession(
            of_leg,
            self.conditions(of_leg),
            self.clocks,
            recorder=recorder,
            trunk_recorder=self.keeper,
            assumed=assumed,
            trunk_assumed=assumed_in(self.info.details),
        )

    def begin_after(self, losses: Losses) -> None:
        """Take note of what it had lost before the test."""
        self._came = self._before = losses

    def lose(self, session: Session, losses: Losses) -> None:
        """Take note of what it lost so far."""
        self._came = losses
        if isinstance(session, PairedSession):
            session.beside.lost = losses.since(self._before)

    def note(self, notes: Sequence[Event]) -> None:
        """Keep what is to be known of its connection beside its samples."""
        if self.keeper is not None:
            self.keeper.note(notes)

    def stopped(self, session: Session, *, lost: bool) -> None:
        """Say beside its samples where they were stopped: there they are timed anew from."""
        if self.keeper is not None and isinstance(session, PairedSession):
            at_s = session.trunk_stopped_s
            if at_s == at_s and abs(at_s) != float("inf"):
                detail = LOST if lost else ""
                self.keeper.add([EventRow(at_s, "stop", "auto", detail)])

    def note_unheard(self, session: Session, of_leg: Keeper | None) -> None:
        """Say beside the samples of both which of them came too late to be timed."""
        if not isinstance(session, PairedSession):
            return
        keepers: dict[Side, Keeper | None] = {"leg": of_leg, "trunk": self.keeper}
        for side, keeper in keepers.items():
            rows = [each.row() for each in session.unheard(side)]
            if keeper is not None and rows:
                keeper.add(rows)

    def close(self, session: Session) -> None:
        """End its recording."""
        keeper = self.keeper
        if keeper is None or not isinstance(session, PairedSession):
            return
        lost = session.beside.lost
        if lost.count and not keeper.closed:
            keeper.add([EventRow(session.trunk_stopped_s, "note", "auto", losses_note(lost))])
        keeper.close(session.beside)
