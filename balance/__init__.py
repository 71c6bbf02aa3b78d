"""Balance Timer for people who program: recordings in, holds out.

The names in `__all__` are the public API, and stay as docs/api.md promises; modules and all that
is not named there may change. Each is imported when it is first asked for, so that
``import balance`` costs next to nothing::

    from balance import analyze

    analysis = analyze("walk.csv", placement="shank")
    for hold in analysis.holds:
        print(f"{hold.lift_off_s:.2f} s: held for {hold.duration_s:.2f} s")

Units are SI and stand in names. It is the core of the program: no Qt, threads or sockets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance.version import __version__

if TYPE_CHECKING:
    from balance.analysis import Analysis, analyze
    from balance.errors import BalanceError
    from balance.protocol.attempts import Attempt, Score
    from balance.protocol.conditions import Conditions
    from balance.records.errors import RecordingError, SeveralSensorsError
    from balance.records.events_file import EventRow
    from balance.records.formats.added import FileFormat, FileRows
    from balance.records.formats.told import Told
    from balance.records.header import Header
    from balance.records.open_any import find_recordings, open_recording
    from balance.records.recorder import write_recording
    from balance.records.recording import Recording
    from balance.report.holds_table import holds_table
    from balance.samples import Gap, Inlet, Losses, SampleBlock
    from balance.session import BlockSink, Session
    from balance.signal.quality import Quality
    from balance.simulate.attempt import Trial
    from balance.simulate.score import TruthEvent
    from balance.simulate.sensor import SensorModel
    from balance.simulate.session import Simulated, simulate_session
    from balance.sway.window import NoSway, Sway
    from balance.timing.results import Course, Cue, Event, Hold

__all__ = [
    "Analysis",
    "Attempt",
    "BalanceError",
    "BlockSink",
    "Conditions",
    "Course",
    "Cue",
    "Event",
    "EventRow",
    "FileFormat",
    "FileRows",
    "Gap",
    "Header",
    "Hold",
    "Inlet",
    "Losses",
    "NoSway",
    "Quality",
    "Recording",
    "RecordingError",
    "SampleBlock",
    "Score",
    "SensorModel",
    "Session",
    "SeveralSensorsError",
    "Simulated",
    "Sway",
    "Told",
    "Trial",
    "TruthEvent",
    "__version__",
    "analyze",
    "find_recordings",
    "holds_table",
    "open_recording",
    "simulate_session",
    "write_recording",
]

_HOMES: Final = {
    "balance.analysis": ("Analysis", "analyze"),
    "balance.errors": ("BalanceError",),
    "balance.protocol.attempts": ("Attempt", "Score"),
    "balance.protocol.conditions": ("Conditions",),
    "balance.records.errors": ("RecordingError", "SeveralSensorsError"),
    "balance.records.events_file": ("EventRow",),
    "balance.records.formats.added": ("FileFormat", "FileRows"),
    "balance.records.formats.told": ("Told",),
    "balance.records.header": ("Header",),
    "balance.records.open_any": ("find_recordings", "open_recording"),
    "balance.records.recorder": ("write_recording",),
    "balance.records.recording": ("Recording",),
    "balance.report.holds_table": ("holds_table",),
    "balance.samples": ("Gap", "Inlet", "Losses", "SampleBlock"),
    "balance.session": ("BlockSink", "Session"),
    "balance.signal.quality": ("Quality",),
    "balance.simulate.attempt": ("Trial",),
    "balance.simulate.score": ("TruthEvent",),
    "balance.simulate.sensor": ("SensorModel",),
    "balance.simulate.session": ("Simulated", "simulate_session"),
    "balance.sway.window": ("NoSway", "Sway"),
    "balance.timing.results": ("Course", "Cue", "Event", "Hold"),
}

if not TYPE_CHECKING:  # a type checker must not take every name for one that is here

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                from importlib import import_module

                found = globals()[name] = getattr(import_module(home), name)
                return found
        raise AttributeError(f"module 'balance' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
