"""Whatever ends a program, it keeps what was held: Ctrl-C, signals, a closed terminal, a kill.

Each program and each way out are in `make test` once; each program in each way, and fifty kills of
each, are in the soak. How much a kill takes is judged there alone: beside other tests the disk is
later than the samples.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from mutations import ATTEMPTS
from sqlalchemy import select

from balance.records.errors import RecordingError
from balance.records.events_file import events_path, read_events
from balance.records.history.belongings import belongings
from balance.records.history.engine import open_history
from balance.records.history.schema import Tried
from balance.records.open_any import open_recording
from drivers.live.log import log_path

if sys.platform == "win32":
    pytest.skip("signals and terminals of POSIX", allow_module_level=True)

from programs import Programs, Terminal, Told, programs

# A hold from 3.7 s to 5.4 s, final at 8.0 s; samples until 12.7 s.
# The person goes on by the clock of the simulation, in the window as well.
SOURCE = "sim:?placement=shank&holds=1&seed=14&listens=no&speed="
IN_THE_HOLD_S = 5.2
FINAL_S = 8.5
LAST_S = 12.0
MOST_LOST_S = 1.0
KILLS = min(50, ATTEMPTS)


@pytest.fixture(scope="module")
def started() -> Iterator[Programs]:
    with programs() as made:
        yield made


@dataclass(frozen=True)
class Way:
    """A program, and where it keeps what comes."""

    name: str
    folder: Path
    person: str = ""
    packed: bool = True

    def arguments(self, speed: float, *, json: bool) -> list[str]:
        address = f"{SOURCE}{speed:g}"
        if self.name == "window":
            return ["window", address]
        if self.name == "record":
            return ["record", address, "-o", str(self.kept / f"r.csv{'.gz' * self.packed}")]
        save = [] if self.packed else ["--save", str(self.kept)]
        return ["time", address, "--person", self.person, *save, *(["--json"] if json else [])]

    @property
    def kept(self) -> Path:
        """The folder that recordings go into."""
        if self.name == "record" or (self.name == "time" and not self.packed):
            return self.folder
        return self.database.parent / "recordings"

    @property
    def database(self) -> Path:
        return self.folder / "own" / "history.db"

    def recording(self) -> Path | None:
        found = [p for p in self.kept.glob("*.csv*") if not p.name.endswith(".events.csv")]
        assert len(found) <= 1
        return found[0] if found else None


@pytest.fixture(params=["record", "time", "window"])
def program(request: pytest.FixtureRequest) -> str:
    if not request.config.pluginmanager.hasplugin("pytestqt.plugin"):
        pytest.skip("the starter needs Qt's libraries")
    return str(request.param)


def way(program: str, folder: Path, *, packed: bool = True) -> Way:
    folder.mkdir(exist_ok=True)
    person = {"record": "", "time": "P1", "window": "simulated"}[program]
    return Way(program, folder, person, packed)


def environment(way: Way) -> dict[str, str]:
    home = {name: str(way.folder / "home") for name in ("HOME", "XDG_DATA_HOME")}
    return {**home, "BALANCE_TIMER_DATABASE": str(way.database), "TERM": "xterm-256color"}


def lost_s(way: Way, told: Told) -> float:
    """How much of what the program took is not on the disk, once that is seen to be sound."""
    path = way.recording()
    if path is None:
        return told.took_s
    read_events(events_path(path))
    try:
        kept = open_recording(path)
    except RecordingError:  # not even the first lines are there
        return told.took_s
    return told.took_s - float(kept.block.time_s[-1] if len(kept.block) else 0.0)


def holds_kept(way: Way, told: Told) -> int:
    """How many holds the history has; those that were said to be final are among them."""
    path = way.recording()
    if way.name == "record" or path is None:
        assert not told.holds
        return 0
    lifts = {round(row.time_s, 3) for row in read_events(events_path(path))}
    with open_history(way.database, way.database.parent / "recordings") as history:
        assert path in belongings(history, way.person).recordings, "who is erased leaves it behind"
        with history.reading() as session:
            found = [round(each, 3) for each in session.scalars(select(Tried.duration_s))]
    for hold in told.holds:
        assert round(hold["duration_s"], 3) in found
        assert round(hold["lift_off_s"], 3) in lifts
    return len(found)


def killed(
    started: Programs, way: Way, at_s: float, speed: float, said: int = 0
) -> tuple[float, int, int]:
    """Kill a program once it took and said so much: seconds lost, holds said, holds kept."""
    told = started.run(
        way.arguments(speed, json=True),
        environment(way),
        until=lambda told: told.took_s >= at_s and len(told.holds) >= said,
        stop=lambda pid: os.kill(pid, signal.SIGKILL),
    )
    assert told.code == -signal.SIGKILL
    return lost_s(way, told), len(told.holds), holds_kept(way, told)


def test_a_kill_takes_nothing_final(started: Programs, program: str, tmp_path: Path) -> None:
    holds = 0 if program == "record" else 1
    one = way(program, tmp_path / "a")
    lost, said, kept = killed(started, one, FINAL_S, speed=4, said=holds)
    assert lost < FINAL_S
    assert said == kept == holds


def test_a_kill_before_the_first_hold_leaves_no_unknown_recording(
    started: Programs, tmp_path: Path
) -> None:
    one = way("time", tmp_path / "a", packed=False)
    _, said, kept = killed(started, one, 2.0, speed=4)
    assert (said, kept) == (0, 0)


@pytest.mark.soak
def test_fifty_kills_each(
    started: Programs, program: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = Random(f"ways out of {program}")
    results = []
    for number in range(KILLS):
        one = way(program, tmp_path / str(number), packed=number % 2 == 0)
        results.append(killed(started, one, rng.uniform(0.3, LAST_S), speed=2))
    lost = sorted(each for each, _, _ in results)
    said, kept = (sum(each[column] for each in results) for column in (1, 2))
    with capsys.disabled():
        sys.stdout.write(
            f"\n{program}: {KILLS} kills, lost at most {lost[-1]:.2f} s of samples "
            f"(median {lost[len(lost) // 2]:.2f} s); {said} holds said to be final, "
            f"{kept} in the history\n"
        )
    assert lost[-1] <= MOST_LOST_S


def signalled(number: signal.Signals) -> Callable[[int, Terminal | None], None]:
    return lambda pid, _terminal: os.kill(pid, number)


def hung_up(pid: int, terminal: Terminal | None) -> None:
    """Close a terminal as a shell in it does: it passes SIGHUP on to what already had it."""
    assert terminal is not None
    terminal.hang_up()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGHUP)


WAYS = {
    **{number.name: signalled(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)},
    "closed terminal": hung_up,
}


SAMPLE = [
    ("record", "SIGINT"),
    ("time", "SIGTERM"),
    ("window", "SIGHUP"),
    ("time", "closed terminal"),
]


@pytest.mark.parametrize(
    ("program", "end"),
    [
        pytest.param(
            program,
            end,
            id=f"{program} {name}",
            marks=() if (program, name) in SAMPLE else pytest.mark.soak,
        )
        for program in ("record", "time", "window")
        for name, end in WAYS.items()
    ],
    indirect=["program"],
)
def test_a_way_out_loses_nothing(
    started: Programs,
    program: str,
    end: Callable[[int, Terminal | None], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = way(program, tmp_path / "a")
    terminal = Terminal() if end is hung_up else None
    told = started.run(
        one.arguments(10, json=terminal is None),
        environment(one),
        until=lambda told: told.took_s >= IN_THE_HOLD_S,
        stop=lambda pid: end(pid, terminal),
        terminal=terminal,
    )
    # A word that was being written as the terminal went makes it 1, which nobody is there to see.
    assert told.code == 0 or (told.code == 1 and terminal is not None)
    assert lost_s(one, told) == pytest.approx(0.0, abs=1e-6)
    assert holds_kept(one, told) == (program != "record")
    monkeypatch.setenv("XDG_DATA_HOME", environment(one)["XDG_DATA_HOME"])
    log = log_path().read_text() if log_path().exists() else ""
    assert "fault" not in log
