"""`gaitbox:?seed=1`: the box itself; since there is none, a simulated person wears one."""

from __future__ import annotations

import threading
from collections import deque

from balance import Conditions, SampleBlock, simulate_session
from drivers import Address, AddressError, CannotOpen, EndOfSource, Source, SourceInfo
from gaitbox.packets import RATE_HZ, ROWS, pack, packets, unpack


class GaitBox(Source):
    """Packets of a box, decoded as they come."""

    def __init__(self, address: Address) -> None:
        super().__init__(str(address))
        address.check_options("seed", "speed")
        if address.target:
            raise AddressError(f"'{address}' names a place, and there is one box: write gaitbox:.")
        self._seed = address.integer("seed", 1, low=0, high=1000)
        self._speed = address.number("speed", 1.0, low=0.0, high=1000.0)
        self._conditions = address.conditions(Conditions(placement="shank", stance_leg="left"))
        self._packets: deque[bytes] | None = None
        self._closed = threading.Event()

    def open(self) -> SourceInfo:
        """Switch the box on."""
        if self._packets is not None:
            raise RuntimeError(f"{self.address} is open already.")
        if self._closed.is_set():
            raise CannotOpen(f"{self.address} was closed; make a new source.")
        worn = simulate_session(
            self._seed,
            placement=self._conditions.placement,
            stance_leg=self._conditions.stance_leg or "left",
            holds=2,
            hold_range_s=(2.0, 4.0),
        )
        self._packets = deque(packets(pack(worn.block)))
        return SourceInfo(
            address=self.address,
            model="GaitBox 3",
            conditions=self._conditions,
            nominal_rate_hz=RATE_HZ,
            has_gyr=True,
        )

    def read(self, timeout_s: float) -> SampleBlock | None:
        """Wait for a packet."""
        if self._packets is None and not self._closed.is_set():
            raise RuntimeError(f"{self.address} was not opened.")
        if self._closed.is_set() or not self._packets:
            raise EndOfSource("The box is off.")
        if self._speed > 0:
            takes_s = ROWS / RATE_HZ / self._speed
            if self._closed.wait(min(takes_s, timeout_s)):
                raise EndOfSource("The box is off.")
            if timeout_s < takes_s:
                return None
        return unpack(self._packets.popleft())

    def close(self) -> None:
        """Switch it off."""
        self._closed.set()
