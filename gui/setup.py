"""What is chosen before a test: the source, the person, the conditions and the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.protocol.conditions import Conditions, Eyes, Leg, Sound, Surface
    from balance.protocol.plans import Plan

PlanKind = Literal["single", "both", "custom", "free", "led"]

SIMULATED: str = "simulated"
SHOWN_REST_S: Final = 5.0  # nobody who was made up gets tired
SHOWN_CHANGE_S: Final = 8.0
_AT_ONCE: Final = re.compile(
    r"[?&]speed=0*(\.0*)?(&|$)"
)  # which leaves no time to be told anything
#: By scheme, what a kind of source is called, and the address to begin with.
KINDS: Final[dict[str, tuple[str, str]]] = {
    "phone": ("Phone, by its browser", "phone:"),
    "phyphox": ("Phone with phyphox", "phyphox:192.168.0.2"),
    "sensorlogger": ("Phone with Sensor Logger", "sensorlogger:"),
    "sensorserver": ("Phone with SensorServer", "sensorserver:192.168.0.2:8080"),
    "serial": ("Sensor on a cable or serial link", "serial:"),
    "udp": ("Sensor on the network, UDP", "udp:9000"),
    "tcp": ("Sensor on the network, TCP", "tcp:192.168.0.2:9000"),
    "ble": ("Bluetooth sensor", "ble:"),
    "lsl": ("Lab Streaming Layer", "lsl:"),
    "sim": ("Simulated person, to try it out", "sim:?placement=shank"),
    "replay": ("A recording, as if it were live", "replay:"),
}
AS_RECORDED: Final = "As it was recorded"
#: Where a sensor is worn, as people call it.
WORN: Final[dict[str, str]] = {
    "shank": "Shin",
    "thigh": "Thigh",
    "foot": "Foot",
    "lower_back": "Lower back",
    "chest": "Chest",
}


def scheme_of(address: str) -> str:
    """Give the kind of source; a path alone is a replay."""
    scheme, colon, _ = address.partition(":")
    return scheme if colon and len(scheme) > 1 else "replay"


def options_of(address: str) -> dict[str, str]:
    """Give the options of an address."""
    pairs = (one.partition("=") for one in address.partition("?")[2].split("&") if one)
    return {key: value for key, _, value in pairs}


def with_options(address: str, more: Mapping[str, str], *, over: bool) -> str:
    """Give an address with more options; those that it has stay, unless they are written `over`."""
    had = options_of(address)
    all_of_them = had | dict(more) if over else dict(more) | had
    ordered = {key: all_of_them[key] for key in (*had, *more)}
    query = "&".join(f"{key}={value}" for key, value in ordered.items())
    target = address.partition("?")[0]
    return f"{target}?{query}" if query else target


def worn_at(address: str, placement: str, *, over: bool) -> str:
    """Give an address that says where the sensor is worn; a replay says what was recorded."""
    if scheme_of(address) == "replay":
        return address
    return with_options(address, {"placement": placement}, over=over)


@dataclass(frozen=True, slots=True)
class Setup:
    """How the next test is to be made.

    `list_text` is the list of a custom plan; `led` names the session that is led, an empty one the
    person's own of this week. `supervised` is whether somebody looks on. `beside` is the address of
    a second sensor, worn on the trunk where the first is on the leg; empty where there is none.
    """

    address: str = "sim:?placement=shank"
    person: str = ""
    leg: Leg = "left"
    eyes: Eyes = "open"
    surface: Surface = "firm"
    practice: bool = False
    sound: Sound = "silent"
    cap_s: float | None = None
    kind: PlanKind = "single"
    list_text: str = "3 left, 3 right"
    led: str = ""
    rest_s: float = 30.0
    change_s: float = 60.0
    supervised: bool = False
    beside: str = ""

    @property
    def scheme(self) -> str:
        """The kind of source; a path alone is a replay."""
        return scheme_of(self.address)

    @property
    def source_address(self) -> str:
        """The address, with what the source would have to be asked or told otherwise.

        For a phone's page that is the leg; for a simulated person all of how to stand, and to do
        as told. What the address says itself stays.
        """
        return self._asked(self.address)

    @property
    def beside_address(self) -> str:
        """The address of the second sensor, likewise; a session is led by the first one alone."""
        return self._asked(self.beside) if self.beside and self.kind != "led" else ""

    @property
    def worn(self) -> tuple[str, str]:
        """Where both sensors are worn, as their addresses say it; empty where one does not."""
        one, other = (options_of(each).get("placement", "") for each in (self.address, self.beside))
        return one, other

    def _asked(self, address: str) -> str:
        scheme = scheme_of(address)
        more: dict[str, str] = {"leg": self.leg} if scheme in ("phone", "sim") else {}
        if scheme == "sim":
            more |= {"eyes": self.eyes, "surface": self.surface}
            # Who does as told begins when it is heard: two sensors would not hear it at once.
            if not _AT_ONCE.search(address) and (not self.beside or self.kind == "led"):
                more["listens"] = "yes"
        return with_options(address, more, over=False)

    @property
    def played(self) -> bool:
        """Whether the samples are there already, and begin again with each test."""
        return self.scheme in ("replay", "sim")

    @property
    def recorded(self) -> bool:
        """Whether what comes is kept; a replay is kept already."""
        return self.scheme != "replay"

    @property
    def exercise(self) -> Mapping[str, object] | None:
        """What is recorded in place of holds: nothing."""
        return None

    def plan(self) -> Plan | None:
        """Give the plan; None goes on until somebody stops it.

        Raises
        ------
        ValueError
            With one sentence, where the list of a custom plan can't be read.
        """
        from balance.protocol import plans

        if self.kind == "free" or self.scheme == "replay":
            return None
        rest_s, change_s = self.rest_s, self.change_s
        if self.scheme == "sim":
            rest_s, change_s = min(rest_s, SHOWN_REST_S), min(change_s, SHOWN_CHANGE_S)
        if self.kind == "both":
            return plans.both_legs(self.leg, rest_s=rest_s, change_s=change_s)
        if self.kind == "custom":
            return plans.custom(self.list_text, rest_s=rest_s, change_s=change_s)
        return plans.single(self.leg)

    def conditions(self, known: Conditions) -> Conditions:
        """Give the conditions of the first attempt, from what the source knows of itself.

        A replay is timed as it was recorded; elsewhere a longest time is only what was chosen.
        """
        if self.scheme == "replay":
            return replace(known, cap_s=known.cap_s if self.cap_s is None else self.cap_s)
        return replace(
            known,
            stance_leg=self.leg,
            eyes=self.eyes,
            surface=self.surface,
            practice=self.practice,
            sound=self.sound,
            cap_s=self.cap_s,
        )

    def person_code(self) -> str | None:
        """Give the code that a recording is kept under; nobody owns what was simulated."""
        return SIMULATED if self.scheme == "sim" else self.person or None
