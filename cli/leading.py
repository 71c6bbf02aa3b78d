"""A session led by voice, as the terminal goes about it."""

from __future__ import annotations

import math
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast, get_args

import typer

from balance.protocol.exercise.tiers import Ease
from balance.records.errors import RecordingError
from balance.records.sitting_file import MOST_SORE
from balance.timing.raises.counter import HEEL_TO_BALL_CM
from cli import output
from cli.invitation import Invitation
from cli.led_view import Heard, show_score, show_sets
from cli.live import TICK_S, Asked
from cli.speaking import Speaker
from drivers import voices
from drivers.address import parse_address
from drivers.live.cues import Wanted, cues
from drivers.live.interrupt import Interrupt
from drivers.live.led import Led
from drivers.live.live import Live
from drivers.live.screen import told
from drivers.live.set_words import scores_of
from drivers.live.sittings import Sitting, Sittings, at_once
from drivers.live.standing import Standing

if TYPE_CHECKING:
    from balance.protocol.exercise.program import Part
    from balance.protocol.exercise.scripts import Side
    from cli.keys import Keys
    from cli.views import View
    from drivers.live.keeper import Keeping
    from drivers.telling import Cue

LISTENS: Final = {"listens": "yes"}
FOOT: Final = "How long is the foot from the back of the heel to its ball, in cm?"
EASE: Final = "was it easy (1), right (2) or hard (3)?"
SORE: Final = "How sore are your feet, 0 to 10?"
LEFT: Final = "{title} was begun at {time} and left; go on with it?"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line.

    Parameters
    ----------
    source
        Address of a sensor; None for none.
    plan
        A plan, an exercise, a test or a file; None for the person's own, else the usual one.
    side
        The side of what is done on one side alone.
    person, supervised
        Whose it is, and whether somebody looks on.
    go_on, asks
        Whether a session that was left today is gone on with, or else that is asked.
    """

    source: str | None
    plan: str | None
    side: Side
    person: str | None
    supervised: bool
    go_on: bool = False
    asks: bool = False


def lead(
    wish: Wish,
    sittings: Sittings,
    keeping: Keeping | None,
    view: View,
    keys: Keys,
    speaker: Speaker,
) -> None:
    """Lead a session until it is over or somebody leaves it.

    Raises
    ------
    SourceError
        Where the sensor can't be opened or is lost for good.
    RecordingError
        Where there is no such plan, or not all of it could be kept.
    """
    sitting = _begun(wish, sittings)
    base = None
    if wish.source is not None:
        base = replace(asked_for(wish), supervised=sitting.supervised)  # as it was begun
    terminal = _Terminal(view, speaker)
    with ExitStack() as stack:
        interrupt = stack.enter_context(Interrupt())
        stack.enter_context(speaker)
        if keeping is not None:  # nobody erases the person meanwhile
            stack.enter_context(keeping.noted(wish.person))
        live = None
        if base is not None:
            live = Live(lambda: keeping, changed=terminal.change_hold)
            stack.callback(live.close)
            _open(live, base, view, interrupt)
            sitting.do = live.desk.do
        led = Led(
            sitting.items,
            base,
            live,
            diary=sitting,
            changed=terminal.change,
            sound=terminal.sound,
            place=sitting.place,
            heel_to_ball_cm=_heel_to_ball_cm(wish, sittings, sitting),
        )
        terminal.live, terminal.led = live, led
        stack.enter_context(keys)
        stack.enter_context(view)
        view.begin(sitting.title, None)
        if not interrupt.requested:
            led.begin()
        _until_end(led, view, keys, interrupt)
        led.leave()
        view.leave()
        sitting.end(finished=led.over)
        if led.over:
            speaker.finish(lambda: interrupt.requested)
    sitting.do = at_once  # the thread that did it is gone
    _show_results(led, sitting.parts, view)
    if wish.asks and led.over:
        _ask(led, sitting)
    if sitting.trouble:
        raise RecordingError(sitting.trouble)


def _begun(wish: Wish, sittings: Sittings) -> Sitting:
    """Begin a session, or go on with the one of today that was left."""
    left = sittings.unfinished()
    if left is not None and wish.plan in (None, left.keys["id"]):
        begun = datetime.fromisoformat(left.started_utc).astimezone()
        asked = LEFT.format(title=left.keys["title"], time=f"{begun:%H:%M}")
        if wish.go_on or (wish.asks and typer.confirm(asked, default=True, err=True)):
            return sittings.go_on(left)
    return sittings.begin(wish.plan, wish.side, supervised=wish.supervised)


def _heel_to_ball_cm(wish: Wish, sittings: Sittings, sitting: Sitting) -> float:
    """Give a length of the foot; it is asked once, where raises are to be counted."""
    known = sitting.heel_to_ball_cm
    raises = any(part.script.work == "raises" for part in sitting.parts)
    if known is None and wish.asks and raises and wish.source is not None:
        known = typer.prompt(FOOT, default=HEEL_TO_BALL_CM, value_proc=_foot_cm, err=True)
        sittings.keep_heel_to_ball(known)
    return HEEL_TO_BALL_CM if known is None else known


def _foot_cm(said: str | float) -> float:
    """Give the length of a foot that somebody typed, or the usual one."""
    try:
        length_cm = float(said)
    except ValueError:
        length_cm = math.nan
    if not 5 <= length_cm <= 40:
        raise typer.BadParameter(f"'{said}' is no length from 5 to 40 cm.")
    return length_cm


def asked_for(wish: Wish) -> Asked:
    """Give how the sensor is asked; a simulated person listens, and stays for the session."""
    address = parse_address(wish.source or "")
    if address.scheme == "sim":
        address = replace(address, options={**LISTENS, **address.options})
    played = address.scheme == "replay"
    return Asked(str(address), person=wish.person, supervised=wish.supervised, played=played)


def speaker_for(*, quiet: bool) -> Speaker:
    """Give a voice, and say where there is none."""
    speaker = Speaker(None if quiet else voices.find())
    if speaker.trouble and not quiet and output.is_terminal(error=True):
        output.note(f"{speaker.trouble[:1].upper()}{speaker.trouble[1:]}; the words are shown.")
    return speaker


class _Terminal:
    """What is seen and heard of a session, in the terminal and on a phone that is the sensor."""

    def __init__(self, view: View, speaker: Speaker) -> None:
        self.live: Live | None = None
        self.led: Led | None = None
        self._began_s = time.monotonic()
        self._before = Standing()
        self._heard = Heard(view, speaker.say, lambda: time.monotonic() - self._began_s)

    def change_hold(self, _now: Standing) -> None:
        """Leave it to the session, which shows what the sensor is doing."""

    def change(self, now: Standing) -> None:
        """Sound what a hold brings, and show it at the sensor."""
        before, self._before = self._before, now
        self._tell(now, cues(before, now, Wanted()))

    def sound(self, made: list[Cue]) -> None:
        """Sound what the session says."""
        self._tell(self._before, made)

    def _tell(self, now: Standing, made: list[Cue]) -> None:
        if self.live is not None:
            self.live.tell(told(now), made)
        self._heard.sound(made)


def list_all(sittings: Sittings, *, json_lines: bool) -> None:
    """List what can be led."""
    library = sittings.exercises.library
    groups = {
        "plan": [(one.id, one.title, one.source) for one in sittings.exercises.plans],
        "exercise": [(one.id, one.title, one.source) for one in library.exercises()],
        "test": [(one.id, one.title, one.source) for one in library.tests()],
    }
    for kind, rows in groups.items():
        for name, title, source in rows:
            if json_lines:
                output.json_line({"kind": kind, "name": name, "title": title, "source": source})
            else:
                output.line(f"{kind:<9} {name:<20} {title}")
    for trouble in sittings.exercises.troubles:
        output.note(trouble)


def _open(live: Live, base: Asked, view: View, interrupt: Interrupt) -> None:
    """Wait until the sensor is there; what is played begins with each hold."""
    if base.played:
        return
    live.connect_to(base)
    invitation = Invitation(view.note)
    while live.connected and live.info is None and not interrupt.requested:
        invitation.look(live.standing.invitation, live.waiting_hint, opening=True)
        live.turn(TICK_S)
    if live.failure is not None:
        raise live.failure


def _until_end(led: Led, view: View, keys: Keys, interrupt: Interrupt) -> None:
    while not led.over:
        key = keys.pressed()
        if interrupt.requested or key == "quit":
            return
        acts = {
            "stop": led.press,
            "pause": led.pause,
            "skip": led.skip,
            "repeat": led.repeat,
            "fault": led.fault,
        }
        if key in acts:
            acts[key]()
        elif key in get_args(Ease):
            led.say_ease(cast("Ease", key))
        led.heed()
        led.turn(TICK_S)
        view.tick(led.standing)


def _ask(led: Led, sitting: Sitting) -> None:
    """Ask how it felt, where nobody said, and how sore the person is; Enter says nothing."""
    for script in led.unsaid:
        said = typer.prompt(f"{script.title}: {EASE}", default="", show_default=False, err=True)
        ease = {"1": "easy", "2": "right", "3": "hard"}.get(said.strip(), said.strip())
        if ease in get_args(Ease):
            sitting.say_ease(script.id, cast("Ease", ease))
    said = typer.prompt(SORE, default="", show_default=False, err=True).strip()
    if said.isdecimal() and int(said) <= MOST_SORE:
        sitting.say_soreness(int(said))


def _show_results(led: Led, parts: tuple[Part, ...], view: View) -> None:
    from balance.protocol.exercise.outcomes import sets_of

    titles = {part.script.key: part.script.title for part in parts}
    show_sets(view, sets_of(led.lead.items, led.lead.outcomes), titles.__getitem__)
    for title, score in scores_of(led.lead):
        show_score(view, score, title)
