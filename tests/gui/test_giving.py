"""Review: a recording, or a part of it, given to whose it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from fakes import Pumps
from meanwhile import SOON_MS
from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from balance import moving
from balance.records.history.people import Description
from balance.records.history.rewriting import write_code
from balance.records.history.schema import Recorded, Tried
from balance.records.recording import read_header
from drivers.live import people
from drivers.live.running import running
from gui.review.owner import OwnerDialog
from gui.review.place import ReviewPlace
from gui.window import Window


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pumps: Pumps, recording: Path
) -> Iterator[Window]:
    made = Window(qapp, tmp_path / "data", pump=pumps)
    made.attach()
    with qtbot.waitExposed(made):
        made.show()
    folder = made.recordings
    assert folder is not None
    folder.mkdir(parents=True)
    path = Path(shutil.copy(recording, folder / "three.csv"))
    write_code(path, "P1")
    made.book.add("P2", Description(name="Anna Sørensen"))
    made.book.keep([path])
    yield made
    made.close()


@pytest.fixture
def review(window: Window) -> ReviewPlace:
    place = window.open_place("review")
    assert isinstance(place, ReviewPlace)
    assert place.open(folder_of(window) / "three.csv")
    assert place.look is not None
    assert len(place.look.holds) == 3
    return place


def folder_of(window: Window) -> Path:
    assert window.recordings is not None
    return window.recordings


def asked(
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[OwnerDialog], object],
    *,
    given: bool = True,
) -> list[str]:
    """Have the question answered; gives what was said to happen."""
    told: list[str] = []

    def work(dialog: OwnerDialog) -> QDialog.DialogCode:
        answer(dialog)
        told.append(dialog.said.toPlainText())
        return QDialog.DialogCode.Accepted if given else QDialog.DialogCode.Rejected

    monkeypatch.setattr(OwnerDialog, "exec", work)
    return told


def owners(window: Window) -> dict[str, tuple[str, int]]:
    return {one.path.name: (one.person, one.attempts) for one in window.book.recordings()}


def part(dialog: OwnerDialog, what: str) -> None:
    at = list[str](dialog._values).index(what)
    dialog.parts.button(at).click()


def test_a_whole_recording_is_moved_off_the_window_s_thread(
    window: Window, review: ReviewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []
    move = people.move

    def noted(*args: object, **more: object) -> object:
        threads.append(QThread.currentThread() is window.thread())
        return move(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(people, "move", noted)

    def answer(dialog: OwnerDialog) -> None:
        dialog.search.setText("sorensen")
        assert dialog.list.item(0).text() == "P2   Anna Sørensen"
        assert not dialog.yes.isEnabled(), "it may be somebody new: nobody is chosen by itself"
        dialog.list.setCurrentRow(0)

    told = asked(monkeypatch, answer)
    review.give()
    assert "The whole recording becomes P2's:\n    three.csv\n        hold 1 (" in told[0]
    assert "from P1 to P2" in told[0]
    assert threads == [False]
    path = folder_of(window) / "three.csv"
    assert read_header(path).person == "P2"
    assert owners(window) == {"three.csv": ("P2", 3)}
    assert window.status.note.text().startswith("three.csv is P2's now, with 3 holds.")
    assert "Person P2" in review.title.text()
    assert review.isEnabled()


def test_one_hold_is_moved_to_somebody_new_and_the_rest_stays(
    window: Window, review: ReviewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    review.side.holds.setCurrentRow(1)

    def answer(dialog: OwnerDialog) -> None:
        part(dialog, "hold")
        dialog.search.setText("P7")
        assert dialog.list.item(0).text() == "Somebody new: P7"

    told = asked(monkeypatch, answer)
    review.give()
    going, _, staying = told[0].partition("This stays P1's:")
    assert "P7 is added as a new person." in going
    assert "three-part2.csv.gz\n        hold 2 (" in going
    assert "three-part1.csv.gz\n        hold 1 (" in staying
    assert "three-part3.csv.gz\n        hold 3 (" in staying
    aside = folder_of(window) / ".originals" / "three.csv"
    assert str(aside) in staying
    assert aside.is_file()
    assert owners(window) == {
        "three-part1.csv.gz": ("P1", 1),
        "three-part2.csv.gz": ("P7", 1),
        "three-part3.csv.gz": ("P1", 1),
    }
    assert review.look is not None
    assert review.look.path.name == "three-part2.csv.gz"
    assert "three-part2.csv.gz is P7's now, with 1 hold" in window.status.note.text()
    names = {row.path.name for row in review.shelf.rows}
    assert names == {f"three-part{number}.csv.gz" for number in (1, 2, 3)}


def test_what_comes_after_a_hold_is_another_person_s(
    window: Window, review: ReviewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(dialog: OwnerDialog) -> None:
        part(dialog, "after")
        dialog.search.setText("P2")

    told = asked(monkeypatch, answer)
    review.give()
    assert "is cut into 2 recordings" in told[0]
    assert owners(window) == {"three-part1.csv.gz": ("P1", 1), "three-part2.csv.gz": ("P2", 2)}


def test_enter_gives_up_and_nothing_is_changed(
    qtbot: QtBot, window: Window, review: ReviewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def press(dialog: OwnerDialog) -> int:
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow, timeout=SOON_MS)
        seen.append((dialog.yes.isEnabled(), dialog.no.isDefault(), dialog.focusWidget()))
        assert dialog.focusWidget() is dialog.search
        qtbot.keyClicks(dialog.search, "p2")
        assert dialog.yes.isEnabled()
        qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
        assert dialog.focusWidget() is dialog.list
        assert dialog.isVisible(), "Return in the search gives nothing up, and does nothing"
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
        assert dialog.focusWidget() is dialog.yes
        qtbot.keyClick(dialog.yes, Qt.Key.Key_Return)
        assert not dialog.isVisible()
        for each in (dialog.search, dialog.list, dialog.said, *dialog.parts.buttons()):
            assert each.accessibleName()
        assert dialog.height() < 650
        assert dialog.width() < 1200
        return dialog.result()

    monkeypatch.setattr(OwnerDialog, "exec", press)
    before = (folder_of(window) / "three.csv").read_bytes()
    review.give()
    assert seen[0][:2] == (False, True)  # type: ignore[index]
    assert (folder_of(window) / "three.csv").read_bytes() == before
    assert owners(window) == {"three.csv": ("P1", 3)}


def test_it_is_refused_while_that_person_is_timed(
    window: Window, review: ReviewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = asked(monkeypatch, lambda dialog: dialog.search.setText("P7"))
    assert window.place is not None
    with running(window.place, "P1"):
        review.give()
    assert "P1 is being timed now; end that test" in review.title.text()
    assert told == []
    with running(window.place, "P7"):
        review.give()
    assert "P7 is being timed now; end that test" in review.title.text()
    assert owners(window) == {"three.csv": ("P1", 3)}
    assert [known.code for known in window.book.people()] == ["P1", "P2"], "nobody was added"


def test_a_file_from_elsewhere_is_nobody_s_yet(
    window: Window, review: ReviewPlace, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = asked(monkeypatch, lambda _: None)
    assert review.open(recording)
    review.give()
    assert "is not in your history" in review.title.text()
    assert "--" not in review.title.text()
    assert told == []


def test_a_recording_that_was_only_copied_into_the_folder_is_taken_up(
    window: Window, review: ReviewPlace, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.errands.erase("P1").result is not None
    path = Path(shutil.copy(recording, folder_of(window) / "copied.csv"))
    write_code(path, "P5")
    assert review.open(path)
    asked(monkeypatch, lambda dialog: dialog.search.setText("P2"))
    review.give()
    assert owners(window) == {"copied.csv": ("P2", 3)}


def test_who_cannot_be_new_is_told_why(review: ReviewPlace, qtbot: QtBot) -> None:
    assert review.look is not None
    book = review.book
    dialog = OwnerDialog(review, review.look, 0, "P1", book.people(), book.new_refusal, book.near)
    qtbot.addWidget(dialog)
    for text, said in (("John Smith", "is no code"), ("p1", '"P1", who is there already')):
        dialog.search.setText(text)
        assert dialog.list.count() == 0
        assert said in dialog.said.toPlainText()
        assert not dialog.yes.isEnabled()


def times(window: Window, qtbot: QtBot) -> dict[str, list[float]]:
    """Give the times of each recording, once all that was edited is in the history."""
    assert window.live is not None
    done = window.live.desk.do(lambda: None)
    qtbot.waitUntil(done.done, timeout=SOON_MS)
    with window.book.history().reading() as session:
        found = session.execute(
            select(Recorded.path, Tried.duration_s)
            .join(Tried, Tried.recording_id == Recorded.id)
            .order_by(Tried.order_key)
        )
        made: dict[str, list[float]] = {}
        for name, duration_s in found:
            made.setdefault(Path(name).name, []).append(round(duration_s, 2))
    return made


def shorter(review: ReviewPlace, number: int) -> float:
    """Have a hold end half a second earlier; gives how long it is then."""
    review.side.holds.setCurrentRow(number)
    review.plot.nudge(1, -0.5)
    assert review.look is not None
    return round(review.look.holds[number].kept.duration_s, 2)


def test_an_edit_after_a_cut_is_the_part_s_and_no_other_s(
    window: Window, review: ReviewPlace, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    review.side.holds.setCurrentRow(0)
    first = shorter(review, 0)

    def after(dialog: OwnerDialog) -> None:
        part(dialog, "after")
        dialog.search.setText("P2")

    asked(monkeypatch, after)
    review.give()
    before = times(window, qtbot)
    mine, theirs = (f"three-part{n}.csv.gz" for n in (1, 2))
    assert before[mine] == [first]
    assert review.look is not None
    assert review.look.path.name == theirs
    now = shorter(review, 1)
    assert times(window, qtbot) == {mine: [first], theirs: [before[theirs][0], now]}
    review.undo()
    assert times(window, qtbot) == before
    assert review.open(folder_of(window) / mine)
    review.undo()  # what was said before the cut
    assert times(window, qtbot)[mine] == [pytest.approx(first + 0.5, abs=0.011)]


def test_an_edit_after_a_recording_was_moved_is_the_other_person_s(
    window: Window, review: ReviewPlace, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked(monkeypatch, lambda dialog: dialog.search.setText("P2"))
    review.give()
    now = shorter(review, 2)
    assert times(window, qtbot)["three.csv"][2] == now
    assert owners(window) == {"three.csv": ("P2", 3)}
    assert read_header(folder_of(window) / "three.csv").person == "P2"


def test_an_edit_of_what_was_cut_elsewhere_is_refused_and_leaves_no_file(
    window: Window, review: ReviewPlace, qtbot: QtBot
) -> None:
    """The terminal cuts what is open here: an edit would lie beside no recording."""
    path = folder_of(window) / "three.csv"
    before = times(window, qtbot)["three.csv"]
    moving.split_after(window.book.history(), path, 1, "P2")
    files = sorted(folder_of(window).rglob("*"))
    shorter(review, 0)
    assert "is not here any more" in review.title.text()
    assert sorted(folder_of(window).rglob("*")) == files
    assert sorted(chain.from_iterable(times(window, qtbot).values())) == sorted(before)
