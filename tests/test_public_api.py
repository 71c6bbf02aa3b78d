"""The public API: exactly these names, each light to import, typed and documented."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import balance
import drivers
from balance import (
    BalanceError,
    Conditions,
    EventRow,
    Header,
    Recording,
    Session,
    Simulated,
    analyze,
    find_recordings,
    holds_table,
    open_recording,
    simulate_session,
    write_recording,
)
from balance.records.events_file import append_events, events_path
from balance.records.found import Found, found_note
from balance.records.history.migrating import HistoryError
from balance.records.jobs import Job
from balance.report.scoring import ScoreSettings, score_one
from balance.timing.hold_timer import ALGORITHM
from drivers import CannotOpen, SourceError, open_source

ROOT = Path(__file__).resolve().parents[1]
BALANCE = """
    Analysis Attempt BalanceError BlockSink Conditions Course Cue Event EventRow FileFormat
    FileRows Gap Header Hold Inlet Losses NoSway Quality Recording RecordingError SampleBlock
    Score SensorModel Session SeveralSensorsError Simulated Sway Told Trial TruthEvent
    __version__ analyze find_recordings holds_table open_recording simulate_session
    write_recording
"""
DRIVERS = """
    Address AddressError CannotOpen EndOfSource Health PlayedSource Source SourceError SourceInfo
    SourceLost open_source
"""
USER = """
from pathlib import Path
from typing import assert_type

from balance import Analysis, Conditions, Event, Hold, Recording, SampleBlock, Session
from balance import analyze, open_recording, simulate_session, write_recording, Header
from drivers import EndOfSource, Source, SourceInfo, open_source


def times(path: Path) -> list[float]:
    recording = open_recording(path)
    assert_type(recording, Recording)
    analysis = analyze(recording, placement="shank", leg="left")
    assert_type(analysis, Analysis)
    return [hold.duration_s for hold in analyze(str(path)).holds if not hold.censored]


def live(address: str) -> list[Hold]:
    with open_source(address) as source:
        assert_type(source, Source)
        info = source.open()
        assert_type(info, SourceInfo)
        session = Session(info.conditions)
        found: list[Event | Hold] = []
        try:
            while True:
                block = source.read(timeout_s=1.0)
                if block is not None:
                    found += session.push(block)
        except EndOfSource:
            found += session.finish()
    return [item for item in found if isinstance(item, Hold)]


made = simulate_session(1, placement="shank")
assert_type(made.block, SampleBlock)
assert_type(made.conditions, Conditions)
write_recording("made.csv", Header(placement="shank"), made.block)
"""


@pytest.fixture(scope="module")
def simulated() -> Simulated:
    return simulate_session(3, placement="shank", holds=2, hold_range_s=(3.0, 6.0))


@pytest.fixture
def path(simulated: Simulated, tmp_path: Path) -> Path:
    made = tmp_path / "walk.csv"
    write_recording(str(made), Header(placement="shank", stance_leg="left"), simulated.block)
    return made


def members() -> Iterator[Any]:
    for room in (balance, drivers):
        for name in room.__all__:
            if name != "__version__":
                yield pytest.param(getattr(room, name), id=f"{room.__name__}.{name}")


def methods(kind: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties of a class and of its bases here."""
    for base in inspect.getmro(kind):
        if base.__module__.split(".")[0] in ("balance", "drivers"):
            for name, member in vars(base).items():
                inner = getattr(member, "__func__", member)
                if not name.startswith("_") and (
                    inspect.isfunction(inner) or isinstance(member, property)
                ):
                    yield f"{base.__name__}.{name}", inner


def said_of(member: Any) -> str:
    return inspect.getdoc(member) or ""


def said_of_all(kind: type, name: str) -> str:
    """The docstrings of a method and of what it overrides."""
    return "\n".join(said_of(vars(base).get(name)) for base in inspect.getmro(kind))


