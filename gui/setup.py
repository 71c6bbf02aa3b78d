"""What is chosen before a test: the source, the person, the conditions and the plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from balance.protocol.conditions import Conditions, Eyes, Leg, Sound, Surface
    from balance.protocol.plans import Plan

PlanKind = Literal["single", "both", "custom", "free"]

SIMULATED: str = "simulated"
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
    "sim": ("Simulated person, to try it out", "sim:?placement=shank&holds=6"),
    "replay": ("A recording, as if it were live", "replay:"),
}


@dataclass(frozen=True, slots=True)
class Setup:
    """How the next test is to be made. `list_text` is the list of a custom plan."""

    address: str = "sim:?placement=shank&holds=6"
    person: str = ""
    leg: Leg = "left"
    eyes: Eyes = "open"
    surface: Surface = "firm"
    practice: bool = False
    sound: Sound = "silent"
    cap_s: float | None = None
    kind: PlanKind = "single"
    list_text: str = "3 left, 3 right"
    rest_s: float = 30.0
    change_s: float = 60.0

    @property
    def scheme(self) -> str:
        """The kind of source; a path alone is a replay."""
        scheme, colon, _ = self.address.partition(":")
        return scheme if colon and len(scheme) > 1 else "replay"

    @property
    def source_address(self) -> str:
        """The address, with the leg for a phone's page, which need not ask for it then."""
        if self.scheme != "phone" or "leg=" in self.address:
            return self.address
        return f"{self.address}{'&' if '?' in self.address else '?'}leg={self.leg}"

    @property
    def played(self) -> bool:
        """Whether the samples are there already, and begin again with each test."""
        return self.scheme in ("replay", "sim")

    @property
    def recorded(self) -> bool:
        """Whether what comes is kept; a replay is kept already."""
        return self.scheme != "replay"

    @property
    def supervised(self) -> bool:
        """Whether somebody looks on."""
        return False

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
        if self.kind == "both":
            return plans.both_legs(self.leg, rest_s=self.rest_s, change_s=self.change_s)
        if self.kind == "custom":
            return plans.custom(self.list_text, rest_s=self.rest_s, change_s=self.change_s)
        return plans.single(self.leg)

    def conditions(self, known: Conditions) -> Conditions:
        """Give the conditions of the first attempt, from what the source knows of itself.

        A replay is timed as it was recorded.
        """
        cap_s = known.cap_s if self.cap_s is None else self.cap_s
        if self.scheme == "replay":
            return replace(known, cap_s=cap_s)
        return replace(
            known,
            stance_leg=self.leg,
            eyes=self.eyes,
            surface=self.surface,
            practice=self.practice,
            sound=self.sound,
            cap_s=cap_s,
        )

    def person_code(self) -> str | None:
        """Give the code that a recording is kept under; nobody owns what was simulated."""
        return SIMULATED if self.scheme == "sim" else self.person or None
