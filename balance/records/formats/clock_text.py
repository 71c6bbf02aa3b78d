"""Times written as text: 2024-05-01 10:15:03.045, with or without a date, a zone, AM or PM.

All rows whose digits stand in the same places are read at once. What the text leaves open is
decided by what makes the times go on: whether the digits behind the seconds are a decimal fraction
or a count without leading zeros (3.45 is 3.045 s in WitMotion's own program), and which of two
numbers in a date is the day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from balance.records.errors import RecordingError
from balance.records.formats.clock_course import Clock, run_over, set_by_an_hour
from balance.records.formats.clock_numbers import rounded
from balance.samples import BoolArray, FloatArray

_DAY_S: Final = 86_400.0
_HALF_DAY_S: Final = 43_200.0
_MOST_FORMS: Final = 300
_LONGEST: Final = 64
_SHARED: Final = 0.1
# As English, German, French, Spanish, Italian and their neighbours begin them, without accents.
_MONTHS: Final = {
    name: i + 1
    for i, names in enumerate(
        (
            *("jan ene gen", "feb fev", "mar", "apr abr avr", "may mai mag maj", "jun giu"),
            *("jul lug", "aug ago aou", "sep set", "oct okt ott out", "nov", "dec dez dic"),
        )
    )
    for name in names.split()
}
_FRACTION: Final = r"(?:[.:,](?P<f>\d{1,9}))?"
_HALF: Final = r"(?:\s*(?P<half>[AaPp])\.?\s?[Mm])?"
_ZONE: Final = r"\s*(?P<utc>Z|UTC|GMT)?(?:\s?(?P<sign>[+-])(?P<zh>\d\d):?(?P<zm>\d\d)?)?(?!\d)"
_TIMES: Final = tuple(
    re.compile(pattern + _ZONE)
    for pattern in (
        rf"(?<!\d)(?P<h>\d{{1,2}}):(?P<m>\d{{1,2}}):(?P<s>\d{{1,2}}){_FRACTION}{_HALF}",
        r"(?<=\d[T_ ])(?P<h>\d\d)([-.])(?P<m>\d\d)\2(?P<s>\d\d)(?:[-.,:](?P<f>\d{1,9}))?",
        r"(?<=\d[T_])(?P<h>\d\d)(?P<m>\d\d)(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?",
        r"(?<=^\d{8})(?P<h>\d\d)(?P<m>\d\d)(?P<s>\d\d)[.,]?(?P<f>\d{1,9})?$",
        r"(?<!\d)(?P<m>\d{1,2}):(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?",  # of an hour
    )
)
_MONTH: Final = r"\d{1,2}|[A-Za-z]{3,9}"
_DATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d)(?P<y>\d{{4}})[-/.](?P<a>{_MONTH})[-/.](?P<b>\d{{1,2}})(?!\d)",
        rf"(?<!\d)(?P<a>\d{{1,2}})[-/. ]+(?P<b>{_MONTH})[-/., ]+(?P<y>\d{{4}}|\d\d)(?!\d)",
        r"(?P<a>[A-Za-z]{3,9})\.? (?P<b>\d{1,2}),? (?P<y>\d{4})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})(?P<a>\d\d)(?P<b>\d\d)(?=[T_ #]|$)",
        r"(?<!\d)(?P<days>\d{1,5}) days?\b",
    )
)


@dataclass
class Written:
    """What stands in the cells of a column.

    Parameters
    ----------
    cells
        The text.
    parts
        Numbers of shape (n,), nan for none: h, m, s; f, the digits behind the seconds, and their
        width; zone, seconds east; y; a and b, the other two numbers of a date as they stand; days.
    order
        Which of a and b is the month, "md" or "dm"; None where that is open.
    has_halves
        Whether AM or PM is written.
    """

    cells: Sequence[str]
    parts: dict[str, FloatArray] = field(default_factory=dict)
    order: str | None = None
    has_halves: bool = False

    def __getitem__(self, part: str) -> FloatArray:
        if part not in self.parts:
            self.parts[part] = np.full(len(self.cells), np.nan)
        return self.parts[part]

    @property
    def timed(self) -> BoolArray:
        """Which rows hold a time of day, or of an hour."""
        return np.isfinite(_of_day(self))

    @property
    def dated(self) -> BoolArray:
        """Which rows hold a date."""
        return np.isfinite(self["y"]) | np.isfinite(self["days"])


def text_clock(cells: Sequence[str]) -> Clock | None:
    """Times written as 15:01:06.525, with or without a date; None where they are no such times.

    Raises
    ------
    RecordingError
        Where a spreadsheet has rounded them.
    """
    written = read_written(cells)
    return None if written is None else written_clock(written)


def written_clock(written: Written, dates: Written | None = None) -> Clock | None:
    """Make a clock of what was read, with the dates of another column where it has none.

    Times that each state their zone are those of UTC. Without a date, a clock that falls back by
    more than half a day has passed midnight.

    Raises
    ------
    RecordingError
        Where a spreadsheet has rounded the times.
    """
    of_day = _of_day(written)
    timed = np.isfinite(of_day)
    if timed.sum() * 2 <= timed.size:
        return None
    dated = written if dates is None or written.dated.any() else dates
    days, certain = _days(dated)
    has_days = bool(np.isfinite(days[timed]).all())
    zoned = bool(np.isfinite(written["zone"][timed]).all())
    at_s = of_day[timed]
    if has_days:
        at_s = at_s + (days[timed] - days[timed][0]) * _DAY_S
    if zoned:
        at_s = at_s - written["zone"][timed]
    _refuse_rounded(written, at_s)
    if not (zoned and has_days):
        at_s = _carried(at_s, written, has_days)
    time_s = np.full(timed.size, np.nan)
    time_s[timed] = at_s - at_s[0]
    if zoned and has_days and certain:
        return Clock(time_s, "clock", epoch_s=float(days[timed][0] * _DAY_S + at_s[0]))
    first = int(np.flatnonzero(timed)[0])
    began = written.cells[first][:_LONGEST]
    if has_days and dated is not written:
        began = f"{dated.cells[first][:_LONGEST]} {began}"
    clock = Clock(time_s, "clock", began=began)
    return clock if zoned else set_by_an_hour(clock)


def read_written(cells: Sequence[str]) -> Written | None:
    """Read the numbers of written dates and times; None where there are none."""
    plain = [cell.strip(' "').replace("\u202f", " ").replace("\xa0", " ") for cell in cells]
    longest = max(1, min(_LONGEST, max(map(len, plain), default=0)))
    coded = (cell.encode("ascii", "replace") for cell in plain)
    text = np.fromiter(coded, dtype=f"S{longest}", count=len(plain))
    if not text.size:
        return None
    letters = text.view(np.uint8).reshape(text.size, -1)
    is_digit = (letters >= ord("0")) & (letters <= ord("9"))
    forms = np.where(is_digit, ord("0"), letters).astype(np.uint8).view(text.dtype).ravel()
    written = Written(plain)
    left = np.arange(text.size)
    for _ in range(_MOST_FORMS):
        if not left.size:
            break
        same = forms[left] == forms[left[0]]
        _read_form(written, letters, left[same], forms[left[0]].decode("ascii"))
        left = left[~same]
    return written if written.parts else None


def _read_form(
    written: Written, letters: NDArray[np.uint8], rows: NDArray[np.int64], form: str
) -> None:
    """Read all rows of one form: their digits stand in the same places."""

    def take(match: re.Match[str], part: str) -> None:
        start, end = match.span(part)
        if start < 0:
            return
        if form[start:end].isalpha():
            written[part][rows] = _MONTHS.get(form[start : start + 3].lower(), np.nan)
            written.order = "md" if part == "a" else "dm"
            return
        digits = letters[rows, start:end].astype(np.float64) - ord("0")
        written[part][rows] = digits @ 10.0 ** np.arange(end - start - 1, -1, -1)

    time = next((match for each in _TIMES if (match := each.search(form))), None)
    if time is not None:
        for part in set(time.groupdict()) & {"h", "m", "s", "f", "zh", "zm"}:
            take(time, part)
        _add_letters(written, rows, time.groupdict())
    rest = form if time is None else form[: time.start()] + "#" * len(time[0]) + form[time.end() :]
    date = next((match for each in _DATES if (match := each.search(rest))), None)
    if date is not None:
        for part in date.groupdict():
            take(date, part)
        if "y" in date.groupdict() and date.start("y") < date.start("a"):
            written.order = "md"


def _add_letters(
    written: Written, rows: NDArray[np.int64], found: Mapping[str, str | None]
) -> None:
    """Read what is no digit: AM or PM, the sign of a zone, how long a fraction is."""
    written["width"][rows] = len(found["f"] or "")
    if (half := found.get("half")) is not None:
        written.has_halves = True
        written["h"][rows] = written["h"][rows] % 12 + 12 * (half in "Pp")
    if found.get("sign"):
        minutes = written["zm"][rows] if found["zm"] else 0.0
        east = -1.0 if found["sign"] == "-" else 1.0
        written["zone"][rows] = east * (3600.0 * written["zh"][rows] + 60.0 * minutes)
    elif found.get("utc"):
        written["zone"][rows] = 0.0


def _of_day(written: Written) -> FloatArray:
    """Give seconds of the day, or of the hour; the fraction as what makes fewer steps back."""
    hours = np.nan_to_num(written["h"])
    good = (hours < 100) & (written["m"] < 60) & (written["s"] < 61)
    whole = np.where(good, 3600.0 * hours + 60.0 * written["m"] + written["s"], np.nan)
    fraction, width = np.nan_to_num(written["f"]), written["width"]
    decimal = whole + fraction / 10.0**width
    widths = np.unique(width[np.isfinite(width) & (width > 0)])
    if widths.size < 2:
        return np.asarray(decimal)
    counted = whole + fraction / 10.0 ** widths.max()
    return np.asarray(min((decimal, counted), key=_steps_back))


def _steps_back(time_s: FloatArray) -> int:
    return int(np.count_nonzero(np.diff(time_s[np.isfinite(time_s)]) < 0))


def _days(written: Written) -> tuple[FloatArray, bool]:
    """Give days since 1970, and whether it is certain which number is the month."""
    if np.isfinite(written["days"]).any():
        return written["days"], False
    a, b = written["a"], written["b"]
    y = written["y"]
    ways = {"dm": (y, b, a), "md": (y, a, b)}
    if np.nanmax(y, initial=0.0) < 100.0:
        ways["ymd"] = (a, b, y)  # all of two digits
    orders = [written.order] if written.order else list(ways)
    found = [
        (order, days) for order in orders if np.isfinite(days := since_1970(*ways[order])).any()
    ]
    if not found:
        return np.full(a.size, np.nan), False
    missing = [int(np.isnan(days).sum()) for _, days in found]
    found = [each for each, n in zip(found, missing, strict=True) if n == min(missing)]
    best = min(found, key=lambda each: float(np.nanmax(each[1]) - np.nanmin(each[1])))
    return best[1], len(found) == 1


def since_1970(year: FloatArray, month: FloatArray, day: FloatArray) -> FloatArray:
    """Give days since 1970, nan where there is no such day; years of two digits are of 2000."""
    year = np.where(year < 100, year + 2000, year)
    good = (year >= 1970) & (year <= 2200) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype(np.int64)
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.where(good, first + day - 1, np.nan)


def _carried(at_s: FloatArray, written: Written, dated: bool) -> FloatArray:
    """Carry a clock on over midnight, over noon where it has 12 hours, or over the hour."""
    hours = written["h"][written.timed]
    if not np.isfinite(hours).any():
        spans = [3600.0]
    elif not written.has_halves and hours.min() >= 1 and hours.max() <= 12:
        spans = [_HALF_DAY_S, _DAY_S]
    else:
        spans = [_DAY_S]
    carried = run_over(at_s, spans)
    if spans[0] == _HALF_DAY_S and _steps_back(carried):
        # Of twelve hours the twelfth is the one before the first; dated or not.
        from_noon = run_over(np.where(hours == 12, at_s - _HALF_DAY_S, at_s), spans)
        carried = min((carried, from_noon), key=_steps_back)
    if dated or spans[0] < _DAY_S:
        return carried
    days = np.cumsum(np.diff(carried, prepend=carried[0]) < -_HALF_DAY_S)
    return np.asarray(carried + _DAY_S * days)


def _refuse_rounded(written: Written, at_s: FloatArray) -> None:
    """Refuse 15:01.5 and 10:15, which a spreadsheet leaves of times, where rows share them."""
    if at_s.size < 2 or np.mean(np.diff(at_s) == 0) < _SHARED:
        return
    if not np.isfinite(written["h"]).any() and np.nanmax(written["width"]) <= 1:
        raise RecordingError(rounded("to what its cells showed"))
