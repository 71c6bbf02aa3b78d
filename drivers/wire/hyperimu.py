"""HyperIMU (Android): a line for each moment, three numbers for each sensor that was chosen there.

A time and a hardware address may come first; lines end with a line feed or `#`; values are in
Android's units, m/s^2 and rad/s (ianovir/HIMUServer). No names are sent. The acceleration is the
sensor that reads gravity, and not gravity alone, whose length never changes; the rate of turn is
the one other that moves, is small, and does not follow the acceleration as that without gravity
does. Where two fit, none is taken.

Lines with names, a clock that is not Android's, and columns of as many decimals in each line are
read as well, but are not as this app sends them: it prints a number as Java does, all its digits
and no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

import numpy as np

from balance.records.formats.roles import Triad
from balance.samples import GRAVITY_M_S2, FloatArray
from drivers.wire.cells import Labels
from drivers.wire.decoder import Claim, DeviceFacts
from drivers.wire.judging import follows
from drivers.wire.layout import Layout, leading
from drivers.wire.text import Text

_REST_G: Final = (0.85, 1.15)
_LARGEST_RAD_S: Final = 8.0
#: Milliseconds since 1970, or nanoseconds since the phone was started.
_LEAST_STAMP: Final = 1e11
_PRINTED: Final = 8


class HyperImu(Text):
    """Decodes the lines of HyperIMU."""

    name: ClassVar[str] = "hyperimu"

    def __init__(self) -> None:
        super().__init__(ends=b"\n#")
        self._strange_clock = False
        self._named = False
        self._printed = 0
        self._form_before: tuple[int, ...] = ()
        self._looked_at = 0

    @property
    def claim(self) -> Claim:
        """No more than a likeness: it sends no name of its own."""
        printed = self._looked_at >= _PRINTED and self._printed > 0.9 * self._looked_at
        strange = printed or self._strange_clock or self._named
        return Claim.STRANGE if strange else Claim.ALIKE

    def read(self, line: bytes) -> tuple[Labels, list[float]] | None:
        """Read a line of bare numbers."""
        read = super().read(line)
        if read is None or any(read[0]):
            return None
        self._looked_at += 1
        form = _decimals(line)
        self._printed += bool(form) and form == self._form_before
        self._form_before = form
        return read

    def find_layout(
        self,
        rows: FloatArray,
        names: list[str],
    ) -> Layout | None:
        """Find acceleration and rate of turn among the sensors."""
        self._named = bool(names)
        first = rows.shape[1] % 3
        if first == 2:
            return None
        triads = [(i, i + 1, i + 2) for i in range(first, rows.shape[1], 3)]
        acc = _acceleration(rows, triads)
        if acc is None:
            return None
        layout = Layout(
            acc=acc,
            acc_unit="m/s^2",
            acc_scale=1.0,
            guessed=False,
            gyr=_rate_of_turn(rows, triads, acc),
            gyr_unit="rad/s",
            gyr_guessed=False,
        )
        tick_s = leading(rows) if first else None
        self._strange_clock = bool(first) and float(rows[0, 0]) < _LEAST_STAMP
        return layout if tick_s is None else replace(layout, time=0, tick_s=tick_s)

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the phone so far."""
        return replace(super().facts, model="HyperIMU")


def _acceleration(rows: FloatArray, triads: list[Triad]) -> Triad | None:
    lengths = [np.linalg.norm(rows[:, triad], axis=1) for triad in triads]
    like = [
        (float(np.std(length)), triad)
        for length, triad in zip(lengths, triads, strict=True)
        if _REST_G[0] <= float(np.median(length)) / GRAVITY_M_S2 <= _REST_G[1]
    ]
    return max(like)[1] if like else None


def _rate_of_turn(rows: FloatArray, triads: list[Triad], acc: Triad) -> Triad | None:
    like = [
        triad
        for triad in triads
        if triad != acc
        and (np.diff(rows[:, triad], axis=0) != 0.0).any()
        and float(np.median(np.linalg.norm(rows[:, triad], axis=1))) < _LARGEST_RAD_S
        and not follows(np.diff(rows[:, acc], axis=0), np.diff(rows[:, triad], axis=0))
    ]
    return like[0] if len(like) == 1 else None


def _decimals(line: bytes) -> tuple[int, ...]:
    """Count the decimals in each column; empty where a comma stands behind the last one."""
    cells = line.strip(b"\r ").split(b",")
    return tuple(len(cell.partition(b".")[2]) for cell in cells) if cells[-1] else ()
