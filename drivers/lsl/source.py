"""`lsl:?name=&type=&host=`: a stream of acceleration, with or without turning, of a laboratory."""

from __future__ import annotations

from drivers.address import Address
from drivers.channel import Channel
from drivers.link import LinkSource
from drivers.lsl.channel import LslChannel
from drivers.source import AddressError


class LslSource(LinkSource):
    """A stream of Lab Streaming Layer."""

    def __init__(self, address: Address) -> None:
        address.check_options("name", "type", "host")
        if address.target:
            msg = f"'{address}' names a place; a stream is named as in lsl:?name=MyIMU&type=IMU."
            raise AddressError(msg)
        super().__init__(address, ("lsl",))
        self._name = address.options.get("name", "").strip()
        self._kind = address.options.get("type", "").strip()
        self._host = address.options.get("host", "").strip()

    def channels(self) -> list[Channel]:
        """The one stream."""
        return [LslChannel(self._name, self._kind, self._closed, self._host)]
