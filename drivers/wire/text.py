"""Lines of numbers, as sketches and loggers print them: with commas, tabs or labels, or a header.

A line may hold a time or a counter, three axes of acceleration, three of rate of turn, and more.
What is where is told by the names, else by place, from the first 16 lines of one form
(`layout.py`); they are held back until then. The first line is left out, as it may have begun
before the port was opened. Names that come later change nothing: where they say something else,
that is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np

from balance.records.formats.places import UntoldError
from balance.records.formats.roles import find_roles
from balance.samples import FloatArray, IntArray
from drivers.wire.cells import Labels, axis_names, read_line
from drivers.wire.decoder import Claim, Decoder, DeviceFacts, Rows
from drivers.wire.heading import Heading
from drivers.wire.layout import WINDOW, Layout, find_layout
from drivers.wire.lines import Lines
from drivers.wire.several import SeveralError, one_of_columns, one_of_forms
from drivers.wire.stamps import Packets, Stamps, packets_in

_HELD: Final = 1024
_UNTOLD: Final = (
    "sends columns without names, one more than its axes, and nothing tells which one that is; "
    "move it, or let it send their names first, as in ax,ay,az,temp,gx,gy,gz"
)
_FORMS: Final = 8
_WRAP_TICKS: Final = (2.0**16, 2.0**32)  # millis() and micros(), kept in two or four bytes
_MOST_WAITING: Final = 64
_DAY_S: Final = 86400.0
_EVEN: Final = 0.01

Line = tuple[list[float], int]


class Text(Decoder):
    """Decodes lines of text.

    Parameters
    ----------
    ends
        The bytes that end a line, each by itself.
    sensor
        Which of several sensors is meant; empty where there is one.
    """

    name: ClassVar[str] = "text"

    def __init__(self, ends: bytes = b"\n", sensor: str = "") -> None:
        self._sensor = sensor
        self._several = ""
        self._lines = Lines(ends)
        self._begun = False
        self._heading = Heading()
        self._is_stated = False
        self._later: list[list[float]] | None = None
        self._held: dict[Labels, list[Line]] = {}
        self._so_far: FloatArray | None = None
        self._untold = False
        self._form: Labels | None = None
        self._layout: Layout | None = None
        self._stamps: Stamps | None = None
        self._packets: Packets | None = None
        self._waiting: list[Line] = []
        self._resolution: float | None = None
        self._counts: Counter[str] = Counter()

    def push(self, data: bytes) -> Rows:
        """Take the next bytes and give the rows that they complete."""
        ready: list[Line] = []
        for line, end in self._lines.push(data):
            read = self.read(line)
            if read is None:
                self._note_words(line)
            elif not self._begun:
                self._counts["skipped_bytes"] += len(line) + 1
            elif self._form is None:
                ready += self._hold(*read, end)
            elif read[0] == self._form:
                ready.append((read[1], end))
                self._look_again(read[1])
            else:
                self._counts["width"] += 1
            self._begun = True
        ready = self._whole_packets(ready)
        return self._rows(ready) if ready else Rows.empty()

    def restart(self) -> None:
        """The connection was made anew: again the first line may have begun before."""
        self._lines.clear()
        self._begun = False
        self._waiting = []
        if self._stamps is not None:
            self._stamps.forget()
        if self._packets is not None:
            self._packets.forget()

    @property
    def claim(self) -> Claim:
        """Whether names or units told what is where."""
        return Claim.STATED if self._is_stated else Claim.ALIKE

    @property
    def counts(self) -> Mapping[str, int]:
        """Good lines; lines of words, of another form, too long, without gravity, out of range.

        Last, lines of names that contradict what the columns were taken for.
        """
        names = (
            *("frames", "skipped_bytes", "words", "width", "no_gravity", "range"),
            "contradicted",
        )
        broken = 0 if self._stamps is None else self._stamps.broken
        counted = {name: self._counts[name] for name in names}
        return {**counted, "length": self._lines.too_long, "stamp": broken}

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the device so far; the units only where they were guessed."""
        found = self._layout
        if found is None:
            return DeviceFacts()
        return DeviceFacts(
            resolution_m_s2=self._resolution,
            unit=found.acc_unit if found.guessed else None,
            has_gyr=found.gyr is not None,
            gyr_unit=found.gyr_unit if found.gyr_guessed else None,
        )

    @property
    def trouble(self) -> str:
        """What keeps samples from being made of what comes."""
        return self._several or (_UNTOLD if self._untold else "")

    def read(self, line: bytes) -> tuple[Labels, list[float]] | None:
        """Read a line to labels and numbers; None where it is no line of numbers."""
        return read_line(line)

    def find_layout(self, rows: FloatArray, names: list[str]) -> Layout | None:
        """Find what the columns of the first rows hold; None where it can't be told yet."""
        try:
            found = find_layout(rows, names, self._so_far)
            self._untold = False
        except UntoldError:
            found, self._untold = None, True
        return found

    def _note_words(self, line: bytes) -> None:
        self._heading.note(line)
        if line.strip():
            self._counts["words"] += 1
        if self._form is not None and self._heading.names(len(self._form)):
            self._later = []

    def _look_again(self, values: list[float]) -> None:
        """Behind names that came late, see whether they say something else of the same numbers."""
        if self._later is None or self._form is None:
            return
        self._later.append(values)
        if len(self._later) < WINDOW:
            return
        rows, self._later = np.array(self._later), None
        said, known = self._layout_of(self._form, rows), self._layout
        if said is not None and known is not None and said[1] and not _agree(said[0], known):
            self._counts["contradicted"] += 1

    def _hold(self, labels: Labels, values: list[float], end: int) -> list[Line]:
        """Hold a line back until the layout is known; then give all of its form."""
        if labels not in self._held and len(self._held) >= _FORMS:
            oldest = next(iter(self._held))
            self._counts["width"] += len(self._held.pop(oldest))
        held = self._held.setdefault(labels, [])
        held.append((values, end))
        if len(held) % WINDOW:
            return []
        self._so_far = np.array([each[0] for each in held])
        rows = self._so_far[-WINDOW:]
        found = self._layout_of(labels, rows) if self._is_meant(labels) else None
        if found is None:
            self._counts["no_gravity"] += WINDOW
            del held[:-_HELD]
            return []
        self._is_stated = found[1]
        self._begin(labels, found[0], rows)
        return held

    def _is_meant(self, labels: Labels) -> bool:
        """Whether lines of this form are those of the sensor that is meant, or of the only one."""
        alike = {
            form: np.array([each[0] for each in lines])
            for form, lines in self._held.items()
            if len(form) == len(labels) and (form == labels or 2 * len(lines) >= WINDOW)
        }
        try:
            meant = one_of_forms(alike, self._sensor)
            self._several = ""
        except SeveralError as error:
            meant, self._several = None, str(error)
        return not self._several and meant in (None, labels)

    def _layout_of(self, labels: Labels, rows: FloatArray) -> tuple[Layout, bool] | None:
        """Find what the columns hold, and say whether names or units told it."""
        labelled = all(axis_names(labels))
        names = list(axis_names(labels)) if labelled else self._heading.names(len(labels))
        try:
            names = one_of_columns(
                rows if self._so_far is None else self._so_far, names, self._sensor
            )
            self._several = ""
        except SeveralError as error:
            self._several = str(error)
            return None
        layout = self.find_layout(rows, names)
        if layout is None:
            return None
        stated = self._heading.stated.applied(layout)
        axes = find_roles(names).axes.get("acc") if names else None
        told = axes is not None and axes.columns == layout.acc
        return stated, told or stated != layout

    def _begin(self, labels: Labels, layout: Layout, rows: FloatArray) -> None:
        self._form, self._layout = labels, layout
        self._counts["width"] += sum(len(v) for k, v in self._held.items() if k != labels)
        self._held, self._so_far = {}, None
        if layout.time is not None:
            day = layout.tick_s == 1.0
            self._stamps = Stamps(layout.tick_s, _DAY_S if day else _WRAP_TICKS)
            self._packets = packets_in(rows[:, layout.time] * layout.tick_s)
        step = _step(rows[:, layout.acc])
        self._resolution = None if step is None else float(round(step * layout.acc_scale, 6))

    def _whole_packets(self, lines: list[Line]) -> list[Line]:
        """Keep back the last packet, as the next line may belong to it."""
        if self._packets is None or self._layout is None or self._layout.time is None:
            return lines
        lines = self._waiting + lines
        column, n = self._layout.time, len(lines)
        while n and lines[n - 1][0][column] == lines[-1][0][column]:
            n -= 1
        if len(lines) - n > _MOST_WAITING:  # a clock that stands still
            n = len(lines)
        self._waiting = lines[n:]
        return lines[:n]

    def _rows(self, lines: list[Line]) -> Rows:
        layout = self._layout
        assert layout is not None  # noqa: S101 - lines are ready only once there is one
        values = np.array([values for values, _ in lines])
        ends = np.array([end for _, end in lines], dtype=np.int64)
        acc = values[:, layout.acc] * layout.acc_scale
        gyr = None if layout.gyr is None else values[:, layout.gyr] * layout.gyr_scale
        good = np.asarray((np.abs(acc) <= layout.acc_limit).all(axis=1))
        if gyr is not None:
            good &= (np.abs(gyr) <= layout.gyr_limit).all(axis=1)
        self._counts["range"] += int(np.count_nonzero(~good))
        stamp = None
        if layout.time is not None and self._stamps is not None:
            stamp, believed = self._stamps.push(values[good, layout.time])
            good[np.flatnonzero(good)[~believed]] = False
            stamp = stamp if self._packets is None else self._packets.push(stamp)
        count = None if layout.counter is None else _whole(values[good, layout.counter])
        self._counts["frames"] += int(np.count_nonzero(good))
        return Rows(acc[good], None if gyr is None else gyr[good], stamp, count, ends[good])


def _agree(one: Layout, other: Layout) -> bool:
    """Whether two layouts make the same of a line."""
    same_turn = one.gyr == other.gyr and (one.gyr is None or one.gyr_scale == other.gyr_scale)
    return one.acc == other.acc and one.acc_scale == other.acc_scale and same_turn


def _step(values: FloatArray) -> float | None:
    """Find the step of which all values are multiples; None where too few of them show it."""
    gaps = np.diff(np.sort(values, axis=0), axis=0)
    gaps = gaps[gaps > 1e-9]
    if not gaps.size:
        return None
    step = float(gaps.min())
    return step if (np.abs(gaps / step - np.round(gaps / step)) < _EVEN).all() else None


def _whole(values: FloatArray) -> IntArray:
    return np.asarray(np.clip(np.round(values), -(2.0**62), 2.0**62), dtype=np.int64)
