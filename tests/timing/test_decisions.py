"""When a change is believed: odds are added up, and what is nothing special counts for nothing."""

from collections.abc import Sequence

import numpy as np
import pytest

from balance.samples import FloatArray
from balance.timing.decisions import Change, Decisions, Found, Watch, in_hindsight
from balance.timing.network import OUTPUTS, UP, UP_AFTER

DECISIONS = Decisions((12.0, 8.0, 5.0), (14.0, 10.0, 6.0), 0.5, 1.0, 0.0, 1.0, 8.0)


class Played:
    """Answers without samples: on one leg from row 100 to row 200, each answer as late as it is."""

    start = 0

    def __init__(self, odds: float = 5.0, rows: int = 400, mark: float = 1.0) -> None:
        self.mark = mark
        self.table = np.zeros((OUTPUTS, rows))
        for what, later in zip(UP, UP_AFTER, strict=True):
            at = np.arange(rows) - later
            self.table[what] = np.where((at >= 100) & (at < 200), odds, -odds)
        self.end = rows

    def said(self, what: int, first: int, last: int) -> FloatArray:
        return self.table[what, first:last]

    def bins(self, what: slice, first: int, last: int) -> FloatArray:
        return np.full(4 * (last - first), self.mark)

    def rows(self, what: slice, first: int, last: int) -> FloatArray:
        return self.table[what, first:last]


def found(played: Played, change: Change, begin: int, cuts: Sequence[int] = ()) -> Found | None:
    watch = Watch(played, DECISIONS, change, begin)  # type: ignore[arg-type]
    for upto in [*cuts, played.end]:
        one = watch.look(upto)
        if one is not None:
            return one
    return None


def test_sure_answers_are_believed_at_once_after_their_delay() -> None:
    assert found(Played(), "lift", 20) == Found(112, 100)  # three rows of 5 pass 12
    assert found(Played(), "landing", 120) == Found(213, 200)  # four rows of 5, less 1 each


def test_unsure_answers_take_longer_and_say_the_same_moment() -> None:
    one = found(Played(odds=1.5), "landing", 120)
    assert one is not None
    assert one.about == 200
    assert one.known > 220


def test_a_change_without_a_mark_of_its_event_needs_more() -> None:
    one = found(Played(mark=-2.0), "landing", 120)
    assert one is not None
    assert one.about == 200
    assert one.known == 217  # 14 and two times 8: more than 30, so eight rows of 4


def test_what_is_nothing_special_never_ends_a_hold() -> None:
    assert found(Played(odds=0.9), "landing", 120) is None


@pytest.mark.parametrize("seed", range(5))
def test_any_cut_finds_the_same(seed: int) -> None:
    cuts = sorted(np.random.default_rng(seed).integers(1, 400, 30).tolist())
    assert found(Played(), "landing", 120, cuts) == found(Played(), "landing", 120)


def test_a_change_before_the_first_row_is_not_seen() -> None:
    one = found(Played(), "lift", 150)
    assert one is not None
    assert one.about == 150


def test_each_row_is_judged_with_the_hindsight_there_is() -> None:
    played = Played()
    said = in_hindsight(played, 190, 260, 262)  # type: ignore[arg-type]
    assert said.size == 262 + 1 - 10 - 190  # no answer knows more than what was 0.4 s ago
    assert (said[:10] > 0).all()
    assert (said[10:] < 0).all()
