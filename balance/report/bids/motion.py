"""The files of one recording, as BIDS Motion has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow
from balance.records.formats.bids import keys
from balance.records.formats.bids.events import COLUMNS, HOLD, event_cells, seconds
from balance.records.formats.bids.motion import moved_s
from balance.records.formats.bids.texts import MISSING, cell, json_text, sheet_text
from balance.records.header import Header
from balance.records.history.kept import is_simulated
from balance.report.bids.labels import TRACKING, bare, task_of
from balance.report.bids.words import ABOUT_TASK
from balance.report.rows import HoldRow
from balance.samples import SampleBlock, measured_rate_hz

#: Fewer samples have no rate, which the standard asks for.
LEAST_SAMPLES: Final = 2
_ROWS_AT_ONCE: Final = 4096
_AXES: Final = ("x", "y", "z")
_CHANNELS: Final = (
    "name", "component", "type", "tracked_point", "units", "placement", "reference_frame",
)  # fmt: skip
_NONE_OF: Final = ("ANGACCEL", "JNTANG", "MAGN", "MISC", "ORNT", "POS", "VEL")
_SIDES: Final = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Laid:
    """A recording as it is to be laid out.

    Parameters
    ----------
    header, block, rows
        The recording and its events.
    holds
        Those of the history.
    file
        What it is called; None where that is not to be said.
    """

    header: Header
    block: SampleBlock
    rows: Sequence[EventRow]
    holds: Sequence[HoldRow]
    file: str | None

    @property
    def first_s(self) -> float:
        """Time of the first sample."""
        return float(self.block.time_s[0])


def files_of(stem: str, laid: Laid) -> dict[str, bytes]:
    """Give the files by their names.

    Parameters
    ----------
    stem
        What all of them begin with, up to the suffix.

    Raises
    ------
    RecordingError
        Where line 1 says something that JSON can't.
    """
    try:
        said = json_text(_said(laid))
    except ValueError as error:
        raise RecordingError("its first line has a number that JSON does not know") from error
    return {
        f"{stem}_motion.tsv": _samples(laid),
        f"{stem}_motion.json": said,
        f"{stem}_channels.tsv": _channels(laid),
        f"{stem}_events.tsv": sheet_text(COLUMNS, _events(laid)),
    }


def _samples(laid: Laid) -> bytes:
    """Write each number in as few digits as tell it from all others, and the latencies."""
    block = laid.block
    latency = moved_s(block.time_s, -laid.first_s)
    columns = [block.acc_m_s2, *([] if block.gyr_rad_s is None else [block.gyr_rad_s])]
    table = np.column_stack([*columns, latency])
    row = "%r\t" * (table.shape[1] - 1) + "%.6f\n"
    texts = []
    for first in range(0, len(table), _ROWS_AT_ONCE):
        rows = table[first : first + _ROWS_AT_ONCE]
        texts.append(row * len(rows) % tuple(rows.ravel().tolist()))
    return "".join(texts).encode("ascii")


def _channels(laid: Laid) -> bytes:
    point, worn = str(laid.header.placement), _worn(laid.header)
    kinds = [("acc", "ACCEL", "m/s^2")]
    if laid.block.gyr_rad_s is not None:
        kinds.append(("gyr", "GYRO", "rad/s"))
    rows = [
        (f"{name}_{axis}", axis, kind, point, unit, worn, "sensor")
        for name, kind, unit in kinds
        for axis in _AXES
    ]
    rows.append(("latency", MISSING, "LATENCY", MISSING, "s", MISSING, MISSING))
    return sheet_text(_CHANNELS, rows)


def _worn(header: Header) -> str:
    """Say in words where the sensor was."""
    place = header.placement.replace("_", " ")
    if header.placement in ("lower_back", "chest") or header.stance_leg not in _SIDES:
        return place
    leg = header.stance_leg
    return f"{leg if header.sensor_on == 'stance' else _SIDES[leg]} {place}"


def _events(laid: Laid) -> list[tuple[str, ...]]:
    cells = event_cells(laid.rows, laid.first_s)
    for hold in laid.holds:
        start_s = hold.automatic_lift_off_s if hold.lift_off_s is None else hold.lift_off_s
        if start_s is None:
            continue
        by = "user" if hold.edited or hold.discarded else "auto"
        onset = seconds(start_s - laid.first_s)
        cells.append((onset, seconds(hold.hold_s), HOLD, by, cell(_told(hold)), MISSING))
    return sorted(cells, key=lambda each: float(each[0]))


def _told(hold: HoldRow) -> str:
    said = [f"attempt {hold.attempt}", f"within {hold.uncertainty_s} s"]
    said += [
        words
        for words, is_so in (
            ("or more", hold.or_more),
            ("practice", hold.practice),
            ("discarded", hold.discarded),
            ("counts", hold.scored),
        )
        if is_so
    ]
    return ", ".join(said)


def _said(laid: Laid) -> dict[str, Any]:
    task, block = task_of(laid.header), laid.block
    rate_hz = measured_rate_hz(block.time_s)
    gyr = 0 if block.gyr_rad_s is None else len(_AXES)
    counts = {"ACCEL": len(_AXES), "GYRO": gyr, "LATENCY": 1, **dict.fromkeys(_NONE_OF, 0)}
    said: Mapping[str, Any] = {
        "TaskName": task,
        "TaskDescription": ABOUT_TASK[task],
        "SamplingFrequency": laid.header.rate_hz or round(rate_hz, 3),
        "SamplingFrequencyEffective": round(rate_hz, 6),
        "RecordingDuration": round(block.duration_s, 6),
        "MissingValues": MISSING,
        "TrackedPointsCount": 1,
        "MotionChannelCount": sum(counts.values()),
        **{f"{kind}ChannelCount": count for kind, count in counts.items()},
        "SubjectArtefactDescription": MISSING,
        "SoftwareVersions": laid.header.software or MISSING,
        "Simulated": is_simulated(laid.header) or None,
        keys.LAYOUT: keys.LAYOUT_VERSION,
        keys.FIRST: laid.first_s,
        keys.FILE: laid.file,
        **keys.keys_of(laid.header),
    }
    return {key: value for key, value in said.items() if value is not None}


def stem_of(subject: str, session: str, header: Header, condition: str, run: int) -> str:
    """Give what the files of a recording begin with."""
    task = bare(task_of(header))
    named = f"sub-{subject}_ses-{session}_task-{task}_tracksys-{TRACKING}_acq-{condition}"
    return f"{named}_run-{run}"
