"""HyperIMU (Android): a line for each moment, three numbers for each sensor that was chosen there.

A time and a hardware address may come first; lines end with a line feed or `#`; values are in
Android's units, m/s^2 and rad/s (ianovir/HIMUServer). No names are sent. The acceleration is the
sensor that reads gravity, and not gravity alone, whose length never changes; the rate of turn is
the one other that moves, is small, and does not follow the acceleration as that without gravity
does. Where two fit, none is taken.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

import numpy as np

from balance.records.formats.roles import Triad
from balance.samples import GRAVITY_M_S2, FloatArray
from drivers.wire.decoder import DeviceFacts
from drivers.wire.layout import Layout, leading
from drivers.wire.text import Text

_REST_G: Final = (0.85, 1.15)
_LARGEST_RAD_S: Final = 8.0
_FOLLOWS: Final = 0.7


class HyperImu(Text):
    """Decodes the lines of HyperIMU."""

    name: ClassVar[str] = "hyperimu"

    def __init__(self) -> None:
        super().__init__(ends=b"\n#")

    def find_layout(
        self,
        rows: FloatArray,
        names: list[str],  # noqa: ARG002 - it sends none
    ) -> Layout | None:
        """Find acceleration and rate of turn among the sensors."""
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
        and not _follows(np.diff(rows[:, acc], axis=0), np.diff(rows[:, triad], axis=0))
    ]
    return like[0] if len(like) == 1 else None


def _follows(one: FloatArray, other: FloatArray) -> bool:
    size = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return size > 0.0 and float((one * other).sum()) / size > _FOLLOWS
