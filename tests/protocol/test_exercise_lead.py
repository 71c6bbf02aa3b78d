from __future__ import annotations

import pytest
from leading import part_of, turned

from balance.protocol.exercise.lead import Lead, Place
from balance.protocol.exercise.library import Library, shipped
from balance.protocol.exercise.outcomes import Measured, sets_of
from balance.protocol.exercise.program import AHEAD_S, Item, lay_out, length_s, spoken
from balance.protocol.exercise.regimens import shipped_regimens
from balance.protocol.exercise.scripts import Script

LIBRARY = Library()
SQUEEZE = LIBRARY["arch_squeeze"]
HOLDS = LIBRARY["single_leg_hold"]
RAISES = LIBRARY["heel_raise"]
SLOW_WORDS_A_SECOND = 2.4


@pytest.mark.parametrize("script", shipped(), ids=lambda one: one.id)
def test_every_cue_of_every_script_comes_within_20_ms_of_its_time(script: Script) -> None:
    for tier in range(len(script.tiers)):
        made = turned(part_of(script, tier, first_run=True))
        made.run()
        assert made.lead.over
        assert all(0.0 <= now_s - one.at_s < 0.02 for now_s, one in made.heard)
        # One step begins where the one before it was due to end, however late somebody looked.
        if all(item.seconds is not None and item.step.tries == 1 for item in made.items):
            assert made.now_s == pytest.approx(100.0 + length_s(made.items), abs=0.02)


@pytest.mark.parametrize("script", shipped(), ids=lambda one: one.id)
def test_no_sentence_of_a_script_is_cut_off_by_the_next(script: Script) -> None:
    for tier in range(len(script.tiers)):
        for first_run in (True, False):
            for item in lay_out([part_of(script, tier, first_run=first_run)]):
                said = [one for one in spoken(item) if one.words]
                ends = [one.at_s for one in said[1:]] + [item.seconds or 1e9]
                for one, end_s in zip(said, ends, strict=True):
                    if one.at_s < end_s:
                        need_s = len(one.words.split()) / SLOW_WORDS_A_SECOND
                        assert need_s <= end_s - one.at_s, one.words


def test_a_session_of_twelve_minutes_goes_from_beginning_to_end_without_a_click() -> None:
    regimen = shipped_regimens()[0]
    parts = regimen.parts(LIBRARY, known=())
    made = turned(*parts, measure=lambda _item: Measured(25.0))
    made.run()
    assert made.lead.over
    assert 600 < made.now_s - 100.0 < 900
    assert all(one.state == "done" for one in sets_of(made.items, made.lead.outcomes))
    assert made.words[0].startswith("Turn the volume up until you hear")
    assert "Now the other side." in made.words
    assert made.words[-1] == "Balance on one leg is done."


def test_what_is_done_the_first_time_is_told_in_full_once() -> None:
    first, later = (turned(part_of(SQUEEZE, first_run=new)) for new in (True, False))
    first.run()
    later.run()
    assert sum("soft ball" in one for one in first.words) == 1
    assert not any("soft ball" in one for one in later.words)
    assert later.words[0] == "Ball squeeze, 5 times."


def test_a_rest_says_what_comes_next_and_ends_with_three_ticks() -> None:
    made = turned(part_of(SQUEEZE))
    made.run()
    item = next(one for one in made.items if one.step.does == "rest")
    said = spoken(item)
    assert said[0].words == "Rest 20 seconds. Next, squeeze 2 of 5."
    assert [(one.at_s, one.tone) for one in said[1:]] == [(17, "tick"), (18, "tick"), (19, "tick")]


def test_a_long_squeeze_says_halfway_and_a_short_one_has_no_time_for_it() -> None:
    short, long = (lay_out([part_of(SQUEEZE, tier)])[2] for tier in (0, 2))
    assert "Halfway" not in [one.words for one in spoken(short)]
    assert ("Halfway", 5.0) in [(one.words, one.at_s) for one in spoken(long)]


def test_the_tempo_is_spoken_ahead_of_time() -> None:
    item = next(one for one in lay_out([part_of(RAISES, 1)]) if one.step.does == "raises")
    assert item.seconds == 50.0
    said = [(one.at_s, one.words) for one in spoken(item)]
    assert said[:4] == [
        (0.0, "Up"),
        (pytest.approx(3.0 - AHEAD_S), "Down"),
        (pytest.approx(5.0 - AHEAD_S), "Up"),
        (pytest.approx(8.0 - AHEAD_S), "Down"),
    ]
    assert sum(words == "Up" for _, words in said) == 10


def test_a_repetition_that_was_cut_off_by_a_pause_begins_anew_and_a_rest_goes_on() -> None:
    made = turned(part_of(SQUEEZE))
    made.run(lambda lead: lead.item is not None and lead.item.step.does == "work")
    began_s = made.now_s
    made.now_s += 2.0
    made.hear(made.lead.pause(made.now_s))
    assert made.lead.paused
    assert made.lead.due_s() is None
    assert made.lead.push(made.now_s + 100.0) == []
    made.now_s += 300.0
    made.hear(made.lead.go_on(made.now_s))
    assert made.words[-2:] == ["Squeeze", "Squeeze"]
    assert made.now_s > began_s + 300
    made.run(lambda lead: lead.item is not None and lead.item.step.does == "rest")
    made.now_s += 5.0
    made.hear(made.lead.push(made.now_s))
    made.lead.pause(made.now_s)
    left_s = made.lead.moment(made.now_s + 50.0).left_s
    assert made.lead.moment(made.now_s + 60.0).left_s == left_s
    made.now_s += 60.0
    made.lead.go_on(made.now_s)
    assert made.lead.moment(made.now_s).left_s == pytest.approx(left_s)
    made.run()
    assert all(one.state == "done" for one in sets_of(made.items, made.lead.outcomes))


