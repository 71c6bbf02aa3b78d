"""`ble:ADDRESS?profile=`: a sensor over Bluetooth LE, by its address or its name.

Without either it is the one known sensor that is in sight.
"""

from __future__ import annotations

from drivers.address import Address
from drivers.ble.channel import BleChannel
from drivers.ble.profiles import PROFILES, Profile, by_name
from drivers.ble.scan import Seen, scan
from drivers.channel import Channel
from drivers.link import LinkSource, protocols_of
from drivers.source import CannotOpen


class BleSource(LinkSource):
    """A sensor over Bluetooth LE."""

    def __init__(self, address: Address) -> None:
        address.check_options("profile", "protocol", "sensor")
        names = ("auto", *(each.name for each in PROFILES))
        said = address.choice("profile", names) if "profile" in address.options else "auto"
        self._profile: Profile | None = None if said == "auto" else by_name(said)
        every = tuple(dict.fromkeys(name for each in PROFILES for name in each.decoders))
        speak, asked = protocols_of(address, every)
        super().__init__(address, speak, asked)
        #: Said by the address, and not by what the sensor is.
        self._speaks = (asked,) if asked else () if speak == every else tuple(speak)
        self._wanted = address.target.strip()

    def channels(self) -> list[Channel]:
        """The sensor that was named, or the one that is in sight."""
        if self._wanted:
            return [BleChannel(self._wanted, self._profile, self._closed, self._speaks)]
        seen = [each for each in scan(self._closed) if self._profile in (None, each.profile)]
        if len(seen) == 1:
            return [BleChannel(seen[0].address, self._profile, self._closed, self._speaks)]
        raise CannotOpen(which(seen))


def which(seen: list[Seen]) -> str:
    """Say what to do where it is not one sensor that is in sight."""
    if not seen:
        return (
            "No known Bluetooth sensor is in sight; switch it on, wear it, and close its own app: "
            "a sensor that is connected to a phone or a watch is seen by nobody else."
        )
    there = ", ".join(f"{each.name or each.address} as ble:{each.address}" for each in seen)
    return f"{len(seen)} Bluetooth sensors are in sight; name one: {there}."
