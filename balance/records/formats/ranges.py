"""Why an acceleration can't be read in any unit: it is cut off, or its counts have no zero."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.samples import FloatArray

_CUT_OFF: Final = 0.1  # of the rows at the largest reading of an axis; what moves is hardly there
_LEAST_ROWS: Final = 20


def check_range(acc: FloatArray, stated: str | None) -> None:
    """See that an acceleration, shape (n, 3), which reads no gravity, is whole in its range.

    Raises
    ------
    RecordingError
        Where it is cut off below gravity, or holds counts of which none is below zero.
    """
    known = acc[np.isfinite(acc).all(axis=1) & acc.any(axis=1)]
    if len(known) < _LEAST_ROWS:
        return
    size = np.abs(known)
    largest = float(size.max())
    cut = size == largest
    if (known != known[0]).any() and (cut.mean(axis=0) >= _CUT_OFF).any():
        unit = f" {stated}" if stated else ""
        raise RecordingError(
            f"is cut off at {largest:.6g}{unit}, which an axis reads in "
            f"{100 * cut.any(axis=1).mean():.0f} % of its rows: gravity is beyond that range, and "
            "can't be told; record it with a range of at least 2 g"
        )
    if (known == np.round(known)).all() and known.min() >= 0.0:
        raise RecordingError(
            "holds whole numbers of which none is below 0: counts without a sign, or with a zero "
            "that is not at 0, are gravity in no unit; export signed numbers, in g or m/s^2"
        )
