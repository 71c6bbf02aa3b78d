"""Sets and scores of a session that is led, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from balance.protocol.exercise.lead import Lead, Place
from balance.protocol.exercise.library import Library
from balance.protocol.exercise.outcomes import Measured, Outcome, SetDone
from balance.protocol.exercise.program import lay_out
from balance.protocol.exercise.regimens import alone
from drivers.live import set_words

LIBRARY = Library()
SET = SetDone(1, "x@1", "1", "left", 2, 5, 5, 5.0, 20.0)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (SET, "X, left, set 2: done."),
        (replace(SET, done=3), "X, left, set 2: 3 of 5."),
        (replace(SET, done=0), "X, left, set 2: left out."),
        (
            replace(SET, measured=Measured(12.34)),
            "X, left, set 2: done, longest 12.3 s.",
        ),
        (
            replace(SET, measured=Measured(45.0, censored=True)),
            "X, left, set 2: done, longest 45 s or more.",
        ),
        (
            replace(SET, measured=Measured(40.0, count=8, tempo_s=4.96, height_cm=7.94)),
            "X, left, set 2: done, 8 counted, 7.9 cm high, 5.0 s each.",
        ),
    ],
)
def test_a_set(one: SetDone, said: str) -> None:
    assert set_words.set_line(one, "X") == said


def lead_of(name: str, done: int, *, over: bool) -> Lead:
    items = lay_out(alone(LIBRARY[name]).parts(LIBRARY, ()))
    work = [(n, item) for n, item in enumerate(items) if item.is_work][:done]
    made = tuple(replace(Outcome.of(i, Measured(20.0, errors=2)), index=n) for n, i in work)
    return Lead(items, Place(len(items) if over else work[-1][0] + 1, made))


def test_sets_are_listed_as_they_come_and_all_of_them_at_the_end() -> None:
    sides = [one.side for one in set_words.sets_so_far(lead_of("big_toe_lift", 3, over=False))]
    assert sides == ["left"]
    ended = set_words.sets_so_far(lead_of("big_toe_lift", 3, over=True))
    assert [(one.side, one.state) for one in ended] == [("left", "short"), ("right", "skipped")]


def test_a_score_with_its_tries() -> None:
    ((title, score),) = set_words.scores_of(lead_of("bess", 6, over=True))
    assert set_words.score_line(score, title) == "BESS stances: 12 errors."
    said = set_words.tries_line(score.parts[0])
    assert said == "Firm, both feet together, left: 20.0 s with 2 errors"
    ((title, score),) = set_words.scores_of(lead_of("bess", 5, over=True))
    assert set_words.score_line(score, title).endswith("no score; part of it is missing.")
    assert set_words.scores_of(lead_of("big_toe_lift", 1, over=True)) == ()