def test_what_is_skipped_was_not_done_and_what_is_repeated_counts_once() -> None:
    made = turned(part_of(SQUEEZE))
    made.run(lambda lead: lead.item is not None and lead.item.step.does == "work")
    made.hear(made.lead.skip(made.now_s))  # the first squeeze
    made.hear(made.lead.skip(made.now_s))  # and the rest after it
    assert made.lead.item is not None
    assert made.lead.item.repetition == 2
    made.run(lambda lead: len(lead.outcomes) == 2)
    made.hear(made.lead.repeat(made.now_s))  # from the rest: the second squeeze again
    assert made.lead.item.repetition == 2
    made.run()
    left, right = sets_of(made.items, made.lead.outcomes)
    assert (left.done, left.asked, left.state) == (4, 5, "short")
    assert (right.done, right.asked, right.state) == (5, 5, "done")


def test_what_was_skipped_is_done_where_it_is_repeated() -> None:
    made = turned(part_of(SQUEEZE))
    made.run(lambda lead: lead.item is not None and lead.item.step.does == "work")
    made.hear(made.lead.skip(made.now_s))
    made.hear(made.lead.repeat(made.now_s))
    made.run()
    assert [one.state for one in sets_of(made.items, made.lead.outcomes)] == ["done", "done"]


def test_a_session_that_was_left_goes_on_at_the_step_where_it_was() -> None:
    made = turned(part_of(SQUEEZE))
    made.run(lambda lead: len(lead.outcomes) == 3)
    left = made.lead.place
    later = turned(part_of(SQUEEZE))
    later.lead = Lead(later.items, Place(left.index, left.outcomes))
    later.run()
    assert [one.state for one in sets_of(later.items, later.lead.outcomes)] == ["done", "done"]
    assert len(later.lead.outcomes) == 10


def test_one_who_leaves_early_has_left_out_the_rest() -> None:
    made = turned(part_of(SQUEEZE))
    made.run(lambda lead: len(lead.outcomes) == 3)
    left, right = sets_of(made.items, made.lead.outcomes)
    assert (left.state, left.done) == ("short", 3)
    assert (right.state, right.done) == ("skipped", 0)


def test_a_hold_is_as_long_as_the_sensor_says_and_nothing_is_said_in_it() -> None:
    held = iter([12.0, 31.5, 8.0, 9.0])
    made = turned(part_of(HOLDS), measure=lambda _item: Measured(next(held)))
    made.run()
    left, right = sets_of(made.items, made.lead.outcomes)
    assert (left.seconds, right.seconds) == (31.5, 9.0)
    hold = next(one for one in made.items if one.step.does == "hold")
    assert [one.at_s for one in spoken(hold)] == [0.0]
    assert spoken(hold)[0].words == "Keep the ball of the big toe on the ground."


def test_raises_without_a_sensor_are_those_that_were_called_out_and_with_one_those_counted() -> (
    None
):
    alone = turned(part_of(RAISES))
    alone.run()
    (first, _) = sets_of(alone.items, alone.lead.outcomes)
    assert (first.asked, first.done, first.state) == (8, 8, "done")
    counted = turned(part_of(RAISES))
    counted.run(lambda lead: lead.item is not None and lead.item.step.does == "raises")
    counted.now_s += 20.0
    counted.hear(counted.lead.finish_step(counted.now_s, Measured(20.0, count=4, height_cm=7.1)))
    counted.run()
    (first, second) = sets_of(counted.items, counted.lead.outcomes)
    assert (first.done, first.state) == (4, "short")
    assert first.measured is not None
    assert first.measured.height_cm == 7.1
    assert second.state == "done"


def test_the_length_of_a_session_is_that_of_its_steps() -> None:
    items: tuple[Item, ...] = lay_out([part_of(SQUEEZE)])
    made = turned(part_of(SQUEEZE))
    made.run()
    assert made.now_s - 100.0 == pytest.approx(length_s(items), abs=0.02)


def test_nothing_is_done_before_it_is_begun_nor_after_it_is_over() -> None:
    lead = Lead(lay_out([part_of(SQUEEZE)]))
    assert lead.push(1.0) == lead.skip(1.0) == lead.repeat(1.0) == lead.pause(1.0) == []
    assert lead.go_on(1.0) == lead.finish_step(1.0) == []
    made = turned(part_of(SQUEEZE))
    made.run()
    assert made.lead.skip(made.now_s) == made.lead.pause(made.now_s) == []
    assert made.lead.finish_step(made.now_s) == made.lead.go_on(made.now_s) == []
    assert made.lead.moment(made.now_s).item is None
