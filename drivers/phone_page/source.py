"""`phone:?port=8443&host=192.168.0.2`: any phone, by a page that this computer serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from drivers.address import Address
from drivers.link import LinkSource, too_slow
from drivers.phone_page.channel import PhoneChannel
from drivers.phone_page.seat import Seat
from drivers.probe import identify
from drivers.source import AddressError

if TYPE_CHECKING:
    import threading

    from drivers.channel import Channel
    from drivers.probe import Found
    from drivers.source import SourceInfo
    from drivers.telling import Cue, Told, Wish

PORT: Final = 8443
#: So many more looks at a phone that sends too little: it may have been locked for a moment.
LOOKS: Final = 10
#: By port. A phone that was let in comes back by itself where the source is opened again.
_SEATS: Final[dict[int, Seat]] = {}


class PhoneSource(LinkSource):
    """A phone that scanned the code. What the address does not say of it, the page asks for."""

    def __init__(self, address: Address) -> None:
        from platformdirs import user_data_path

        address.check_options("port", "host")
        if address.target:
            msg = f"'{address}' names '{address.target}'; write phone: or phone:?port={PORT}."
            raise AddressError(msg)
        super().__init__(address, ("phone",))
        self._address = address
        port = address.integer("port", PORT, low=1, high=65535)
        folder = user_data_path("balance-timer", appauthor=False) / "phone"
        host, seat = address.options.get("host", ""), _SEATS.setdefault(port, Seat())
        self._page = PhoneChannel(host, port, folder, _asked(address), seat)
        self._told: Told | None = None

    def open(self) -> SourceInfo:
        """Serve the page, and wait for a phone."""
        info = super().open()
        chosen = {**self._page.chosen, **_asked(self._address)}
        self._page.fix(chosen)
        conditions = Address("phone", "", chosen).conditions(info.conditions)
        return replace(info, conditions=conditions, found=info.found.removeprefix("phone on "))

    def find(self, stopped: threading.Event) -> tuple[Channel, Found]:
        """Wait for a phone; one that stumbles as it begins is looked at again."""
        channel, found = super().find(stopped)
        for _ in range(LOOKS):
            if not too_slow(channel, found):
                break
            self._page.say_again()
            found = identify(channel, (found.protocol,), stopped)
        return channel, found

    def waiting_hint(self) -> str:
        """What to do with the phone; empty while one is there."""
        url = self._page.url
        if not url:
            return ""
        return (
            f"Scan the code with the phone's camera, or open {url} in its browser. It will warn of "
            f"a certificate that it does not know; this one's is {self._page.fingerprint}."
        )

    def invitation(self) -> str:
        """The page's address with its one-time token; empty while a phone is there."""
        return self._page.url

    def tell(self, told: Told, cues: Sequence[Cue] = ()) -> None:
        """Show a moment of the test on the phone."""
        if told != self._told or cues:
            self._told = told
            self._page.tell(told, cues)

    def wishes(self) -> list[Wish]:
        """What was asked for on the phone."""
        return self._page.wishes()

    def channels(self) -> list[Channel]:
        """The one page."""
        return [self._page]


def _asked(address: Address) -> Mapping[str, str]:
    """Give what an address says of what the page would ask for."""
    return {key: address.options[key] for key in ("placement", "leg") if key in address.options}
