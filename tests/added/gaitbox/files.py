"""What the box writes on its card: a line of JSON, then packets."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from balance import FileFormat, FileRows, RecordingError
from gaitbox.packets import SIZE, packets, unpack

MAGIC = b"GAITBOX "


class GaitBoxFiles(FileFormat):
    """Files of the box."""

    suffixes = (".gbx", ".dat")

    def knows(self, name: str, head: bytes) -> bool:
        """Others write .dat files as well."""
        return head.startswith(MAGIC)

    def read(self, path: Path) -> FileRows:
        """Read what the card has."""
        line, _, data = path.read_bytes().removeprefix(MAGIC).partition(b"\n")
        try:
            said = json.loads(line)
        except ValueError:
            raise RecordingError("its first line is damaged; copy it from the card again") from None
        blocks = [unpack(packet) for packet in packets(data)]
        if not blocks:
            raise RecordingError("nothing was recorded in it; press the box's button for longer")
        return FileRows(
            np.concatenate([block.time_s for block in blocks]),
            np.concatenate([block.acc_m_s2 for block in blocks]),
            np.concatenate([block.gyr_rad_s for block in blocks if block.gyr_rad_s is not None]),
            header=said,
            faults=("the last packet was cut short",) if len(data) % SIZE else (),
        )
