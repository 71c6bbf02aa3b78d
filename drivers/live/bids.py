"""A data set of BIDS Motion handed over and taken in: both front doors do it here."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from drivers.live import handing_words as words
from drivers.live.front import PLAIN, Front
from drivers.live.running import not_running
from drivers.live.taking import Brought, look_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balance.records.formats.told import Told
    from balance.records.history.engine import History
    from balance.report.bids.data_set import Laid
    from drivers.live.handing import Tell
    from drivers.live.place import Place


@dataclass(frozen=True, slots=True)
class Looked:
    """What is in a data set.

    Parameters
    ----------
    brought
        Each person in it; to be taken in while the data set is open.
    troubles
        What could not be read, a sentence each.
    """

    brought: tuple[Brought, ...]
    troubles: tuple[str, ...] = ()


def hand_over(
    place: Place, history: History, target: Path, code: str | None, tell: Tell, *, shifted: bool
) -> Laid:
    """Write a data set of one person, or of everybody.

    Parameters
    ----------
    shifted
        Whether it is to be apart from who and when it was.

    Raises
    ------
    HistoryError
        Also where one of them is being timed.
    RecordingError
        Where something can't be read or written, or there is something in the folder.
    """
    from random import SystemRandom

    from balance.report.bids.data_set import codes_in, write_data_set

    codes = codes_in(history, code)
    with ExitStack() as stack:
        for each in codes:
            stack.enter_context(not_running(place, each))
        return write_data_set(history, codes, target, SystemRandom() if shifted else None, tell)


@contextmanager
def looked_into(top: Path, told: Told, tell: Tell) -> Iterator[Looked]:
    """Look through a data set; nothing of it is anywhere before it was.

    Raises
    ------
    RecordingError
        Where it is none, or is of this program and not as it was written.
    """
    from balance.records.errors import RecordingError
    from balance.report.bids.others import zips_of_others
    from balance.report.bids.whole import is_whole, zips_of_whole

    with TemporaryDirectory(prefix="balance-timer-") as work:
        try:
            if is_whole(top):
                zips, troubles = tuple(zips_of_whole(top, Path(work), tell)), tuple[str, ...]()
            else:
                others = zips_of_others(top, Path(work), told, tell)
                zips, troubles = others.zips, others.troubles
        except OSError as error:
            raise RecordingError(f"can't be read ({error.strerror or error})", top) from error
        with _named(top, Path(work)):
            yield Looked(tuple(look_at(path) for _, path in zips), troubles)


@contextmanager
def _named(top: Path, work: Path) -> Iterator[None]:
    """Name the folder that somebody brought, and not what was made of it on the way."""
    from balance.records.errors import RecordingError

    try:
        yield
    except RecordingError as error:
        raise error.at(top) if str(work) in str(error) else error from error


def told_of(laid: Laid, target: Path, front: Front = PLAIN) -> tuple[str, ...]:
    """Say what a data set has, a sentence each."""
    told = [words.missing(path, front) for path in laid.missing]
    told += [words.left(str(left), front) for left in laid.left]
    told += [words.set_aside(path, front) for path in laid.originals]
    told += [words.in_no_table(path, front) for path in laid.beside]
    told += [words.not_apart(path, front) for path in laid.left_out]
    told.append(words.data_set(target, laid.people, laid.recordings, front, shifted=bool(laid.key)))
    if laid.key is not None:
        told.insert(-1, words.who_is_who(laid.key, front))
    return tuple(told)