def section(doc: str, title: str) -> str:
    found = re.search(rf"^{title}\n-+\n(.*?)(?=^\w[\w ]*\n-+\n|\Z)", doc, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def named(doc: str, *titles: str) -> set[str]:
    """The names that sections explain."""
    names: set[str] = set()
    for title in titles:
        for line in re.sub(r"\\\n", "", section(doc, title)).splitlines():
            if re.match(r"[*\w]", line):
                names |= {each.strip(" *") for each in line.partition(":")[0].split(",")}
    return names


def fresh(code: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_exactly_these_names() -> None:
    assert balance.__all__ == sorted(BALANCE.split())
    assert drivers.__all__ == sorted(DRIVERS.split())
    for room in (balance, drivers):
        assert set(room.__all__) <= set(dir(room))
        with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
            _ = room.nothing  # type: ignore[attr-defined] # which mypy knows as well


def test_the_page_names_them_all() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`(\w+)`", text))
    assert {*balance.__all__, *drivers.__all__} - names == set()


def test_each_name_can_be_imported_first_by_itself() -> None:
    code = "\n".join(
        f"""
for name in {room.__all__!r}:
    for module in [m for m in sys.modules if m.split(".")[0] in ("balance", "drivers")]:
        del sys.modules[module]
    exec(f"from {room.__name__} import {{name}}")
"""
        for room in (balance, drivers)
    )
    assert fresh(f"import sys{code}print('all')") == "all"


def test_importing_is_light() -> None:
    heavy = "{'numpy', 'scipy', 'sqlalchemy', 'PySide6', 'serial', 'aiohttp', 'pytest'}"
    assert fresh(f"import sys, balance, drivers; print({heavy} & set(sys.modules))") == "set()"
    assert (
        fresh(
            f"import sys; from balance import analyze; print({heavy[:-1]}, 'typer'}} "
            "& set(sys.modules) - {'numpy', 'scipy'})"
        )
        == "set()"
    )


@pytest.mark.parametrize("member", list(members()))
def test_it_says_what_it_takes_gives_and_raises(member: Any) -> None:
    doc = said_of(member)
    assert doc.strip()
    if inspect.isfunction(member):
        assert set(inspect.signature(member).parameters) <= named(doc, "Parameters")
        assert section(doc, "Raises")
        assert section(doc, "Returns") or inspect.signature(member).return_annotation == "None"
        return
    if dataclasses.is_dataclass(member):
        fields = {field.name for field in dataclasses.fields(member)}
        assert fields <= named(doc, "Parameters", "Attributes")
    for name, method in methods(member):
        said = said_of(method.fget if isinstance(method, property) else method)
        assert said, name
        if inspect.isfunction(method):
            wanted = set(inspect.signature(method).parameters) - {"self", "cls"}
            said = said_of_all(member, name.partition(".")[2])
            assert wanted <= named(said, "Parameters"), name


def test_text_and_path_are_alike(path: Path) -> None:
    assert open_recording(str(path)).header == open_recording(path).header
    assert analyze(str(path)) == analyze(path) == analyze(open_recording(path))
    assert holds_table(str(path)) == holds_table([path]) == holds_table(path.parent)
    assert [row["hold_s"] for row in holds_table(path)] == [
        round(hold.duration_s, 3) for hold in analyze(path).holds
    ]
    assert find_recordings(str(path.parent)) == find_recordings([path.parent]) == [path]
    with open_source(str(path)) as one, open_source(path) as other:
        assert one.address == other.address
        assert one.open() == other.open()


def test_samples_are_scored_as_the_file_that_they_are_from(path: Path) -> None:
    recording, kept = open_recording(path), analyze(path)
    assert analyze(recording.block, conditions=kept.conditions) == kept
    assert analyze(recording.block, placement="shank").holds == kept.holds
    assert any("placement not said" in each for each in analyze(recording.block).reasons)


def test_nothing_is_overwritten(path: Path, simulated: Simulated) -> None:
    before = path.read_bytes()
    with pytest.raises(BalanceError, match=r"walk\.csv"):
        write_recording(path, Header(), simulated.block)
    assert path.read_bytes() == before


def both_ways(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """As the API scores a file, and as the command line does."""
    by_line = score_one(ScoreSettings(), Job(path, path.name))
    assert by_line.error is None
    return analyze(path).as_dict(path.name), by_line.scored


def test_what_stands_beside_a_recording_counts_as_on_the_command_line(path: Path) -> None:
    plain = analyze(path)
    first = plain.holds[0]
    stop_s = (first.lift_off_s + first.end_s) / 2.0
    append_events(
        events_path(path),
        [
            EventRow(stop_s, "stop", "user"),
            EventRow(stop_s, "note", "auto", "lost on the way: 1000 in all; frames broken: 300"),
        ],
    )
    ours, line = both_ways(path)
    assert ours == line
    assert ours["holds"][0]["end_reason"] == "stop"
    assert ours["holds"][0]["end_s"] < first.end_s
    assert (plain.status, ours["status"]) == ("valid", "attention")
    recording = open_recording(path)
    assert [row.event for row in recording.events] == ["stop", "note"]
    assert analyze(recording, events=()) == plain


def test_what_was_found_in_the_whole_counts_as_on_the_command_line(path: Path) -> None:
    first, second = analyze(path).holds
    moved = dataclasses.replace(second, lift_off_s=second.lift_off_s - 0.01)
    found = Found(ALGORITHM, "shank", None, (first, moved))
    append_events(events_path(path), [found_note(0.0, found)])
    ours, line = both_ways(path)
    assert ours == line
    assert ours["holds"][1]["lift_off_s"] == round(moved.lift_off_s, 3)


def test_said_in_place_of_the_header(path: Path) -> None:
    said = analyze(
        path, placement="thigh", leg="right", eyes="closed", surface="foam", forward_axis="-x"
    ).conditions
    assert said == Conditions("thigh", "right", eyes="closed", surface="foam", forward_axis="-x")
    whole = analyze(path, conditions=Conditions("foot"), leg="right").conditions
    assert whole == Conditions("foot", "right")


def test_a_file_that_does_not_say_where_it_was_worn(simulated: Simulated, tmp_path: Path) -> None:
    block = simulated.block
    assert block.gyr_rad_s is not None
    names = "time (s),ax (m/s^2),ay (m/s^2),az (m/s^2),gx (rad/s),gy (rad/s),gz (rad/s)"
    rows = zip(block.time_s, block.acc_m_s2, block.gyr_rad_s, strict=True)
    lines = (",".join(f"{v:.5f}" for v in (t, *acc, *gyr)) for t, acc, gyr in rows)
    file = tmp_path / "other.csv"
    file.write_text("\n".join([names, *lines]), encoding="utf-8")
    assert any("placement not said" in reason for reason in analyze(file).reasons)
    for told in (analyze(file, placement="shank"), analyze(file, conditions=Conditions("shank"))):
        assert told.reasons == ()
        assert len(told.holds) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"placement": "shnak"}, 'placement must be one of "lower_back", '),
        ({"leg": "both"}, "stance_leg must be one of None, "),
        ({"eyes": "shut"}, "eyes must be one of "),
        ({"conditions": Conditions(cap_s=-1.0)}, "cap_s must be a number of seconds above 0"),
        ({"conditions": Conditions(cap_s=float("nan"))}, "cap_s must be a number of seconds"),
        ({"min_hold_s": float("nan")}, "min_hold_s must be a number of seconds from 0 on"),
        ({"chunk": 0}, "chunk must be 1 sample or more"),
        ({"standing_s": (5.0, 3.0)}, "standing_s must be two times"),
        ({"standing_s": (float("nan"), 3.0)}, "standing_s must be two times"),
    ],
)
def test_wrong_arguments_are_value_errors(path: Path, arguments: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        analyze(path, **arguments)


def test_wrong_conditions_of_a_session_and_a_simulation() -> None:
    with pytest.raises(ValueError, match="surface must be one of"):
        Session(Conditions(surface="ice"))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="placement must be one of"):
        simulate_session(1, placement="wrist")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="seed must be"):
        simulate_session(-1)
    for wrong in ((5.0, 2.0), (-1.0, 2.0), (1.0, float("nan"))):
        with pytest.raises(ValueError, match="hold_range_s must be two lengths"):
            simulate_session(1, hold_range_s=wrong)


