"""What a column holds, told by its name: which sensor, which axis, which unit, or the time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["acc", "gyr", "linear", "gravity", "mag"]
Triad = tuple[int, int, int]

# Every spelling that was met, after spaces, carets, dots and case are taken away.
_UNITS: Final[dict[str, str]] = {
    **dict.fromkeys(("m/s2", "m/s/s", "m_s2", "mps2", "ms2", "ms-2", "m/(s2)", "m_s_2"), "m/s^2"),
    **dict.fromkeys(("g", "gs"), "g"),
    **dict.fromkeys(("mg", "milli-g", "millig"), "mg"),
    **dict.fromkeys(("rad/s", "rad_s", "rads", "rps", "rads-1"), "rad/s"),
    **dict.fromkeys(("deg/s", "deg_s", "degs", "dps", "°/s", "º/s"), "deg/s"),
    "mdps": "mdeg/s",
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("ms", "msec", "millis", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("us", "µs", "μs", "usec", "micros", "microsecond", "microseconds"), "us"),
    **dict.fromkeys(("ns", "nanos", "nanosecond", "nanoseconds"), "ns"),
    **dict.fromkeys(("ut", "µt", "μt", "mgauss"), "uT"),
}
_TIME_UNITS: Final = frozenset({"s", "ms", "us", "ns"})
_BRACKETED: Final = re.compile(r"^(.*?)[(\[](.*)[)\]]\s*$")
_IN_WORDS: Final = re.compile(r"^(.*)\bin (\w+)\s*$", re.IGNORECASE)
_SUFFIX: Final = re.compile(
    r"^(.*?)[_ ](m_s2|m_s_2|mps2|ms2|m/s2|m/s\^2|mg|g|rad_s|rads|rps|rad/s|deg_s|degs|dps|deg/s"
    r"|mdps|ms|us|ns|s|sec|seconds)$",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_]+?(?=[A-Z]|\d|_|\W|$)|\d+")
_NOT_TIME: Final = re.compile(r"locat|gps|heading|altim|activity|pedom|batter|press|zone|offset")
_TIME: Final = re.compile(
    r"time|epoc|elapsed|clock|^t$|^ts$|seconds|millis|micros|zeit|tiempo|temps"
)
_COUNTER: Final = re.compile(
    r"^(packet|sample|frame|row|logging)?(s|counter|count|number|no|num|nr|index|idx|sample|id|n)?$"
)
# In this order: the first rule that a name meets decides.
_KINDS: Final[tuple[tuple[re.Pattern[str], Kind | None], ...]] = (
    (re.compile(r"mag|mafi|^[mbh]$"), "mag"),
    (re.compile(r"gyr|rot(ation)?rate|angularvel|angvel|omega|^[gw]$|^rot$"), "gyr"),
    (re.compile(r"orie|angle|euler|quat|roll|pitch|yaw|attitude|vel|^q$"), None),
    (re.compile(r"incl|withg"), "acc"),
    (re.compile(r"without|nograv|linear|linacc|^lin|^lacc|^la$|user|free"), "linear"),
    (re.compile(r"grav"), "gravity"),
    (re.compile(r"acc|^gf|gforce|^a$"), "acc"),
)
_KIND_OF_UNIT: Final[dict[str | None, Kind]] = {
    "m/s^2": "acc", "g": "acc", "mg": "acc", "rad/s": "gyr", "deg/s": "gyr", "mdeg/s": "gyr",
    "uT": "mag",
}  # fmt: skip


@dataclass(frozen=True)
class TimeColumn:
    """A column of times, and its unit where the name states one."""

    column: int
    unit: str | None


@dataclass(frozen=True)
class Axes:
    """The three columns of a sensor in the order x, y, z, and the unit that their names state."""

    columns: Triad
    unit: str | None


@dataclass(frozen=True)
class Roles:
    """What the columns of a table hold.

    Parameters
    ----------
    times
        The columns of times, the likeliest first.
    counter
        A column that counts samples or packets, or None.
    axes
        The sensors.
    """

    times: tuple[TimeColumn, ...]
    counter: int | None
    axes: Mapping[Kind, Axes]


def find_roles(names: Sequence[str]) -> Roles:
    """Tell from the names what the columns hold."""
    times: list[tuple[int, TimeColumn]] = []
    counter = None
    found: dict[tuple[Kind, str, str | None], dict[str, int]] = {}
    for i, name in enumerate(names):
        stem, unit = split_unit(name)
        if (rank := _time_rank(stem, unit)) is not None:
            times.append((rank, TimeColumn(i, _time_unit(stem, unit))))
        elif counter is None and stem and _COUNTER.match(_letters(stem)):
            counter = i
        elif (axis := _axis(stem, unit)) is not None:
            found.setdefault((axis.kind, axis.key, unit), {}).setdefault(axis.letter, i)
    if not times and split_unit(names[0])[1] in _TIME_UNITS:
        times = [(0, TimeColumn(0, split_unit(names[0])[1]))]  # "Zeit", in any language
    times.sort(key=lambda item: item[0])
    return Roles(tuple(column for _, column in times), counter, _triads(found))


def split_unit(name: str) -> tuple[str, str | None]:
    """Split ``acc_x_m_s2``, ``Acc X (m/s^2)`` and ``time in ms`` into a stem and a unit.

    The unit is None where none is stated that is known.
    """
    for pattern in (_BRACKETED, _IN_WORDS, _SUFFIX):
        if match := pattern.match(name.strip()):
            unit = re.sub(r"[\s^.*]|\(?no_units\)?", "", match[2].lower()).replace("²", "2")
            return match[1].strip(), _UNITS.get(unit)
    return name.strip(), None


@dataclass(frozen=True)
class _Axis:
    kind: Kind
    key: str
    letter: str


def _letters(stem: str) -> str:
    return "".join(char for char in stem.lower() if char.isalpha())


def _time_rank(stem: str, unit: str | None) -> int | None:
    """Say how likely a column holds the times: 0 is likeliest, None is no time."""
    letters = _letters(stem)
    if unit not in _TIME_UNITS | {None} or _NOT_TIME.search(letters):
        return None
    if re.search("elapsed|since(start|reboot)", letters):
        return 0
    if _TIME.search(letters):
        return 1 if unit in _TIME_UNITS or re.search("micros|millis", letters) else 2
    return 3 if letters in ("date", "datetime", "ms", "us", "ns", "s") else None


def _time_unit(stem: str, unit: str | None) -> str | None:
    if unit is not None:
        return unit
    letters = _letters(stem)
    said = (("milli", "ms"), ("micro", "us"), ("nano", "ns"), ("seconds", "s"))
    return next((found for word, found in said if word in letters), _UNITS.get(letters))


def _axis(stem: str, unit: str | None) -> _Axis | None:
    """Find the axis letter in a name, and the sensor in the rest of it."""
    words = [word.lower() for word in _WORD.findall(stem)]
    words = [word for word in words if word not in ("axis", "cal")]
    alone = [i for i, word in enumerate(words) if word in ("x", "y", "z")]
    if alone:
        letter = words.pop(alone[-1])
    elif words and words[-1][-1] in "xyz":
        letter, words[-1] = words[-1][-1], words[-1][:-1]
    else:
        return None
    key = "".join(words)
    for pattern, kind in _KINDS:
        if pattern.search(key):
            return None if kind is None else _Axis(kind, key, letter)
    if not key and unit is None:
        return _Axis("acc", "", letter)
    by_unit = _KIND_OF_UNIT.get(unit)
    return None if by_unit is None else _Axis(by_unit, key, letter)


def _triads(found: Mapping[tuple[Kind, str, str | None], Mapping[str, int]]) -> dict[Kind, Axes]:
    """Keep the likeliest whole triad of each sensor, the first one among equals."""
    whole = {
        key: Axes((axes["x"], axes["y"], axes["z"]), key[2])
        for key, axes in found.items()
        if len(axes) == 3
    }
    result: dict[Kind, Axes] = {}
    for (kind, _, _), axes in sorted(whole.items(), key=lambda item: _doubtful(item[0][1])):
        result.setdefault(kind, axes)
    return result


def _doubtful(key: str) -> int:
    if not key:
        return 2  # plain x, y, z: only where nothing is named
    return -1 if "incl" in key else int("uncal" in key)
