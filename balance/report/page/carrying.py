"""Results inside a PDF: put in, and taken out of whatever calls itself one."""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balance.records.errors import RecordingError
from balance.records.page_head import BEGIN
from balance.report.carried import MOST_BYTES, Carried, carried_from

if TYPE_CHECKING:
    from pypdf import PdfReader

ATTACHED: Final = "balance-results.json"
MIME: Final = "application/json"
ABOUT: Final = "The results on these pages, for Balance Timer to take in"
_MOST_FILE_BYTES: Final = 2 * MOST_BYTES
_DAMAGED: Final = "is damaged; take another copy of the page"
_FOREIGN: Final = "carries no results; take a page that Balance Timer made, as it was made"


def results_in(path: Path) -> Carried:
    """Take the results out of a page.

    Raises
    ------
    RecordingError
        Where the file can't be read, is no PDF, carries none, is damaged, or is of a newer version.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_FILE_BYTES + 1)
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
    try:
        return carried_from(attached_in(data))
    except RecordingError as error:
        raise RecordingError(error.reason, path) from error


def attached_in(data: bytes) -> bytes:
    """Give what a page has attached, whether it is sound or not.

    Raises
    ------
    RecordingError
        Where it is no PDF, is too large, is locked, or has nothing of ours attached.
    """
    if not data.startswith(BEGIN):
        raise RecordingError("is no PDF")
    if len(data) > _MOST_FILE_BYTES:
        raise RecordingError(f"is over {_MOST_FILE_BYTES // 2**20} MB, which is the limit")
    from pypdf import PdfReader

    # What is wrong with a file is said here, in one sentence.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data))
        locked = reader.is_encrypted
        found = None if locked else _attached(reader)
    # A damaged file can make a reader of PDFs stumble over anything.
    except Exception as error:
        raise RecordingError(_DAMAGED) from error
    if locked:
        raise RecordingError("is locked with a password; save it without one")
    if found is None:
        raise RecordingError(_DAMAGED if ATTACHED.encode() in data else _FOREIGN)
    return found


def _attached(reader: PdfReader) -> bytes | None:
    for each in reader.attachment_list:
        if each.name == ATTACHED:
            return bytes(each.content)
    return None


def with_attached(pdf: bytes, results: bytes, title: str) -> bytes:
    """Put results into a PDF that has none yet, and say its title and language."""
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, TextStringObject

    writer = PdfWriter(clone_from=BytesIO(pdf))
    file = writer.add_attachment(ATTACHED, results)
    file.subtype = NameObject("/application#2Fjson")
    file.description = TextStringObject(ABOUT)
    file.associated_file_relationship = NameObject("/Data")
    writer.add_metadata({"/Title": title})
    writer.root_object[NameObject("/Lang")] = TextStringObject("en")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
