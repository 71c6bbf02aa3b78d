"""Review: a page is opened, and what it carries comes into the history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import Pumps
from keepers import kept
from pypdf import PdfWriter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from balance.records.history.engine import open_history
from balance.records.history.people import Description
from balance.records.history.store import keep
from balance.report.carried import carried_json, carried_of
from balance.report.page.carrying import with_attached
from gui.kit.meant import MeantDialog
from gui.review.place import ReviewPlace
from gui.window import Window


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page that somebody else made, of two recordings."""
    blank, path = PdfWriter(), tmp_path / "page.pdf"
    blank.add_blank_page(200, 200)
    blank.write(path)
    with open_history(tmp_path / "there.db", tmp_path / "there") as there:
        made = ("2026-03-01T10:00:00+00:00", "2026-03-02T10:00:00+00:00")
        keep(there, [kept(at, [5.0, 7.5], created=at, person="PAT-7") for at in made])
        path.write_bytes(
            with_attached(path.read_bytes(), carried_json(carried_of(there, "PAT-7")), "x")
        )
    return path


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, pumps: Pumps) -> Iterator[Window]:
    made = Window(qapp, tmp_path / "data", pump=pumps)
    made.attach()
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


@pytest.fixture
def review(window: Window) -> ReviewPlace:
    place = window.open_place("review")
    assert isinstance(place, ReviewPlace)
    return place


def people(window: Window) -> list[tuple[str, int]]:
    return sorted((one.person, one.attempts) for one in window.book.recordings())


def test_it_comes_in_once_and_its_recordings_are_listed(
    window: Window, review: ReviewPlace, page: Path
) -> None:
    assert not review.open(page)
    assert people(window) == [("PAT-7", 2), ("PAT-7", 2)]
    said = "page.pdf: 2 recordings with 4 attempts of PAT-7 taken in."
    assert window.status.note.text().startswith(said)
    assert review.isEnabled()
    review.open(page)
    assert people(window) == [("PAT-7", 2), ("PAT-7", 2)]
    assert window.status.note.text().startswith("page.pdf: nothing of PAT-7 is new here.")
    # What they were made from is elsewhere, and Review says so.
    (path, _) = sorted(one.path for one in window.book.recordings())
    assert not review.open(path)
    assert "samples are elsewhere" in review.title.text()


def test_a_page_that_is_damaged_or_anothers_is_refused_in_a_sentence(
    window: Window, review: ReviewPlace, page: Path
) -> None:
    page.write_bytes(page.read_bytes()[:-700])
    assert not review.open(page)
    assert review.title.text() == f"{page}: is damaged; take another copy of the page"
    assert people(window) == []
    assert review.isEnabled()


@pytest.mark.parametrize(("chosen", "came"), [("PAT7", 2), ("PAT-7", 2), ("", 0)])
def test_a_code_that_is_close_to_anothers_is_asked_about(
    window: Window,
    review: ReviewPlace,
    page: Path,
    monkeypatch: pytest.MonkeyPatch,
    chosen: str,
    came: int,
) -> None:
    window.book.add("PAT7", Description())

    def answer(dialog: MeantDialog) -> int:
        dialog.chosen = chosen
        return 0

    monkeypatch.setattr(MeantDialog, "exec", answer)
    review.open(page)
    assert people(window) == [(chosen, 2)] * came
