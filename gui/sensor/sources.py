"""Which sensors there are to choose from, and what to make of how one does. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.kit.text import tr
from gui.sensor.steps import ABOUT
from gui.setup import KINDS

if TYPE_CHECKING:
    from balance.signal.quality import Quality
    from drivers.health import Health


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
    from drivers.registry import SCHEMES

    order = [*KINDS, *(scheme for scheme in SCHEMES if scheme not in KINDS)]
    made = []
    for scheme in order:
        if scheme in SCHEMES:
            name, address = KINDS.get(scheme, (scheme, f"{scheme}:"))
            made.append(Choice(tr(name), address))
    return made


def with_placement(address: str, placement: str) -> str:
    """Put where the sensor is worn into an address, in place of what it says of it.

    A replay keeps what its recording says.
    """
    scheme, _, _ = address.partition(":")
    if scheme == "replay" or ":" not in address:
        return address
    target, _, options = address.partition("?")
    kept = [one for one in options.split("&") if one and not one.startswith("placement=")]
    return f"{target}?{'&'.join([*kept, f'placement={placement}'])}"


def health(quality: Quality, *, lost: str, address: str) -> list[tuple[str, str]]:
    """Say how a sensor does, each fault with what to do about it; one line where all is well."""
    from balance.signal.quality import LOWEST_RATE_HZ

    if lost:
        return [(tr(lost), _advice_on_a_loss(address.partition(":")[0]))]
    _, reasons = quality.status(settled=True)
    made = [(f"{reason[0].upper()}{reason[1:]}.", _advice(reason)) for reason in reasons]
    if not made:
        least = tr("More than {hz} samples a second, no gaps.", hz=f"{LOWEST_RATE_HZ:g}")
        made = [(tr("Good signal."), least)]
    return made


def link(health: Health | None) -> str:
    """Say in one line what is known of a connection beyond its samples; nothing without one."""
    if health is None:
        return ""
    said = [*health.faults()]
    if health.battery is not None:
        said.insert(0, tr("battery at {share} %", share=f"{100 * health.battery:.0f}"))
    if health.jitter_s is not None:
        said.insert(0, tr("up to {ms} ms late", ms=f"{1000 * health.jitter_s:.0f}"))
    return ", ".join(dict.fromkeys(said))


def _advice_on_a_loss(scheme: str) -> str:
    """What to look after: nobody looks for the cable of a phone."""
    if scheme == "serial":
        return tr("Switch the sensor on, bring it nearer, and look after its cable or battery.")
    if scheme in ("phone", "phyphox", "sensorlogger", "sensorserver"):
        return tr("Keep app and screen of the phone on, and phone and computer in the same Wi-Fi.")
    return tr("Switch the sensor on, bring it nearer, and look after its network or battery.")


def _advice(reason: str) -> str:
    advice: Sequence[tuple[str, str]] = (
        ("rate too low", "Set the sensor or its app to 100 samples a second."),
        ("gap", "Bring the sensor nearer to this computer, and keep its app in front."),
        ("saturated", "Set the range of the accelerometer to 4 g or more."),
        ("resolution", "It still works; a finer sensor or another app times a little better."),
    )
    found = (say for begins, say in advice if reason.startswith(begins))
    return tr(next(found, "Fasten the sensor, and try again."))
