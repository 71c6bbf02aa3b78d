"""Which sensors there are to choose from, and what to make of how one does. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.kit.text import number, read_by_people, tr
from gui.sensor.steps import ABOUT
from gui.setup import KINDS

if TYPE_CHECKING:
    from balance.signal.quality import Quality
    from drivers.health import Health
    from drivers.live.standing import Standing


@dataclass(frozen=True, slots=True)
class Choice:
    """A source that can be chosen. `found` means that it answered when it was looked for."""

    name: str
    address: str
    found: bool = False

    @property
    def scheme(self) -> str:
        """Its kind."""
        return self.address.partition(":")[0]

    @property
    def about(self) -> str:
        """What is to be known of it before it is chosen."""
        if self.found:
            return tr("Found at {place}: one click", place=self.address.partition(":")[2])
        return tr(ABOUT.get(self.scheme, ""))


def choices(found: Sequence[Choice] = ()) -> list[Choice]:
    """Give all that can be chosen in the order in which people choose.

    The phone, which everybody has, then what is there already, then the other kinds.
    """
    phone, *others = kinds()
    return [phone, *found, *others]


def kinds() -> list[Choice]:
    """Give one choice for each kind of source that this version can read, the phone first."""
    from drivers.registry import SCHEMES, added_sources

    known = [*SCHEMES, *(plugin.name for plugin in added_sources())]
    made = []
    for scheme in [*KINDS, *(each for each in known if each not in KINDS)]:
        if scheme in known:
            name, address = KINDS.get(scheme, (scheme, f"{scheme}:"))
            made.append(Choice(tr(name), address))
    return made


def health(quality: Quality, *, lost: str, address: str) -> list[tuple[str, str]]:
    """Say how a sensor does, each fault with what to do about it; one line where all is well."""
    from balance.signal.quality import LOWEST_RATE_HZ

    if lost:
        return [(tr(lost), _advice_on_a_loss(address.partition(":")[0]))]
    _, reasons = quality.status(settled=True)
    said = [read_by_people(reason) for reason in reasons]
    made = [(f"{one[0].upper()}{one[1:]}.", _advice(one)) for one in said]
    if not made:
        least = tr("More than {hz} readings a second, no gaps.", hz=f"{LOWEST_RATE_HZ:g}")
        made = [(tr("Good signal."), least)]
    return made


def figures(now: Standing, gap_s: float, connection: Health | None) -> str:
    """Say what a sensor sends in figures, and below it what is known of its connection."""
    sends = tr(
        "{model}: {rate} readings a second, longest step {gap} s",
        model=now.model or tr("Sensor"),
        rate=number(now.rate_hz or 0.0),
        gap=number(gap_s, 2),
    )
    return "\n".join(filter(None, [sends, link(connection)]))


def link(health: Health | None) -> str:
    """Say in one line what is known of a connection beyond its samples; nothing without one."""
    if health is None:
        return ""
    said = [read_by_people(one) for one in health.faults()]
    if health.battery is not None:
        said.insert(0, tr("battery at {share} %", share=f"{100 * health.battery:.0f}"))
    if health.jitter_s is not None:
        said.insert(0, tr("up to {ms} ms late", ms=f"{1000 * health.jitter_s:.0f}"))
    return ", ".join(dict.fromkeys(said))


def _advice_on_a_loss(scheme: str) -> str:
    """What to look after: nobody looks for the cable of a phone."""
    if scheme == "serial":
        return tr("Switch the sensor on, bring it nearer, and look after its cable or battery.")
    if scheme == "ble":
        return tr("Switch the sensor on, bring it nearer, and look after its battery.")
    if scheme in ("phone", "phyphox", "sensorlogger", "sensorserver"):
        return tr("Keep app and screen of the phone on, and phone and computer in the same Wi-Fi.")
    return tr("Switch the sensor on, bring it nearer, and look after its network or battery.")


def _advice(reason: str) -> str:
    advice: Sequence[tuple[str, str]] = (
        ("rate too low", "Set the sensor or its app to 100 readings a second."),
        ("gap", "Bring the sensor nearer to this computer, and keep its app in front."),
        ("saturated", "Set the range of the accelerometer to 4 g or more."),
        ("resolution", "It still works; a finer sensor or another app times a little better."),
    )
    found = (say for begins, say in advice if reason.startswith(begins))
    return tr(next(found, "Fasten the sensor, and try again."))
