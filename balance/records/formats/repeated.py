"""A line of names that comes again and again in one recording, as some loggers write it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.clock_course import usual_step
from balance.records.formats.clocks import read_clock
from balance.records.formats.roles import Roles
from balance.records.formats.tables import Table
from balance.records.formats.told import Told

_GOES_ON: Final = 5.0  # usual steps


def without_repeats(table: Table, roles: Roles, told: Told) -> Table:
    """Leave out the lines of names across which the times go on, where all of them are such.

    What stands below others under a title, or begins at another time, is another recording.
    """
    if not table.heading or not roles.times or table.heading not in table.rows:
        return table
    given = [row for row in table.rows if row.strip()]
    rows = [row for row in given if row != table.heading]
    if any(len(table.split_row(row)) < table.width for row in _last_rows(given, table.heading)):
        return table
    joined = replace(table, rows=rows, _known={})
    try:
        clock = read_clock(joined, roles, told)
    except RecordingError:
        return table
    usual = usual_step(clock.time_s)
    headings = np.flatnonzero([row == table.heading for row in given])
    first = headings - np.arange(headings.size)  # the row below each, of those that are left
    first = first[(first > 0) & (first < clock.time_s.size)]
    if usual is None or clock.unit == "counter" or clock.time_s.size != len(rows):
        return table
    steps = clock.time_s[first] - clock.time_s[first - 1]
    return joined if ((steps > 0) & (steps <= _GOES_ON * usual)).all() else table


def _last_rows(rows: list[str], heading: str) -> list[str]:
    return [before for before, row in pairwise(rows) if row == heading != before]
