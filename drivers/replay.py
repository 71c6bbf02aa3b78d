"""`replay:FILE?speed=1`: a recording, native or any supported format, played as if it were live.

`sensor`, `rate` and `time_unit` say how a file of another program is to be read.
"""

from __future__ import annotations

from balance.records.events_file import losses_in
from balance.records.formats.told import LEAST_RATE_HZ, MOST_RATE_HZ, TIME_UNITS, Told
from balance.records.header import ASSUMED
from balance.records.open_any import open_recording
from balance.records.recording import RecordingError
from balance.samples import NO_LOSSES, Losses, SampleBlock
from drivers.address import Address
from drivers.playback import Clock, PlayedSource
from drivers.source import AddressError, CannotOpen, SourceInfo


class ReplaySource(PlayedSource):
    """Plays a recording.

    The conditions are those of the recording, with the common options of the address in their
    place where it has any.
    """

    def __init__(self, address: Address, *, clock: Clock | None = None) -> None:
        super().__init__(address, ("sensor", "rate", "time_unit"), clock=clock)
        if not address.target:
            msg = f"'{address}' names no recording; write replay:FILE."
            raise AddressError(msg)
        self._where = address
        self._told = _told(address)
        self._losses = NO_LOSSES

    def losses(self) -> Losses:
        """What was lost on the way to the recording, and what of it could not be read."""
        return self._losses

    def load(self) -> tuple[SourceInfo, SampleBlock]:
        """Read the recording."""
        try:
            recording = open_recording(self._where.target, self._told)
        except RecordingError as error:
            raise CannotOpen(str(error)) from error
        self._losses = recording.losses.after(losses_in(recording.events))
        conditions = self._where.conditions(recording.header.conditions())
        said = "placement" in self._where.options
        header = recording.header.said({"placement": conditions.placement} if said else {})
        info = SourceInfo(
            address=self.address,
            model=header.model,
            conditions=conditions,
            resolution_m_s2=header.resolution_m_s2,
            nominal_rate_hz=header.rate_hz,
            has_gyr=recording.block.gyr_rad_s is not None,
            details={ASSUMED: list(header.assumed)} if header.assumed else {},
        )
        return info, recording.block


def _told(address: Address) -> Told:
    rate_hz = address.number("rate", 0.0, low=LEAST_RATE_HZ, high=MOST_RATE_HZ)
    unit = address.choice("time_unit", TIME_UNITS) if "time_unit" in address.options else None
    return Told(
        sensor=address.options.get("sensor"),
        rate_hz=rate_hz or None,
        time_unit=unit,  # type: ignore[arg-type] # `choice` has checked it
    )
