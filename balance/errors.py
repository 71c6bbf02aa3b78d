"""The root of all errors that a person can put right."""

from __future__ import annotations


class BalanceError(Exception):
    """Something that a person can put right; the text is one sentence that says how.

    Everything that goes wrong with a file, a database, an address, a device or a part of others
    that was added derives from it: `RecordingError` and `HistoryError`, `SourceError` and
    `PluginError`. A wrong argument is a `ValueError`: that is for whoever wrote the call.
    """
