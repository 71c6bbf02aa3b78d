"""A text of JSON to the sensors in it, whichever program wrote it."""

from __future__ import annotations

from balance.records.formats import movesense, sensor_logger, sensor_streamer
from balance.records.formats.json_text import read_json
from balance.records.formats.logged import is_logged
from balance.records.formats.sensors import Export
from balance.records.formats.stamped import is_stamped
from balance.records.formats.told import NOTHING, Told
from balance.records.limits import MOST_TABLE_ROWS, check_rows


def is_json(text: str) -> bool:
    """Tell JSON from a table by how it begins; brackets may be a monitor's or a log's."""
    begins = text.lstrip().startswith(("[", "{"))
    return begins and not is_stamped(text) and not is_logged(text)


def read_json_text(text: str, told: Told = NOTHING) -> Export:
    """Read JSON of Movesense, SensorStreamer or Sensor Logger.

    Raises
    ------
    RecordingError
        Where it is none of these. `SeveralSensorsError` where it holds several recordings and
        none was told.
    """
    check_rows(text.count("{") + text.count("["), MOST_TABLE_ROWS, "objects")
    values = read_json(text)
    if movesense.is_stream(values):
        return movesense.read_stream(values)
    if sensor_streamer.are_packets(values):
        return sensor_streamer.read_packets(values)
    return sensor_logger.from_json(values, told)
