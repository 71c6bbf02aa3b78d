"""`replay:FILE?speed=1`: a recording, native or any supported format, played as if it were live."""

from __future__ import annotations

from pathlib import Path

from balance.records.open_any import open_recording
from balance.records.recording import RecordingError
from balance.samples import SampleBlock
from drivers.address import Address
from drivers.playback import Clock, PlayedSource
from drivers.source import AddressError, CannotOpen, SourceInfo


class ReplaySource(PlayedSource):
    """Plays a recording.

    The conditions are those of the recording, with the common options of the address in their
    place where it has any.
    """

    def __init__(self, address: Address, *, clock: Clock | None = None) -> None:
        super().__init__(address, clock=clock)
        if not address.target:
            msg = f"'{address}' names no recording; write replay:FILE."
            raise AddressError(msg)
        self._where = address

    def load(self) -> tuple[SourceInfo, SampleBlock]:
        """Read the recording."""
        try:
            recording = open_recording(Path(self._where.target))
        except RecordingError as error:
            raise CannotOpen(str(error)) from error
        header = recording.header
        info = SourceInfo(
            address=self.address,
            model=header.model,
            conditions=self._where.conditions(header.conditions()),
            resolution_m_s2=header.resolution_m_s2,
            nominal_rate_hz=header.rate_hz,
            has_gyr=recording.block.gyr_rad_s is not None,
        )
        return info, recording.block
