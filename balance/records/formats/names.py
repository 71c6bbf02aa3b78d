"""One name of a column: its unit, which axis of which sensor it names, and whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["acc", "gyr", "linear", "gravity", "mag"]

# Every spelling that was met, after spaces, carets, dots and case are taken away.
_UNITS: Final[dict[str, str]] = {
    **dict.fromkeys(("m/s2", "m/s/s", "m_s2", "mps2", "ms2", "ms-2", "m/(s2)", "m_s_2"), "m/s^2"),
    **dict.fromkeys(("cm/s2", "cm/s/s", "cm_s2", "cms2", "cms-2", "gal"), "cm/s^2"),
    **dict.fromkeys(("mm/s2", "mm/s/s", "mm_s2", "mms2", "mms-2"), "mm/s^2"),
    **dict.fromkeys(("ft/s2", "ft/s/s", "ft_s2", "fps2"), "ft/s^2"),
    **dict.fromkeys(("ug", "µg", "μg", "microg", "micro-g"), "ug"),
    **dict.fromkeys(("g", "gs"), "g"),
    **dict.fromkeys(("mg", "milli-g", "millig"), "mg"),
    **dict.fromkeys(("rad/s", "rad_s", "rads", "rps", "rads-1"), "rad/s"),
    **dict.fromkeys(("deg/s", "deg_s", "degs", "dps", "d/s", "°/s", "º/s"), "deg/s"),
    "mdps": "mdeg/s",
    **dict.fromkeys(("rpm", "rev/min", "revs/min", "r/min", "rot/min", "u/min"), "rpm"),
    **dict.fromkeys(("rev/s", "revs/s", "r/s", "rot/s"), "rev/s"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("ms", "msec", "millis", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("us", "µs", "μs", "usec", "micros", "microsecond", "microseconds"), "us"),
    **dict.fromkeys(("ns", "nanos", "nsec", "nanosec", "nanosecond", "nanoseconds"), "ns"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "days"),
    **dict.fromkeys(("ut", "µt", "μt", "mgauss"), "uT"),
    # Of what is neither moved nor timed: no column in them is an axis or a time.
    **dict.fromkeys(("°c", "ºc", "degc", "°f", "degf", "°", "º", "deg", "rad"), "else"),
    **dict.fromkeys(("v", "mv", "uv", "µv", "hz", "khz", "%", "%rh", "lux", "lx", "db"), "else"),
    **dict.fromkeys(("pa", "hpa", "kpa", "mbar", "bar", "m", "cm", "mm", "km/h", "bpm"), "else"),
}
#: Units of times, the finest last.
TIME_UNITS: Final = ("days", "h", "min", "s", "ms", "us", "ns")
_KIND_OF_UNIT: Final[dict[str | None, Kind]] = {
    "m/s^2": "acc", "g": "acc", "mg": "acc", "cm/s^2": "acc", "mm/s^2": "acc", "ft/s^2": "acc",
    "ug": "acc", "rad/s": "gyr", "deg/s": "gyr", "mdeg/s": "gyr",
    "rpm": "gyr", "rev/s": "gyr", "uT": "mag",
}  # fmt: skip
_BRACKETED: Final = re.compile(r"^(.*?)[(\[](.*)[)\]]\s*$")
_IN_WORDS: Final = re.compile(r"^(.*)\bin (\w+)\s*$", re.IGNORECASE)
_SUFFIX: Final = re.compile(
    r"^(.*?)[_ ](cm_s2|cm/s2|cm/s\^2|mm_s2|mm/s2|ft_s2|ft/s2|gal|ug"
    r"|m_s2|m_s_2|mps2|ms2|m/s2|m/s\^2|mg|g|rad_s|rads|rps|rad/s|deg_s|degs|dps|deg/s"
    r"|mdps|rpm|rev/min|rev/s|ms|us|ns|s|sec|seconds|min|minutes|h|hours|days)$",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_]+?(?=[A-Z]|\d|_|\W|$)|\d+")
_A_RATE: Final = re.compile(r"/|[-−⁻][1¹]|\bper\b|^[a-z]ps$|^rp[hd]$", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[^\W\d_]+")

# In this order: the first rule that a name meets decides. What it matches is taken out of the
# name; what is left says whose sensor it is.
_LONG: Final[tuple[tuple[re.Pattern[str], Kind | None], ...]] = (
    (re.compile(r"mag(n(et(ic|ometer|o)?)?)?( ?field)?|mafi|compass|^[mbh]$"), "mag"),
    (re.compile(r"rotation ?vect"), None),
    (
        re.compile(
            r"(gyro?|giro)(s[ck]\w*|meter)?( ?rot(ation)? ?rate)?|(rot(ation(al)?)?|turn) ?rate"
            r"|ang(ular)? ?(vel\w*|rate|speed)|omega|drehrate\w*|winkelgeschw\w*"
            r"|hoeksnelhe\w*|(vitesse|velocidade?|velocit[aà]) ?ang\w*|角速度"
            r"|угловая скорость|гироскоп\w*|pr[eę]dko[sś][cć] k[aą]towa|żyroskop\w*|각속도"
        ),
        "gyr",
    ),
    (re.compile(r"orie|angle|euler|quat|\broll\b|pitch|yaw|attitude|\bvel|jerk|^q$"), None),
    (re.compile(r"acc\w*? ?(incl(uding)?|with) ?g(rav(ity)?)?\b|incl(?!in)\w*"), "acc"),
    (
        re.compile(
            r"(acc\w* ?)?(without ?g(rav\w*)?\b|no ?grav\w*)|\bla\b|\bl ?acc\w*"
            r"|(linear|\blin)( ?acc\w*)?|(user|free|body) ?acc\w*"
        ),
        "linear",
    ),
    (re.compile(r"grav(ity)?"), "gravity"),
    (
        re.compile(
            r"(acc([eé]l([eé]r(ometer|o|a[tz]i?on\w*)?)?)?|ac[eé]l[eé]r\w*|besch?leun\w*|加速度"
            r"|ускорени\w*|przy[sś]p\w*|aks[ei]l\w*|zrychl\w*|gyorsul\w*|kiihty\w*|가속도)"
            r"( ?acceleration)?|\bg ?f(orce)?\b"
        ),
        "acc",
    ),
)
_SHORT: Final[tuple[tuple[re.Pattern[str], Kind | None], ...]] = (
    (re.compile(r"\b(gy|as|rot|[gw])\b"), "gyr"),
    (re.compile(r"\b(ac|a)\b"), "acc"),
)
_GLUED: Final = re.compile(r"\w*(acc|accel|gyr|gyro|mag|ac|gy|rot)|[agwmq]|la|gf")
# Axes of the body, as studies of gait name them.
_BODY: Final = {"ap": "x", "pa": "x", "ml": "y", "v": "z", "vt": "z", "is": "z", "si": "z"}
_FILLING: Final = frozenset(
    ("axis", "axes", "sensor", "sensors", "data", "value", "values", "val", "imu", "signal",
     "channel", "ch", "component", "cal", "calibrated", "motion", "device", "total", "counts",
     "count", "lsb", "no", "units", "the", "of", "android", "raw", "meas", "reading", "chip")
)  # fmt: skip
# Of one sensor's readings, how little the second one of such a name is to be preferred.
_VARIANTS: Final = {
    "ln": 0, "low": 0, "noise": 0, "range": 0, "wr": 1, "wide": 1, "hg": 2, "high": 2, "raw": 1,
    "uncal": 1, "uncalibrated": 1, "filtered": 1, "filt": 1, "smooth": 1, "smoothed": 1, "lp": 1,
    "world": 3, "earth": 3, "global": 3,
    "mean": 3, "avg": 3, "average": 3, "averaged": 3, "median": 3,
}  # fmt: skip
# What is worked out of readings or taken from them, and can't stand in for any.
_STATISTICS: Final = frozenset(
    ("std", "sd", "stdev", "stddev", "dev", "deviation", "sigma", "var", "variance", "cov",
     "covar", "covariance", "min", "max", "minimum", "maximum", "peak", "rms", "bias", "offset",
     "offsets", "scale", "gain", "error", "err", "noise", "threshold", "thresh", "limit", "skew",
     "skewness", "kurt", "kurtosis", "energy", "entropy", "iqr", "mad", "zcr", "delta", "diff",
     "derivative")
)  # fmt: skip


@dataclass(frozen=True)
class AxisName:
    """What a name says of an axis.

    Parameters
    ----------
    kind
        The sensor.
    letter
        x, y or z.
    place
        The words that are left: whose sensor it is, empty where it is not said.
    doubt
        How little it is to be preferred to another reading of the same sensor.
    weak
        Whether no word names the sensor, but its unit or nothing at all.
    """

    kind: Kind
    letter: str
    place: str
    doubt: int = 0
    weak: bool = False


def split_unit(name: str) -> tuple[str, str | None]:
    """Split ``acc_x_m_s2``, ``Acc X (m/s^2)`` and ``time in ms`` into a stem and a unit.

    The unit is None where none is stated that is known, and "else" where it is of something that
    neither moves nor is a time. A word in brackets that is no unit stays in the stem.
    """
    for pattern in (_BRACKETED, _IN_WORDS, _SUFFIX):
        if match := pattern.match(name.strip()):
            unit = re.sub(r"[\s^.*]|\(?no_units\)?", "", match[2].lower()).replace("²", "2")
            known = _UNITS.get(unit)
            if pattern is _BRACKETED and known is None and _PLAIN.fullmatch(match[2].strip()):
                return f"{match[1].strip()} {match[2].strip()}", None
            return match[1].strip(), known
    return name.strip(), None


def strange_rate(name: str) -> str | None:
    """Give the unit that a name states of a rate, in brackets, where it is none that is known."""
    match = _BRACKETED.match(name.strip())
    said = match[2].strip() if match else ""
    return said if _A_RATE.search(said) and split_unit(name)[1] is None else None


def is_unit(cell: str) -> bool:
    """Tell whether a cell is a unit and nothing else."""
    bare = re.sub(r"[\s^.*()\[\]]", "", cell.lower()).replace("²", "2")
    known = ("no_units", "nounits", "local_flux", "unix", "counts", "count", "lsb", "-", "n/a")
    return bare in _UNITS or bare.replace("/s2", "/(s2)") in _UNITS or bare.startswith(known)


def letters(stem: str) -> str:
    """Give the letters of a stem alone, in lower case."""
    return "".join(char for char in stem.lower() if char.isalpha())


def words(stem: str) -> list[str]:
    """Split a name into words: at capitals, digits and all signs."""
    return [word.lower() for word in _WORD.findall(stem)]


def axis_name(stem: str, unit: str | None) -> AxisName | None:
    """Find the axis letter in a name, the sensor in the rest of it, and whose it is."""
    split = words(stem)
    if not split or unit in TIME_UNITS or unit == "else" or _is_statistic(split):
        return None
    letter = _take_letter(split)
    of_body = letter is None and split[-1] in _BODY
    if of_body:
        letter = _BODY[split.pop()]
    if letter is None:
        return None
    doubt = sum(_VARIANTS.get(word, 0) for word in split)
    said = " ".join(word for word in split if word not in _VARIANTS and word not in _FILLING)
    for pattern, kind in (*_LONG, *_SHORT):
        if match := pattern.search(said):
            place = " ".join((said[: match.start()] + " " + said[match.end() :]).split())
            doubt -= "incl" in match[0]
            return None if kind is None else AxisName(kind, letter, place, doubt)
    return None if of_body else _by_unit(said, letter, unit)


def _is_statistic(split: list[str]) -> bool:
    """Tell ``acc_std_x`` from a reading; ``low noise`` is a range of Shimmer's."""
    found = _STATISTICS.intersection(split)
    return bool(found) and not (found == {"noise"} and "low" in split)


def _by_unit(said: str, letter: str, unit: str | None) -> AxisName | None:
    """Take plain letters, and words of any language beside a unit that tells the sensor."""
    if unit is None:
        plain = not any(char.isalpha() for char in said)
        return AxisName("acc", letter, said, weak=True) if plain else None
    kind = _KIND_OF_UNIT.get(unit)
    return None if kind is None else AxisName(kind, letter, said, weak=True)


def _take_letter(split: list[str]) -> str | None:
    """Take the axis out of the words of a name: a letter alone, or at the end of a word."""
    alone = [i for i, word in enumerate(split) if word in ("x", "y", "z")]
    if alone:
        return split.pop(alone[-1])
    lettered = [i for i, word in enumerate(split) if word[-1].isalpha()]
    for i in reversed(lettered):
        word = split[i]
        if word[-1] in "xyz" and (i == lettered[-1] or _GLUED.fullmatch(word[:-1])):
            split[i] = word[:-1]
            return word[-1]
    return None
