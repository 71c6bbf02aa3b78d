"""Each named test, done by somebody who does as told: the score worked out by hand beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from leading import Turned, part_of, turned

from balance.protocol.exercise.library import Library
from balance.protocol.exercise.outcomes import Measured
from balance.protocol.exercise.program import Item
from balance.protocol.exercise.scoring import TestScore, score_of

LIBRARY = Library()


def taken(
    name: str, measured: Iterator[Measured], stances: Callable[[Item], float | None]
) -> Turned:
    """Take a test: holds come to what is measured, a stance ends after so long, or by the clock."""
    made = turned(part_of(LIBRARY[name]), measure=lambda _item: next(measured))
    done: list[Item] = []

    def moves(lead: object) -> bool:
        item = made.lead.item
        return item is not None and item.step.does in ("stance", "raises") and item not in done

    while not made.lead.over:
        made.run(moves)
        item = made.lead.item
        if item is None:
            break
        done.append(item)
        ends_s = stances(item)
        if ends_s is not None:
            due_s = made.now_s + ends_s
            while (next_s := made.lead.due_s()) is not None and next_s < due_s:
                made.now_s = next_s
                made.hear(made.lead.push(next_s))
            made.now_s = due_s
            extra = Measured(ends_s, count=23) if item.step.does == "raises" else None
            made.hear(made.lead.finish_step(due_s, extra))
    return made


def scored(made: Turned) -> TestScore:
    return score_of(made.items[0].part.script, made.items, made.lead.outcomes)


def never(_item: Item) -> None:
    return None


def holds(*seconds: float) -> Iterator[Measured]:
    return iter([Measured(one, censored=one >= 45) for one in seconds])


@pytest.mark.parametrize("name", ["unipedal_45", "unipedal_45_closed"])
def test_unipedal_stance_is_the_best_of_three(name: str) -> None:
    score = scored(taken(name, holds(12.5, 31.0, 20.0), never))
    assert (score.value, score.unit, score.script) == (31.0, "s", f"{name}@1")
    (part,) = score.parts
    assert [one.seconds for one in part.tries] == [12.5, 31.0, 20.0]
    assert not part.full


def test_whoever_reaches_the_cap_tries_no_more() -> None:
    score = scored(taken("unipedal_45", holds(12.5, 45.0), never))
    assert score.value == 45.0
    assert score.parts[0].full
    assert len(score.parts[0].tries) == 2


def test_phenx_has_two_tries_of_thirty_seconds_and_a_code() -> None:
    score = scored(taken("phenx_30", holds(7.25, 9.5), never))
    assert (score.value, score.code) == (9.5, "66569-5")


def test_ten_seconds_are_reached_in_one_of_three_tries_or_not() -> None:
    assert scored(taken("ten_second", holds(4.0, 9.9, 10.0), never)).value == 1.0
    assert scored(taken("ten_second", holds(4.0, 9.9, 8.0), never)).value == 0.0


def test_four_stages_end_with_the_first_that_is_not_held() -> None:
    made = taken("four_stage", holds(), lambda item: 6.0 if item.called == "tandem" else None)
    score = scored(made)
    assert (score.value, score.unit) == (2.0, "stages")
    assert [one.full for one in score.parts] == [True, True, False, False]
    assert [len(one.tries) for one in score.parts] == [1, 1, 1, 0]
    assert "Now one leg. Stand on both feet and keep still." not in made.words
    assert scored(taken("four_stage", holds(10.0), never)).value == 4.0
    assert scored(taken("four_stage", holds(7.0), never)).value == 3.0


def test_mctsib_is_the_sum_of_the_best_try_of_each_condition() -> None:
    lasts = {("foam, eyes closed", 1): 6.0, ("foam, eyes closed", 2): 14.0}
    lasts |= {("foam, eyes closed", 3): 11.0, ("foam, eyes open", 1): 22.0}

    def stances(item: Item) -> float | None:
        return lasts.get((item.called, item.attempt))

    score = scored(taken("mctsib", holds(), stances))
    # 30 and 30 at once, 22 and then 30, 14 of 6, 14 and 11
    assert score.value == pytest.approx(30 + 30 + 30 + 14, abs=0.05)
    assert [len(one.tries) for one in score.parts] == [1, 1, 2, 3]


def test_bess_adds_errors_at_most_ten_each_and_ten_for_what_was_not_held_five_seconds() -> None:
    errors = {"firm, both feet together": 0, "firm, the non-dominant leg": 3, "firm, tandem": 1}
    errors |= {"foam, both feet together": 2, "foam, the non-dominant leg": 14, "foam, tandem": 0}
    lasts = {"foam, tandem": 4.0}
    made = turned(part_of(LIBRARY["bess"]))
    while not made.lead.over:
        made.run(lambda lead: lead.item is not None and lead.item.step.does == "stance")
        item = made.lead.item
        if item is None:
            break
        for n in range(errors[item.called]):
            made.lead.fault()
            assert made.lead.faults == n + 1
        if item.called in lasts:
            made.now_s += lasts[item.called]
            made.hear(made.lead.finish_step(made.now_s))
        else:
            made.run(lambda lead, item=item: lead.item is not item)
    assert scored(made).value == 0 + 3 + 1 + 2 + 10 + 10
    assert scored(made).unit == "errors"


def test_a_battery_of_which_a_part_is_missing_has_no_score() -> None:
    made = turned(part_of(LIBRARY["bess"]))
    made.run(lambda lead: len(lead.outcomes) == 3)
    assert scored(made).value is None
    assert [len(one.tries) for one in scored(made).parts] == [1, 1, 1, 0, 0, 0]


def test_heel_rises_are_counted_until_height_or_pace_is_lost() -> None:
    made = taken("heel_rise_endurance", holds(), lambda _item: 46.0)
    assert (scored(made).value, scored(made).unit) == (23.0, "raises")
    assert [one.words for _, one in made.heard if one.words in ("Up", "Down")][:4] == [
        "Up",
        "Down",
        "Up",
        "Down",
    ]


def test_an_exercise_has_no_score() -> None:
    made = turned(part_of(LIBRARY["arch_squeeze"]))
    with pytest.raises(ValueError, match="is no named test"):
        scored(made)


def test_every_named_test_says_what_ends_a_try_and_where_it_is_from() -> None:
    for script in LIBRARY.tests():
        assert script.scoring is not None
        assert script.scoring.stop
        assert len(script.source) > 20
    assert {one.id for one in LIBRARY.tests()} == {
        *("unipedal_45", "unipedal_45_closed", "phenx_30", "ten_second", "four_stage", "mctsib"),
        *("bess", "heel_rise_endurance"),
    }
