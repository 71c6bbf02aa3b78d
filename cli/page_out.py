"""The page of a person, for `export --format pdf`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balance import __version__
from cli import output
from cli.progress import working

if TYPE_CHECKING:
    from balance.records.history.engine import History
    from balance.report.page.setting import Paper

PAPERS: Final = ("a4", "letter")
_SOFTWARE: Final = f"Balance Timer {__version__}"
_PLAIN: Final = (
    "Set plainly, without tags for screen readers; with typst, the extra 'report', it has them."
)


def write_page(
    history: History, person: str, target: Path, paper: Paper, *, with_name: bool
) -> None:
    """Write the page of a person as a PDF with the results inside.

    Raises
    ------
    RecordingError
        Where there is no such person, or it can't be written.
    """
    from balance.report.carried import carried_json, carried_of
    from balance.report.files import write_new
    from balance.report.page.content import page_of
    from balance.report.page.setting import can_set
    from drivers.live.page_words import PageWords
    from gui.printing import page_pdf

    now = datetime.now().astimezone()
    with working("Setting the page"):
        carried = carried_of(history, person, with_name=with_name)
        results = carried_json(carried)
        page = page_of(history, person, now.date(), PageWords(), _SOFTWARE, with_name=with_name)
        pdf = page_pdf(page, results, paper, now)
    write_new({target: pdf})
    if not can_set():
        output.note(_PLAIN)
    if carried.under_way:
        output.note(f"Not in it yet: {_many(carried.under_way, 'recording')} still being made.")
    whose = "with" if with_name else "without"
    inside = f"{_many(len(carried.recordings), 'recording')} inside"
    if carried.sittings:
        inside += f", {_many(len(carried.sittings), 'session')} led by voice"
    output.note(f"{target}: the page of {person}, {whose} a name; {inside}.")


def _many(count: int, one: str) -> str:
    return f"1 {one}" if count == 1 else f"{count} {one}s"