def test_all_that_a_person_can_put_right_is_of_one_kind(tmp_path: Path) -> None:
    for kind in (HistoryError, SourceError, CannotOpen):
        assert issubclass(kind, BalanceError)
    (tmp_path / "letter.csv").write_text("Dear all,\n", encoding="utf-8")
    for wrong in ("gone.csv", "letter.csv", "."):
        with pytest.raises(BalanceError) as caught:
            analyze(tmp_path / wrong)
        assert str(tmp_path) in str(caught.value)
    for address in ("nothing:", "sim:?sede=1"):
        with pytest.raises(BalanceError):
            open_source(address)


def test_damaged_events_are_an_error_that_names_the_line(path: Path) -> None:
    events_path(path).write_text("time_s,event,by,detail\nsoon,stop,user,\n", encoding="utf-8")
    with pytest.raises(BalanceError, match=r"walk\.events\.csv, line 2"):
        analyze(path)


def test_modules_and_recordings_are_reachable_from_what_comes_back(path: Path) -> None:
    recording = open_recording(path)
    assert isinstance(recording, Recording)
    for name in ("header", "block", "faults", "gaps", "losses", "events", "path"):
        assert hasattr(recording, name)
    assert importlib.import_module("balance").Recording is Recording


def test_what_the_page_shows_runs(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (path.parent / "archive").mkdir()
    (path.parent / "archive" / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(path.parent)
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    answer, table, live, errors, added, _ = blocks
    exec(answer, {})  # noqa: S102
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 1 + len(analyze(path).holds)
    assert said[0].strip() == "valid"
    names: dict[str, Any] = {}
    exec(table, names)  # noqa: S102
    assert names["rows"] == holds_table("walk.csv", placement="lower_back")
    exec(live, {})  # noqa: S102
    assert len(ast.literal_eval(capsys.readouterr().out)) == 3
    exec(errors, {})  # noqa: S102
    (path.parent / "walk.csv").unlink()
    exec(errors, {})  # noqa: S102
    assert capsys.readouterr().out.startswith("walk.csv: ")
    exec(added, names)  # noqa: S102
    box = path.parent / "a.box"
    box.write_bytes(b"BOX1" + np.ones((3, 7), "<f4").tobytes())
    assert np.shape(names["BoxFiles"]().read(box).gyr_rad_s) == (3, 3)


@pytest.mark.timeout(600)
def test_a_small_program_of_a_user_is_typed(tmp_path: Path) -> None:
    program = tmp_path / "user.py"
    program.write_text(USER, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", ROOT / ".mypy_cache", program],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_is_marked_as_typed() -> None:
    for room in ("balance", "drivers", "gui", "cli"):
        assert (ROOT / room / "py.typed").is_file()
