"""What several sensors of a file are called, which of them moves, and which one is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from balance.records.errors import RecordingError, SeveralSensorsError
from balance.samples import FloatArray

ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
# Of gravity: a sensor that lies still or is worn on the leg that is stood on stays below the one,
# one on a leg that is lifted goes far beyond.
_MOVES: Final = 0.1
_MOVES_MORE: Final = 4.0
_A_FEW: Final = 50


def several(
    names: Sequence[str],
    moves: str | None = None,
    what: str = "sensors",
    *,
    verb: str = "holds",
    place: str = "",
) -> SeveralSensorsError:
    """Say which sensors, or recordings, there are, and how one is chosen.

    Parameters
    ----------
    moves
        The only one of them that moves; None where that can't be said.
    verb
        What is done with them: a file holds them, a stream sends their lines.
    place
        Where else one can be chosen, in words; empty for nowhere.
    """
    listed = ", ".join(f"'{name}'" for name in names)
    only = f", of which only '{moves}' moves" if moves else ""
    example = moves or names[0]
    said = example if re.fullmatch(r"[\w.-]+", example) else f'"{example}"'
    there = f"{verb} {len(names)} {what} ({short(listed)}{only})"
    how = f"choose one, as in --sensor {said}{place and f' ({place})'}"
    return SeveralSensorsError(f"{there}; {how}", sensors=tuple(names), moving=moves)


def chosen_name(told: str | None, names: Sequence[str], what: str = "sensors") -> str:
    """Take the only one there is, or the one that was told.

    Raises
    ------
    SeveralSensorsError
        Where there are several, and none was told.
    RecordingError
        Where the one that was told is none of them.
    """
    if len(names) == 1:
        return names[0]
    if told is None:
        raise several(names, what=what)
    return match_name(told, names)


def match_name(told: str, names: Sequence[str], *, verb: str = "holds") -> str:
    """Find the name that a person meant.

    Parameters
    ----------
    verb
        What is done with the right ones; see `several`.

    Raises
    ------
    RecordingError
        Where it is none of them; the sentence lists the right ones.
    """
    wanted = told.strip().casefold()
    for plain in (str.casefold, _plain):
        fits = [name for name in names if plain(name) == plain(wanted)]
        if len(fits) == 1:
            return fits[0]
    listed = ", ".join(f"'{name}'" for name in names)
    raise RecordingError(f"{verb} no sensor called '{told[:40]}'; it {verb} {short(listed)}")


def moving(accelerations: Sequence[FloatArray], names: Sequence[str]) -> str | None:
    """Give the name of the only one that moves; None where several do, or none.

    Moving is how far the mean acceleration of half a second strays from the median one, as a
    share of gravity.
    """
    strays = np.array([_strays(values) for values in accelerations])
    order = np.argsort(strays)
    most, next_most = strays[order[-1]], strays[order[-2]]
    if most > _MOVES > next_most and most > _MOVES_MORE * next_most:
        return names[int(order[-1])]
    return None


def unique_names(names: Sequence[str]) -> list[str]:
    """Give each a name of its own: the first of those alike keeps what only it has."""
    made = []
    for i, name in enumerate(names):
        alike = [k for k, other in enumerate(names) if other == name]
        nth = ORDINALS[k] if (k := alike.index(i)) < len(ORDINALS) else str(k + 1)
        made.append(name if name and len(alike) == 1 else f"{name} {nth}".strip())
    return made


def short(listed: str) -> str:
    """Give a list of names without those past 200 characters."""
    return listed if len(listed) <= 200 else listed[:200].rpartition(",")[0] + ", ..."


def _plain(name: str) -> str:
    """Give a name as it may be typed: ``Sensor 1``, ``sensor_1`` and ``1`` are one."""
    bare = "".join(char for char in name.casefold() if char.isalnum())
    return re.sub(r"^(sensor|device|imu)(?=.)", "", bare)


def _strays(values: FloatArray) -> float:
    """Say how far means of a few rows go from the middle one, but for the rarest."""
    values = values[np.isfinite(values).all(axis=1)]
    count = len(values) // _A_FEW
    if not count:
        return 0.0
    # Numbers that no sensor gives are told later.
    with np.errstate(over="ignore", invalid="ignore"):
        means = values[: count * _A_FEW].reshape(count, _A_FEW, 3).mean(axis=1)
        middle = np.median(means, axis=0)
        size = float(np.linalg.norm(middle)) or 1.0
        far = float(np.percentile(np.linalg.norm(means - middle, axis=1), 95.0))
    return far / size if np.isfinite(far) else 0.0
