"""Decimal numbers out of text, a column at a time: the fast part of reading a file.

A field such as ``-12.3456`` is gathered as one or two words of eight bytes that end with its last
digit, and all fields of a column are worked out together by arithmetic on those words. With at
most 15 characters the digits are a whole number below 2^53, and dividing that by a power of ten
rounds once, so that the value equals `float` of the same text to the last bit (W. D. Clinger, "How
to read floating point numbers accurately", PLDI 1990). Any other field goes through `float`.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from balance.samples import FloatArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]

MARGIN: Final = 16
"""Bytes that must stand before the first field, so that a word never begins before the text."""

_LONGEST: Final = 15
_MINUS: Final = ord("-")


def _in_each_byte(value: int) -> np.uint64:
    return np.uint64(value * 0x0101010101010101)


_ZEROS: Final = _in_each_byte(ord("0"))
_POINTS: Final = _in_each_byte(ord(".") ^ ord("0"))
_POINT: Final = np.uint64(ord(".") ^ ord("0"))
_TOPS: Final = _in_each_byte(0x80)
_TO_TOP: Final = _in_each_byte(0x7F)
_ABOVE_NINE: Final = _in_each_byte(0x80 - 10)
_PAIRS: Final = np.uint64(0x00FF00FF00FF00FF)
_FOURS: Final = np.uint64(0x0000FFFF0000FFFF)
_ALL: Final = np.uint64(0x00000000FFFFFFFF)
# By the number of characters wanted: the last ones of a word, which are its high bytes.
_LAST: Final[Words] = np.array([2**64 - 2 ** (8 * (8 - n)) for n in range(9)], dtype=np.uint64)
_POWERS: Final[FloatArray] = np.array([10.0**n for n in range(_LONGEST + 1)])


def read_numbers(text: Bytes, start: Places, end: Places) -> tuple[FloatArray, Places]:
    """Read one number from each field.

    Parameters
    ----------
    text
        Shape (n_bytes,), ASCII or UTF-8.
    start, end
        Shape (n,): where each field begins, and one past where it ends; at least `MARGIN`.

    Returns
    -------
    values
        Shape (n,); nan and infinities are read where they are written.
    bad
        Indices of the fields that are not numbers, increasing; their values are nan.
    """
    if start.size == 0:
        return np.empty(0), np.empty(0, dtype=np.intp)
    values, plain = _plain_decimals(text, start, end)
    odd = np.flatnonzero(~plain)
    if odd.size == 0:
        return values, odd
    raw = text.tobytes()
    places = zip(start[odd].tolist(), end[odd].tolist(), strict=True)
    numbers = [_number(raw[first:last]) for first, last in places]
    values[odd] = [math.nan if number is None else number for number in numbers]
    return values, odd[[number is None for number in numbers]]


def _number(field: bytes) -> float | None:
    try:
        # float() takes 1_000, which no program writes: in a file it is a damaged byte.
        return float(field.replace(b"_", b"?"))
    except ValueError:
        return None


def _plain_decimals(text: Bytes, start: Places, end: Places) -> tuple[FloatArray, Flags]:
    """Read fields made of digits, at most one point and a minus; say which were such."""
    negative = text[start] == _MINUS
    length = end - start - negative
    plain = (length > 0) & (length <= _LONGEST)
    length = np.where(plain, length, 0)
    words: Words = np.ndarray((text.size - 7,), dtype="<u8", buffer=text, strides=(1,))

    digits, decimals, points, good = _eight(words[end - 8], np.minimum(length, 8))
    plain &= good
    long = np.flatnonzero(length > 8)
    if long.size:
        higher, more, more_points, good = _eight(words[end[long] - 16], length[long] - 8)
        digits[long] += higher * np.uint64(10**8)
        decimals[long] += (more + 8) * more_points
        plain[long] &= good & ~(points[long] & more_points)
        points[long] |= more_points
    plain &= length > points

    # The point was read as a digit 0, which puts what is before it one place too high.
    values = digits.astype(np.float64)
    scale = _POWERS[np.where(plain, decimals, 0)]
    values -= np.floor(values / (scale * 10.0)) * (scale * 9.0) * points
    values /= scale
    return np.where(negative, -values, values), plain


def _eight(words: Words, length: Places) -> tuple[Words, Places, Flags, Flags]:
    """Work out the last `length` characters of each word of eight.

    Returns
    -------
    digits
        The whole number they write, a point counting as a digit 0.
    decimals
        Characters after the point; 0 without one.
    point
        Whether there is one.
    good
        Whether they are digits and at most one point.
    """
    x = (words ^ _ZEROS) & _LAST[length]
    point = ~((x ^ _POINTS) + _TO_TOP) & _TOPS
    x ^= (point >> np.uint64(7)) * _POINT
    good = ((x + _ABOVE_NINE) | x) & _TOPS == 0
    x = (x * np.uint64(10) + (x >> np.uint64(8))) & _PAIRS
    x = (x * np.uint64(100) + (x >> np.uint64(16))) & _FOURS
    x = (x * np.uint64(10000) + (x >> np.uint64(32))) & _ALL
    # The exponent of a power of two says which bit it is: 7 for the first byte, 63 for the last.
    mantissa, exponent = np.frexp(point.astype(np.float64))
    has_point = exponent > 0
    decimals = np.where(has_point, (64 - exponent) >> 3, 0)
    return x, decimals, has_point, good & ((mantissa == 0.5) | ~has_point)
