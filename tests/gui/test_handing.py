"""Results handed over in the window, and what somebody brings taken in: from one to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from drawn import drawn
from pypdf import PdfReader
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from balance.records.header import Header
from balance.records.recorder import write_recording
from balance.report.page.carrying import results_in
from balance.simulate.attempt import Trial
from drivers.live.handing import ENDINGS, NAMED, OF_ONE
from gui.bringing import _dropped
from gui.example import PERSON, training
from gui.kit.meant import MeantDialog
from gui.progress.giving import ask_hand_over, take_in
from gui.progress.handing import HandDialog
from gui.progress.place import ProgressPlace
from gui.review.place import ReviewPlace
from gui.window import Window

Opens = Callable[[str], ProgressPlace]


@pytest.fixture
def opens(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Opens]:
    """Open the window of an installation of its own."""
    windows: list[Window] = []

    def opened(name: str) -> ProgressPlace:
        window = Window(qapp, tmp_path / name)
        windows.append(window)
        window.attach()
        window.show()
        place = window.open_place("progress")
        assert isinstance(place, ProgressPlace)
        return place

    yield opened
    for window in windows:
        window.close()


@pytest.fixture
def here(opens: Opens) -> ProgressPlace:
    place = opens("here")
    window_of(place).book.keep_scored(training(6))
    place.refresh()
    return place


def window_of(place: ProgressPlace) -> Window:
    window = place.window()
    assert isinstance(window, Window)
    return window


def doing(monkeypatch: pytest.MonkeyPatch, act: Callable[[HandDialog], object]) -> None:
    """Have somebody do this in the dialog instead of looking at it."""

    def run(dialog: HandDialog) -> int:
        act(dialog)
        return dialog.result()

    monkeypatch.setattr(HandDialog, "exec", run)


def saving(target: Path, form: str, said: list[str]) -> Callable[[HandDialog], object]:
    def act(dialog: HandDialog) -> None:
        dialog.form.setCurrentIndex(dialog.form.findData(form))
        dialog.save(target)
        said.append(dialog.trouble.text())

    return act


def note(place: ProgressPlace) -> str:
    return window_of(place).status.note.text()


def page(place: ProgressPlace, monkeypatch: pytest.MonkeyPatch, target: Path) -> Path:
    said: list[str] = []
    doing(monkeypatch, saving(target, "pdf", said))
    ask_hand_over(place)
    assert said == [""]
    return target


def test_a_page_goes_from_one_window_to_another_and_counts_once(
    here: ProgressPlace, opens: Opens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = page(here, monkeypatch, tmp_path / "mine.pdf")
    assert "12 recordings inside" in note(here)
    assert len(results_in(target).recordings) == 12
    there = opens("there")
    assert there.known == []
    window_of(there).open_place("review")
    bring(window_of(there), target)
    assert there.side.code() == PERSON
    assert f"Of {PERSON} came in: 12 recordings, 36 attempts." in note(there)
    assert there.head.trouble.text() == ""
    assert there.balance.legs.facts["attempts", 0].text() == "18 in 6 sessions"
    take_in(there, target)
    assert f"Nothing of {PERSON} is new here." in note(there)
    # What they were made from is elsewhere, and Review says so.
    review = window_of(there).open_place("review")
    assert isinstance(review, ReviewPlace)
    assert not review.open(window_of(there).book.recordings()[0].path)
    assert "samples are elsewhere" in review.title.text()


def test_after_the_page_the_zip_brings_the_recording_itself(
    opens: Opens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here, there = opens("here"), opens("there")
    folder = tmp_path / "here" / "recordings"
    folder.mkdir(parents=True, exist_ok=True)
    block = drawn(4, placement="shank", trials=[Trial(4.0), Trial(6.0)]).block
    header = Header(placement="shank", stance_leg="left", person=PERSON)
    write_recording(folder / "run.csv.gz", header, block)
    window_of(here).book.keep([folder / "run.csv.gz"])
    here.refresh()
    said: list[str] = []
    for form in ("pdf", "zip"):
        doing(monkeypatch, saving(tmp_path / f"mine.{form}", form, said))
        ask_hand_over(here)
    assert said == ["", ""]
    take_in(there, tmp_path / "mine.pdf")
    bring(window_of(there), tmp_path / "mine.zip")
    assert f"Of {PERSON} came in: 1 recording, 2 attempts." in note(there)
    (listed,) = window_of(there).book.recordings()
    assert listed.path.name == "run.csv.gz"
    review = window_of(there).open_place("review")
    assert isinstance(review, ReviewPlace)
    assert review.open(listed.path)


def bring(window: Window, path: Path) -> None:
    """Choose a file in Review, where any can be."""
    review = window.open_place("review")
    assert isinstance(review, ReviewPlace)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        review.ask()


@pytest.mark.parametrize("form", ["csv", "fhir", "zip", "calendar"])
def test_each_form_is_written(
    here: ProgressPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str
) -> None:
    window_of(here).book.describe(PERSON, here.side.description())
    said: list[str] = []
    doing(monkeypatch, saving(tmp_path / "made", form, said))
    ask_hand_over(here)
    made = tmp_path / f"made{ENDINGS[form]}"  # type: ignore[index]
    if form == "calendar":
        assert "has no plan of a week" in said[0]
        assert not made.exists()
    else:
        assert said == [""]
        assert made.stat().st_size > 0
        assert str(made) in note(here)


def test_nothing_is_overwritten_and_the_dialog_stays(
    here: ProgressPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mine.pdf").write_text("mine")
    said: list[str] = []
    doing(monkeypatch, saving(tmp_path / "mine.pdf", "pdf", said))
    ask_hand_over(here)
    assert "this file exists, and nothing is overwritten" in said[0]
    assert (tmp_path / "mine.pdf").read_text() == "mine"


def test_what_can_be_chosen_goes_with_the_form(
    here: ProgressPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: dict[str, tuple[bool, ...]] = {}

    def look(dialog: HandDialog) -> None:
        dialog.show()
        dialog.with_name.setChecked(True)
        dialog.everybody.setChecked(True)
        for form in ENDINGS:
            dialog.form.setCurrentIndex(dialog.form.findData(form))
            parts = (dialog.paper, dialog.print_button, dialog.with_name, dialog.everybody)
            seen[form] = tuple(part.isVisible() for part in parts)
            wish = dialog.wish(tmp_path / "x")
            assert wish.with_name == (form in NAMED)
            assert wish.person == (PERSON if form in OF_ONE else None)
        dialog.close()

    known = here.chosen()
    assert known is not None
    assert here.change(known, PERSON, here.side.description().__class__(name="Łódź Ω")) == ""
    doing(monkeypatch, look)
    ask_hand_over(here)
    assert seen == {
        "pdf": (True, True, True, False),
        "csv": (False, False, False, True),
        "fhir": (False, False, False, True),
        "bids": (False, False, False, True),
        "zip": (False, False, True, False),
        "calendar": (False, False, False, False),
    }


def test_a_data_set_is_written_and_taken_in_by_its_description_or_dropped(
    here: ProgressPlace, opens: Opens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    doing(monkeypatch, saving(tmp_path / "data", "bids", said))
    ask_hand_over(here)
    assert said == [""]
    assert (tmp_path / "data" / "participants.tsv").is_file()
    there = opens("there")
    take_in(there, tmp_path / "data" / "dataset_description.json")
    known = there.chosen()
    assert known is not None
    assert known.code == PERSON
    assert _dropped(mime_of(tmp_path / "data")) == tmp_path / "data"
    assert _dropped(mime_of(tmp_path)) is None
    (tmp_path / "data" / "README").write_text("changed")
    take_in(there, tmp_path / "data")
    assert "it is not as it was written" in there.head.trouble.text()


def mime_of(path: Path) -> QMimeData:
    what = QMimeData()
    what.setUrls([QUrl.fromLocalFile(str(path))])
    return what


def test_the_page_is_printed(
    here: ProgressPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def accept(dialog: QPrintDialog) -> int:
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        return int(QDialog.DialogCode.Accepted.value)

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    doing(monkeypatch, lambda dialog: dialog.print_button.click())
    ask_hand_over(here)
    pages = PdfReader(tmp_path / "printed.pdf").pages
    assert len(pages) == 2
    words = " ".join(each.extract_text() for each in pages)
    assert PERSON in words
    assert "Best" in words
    assert note(here).startswith(f"The page of {PERSON} went to the printer.")


def test_whoever_gives_up_printing_is_where_they_were(
    here: ProgressPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPrintDialog, "exec", lambda _: 0)
    doing(monkeypatch, lambda dialog: dialog.print_button.click())
    ask_hand_over(here)
    assert "printer" not in note(here)


@pytest.mark.parametrize("chosen", ["known", "new", ""])
def test_a_code_that_is_close_to_another_is_asked_about(
    here: ProgressPlace,
    opens: Opens,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    chosen: str,
) -> None:
    near = PERSON.replace("P", "P0")
    target = page(here, monkeypatch, tmp_path / "mine.pdf")
    there = opens("there")
    window_of(there).book.add(near)
    there.refresh()
    asked: list[str] = []

    def answer(dialog: MeantDialog) -> int:
        asked.append(dialog.known.text())
        dialog.chosen = {"known": near, "new": PERSON, "": ""}[chosen]
        return 0

    monkeypatch.setattr(MeantDialog, "exec", answer)
    take_in(there, target)
    assert asked == [f"It is {near}"]
    codes = sorted(one.code for one in there.known)
    if chosen == "new":
        assert codes == sorted([near, PERSON])
    else:
        assert codes == [near]
    if not chosen:
        assert "Nothing was taken in" in there.head.trouble.text()
    else:
        assert there.balance.legs.facts["attempts", 0].text() == "18 in 6 sessions"


@pytest.mark.parametrize("name", ["foreign.pdf", "damaged.pdf", "damaged.zip", "gone.pdf"])
def test_what_is_foreign_or_damaged_is_a_sentence(
    here: ProgressPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    target = tmp_path / name
    if name == "damaged.pdf":
        data = page(here, monkeypatch, tmp_path / "whole.pdf").read_bytes()
        target.write_bytes(data[: len(data) // 2])
    elif name == "foreign.pdf":
        target.write_bytes(b"%PDF-1.4\n%%EOF\n")
    elif name == "damaged.zip":
        target.write_bytes(b"PK\x03\x04 and no more")
    before = [one.code for one in here.known]
    take_in(here, target)
    trouble = here.head.trouble.text()
    assert str(target) in trouble
    assert len(trouble.splitlines()) == 1
    assert [one.code for one in here.known] == before


def test_a_file_is_dropped_on_the_window(
    qtbot: QtBot,
    here: ProgressPlace,
    opens: Opens,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    recording: Path,
) -> None:
    target = page(here, monkeypatch, tmp_path / "mine.pdf")
    there = window_of(opens("there"))
    assert drop(there, target)
    place = there.rooms.places["progress"]
    assert isinstance(place, ProgressPlace)
    qtbot.waitUntil(lambda: place.side.code() == PERSON)
    drop(there, recording)
    qtbot.waitUntil(lambda: "review" in there.rooms.places)
    review = there.rooms.places["review"]
    qtbot.waitUntil(lambda: getattr(review, "look", None) is not None)
    assert review.look.path == recording  # type: ignore[attr-defined]


def test_what_is_no_file_is_not_taken(here: ProgressPlace, tmp_path: Path) -> None:
    window = window_of(here)
    for urls in ([], [QUrl("https://example.org/x.pdf")], [QUrl.fromLocalFile(str(tmp_path))]):
        assert not drop(window, urls=urls)


def drop(window: Window, *paths: Path, urls: list[QUrl] | None = None) -> bool:
    """Drop files, as another program does; whether they were taken."""
    what = QMimeData()
    what.setUrls(urls if urls is not None else [QUrl.fromLocalFile(str(path)) for path in paths])
    taken = []
    for made, kind in ((QDragEnterEvent, QEvent.Type.DragEnter), (QDropEvent, QEvent.Type.Drop)):
        at = QPoint(50, 50) if made is QDragEnterEvent else QPointF(50, 50)
        none = Qt.KeyboardModifier.NoModifier
        event = made(at, Qt.DropAction.CopyAction, what, Qt.MouseButton.LeftButton, none)
        assert event.type() == kind
        event.ignore()
        QApplication.sendEvent(window, event)
        taken.append(event.isAccepted())
    assert taken[0] == taken[1]
    return taken[1]
