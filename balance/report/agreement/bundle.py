"""What is shared of a study: recordings, results, reference and figures, and nothing of whose.

Recordings and reference are written anew, under numbers and letters, into a folder aside. They are
then scored and compared from there, as whoever gets them will do it, and the bundle is made only
where the same figures come of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from balance.records.errors import RecordingError
from balance.records.events_file import events_path
from balance.records.open_any import open_recording
from balance.records.recording import Recording
from balance.report.agreement.cleaning import cleaned
from balance.report.agreement.gathering import Looked
from balance.report.agreement.pairs import Attempt
from balance.report.agreement.placing import Placed
from balance.report.agreement.plot import plot_of, svg
from balance.report.agreement.study import Study
from balance.report.agreement.telling import as_dict, pair_files
from balance.report.files import new_file
from balance.report.packing import FORMAT as FORMAT_KEY
from balance.report.packing import Packing

RECORDINGS: Final = "recordings"
REFERENCE: Final = "reference.csv"
FORMAT: Final = "balance-validation"
VERSION: Final = 1
CONTENT: Final = (
    "The bundle has the samples of the recordings that were compared, where and how the sensor was "
    "worn, the times of both sides, and the figures; it has no code, name, date, note, file name, "
    "device or software of the recordings: people are numbers and raters letters. Movement itself "
    "can be particular to a person: share it only where those recorded agreed to it."
)
#: What must be the same when it is compared again from the bundle.
_SAME: Final = ("recordings", "persons", "unnamed", "simulated", "attempts", "every", "right")
_README: Final = """\
A study of agreement: times of single-leg holds beside those of a reference.

{content}

recordings/           the recordings (balance-recording, version 1), and events beside them
{reference}results.jsonl         what the timer found in each (balance-timer analyze --json)
figures.json          all figures and pairs
pairs.csv             the pairs; pairs.columns.json says what its columns are
plot.svg              differences against means, with the limits of agreement
manifest.json         size and SHA-256 of each file

Made by {software}. To compare again, unpack it, and in its folder:

    {command}
"""


@dataclass(frozen=True, slots=True)
class Staged:
    """What was written aside.

    Parameters
    ----------
    folder
        Where the recordings are.
    reference
        The table; None where the reference is a rater or the truth.
    raters
        The letters of the raters that were compared, in the order they were asked for.
    """

    folder: Path
    reference: Path | None
    raters: tuple[str, ...]


def stage(
    aside: Path,
    recordings: Sequence[Looked],
    study: Study,
    *,
    raters: Sequence[str],
    placed: Mapping[str, Placed] | None,
    own_clock: bool,
    read: Callable[[Path], Recording] = open_recording,
) -> Staged:
    """Write recordings and reference into an empty folder, without whose they are.

    Parameters
    ----------
    recordings
        All that were looked at; those that were not compared are left out.
    raters
        Codes of the raters that were compared.
    placed
        What the table says, where there is one.
    own_clock
        Its times are of a clock of its own.
    read
        Reads a recording, as it was read when it was looked at.

    Raises
    ------
    RecordingError
        Where a recording can't be read any more, or nothing was compared.
    """
    whose = study.whose
    chosen = [one for one in recordings if one.name in whose]
    if not chosen:
        raise RecordingError("nothing was compared: there is no bundle of it")
    numbers = _numbers([whose[one.name] for one in chosen])
    letters = {code: chr(ord("A") + at) for at, code in enumerate(raters)}
    folder = aside / RECORDINGS
    folder.mkdir()
    lines = [",".join(("recording", "lift_off_s", "end_s", "duration_s", "or_more", "person"))]
    for at, one in enumerate(chosen, 1):
        name = f"r{at:0{len(str(len(chosen)))}d}"
        person = numbers.get(whose[one.name])
        recording = replace(read(one.path), header=one.header)
        clean = cleaned(recording, one.rows, person=person, simulated=one.simulated, raters=letters)
        path = folder / f"{name}.csv"
        path.write_bytes(clean.text)
        if clean.events:
            events_path(path).write_bytes(clean.events)
        if placed is not None:
            attempts = placed[one.name].attempts
            shift_s = _begin(attempts) if own_clock else clean.shift_s
            lines += _rows(name, attempts, shift_s, person)
    if placed is None:
        return Staged(folder, None, tuple(letters.values()))
    table = aside / REFERENCE
    table.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return Staged(folder, table, tuple(letters.values()))


def pack(
    path: Path, staged: Staged, recordings: Sequence[Looked], study: Study, command: str
) -> None:
    """Write the bundle out of what lies aside; the same study gives the same bytes.

    Parameters
    ----------
    path
        A file that is not there yet.
    recordings, study
        As they come of what lies aside.
    command
        How to compare again.

    Raises
    ------
    RecordingError
        Where there is a file already, or it can't be written.
    """
    table = f"{REFERENCE:<22}the times of the reference\n" if staged.reference else ""
    readme = _README.format(
        content=CONTENT, reference=table, software=study.software, command=command
    )
    members: dict[str, bytes] = {"README.txt": readme.encode()}
    for each in sorted(staged.folder.iterdir()):
        members[f"{RECORDINGS}/{each.name}"] = each.read_bytes()
    if staged.reference is not None:
        members[REFERENCE] = staged.reference.read_bytes()
    results = (json.dumps(one.scored) for one in recordings)
    members["results.jsonl"] = "".join(f"{line}\n" for line in results).encode()
    members["figures.json"] = f"{json.dumps(as_dict(study), indent=1)}\n".encode()
    for table_path, content in pair_files(Path("pairs.csv"), study.comparison).items():
        members[table_path.name] = content
    members["plot.svg"] = svg(plot_of(study.comparison)).encode()
    with new_file(path) as hidden, Packing(hidden) as packing:
        for name, content in members.items():
            packing.add(name, [content], len(content))
        packing.finish({FORMAT_KEY: FORMAT, "version": VERSION})


def differences(one: Study, other: Study) -> list[str]:
    """Name the figures that are not the same in two studies."""
    first, second = as_dict(one), as_dict(other)
    return [name for name in _SAME if not _alike(first[name], second[name])]


def _alike(one: Any, other: Any) -> bool:  # noqa: ANN401 - whatever JSON has
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, float):
        return isinstance(other, float) and abs(one - other) <= 1e-6 * max(1.0, abs(one))
    return bool(one == other)


def _numbers(persons: Sequence[str | None]) -> dict[str | None, str]:
    named = dict.fromkeys(person for person in persons if person is not None)
    return {person: str(at) for at, person in enumerate(named, 1)}


def _begin(attempts: Sequence[Attempt]) -> float:
    """Give the whole second before the first time of a clock of its own: it may tell a day."""
    times = [one.lift_off_s for one in attempts if one.lift_off_s is not None]
    return float(int(min(times))) if times else 0.0


def _rows(name: str, attempts: Sequence[Attempt], shift_s: float, person: str | None) -> list[str]:
    if not attempts:
        return [f"{name},,,,,{person or ''}"]
    rows = []
    for one in attempts:
        ends = [
            None if at is None else round(at - shift_s, 6) for at in (one.lift_off_s, one.end_s)
        ]
        lasted = None if one.span_s is not None else one.duration_s
        cells = ["" if at is None else repr(at) for at in (*ends, lasted)]
        rows.append(",".join((name, *cells, "yes" if one.censored else "no", person or "")))
    return rows
