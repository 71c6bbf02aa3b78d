"""The live path, the same for `time` and `demo`: source to pump to session to view.

Nothing is computed here: what happened and how long a hold was is the session's to say.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from balance.samples import SampleBlock
from balance.session import Session
from balance.timing.results import Hold, Item
from cli.interrupt import Interrupt
from cli.invitation import Invitation
from cli.keeping import Keeping
from cli.keys import Keys
from cli.phone_view import PhoneView
from cli.views import Standing, View
from drivers.health import Health
from drivers.keeping import Keeper
from drivers.pump import Pump
from drivers.registry import open_source
from drivers.source import EndOfSource, SourceError, SourceInfo
from drivers.watching import Watch

TICK_S: Final = 0.05
PIECE_S: Final = 0.25
LONG_SILENCE_S: Final = 6.0


def time_holds(
    address: str,
    view: View,
    keys: Keys,
    *,
    cap_s: float | None = None,
    attempts: int | None = None,
    practice: bool = False,
    keeping: Keeping | None = None,
) -> None:
    """Time the holds of a source until it ends, enough are made or somebody stops it.

    Parameters
    ----------
    address
        The source.
    view, keys
        Where it is shown, and where a person may stop it.
    cap_s
        Longest time of a hold, in place of what the source says.
    attempts
        End after so many holds; None for no end.
    practice
        Attempts are kept and never scored.
    keeping
        Where samples, events and holds are kept; None for nowhere.

    Raises
    ------
    SourceError
        Where the source can't be opened or is lost. What was held until then has been shown.
    RecordingError
        Where the file can't be written.
    """
    source = open_source(address)
    with ExitStack() as stack:
        pump = stack.enter_context(Pump(source))
        info = wait_open(pump)
        conditions = info.conditions if cap_s is None else replace(info.conditions, cap_s=cap_s)
        conditions = replace(conditions, practice=True) if practice else conditions
        keeper = None
        if keeping is not None:
            keeper = stack.enter_context(keeping.begin(info, conditions))
        session = Session(conditions, recorder=keeper, attempts=attempts)
        interrupt = stack.enter_context(Interrupt())
        stack.enter_context(keys)
        view = PhoneView(stack.enter_context(view), pump)
        view.begin(_title(info), session)
        try:
            _Run(pump, session, view, keeper).until_end(keys, interrupt)
        finally:
            if keeper is not None and keeping is not None:
                keeping.end(keeper, session)


def wait_open(pump: Pump) -> SourceInfo:
    """Wait until the source is open.

    Raises
    ------
    SourceError
        Where it can't be opened.
    """
    invitation = Invitation()
    while True:
        # With a limit, because a wait without one can't be broken off by Ctrl-C on Windows.
        opened = pump.wait_open(0.2)
        if isinstance(opened, SourceError):
            raise opened
        if isinstance(opened, EndOfSource):
            raise SourceError(str(opened)) from opened
        if opened is not None:
            return opened
        invitation.look(pump)


def _title(info: SourceInfo) -> str:
    return f"Source: {', '.join(filter(None, (info.address, info.model, info.found)))}"


class _Run:
    """One run of the loop."""

    def __init__(self, pump: Pump, session: Session, view: View, keeper: Keeper | None) -> None:
        self._pump = pump
        self._session = session
        self._view = view
        self._keeper = keeper
        self._watch = Watch(pump)
        self._invitation = Invitation(view.note)
        self._first_s: float | None = None
        self._now_s: float | None = None

    def until_end(self, keys: Keys, interrupt: Interrupt) -> None:
        lost: SourceError | None = None
        heard_s = time.monotonic()
        while not self._session.done:
            key = keys.pressed()
            if interrupt.requested or key == "quit":
                self._show(self._session.stop())
                break
            if key == "stop" or "stop" in self._pump.wishes():
                self._show(self._session.stop())
            self._invitation.look(self._pump)
            health = self._pump.health()
            item = self._pump.get(TICK_S)
            if isinstance(item, SourceError):
                lost = item
                break
            if isinstance(item, EndOfSource):
                break
            if item is None or (health is not None and health.state == "open"):
                self._look(health)
            if item is not None:
                self._push(item)
                heard_s = time.monotonic()
            silent_s = time.monotonic() - heard_s
            # A link tells itself, and knows how long the pauses are between its batches.
            told = health is not None and silent_s < LONG_SILENCE_S
            self._view.tick(self._standing(0.0 if told else silent_s))
        if not self._session.done:
            self._show(self._session.finish())
        self._show([*self._watch.summary(self._now_s)])
        self._view.end(self._session)
        if lost is not None:
            raise lost

    def _look(self, health: Health | None) -> None:
        """See whether the sensor is still there; a hold does not go on without it."""
        notes = self._watch.look(health, self._now_s)
        if notes and self._watch.lost:
            self._show(self._session.lose())
        self._show([*notes])

    def _push(self, block: SampleBlock) -> None:
        """Push a block in pieces too short for two holds, and no more of them than are wanted."""
        time_s = block.time_s
        if len(block) == 0:
            return
        if self._first_s is None:
            self._first_s = float(time_s[0])
        cuts = np.searchsorted(time_s, np.arange(time_s[0] + PIECE_S, time_s[-1], PIECE_S))
        for first, last in pairwise([0, *cuts.tolist(), len(block)]):
            if last > first and not self._session.done:
                self._show(self._wanted(self._session.push(block[first:last])))
        self._now_s = float(time_s[-1])

    def _wanted(self, items: list[Item]) -> list[Item]:
        """Leave out what comes behind the last hold that was asked for."""
        while self._session.done and not isinstance(items[-1], Hold):
            items = items[:-1]
        return items

    def _standing(self, silent_s: float) -> Standing:
        sampled_s = (self._now_s or 0.0) - (self._first_s or 0.0)
        return Standing(self._session, self._now_s, sampled_s, silent_s, self._watch.lost)

    def _show(self, items: list[Item]) -> None:
        self._view.sound(items)  # a tone can't wait for the disk; what is shown is kept
        if self._keeper is not None:
            self._keeper.note(items, self._session)
        self._view.show(items)
