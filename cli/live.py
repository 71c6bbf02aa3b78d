"""The live path as the terminal goes about it: an order, keys, and a view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from balance.protocol.plans import Plan, Step
from balance.records.errors import RecordingError
from balance.timing.results import Hold
from cli import output
from cli.invitation import Invitation
from drivers.live.cues import Wanted, cues
from drivers.live.interrupt import Interrupt
from drivers.live.live import Live, open_pump
from drivers.live.screen import told
from drivers.live.standing import Standing

if TYPE_CHECKING:
    from balance.protocol.conditions import Conditions, Leg
    from balance.signal.placement import ForwardAxis
    from balance.timing.results import Item
    from cli.keys import Keys
    from cli.views import View
    from drivers.live.keeper import Keeping
    from drivers.lsl.outlets import Outlets
    from drivers.pump import Pump
    from drivers.source import SourceInfo

TICK_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line; an `Order`.

    Parameters
    ----------
    source_address
        The source.
    cap_s
        Longest time of a hold, in place of what the source says.
    attempts
        End after so many holds; None for no end.
    practice
        Attempts are kept and never scored.
    person
        Code of who stands on the leg; None for what the source says.
    supervised
        Whether somebody looks on.
    forward_axis
        The sensor's axis that points forward, in place of what the source says.
    beside_address
        A second sensor; empty where there is none.
    """

    source_address: str
    cap_s: float | None = None
    attempts: int | None = None
    practice: bool = False
    person: str | None = None
    supervised: bool = False
    leg: Leg | None = None
    forward_axis: ForwardAxis | None = None
    played: bool = True  # a command lets go of its source when the test is over
    recorded: bool = True
    exercise: Mapping[str, object] | None = None
    beside_address: str = ""

    def plan(self) -> Plan | None:
        """Give as many attempts as were asked for, one after the other."""
        return None if self.attempts is None else Plan((Step(None),) * self.attempts)

    def conditions(self, known: Conditions) -> Conditions:
        """Give what the source knows of itself, with what was asked for."""
        return replace(
            known,
            cap_s=known.cap_s if self.cap_s is None else self.cap_s,
            practice=self.practice or known.practice,
            forward_axis=self.forward_axis or known.forward_axis,
        )

    def person_code(self) -> str | None:
        """Give the code that it is kept under."""
        return self.person


def time_holds(
    asked: Asked,
    view: View,
    keys: Keys,
    *,
    keeping: Keeping | None = None,
    pump: Callable[[str], Pump] = open_pump,
    outlets: Outlets | None = None,
) -> None:
    """Time the holds of a source until it ends, enough are made or somebody stops it.

    Parameters
    ----------
    asked
        The source, and how.
    view, keys
        Where it is shown, and where a person may stop it.
    keeping
        Where samples, events and holds are kept; None for nowhere.
    pump
        Gives the pump of an address.
    outlets
        Where else samples, events and holds go; None for nowhere.

    Raises
    ------
    SourceError
        Where the source can't be opened or is lost. What was held until then has been shown.
    RecordingError
        Where not all of it could be kept.
    """
    shown = _Shown(view, outlets)
    live = Live(lambda: keeping, changed=shown.change, heed=shown.heed, pump=pump)
    shown.live = live
    if outlets is not None:
        live.watchers.append(outlets.push)
    with ExitStack() as stack:
        interrupt = stack.enter_context(Interrupt())
        if outlets is not None:
            stack.callback(outlets.close)
        stack.callback(live.close)
        live.start(asked)
        invitation = Invitation(view.note)
        while live.connected and live.info is None and not interrupt.requested:
            invitation.look(live.standing.invitation, live.waiting_hint, opening=True)
            live.turn(TICK_S)
        if live.info is not None and live.run is not None:
            stack.enter_context(keys)
            stack.enter_context(view)
            conditions = live.run.conditions
            shown.wanted = Wanted(coached=conditions.sound == "coached")
            view.begin(_title(live.info, live.beside), conditions)
            _until_end(live, view, keys, interrupt, invitation)
            view.end(live.standing)
    shown.say_what_became()
    if live.failure is not None:
        raise live.failure


class _Shown:
    """What is said of a test, handed to the view and to a sensor with a screen."""

    def __init__(self, view: View, outlets: Outlets | None = None) -> None:
        self.live: Live | None = None
        self._outlets = outlets
        self.wanted = Wanted()
        self._view = view
        self._before = Standing()

    def heed(self, items: Sequence[Item]) -> None:
        """Show what became known; a hold once it is kept."""
        if self.live is not None and any(isinstance(item, Hold) for item in items):
            self.live.desk.wait()
        if self._outlets is not None:
            self._outlets.show(items)
        self._view.show(items)

    def change(self, now: Standing) -> None:
        """Sound a new standing."""
        before, self._before = self._before, now
        made = cues(before, now, self.wanted)
        if self.live is not None:
            self.live.tell(told(now), made)
        self._view.sound(made)

    def say_what_became(self) -> None:
        """Say what has become of the recordings, where that is not what was asked for.

        Raises
        ------
        RecordingError
            Where not all of it could be kept.
        """
        run = self.live.run if self.live is not None else None
        for keeper in run.keepers if run is not None else ():
            if keeper.said:
                output.note(keeper.said)
            if keeper.trouble or keeper.doubt:
                raise RecordingError(keeper.trouble or keeper.doubt)


def _until_end(
    live: Live, view: View, keys: Keys, interrupt: Interrupt, invitation: Invitation
) -> None:
    while live.connected:
        key = keys.pressed()
        if interrupt.requested or key == "quit":
            live.disconnect()
            return
        if key == "stop":
            live.end_attempt()
        for wish in live.wishes():
            live.grant(wish)
        invitation.look(live.standing.invitation, live.waiting_hint)
        live.turn(TICK_S)
        view.tick(live.standing)


def _title(info: SourceInfo, beside: SourceInfo | None) -> str:
    infos = [info] if beside is None else [info, beside]
    said = [", ".join(filter(None, (one.address, one.model, one.found))) for one in infos]
    return f"Source: {' with '.join(said)}"
