"""What is given to another person of a recording, and what comes of it, in plain words. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from balance.records.division import Pieces, around, aside_of, behind, part_paths, shared
from gui.kit.text import seconds, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.moving import Moved
    from gui.review.looking import Looking

#: The whole recording, the chosen hold alone, or what comes after it.
What = Literal["all", "hold", "after"]


def attempt_of(look: Looking, at: int) -> int:
    """Give the number that the history has an attempt under, by its place in the recording."""
    first = look.recording.header.attempt
    return at + (1 if first is None else first)


def pieces(look: Looking, what: What, at: int | None, to: str) -> Pieces:
    """Give how a recording is to be cut; one piece alone, or none, where it is moved whole.

    Raises
    ------
    RecordingError
        Where there is nothing to cut at.
    """
    holds = [seen.kept for seen in look.holds]
    if what == "all" or at is None:
        return {}
    if what == "hold":
        return around(look.path, holds, at, to)
    return behind(look.path, holds, at, float(look.time_s[-1]), to)


def foretold(look: Looking, what: What, at: int | None, owner: str, to: str) -> str:
    """Say what will happen: which files, and which holds.

    Raises
    ------
    RecordingError
        Where it can't; one sentence.
    """
    how = pieces(look, what, at, to)
    name = look.path.name
    if len(how) < 2:
        lines = [
            tr("The whole recording becomes {to}'s:", to=to),
            _file(look, name, range(len(look.holds))),
            "",
            tr(
                "The file stays where it is, with all its measurements, corrections and notes. "
                "Only the code in its first line changes, from {owner} to {to}.",
                owner=owner,
                to=to,
            ),
        ]
        return "\n".join(lines)
    paths = part_paths(look.path, len(how))
    given = [how[begin] == to for begin in sorted(how)]
    parts = list(zip(paths, given, shared([seen.kept for seen in look.holds], how), strict=True))
    lines = [
        tr(
            "{name} is cut into {n} recordings, beside it in the same folder.",
            name=name,
            n=len(how),
        )
    ]
    for theirs, head in (
        (True, tr("This becomes {to}'s:", to=to)),
        (False, tr("This stays {owner}'s:", owner=owner)),
    ):
        lines += ["", head]
        lines += [_file(look, path.name, inside) for path, mine, inside in parts if mine is theirs]
    whole = tr(
        "Nothing is lost: the whole recording is set aside, as it is, as {path}.",
        path=str(aside_of(look.path)),
    )
    times = tr("Times, corrections and notes stay as they are.")
    return "\n".join([*lines, "", times, whole])


def became(moved: Moved, to: str) -> str:
    """Say what was done."""
    count = tr("1 hold") if moved.attempts == 1 else tr("{n} holds", n=moved.attempts)
    if moved.original is None:
        name = moved.recordings[0].name
        return tr("{name} is {to}'s now, with {count}.", name=name, to=to, count=count)
    names = ", ".join(path.name for path in moved.recordings)
    return tr(
        "{names} is {to}'s now, with {count}; the rest stays whose it was.",
        names=names,
        to=to,
        count=count,
    )


def _file(look: Looking, name: str, inside: Sequence[int]) -> str:
    """Name a file, and below it the holds in it."""
    return f"    {name}\n        {_holds(look, inside)}"


def _holds(look: Looking, inside: Sequence[int]) -> str:
    said = []
    for at in inside:
        kept = look.holds[at].kept
        time = seconds(kept.duration_s, censored=kept.censored)
        counted = time if not kept.discarded else tr("{time}, not counted", time=time)
        said.append(tr("hold {n} ({time})", n=at + 1, time=counted))
    return ", ".join(said) or tr("no hold in it")
