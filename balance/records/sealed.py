"""JSON with a seal: one object on one line, with a sum over all that it says.

What was cut off, changed on its way or made by a newer version is refused in a sentence. A value
that was changed is never read as if it had been written so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from balance.records.errors import RecordingError
from balance.records.plain_json import read_plain

_SUM: Final = "sha256"
_DAMAGED: Final = "is damaged; take another copy of it"


def seal(kind: str, version: int, body: Mapping[str, Any]) -> bytes:
    """Give the object as bytes; `body` has no key `format`, `version` or `sha256`.

    Raises
    ------
    ValueError
        Where a number in it is none that JSON knows.
    """
    head = {"format": kind, "version": version, _SUM: _sum_of(body)}
    text = json.dumps({**head, **body}, separators=(",", ":"), allow_nan=False)
    return f"{text}\n".encode("ascii")


def begin_of(kind: str) -> bytes:
    """Give how everything begins that is sealed as this kind."""
    return f'{{"format":{json.dumps(kind)},'.encode("ascii")


def unseal(data: bytes, kind: str, version: int) -> dict[str, Any]:
    """Give what was sealed.

    Raises
    ------
    RecordingError
        Where it is something else, is of a newer version, or is not what was sealed.
    """
    try:
        said = read_plain(data)
    except ValueError as error:
        raise RecordingError(_DAMAGED) from error
    if not isinstance(said, dict) or said.pop("format", None) != kind:
        raise RecordingError(_DAMAGED)
    made_by = said.pop("version", None)
    if type(made_by) is not int or made_by < 1:
        raise RecordingError(_DAMAGED)
    if made_by > version:
        reason = f"made by a newer version (format {made_by}); update this program to read it"
        raise RecordingError(reason)
    if said.pop(_SUM, None) != _sum_of(said):
        raise RecordingError(_DAMAGED)
    return said


def _sum_of(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
