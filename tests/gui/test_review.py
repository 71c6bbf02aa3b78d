from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from meanwhile import SOON_MS
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from balance.records.edits import note_on
from balance.records.errors import RecordingError
from balance.records.events_file import events_path, read_events
from balance.timing.results import TAKEN_BACK, Course, Cue, Event
from gui.kit.palette import LIGHT
from gui.review import why, words
from gui.review.leaning import lean
from gui.review.looking import Looking, lined_up, overview
from gui.review.note import NoteDialog
from gui.review.place import ReviewPlace
from gui.review.plot import ReviewPlot, marked
from gui.review.which import WornDialog
from gui.window import Window


@pytest.fixture
def mine(recording: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(recording, tmp_path / "mine.csv"))


@pytest.fixture
def review(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[ReviewPlace]:
    window = Window(qapp, tmp_path / "data")
    window.attach()
    window.show()
    place = window.open_place("review")
    assert isinstance(place, ReviewPlace)
    yield place
    window.close()


def test_an_edit_stands_beside_the_automatic_time_and_leaves_the_samples_alone(mine: Path) -> None:
    before = mine.read_bytes()
    look = Looking(mine)
    first = look.holds[0].kept
    assert first.automatic is not None
    look.set_span(first.span_s[0], first.span_s[1] - 1.0)
    assert look.holds[0].kept.duration_s == pytest.approx(first.duration_s - 1.0, abs=0.002)
    assert look.holds[0].kept.automatic == first.automatic
    assert mine.read_bytes() == before
    again = Looking(mine)
    assert again.holds[0].kept.span_s == pytest.approx(look.holds[0].kept.span_s)
    look.automatic(0)
    assert Looking(mine).holds[0].kept.duration_s == pytest.approx(first.duration_s, abs=0.002)


def test_every_word_on_a_hold_is_kept(mine: Path) -> None:
    look = Looking(mine)
    n = len(look.holds)
    look.not_step_down(0)
    assert look.holds[0].kept.censored
    look.discard(1)
    assert look.holds[1].kept.discarded
    look.add_hold(0.2, 0.9)
    assert len(look.holds) == n + 1
    look.note(2.0, "arms\nout")
    assert [note.detail for note in Looking(mine).notes] == ["arms out"]
    lines = [words.hold_line(i, seen) for i, seen in enumerate(look.holds)]
    assert "added by hand" in lines[0]
    assert "no step-down" in lines[1]
    assert "not counted" in lines[2]


def test_what_the_detector_saw_is_said(mine: Path) -> None:
    said = " ".join(why.explained(Looking(mine).holds[0]))
    assert "Lift-off at" in said
    assert "the foot left the floor" in said
    assert "step-down" in said
    assert "95 times in 100" in said
    assert "log odds" not in said


def test_what_was_seen_at_both_ends_is_said_in_its_units(mine: Path) -> None:
    seen = Looking(mine).holds[0]
    assert seen.kept.automatic is not None
    cues = (Cue("lift_off", "tilt", 31.2), Cue("step_down", "jolt", 3.14))
    back = Event("correction", 9.0, 11.0, TAKEN_BACK)
    found = replace(
        seen.kept.automatic, evidence=cues, end_s=12.0, paused_s=12.1, decided_s=12.4, final_s=14.5
    )
    said = why.explained(replace(seen, kept=replace(seen.kept, automatic=found), events=(back,)))
    assert said[0].endswith("the foot left the floor. Signs: the sensor tilted by 31°.")
    assert said[1] == "The end tone sounded for 9.00 s, and was taken back: it was no step-down."
    assert said[2] == (
        "Step-down at 12.00 s: the foot came back to the floor. Signs: a jolt (3.1 m/s²)."
    )
    assert said[3] == (
        "Timed live, the clock stops 0.10 s after this step-down, the end tone sounds after "
        "0.40 s, and after 2.50 s the time is final."
    )


def test_many_doubts_are_one_sentence(mine: Path) -> None:
    seen = Looking(mine).holds[0]
    doubts = tuple(Event("correction", at_s, at_s + 0.5) for at_s in (6.0, 7.0, 8.0))
    said = why.explained(replace(seen, events=doubts))
    (told,) = [each for each in said if each.startswith("It looked like a step-down")]
    assert "at 6.00, 7.00 and 8.00 s, and was none" in told


JARGON = ("log odds", "censored", "saturated", "resolution", "samples a second", "threshold")


def test_no_jargon_is_said_of_a_recording(mine: Path) -> None:
    look = Looking(mine)
    look.analysis = replace(
        look.analysis,
        reasons=(
            "saturated: 5 samples at the end of the range",
            "resolution coarse: steps of 0.1 m/s^2",
            "rate too low: 25.0 samples a second, at least 40 are needed to time a hold",
        ),
    )
    look.set_span(*look.holds[0].kept.span_s)
    said = " ".join([*words.about(look), *why.explained(look.holds[0])])
    said += " ".join(words.hold_line(at, seen) for at, seen in enumerate(look.holds))
    assert "too strong for the sensor to measure" in said
    assert "coarse steps" in said
    for word in JARGON:
        assert word not in said.replace("(25.0 samples a second", ""), word


def test_the_course_is_a_band_at_the_foot_of_the_trace(qtbot: QtBot, mine: Path) -> None:
    look = Looking(mine)
    course = Course(look.time_s[::10].copy(), (look.time_s[::10] > 5.0).astype(float))
    plot = ReviewPlot(LIGHT)
    qtbot.addWidget(plot)
    look.analysis = replace(look.analysis, course=None)
    plot.show_hold(look, 0)
    assert plot._band is None
    assert "on one leg" not in plot.acc.titleLabel.text
    look.analysis = replace(look.analysis, course=course)
    plot.show_hold(look, 0)
    assert "on one leg" in plot.acc.titleLabel.text
    _x, y = plot._band.getData()
    shown = plot.shown_s()
    inside = (look.time_s >= shown[0]) & (look.time_s <= shown[1])
    assert y.max() < look.acc_m_s2[inside].min()
    assert y.min() >= plot.acc.viewRange()[1][0]
    plot.compare(look, 0, "one", look, 1, "other")
    assert plot._band is None


def test_an_overview_keeps_the_peaks() -> None:
    import numpy as np

    time_s = np.arange(100_000) / 100.0
    values = np.zeros(100_000)
    values[12_345] = 9.0
    x, y = overview(time_s, values)
    assert len(x) == len(y) < 5000
    assert y.max() == 9.0
    assert overview(time_s[:10], values[:10])[1].size == 10


def test_two_holds_are_laid_on_one_axis(mine: Path) -> None:
    look = Looking(mine)
    (x, y), (_, other), turns = lined_up(look, 1, look, 0)
    assert x[0] == pytest.approx(-2.0, abs=0.05)
    assert x.size == y.size
    assert turns
    assert other.min() >= 0.0


def test_two_units_are_not_compared(mine: Path) -> None:
    look, without = Looking(mine), Looking(mine)
    without.turn_deg_s = None
    (_, y), (_, other), turns = lined_up(look, 0, without, 0)
    assert not turns
    assert y.tolist() == other.tolist()  # both accelerations


def test_a_damaged_recording_is_refused_in_a_sentence(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("# {broken\n")
    with pytest.raises(RecordingError, match=r"bad\.csv"):
        Looking(bad)


def test_the_place_shows_edits_and_goes_on_after_a_bad_file(
    review: ReviewPlace, mine: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("no recording at all")
    assert not review.open(bad)
    assert "bad.csv" in review.title.text()
    assert review.open(mine)
    assert review.side.holds.count() == 3
    review.plot.nudge(1, -0.5)
    assert "edited" in review.side.holds.item(0).text()
    assert "automatic" in review.side.holds.item(0).text()
    review.edit(Looking.discard)
    assert "not counted" in review.side.holds.item(0).text()
    review.score_again()
    assert "not counted" in review.side.holds.item(0).text()
    review.undo()
    assert "edited" in review.side.holds.item(0).text()
    review.undo()
    assert "edited" not in review.side.holds.item(0).text()
    assert not review.undo_button.isEnabled()
    written = read_events(events_path(mine))
    review.undo()
    assert read_events(events_path(mine)) == written
    review.compare()
    assert review.plot.comparing
    assert read_events(events_path(mine)) == written


def test_of_several_sensors_a_person_chooses_one(
    review: ReviewPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "two.csv"
    rng = np.random.default_rng(1)
    still = np.array([0.0, 0.1, 9.8]) + rng.normal(0, 0.02, (500, 3))
    moved = still + np.array([6.0, 0.0, -3.0]) * np.sin(np.arange(500) / 60.0)[:, None] ** 2
    names = "time_s,left_ax,left_ay,left_az,right_ax,right_ay,right_az"
    rows = np.column_stack([np.arange(500) / 100.0, still, moved])
    np.savetxt(path, rows, delimiter=",", header=names, comments="", fmt="%.4f")
    asked: list[tuple[list[str], int]] = []

    def answer(*said: object, **_: object) -> tuple[str, bool]:
        names, chosen = said[3], said[4]
        assert isinstance(names, list)
        assert isinstance(chosen, int)
        asked.append((names, chosen))
        return names[chosen], len(asked) > 1

    monkeypatch.setattr("gui.review.which.QInputDialog.getItem", answer)
    monkeypatch.setattr("gui.review.which.WornDialog.exec", lambda _: QDialog.DialogCode.Rejected)
    assert not review.open(path), "nobody chose"
    assert "--sensor" in review.title.text()
    assert review.open(path)
    assert asked == [(["left", "right"], 1)] * 2
    assert review.look is not None
    np.testing.assert_allclose(review.look.recording.block.acc_m_s2, moved, atol=1e-3)
    review.score_again()
    assert len(asked) == 2


def test_where_a_sensor_was_worn_is_asked_of_a_file_that_does_not_say(
    review: ReviewPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "theirs.csv"
    acc = np.array([0.0, 0.1, 9.8]) + np.random.default_rng(1).normal(0, 0.02, (500, 3))
    rows = np.column_stack([np.arange(500) / 100.0, acc])
    np.savetxt(path, rows, delimiter=",", header="time_s,ax,ay,az", comments="", fmt="%.4f")
    answers = [None, ("shank", "left")]

    def answer(asking: WornDialog) -> QDialog.DialogCode:
        said = answers.pop(0)
        if said is None:
            return QDialog.DialogCode.Rejected
        asking.placement.setCurrentIndex(asking.placement.findData(said[0]))
        asking.leg.setCurrentIndex(asking.leg.findData(said[1]))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(WornDialog, "exec", answer)
    assert review.open(path)
    assert review.look is not None
    assert "placement not said" in review.signal.text()
    assert review.open(path)
    conditions = review.look.recording.header.conditions()
    assert (conditions.placement, conditions.stance_leg) == ("shank", "left")
    assert "placement not said" not in review.signal.text()
    review.score_again()
    assert not answers, "asked once"


def test_zoom_and_pan_stay_on_the_recording(review: ReviewPlace, mine: Path) -> None:
    review.open(mine)
    low, high = review.plot.shown_s()
    review.plot.zoom(0.5)
    closer = review.plot.shown_s()
    assert closer[1] - closer[0] == pytest.approx((high - low) / 2)
    review.plot.pan(0.5)
    assert review.plot.shown_s()[0] > closer[0]


def test_a_hold_is_added_where_there_is_none(review: ReviewPlace, mine: Path) -> None:
    review.open(mine)
    look = review.look
    assert look is not None
    before = [seen.kept.span_s for seen in look.holds]
    review.add_hold()
    spans = [seen.kept.span_s for seen in look.holds]
    assert set(before) < set(spans)
    (added,) = set(spans) - set(before)
    assert review.number == spans.index(added)
    low, high = look.holds[1].kept.span_s
    review.plot.region.setRegion((low + 0.01, high - 0.01))
    written = read_events(events_path(mine))
    review.add_hold()
    assert "no room" in review.title.text()
    assert read_events(events_path(mine)) == written


def test_a_comparison_takes_the_other_hold_by_itself_and_says_which(
    review: ReviewPlace, mine: Path
) -> None:
    review.open(mine)
    assert review.look is not None
    times = [seen.kept.duration_s for seen in review.look.holds]
    best = times.index(max(times))
    other = next(at for at in range(3) if at != best)
    review.side.holds.setCurrentRow(other)
    review.compare()
    assert review.plot.comparing
    assert review.beside.which.currentText().startswith("The best: ")
    assert f"hold {other + 1}" in review.plot.whole.titleLabel.text
    assert f"hold {best + 1}" in review.plot.acc.titleLabel.text
    assert review.compare_button.text() == "End the comparison"
    review.compare()
    assert not review.plot.comparing
    assert review.compare_button.text() == "Compare"
    assert not review.beside.isVisible()


def test_another_hold_can_be_chosen_to_compare_with(review: ReviewPlace, mine: Path) -> None:
    review.open(mine)
    review.compare()
    assert review.beside.which.count() == 2
    review.beside.which.setCurrentIndex(1)
    review.beside.which.activated.emit(1)
    chosen = review.beside.rivals[1]
    assert chosen.number is not None
    assert f"hold {chosen.number + 1}" in review.plot.acc.titleLabel.text


def test_without_another_hold_it_says_so(review: ReviewPlace, mine: Path) -> None:
    review.open(mine)
    for at in (1, 2):
        review.side.holds.setCurrentRow(at)
        review.edit(Looking.discard)
    review.side.holds.setCurrentRow(0)
    review.compare()
    assert not review.plot.comparing
    assert "nothing to compare it with yet" in review.title.text()


@pytest.mark.parametrize("trace", [0, 1, 2])
def test_the_ends_are_dragged_in_every_trace(review: ReviewPlace, mine: Path, trace: int) -> None:
    review.open(mine)
    assert review.look is not None
    before = review.look.holds[0].kept.span_s
    plot, ends = review.plot.traces[trace], review.plot._ends
    assert ends is not None
    line = ends.lines[1][trace]
    assert line in plot.items
    assert line.movable
    line.setValue(before[1] - 0.5)
    assert {each.value() for each in ends.lines[1]} == {before[1] - 0.5}
    line.sigPositionChangeFinished.emit(line)
    after = review.look.holds[0].kept.span_s
    assert after == pytest.approx((before[0], before[1] - 0.5), abs=0.002)


def test_the_ends_are_moved_by_the_keyboard(qtbot: QtBot, review: ReviewPlace, mine: Path) -> None:
    review.open(mine)
    assert review.look is not None
    before = review.look.holds[0].kept.span_s
    review.side.end.setFocus()
    qtbot.keyClick(review.side.end, Qt.Key.Key_Down)
    after = review.look.holds[0].kept.span_s
    assert after == pytest.approx((before[0], before[1] - 0.01), abs=0.0051)
    assert after[0] == pytest.approx(before[0], abs=0.001), "not as it is rounded here"
    assert QApplication.focusWidget() is review.side.end, "to go on pressing"
    qtbot.keyClick(review.side.lift_off, Qt.Key.Key_Up)
    assert review.look.holds[0].kept.span_s[0] == pytest.approx(before[0] + 0.01, abs=0.0051)
    review.plot.nudge(0, -0.1)
    assert review.side.lift_off.value() == pytest.approx(before[0] - 0.09, abs=0.011)


def test_a_raised_leg_turns_from_its_pose_in_a_scale_that_fits(mine: Path) -> None:
    look = Looking(mine)
    for seen in look.holds:
        time_s, angle, top = lean(look, seen.kept.span_s)
        inside = (time_s > time_s[0] + 1.0) & (time_s < time_s[-1] - 0.5)
        assert np.median(angle[inside]) < 15.0, "against its pose, not against quiet stance"
        assert top <= 45.0


def test_a_trunk_leans_on_a_scale_of_ten_degrees(qtbot: QtBot) -> None:
    look = Looking(Path("recordings/lower_back_open_firm.csv.gz"))
    plot = ReviewPlot(LIGHT)
    qtbot.addWidget(plot)
    plot.show_hold(look, 0)
    low, top = plot.lean.viewRange()[1]
    assert low == pytest.approx(0.0, abs=0.5)
    assert top == pytest.approx(10.0, abs=0.5)
    assert "trunk" in plot.lean.titleLabel.text


def test_there_is_room_for_a_note(qtbot: QtBot, review: ReviewPlace, mine: Path) -> None:
    review.open(mine)
    assert review.look is not None
    review.look.note(1.0, "before")
    asking = NoteDialog(review, "On hold 1.", review.look.notes)
    qtbot.addWidget(asking)
    letter = asking.fontMetrics()
    assert asking.text.minimumHeight() >= 6 * letter.lineSpacing()
    assert asking.text.minimumWidth() >= 60 * letter.averageCharWidth()
    asking.text.setPlainText("arms out\nat the end ")
    assert asking.written == "arms out\nat the end"


def test_a_note_that_was_given_up_is_not_written(
    review: ReviewPlace, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review.open(mine)
    monkeypatch.setattr(NoteDialog, "exec", lambda _: QDialog.DialogCode.Rejected)
    monkeypatch.setattr(NoteDialog, "written", "never mind")
    review.note()
    assert review.look is not None
    assert not review.look.notes
    monkeypatch.setattr(NoteDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    review.note()
    assert [note.detail for note in review.look.notes] == ["never mind"]
    assert "never mind" in review.side.explained.text()
    assert review.look.holds[0].kept.note == "never mind"


def test_a_note_on_a_hold_is_the_one_that_the_terminal_writes(
    qtbot: QtBot, review: ReviewPlace, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review.open(mine)
    assert review.look is not None
    review.side.holds.setCurrentRow(1)
    asked: list[str] = []

    def written(dialog: NoteDialog) -> QDialog.DialogCode:
        asked.append(dialog.text.toPlainText())
        dialog.text.setPlainText(["slipped", "slipped, twice", ""][len(asked) - 1])
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(NoteDialog, "exec", written)
    review.note()
    wanted = note_on(review.look.holds[1].kept.span_s, "slipped")
    row = read_events(events_path(mine))[-1]
    assert replace(row, time_s=wanted.time_s) == wanted
    assert row.time_s == pytest.approx(wanted.time_s, abs=1e-5)
    review.note()
    assert [note.detail for note in review.look.notes] == ["slipped, twice"]
    review.note()
    assert asked == ["", "slipped", "slipped, twice"]
    assert not review.look.notes
    assert review.look.holds[1].kept.note == ""


def test_a_doubt_that_was_dispelled_is_marked_once() -> None:
    doubts = [
        Event("pause", 6.0, 6.0),
        Event("correction", 6.0, 6.5),
        Event("pause", 9.0, 9.0),
        Event("step_down", 8.95, 9.3),
    ]
    marks = marked(doubts)
    corrections = [event for event in marks if event.event == "correction"]
    assert corrections
    assert not {event.t_s for event in corrections} & {
        event.t_s for event in marks if event.event == "pause"
    }


def test_words_stand_above_the_trace(review: ReviewPlace, mine: Path) -> None:
    review.open(mine)
    look = review.look
    assert look is not None
    _low, top = review.plot.acc.viewRange()[1]
    shown = review.plot.shown_s()
    inside = (look.time_s >= shown[0]) & (look.time_s <= shown[1])
    highest, lowest = look.acc_m_s2[inside].max(), look.acc_m_s2[inside].min()
    assert top - highest > 0.5 * (highest - lowest)


def test_a_long_title_makes_no_plot_wider_than_its_window(qtbot: QtBot, mine: Path) -> None:
    plot = ReviewPlot(LIGHT)
    qtbot.addWidget(plot)
    plot.resize(220, 500)
    plot.show()
    plot.show_hold(Looking(mine), 0)
    qtbot.waitUntil(
        lambda: 0.0 < plot._canvas.ci.geometry().width() <= plot.width(), timeout=SOON_MS
    )
