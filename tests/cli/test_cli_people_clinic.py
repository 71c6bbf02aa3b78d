"""People as a clinic has them, in the terminal: listed, archived, moved, split, told apart."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, json_lines

from balance.records.recording import read_header, read_recording
from cli import output, person_code, progress
from cli.invitation import WAITING, Invitation
from cli.progress import watched, working
from drivers.live.place import find_place
from drivers.live.running import running


@pytest.fixture
def kept(balance_timer: Run, recording: Path) -> Path:
    """A recording of P1 in the history, with three attempts; P2 is there as well."""
    balance_timer("people", "add", "P1", "--name", "José Müller", "--notes", "after a stroke")
    balance_timer("people", "add", "P2", "--born", "1950")
    run = balance_timer("analyze", recording, "--save", "--json", "--person", "P1")
    assert run.returncode == 0, run.stderr
    (path,) = find_place().folder.glob("*.csv.gz")
    return path


def best_of(balance_timer: Run) -> dict[str, tuple[int, float]]:
    lines = json_lines(balance_timer("history", "--json").stdout)
    return {line["person"]: (line["attempts"], line["best_s"]) for line in lines}


def people_of(balance_timer: Run, *more: object) -> list[str]:
    return [each["person"] for each in listed(balance_timer, "list", *more)]


def listed(balance_timer: Run, *arguments: object) -> list[dict[str, Any]]:
    run = balance_timer("people", *arguments, "--json")
    assert run.returncode == 0, run.stderr
    return json_lines(run.stdout)


def test_people_are_looked_for_and_archived(balance_timer: Run, kept: Path) -> None:
    (one,) = listed(balance_timer, "list", "--search", "muller STROKE")
    assert (one["person"], one["attempts"], one["archived"]) == ("P1", 3, False)
    assert one["last_session"] is not None
    assert people_of(balance_timer) == ["P1", "P2"]
    assert balance_timer("people", "archive", "P1").returncode == 0
    assert people_of(balance_timer) == ["P2"]
    assert people_of(balance_timer, "--archived") == ["P1"]
    assert best_of(balance_timer) == {}
    assert len(json_lines(balance_timer("history", "--json", "--archived").stdout)) == 1
    assert len(json_lines(balance_timer("history", "--json", "--person", "P1").stdout)) == 1
    assert balance_timer("people", "unarchive", "P1").returncode == 0
    assert people_of(balance_timer) == ["P1", "P2"]
    assert balance_timer("people", "edit", "P1", "--notes", "").returncode == 0
    assert people_of(balance_timer, "--search", "stroke") == []
    assert "José Müller  3 attempts, last 20" in balance_timer("people", "list").stdout


def test_recordings_are_listed_moved_and_noted_on(balance_timer: Run, kept: Path) -> None:
    before = best_of(balance_timer)["P1"]
    assert balance_timer("people", "note", kept.name, 2, "held on").returncode == 0
    (one,) = listed(balance_timer, "recordings", "--leg", "left", "--search", "held")
    assert (one["recording"], one["person"], one["notes"]) == (str(kept), "P1", ["held on"])
    assert (one["day_by"], one["best_s"]) == ("file", before[1])
    assert listed(balance_timer, "recordings", "--leg", "right") == []
    assert (
        listed(balance_timer, "recordings", "--since", "2001-01-01", "--until", "2002-01-01") == []
    )
    text = balance_timer("people", "recordings").stdout
    assert "(of the file)  P1 José Müller  left, eyes open, firm surface  best " in text
    assert "3 attempts  note: held on" in text
    run = balance_timer("people", "move", kept.name, "--to", "P2")
    assert (run.returncode, run.stdout) == (0, f"{kept}\n")
    assert best_of(balance_timer) == {"P2": before}


def test_one_attempt_is_moved(balance_timer: Run, kept: Path) -> None:
    before = best_of(balance_timer)["P1"]
    run = balance_timer("people", "move", kept, "--attempt", 2, "--to", "P2")
    assert run.returncode == 0, run.stderr
    assert "1 attempt is P2's now." in run.stderr
    found = best_of(balance_timer)
    assert (found["P1"][0], found["P2"]) == (2, (1, before[1])), "the second was the longest"
    assert balance_timer("history", "--rebuild").returncode == 0
    assert best_of(balance_timer) == found
    assert balance_timer("analyze", "--rescore").stdout == ""


def test_a_recording_of_two_is_split(balance_timer: Run, recording: Path, kept: Path) -> None:
    holds = json_lines(balance_timer("analyze", recording, "--json").stdout)[0]["holds"]
    at_s = round(holds[1]["lift_off_s"] - 2.0, 2)
    run = balance_timer("people", "split", kept.name, "--at", at_s, "--to", "P2")
    assert run.returncode == 0, run.stderr
    part = Path(run.stdout.strip())
    assert read_header(part).person == "P2"
    assert read_recording(part).block.time_s[0] >= at_s
    assert "2 attempts are P2's now." in run.stderr
    assert "set aside" in run.stderr
    (scored,) = json_lines(balance_timer("analyze", part, "--json").stdout)
    assert scored["holds"] == holds[1:], "to the last digit"
    erased = balance_timer("people", "erase", "P2", "--yes")
    assert erased.returncode == 0, erased.stderr
    assert list(find_place().folder.rglob("*.csv.gz")) == list(find_place().folder.glob("*part1*z"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["people", "add", "John Smith"], 1, "a name may be kept beside it"),
        (["people", "move", "FILE", "--to", "P9"], 1, 'nobody here has the code "P9"'),
        (["people", "move", "x.csv", "--to", "P2"], 1, "knows no recording"),
        (["people", "split", "FILE", "--to", "P2"], 2, "Say where to split"),
        (["people", "split", "FILE", "--to", "P2", "--at", "nan"], 2, "--at: 'nan' is no number"),
        (["people", "split", "FILE", "--to", "P2", "--at", "9999"], 1, "not within this recording"),
        (["people", "recordings", "--since", "May"], 2, "'May' is no day"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    balance_timer: Run, kept: Path, arguments: list[str], code: int, said: str
) -> None:
    run = balance_timer(*(str(kept) if each == "FILE" else each for each in arguments))
    assert run.returncode == code
    assert said in run.stderr
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.parametrize("timed", ["P1", "P2"])
def test_nothing_is_moved_while_one_of_the_two_is_timed(
    balance_timer: Run, kept: Path, timed: str
) -> None:
    with running(find_place(), timed):
        for more in (("move", kept.name), ("split", kept.name, "--after", 1)):
            run = balance_timer("people", *more, "--to", "P2")
            assert run.returncode == 1
            assert f"{timed} is being timed now" in run.stderr


@pytest.mark.parametrize(
    "arguments",
    [("time", "FILE?speed=0"), ("analyze", "FILE", "--save", "--json")],
    ids=["time", "analyze"],
)
def test_a_slip_makes_nobody_new_on_a_pipe(
    balance_timer: Run, recording: Path, arguments: tuple[str, ...]
) -> None:
    balance_timer("people", "add", "P10")
    command = [each.replace("FILE", str(recording)) for each in arguments]
    run = balance_timer(*command, "--person", "P1O")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.splitlines() == [
        '"P1O" is new, and close to "P10", who is there already; write P10, or add --new-person.'
    ]
    assert balance_timer(*command, "--person", "P1O", "--new-person").returncode == 0
    assert people_of(balance_timer) == ["P10", "P1O"]


def test_a_first_person_and_a_next_one_are_new(balance_timer: Run, recording: Path) -> None:
    for code in ("P1", "P2"):
        run = balance_timer("analyze", recording, "--save", "--json", "--person", code)
        assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(("answer", "code"), [(True, "P10"), (False, "P1O")])
def test_a_slip_is_asked_about_on_a_terminal(
    balance_timer: Run, monkeypatch: pytest.MonkeyPatch, answer: bool, code: str
) -> None:
    balance_timer("people", "add", "P10")
    asked = []

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return answer

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(person_code.sys, "stdin", Terminal())
    monkeypatch.setattr(output, "is_terminal", lambda **_: True)
    monkeypatch.setattr(person_code.typer, "confirm", confirm)
    with find_place().open() as history:
        assert person_code.person_for(history, "P1O", new=False) == code
        assert person_code.person_for(history, "P10", new=False) == "P10"
        assert person_code.person_for(history, None, new=False) is None
    assert asked == ["P1O is new; did you mean P10?"]


def test_options_of_time_win_over_the_address(balance_timer: Run, recording: Path) -> None:
    options = ("--leg", "right", "--eyes", "closed", "--surface", "foam", "--forward", "x")
    run = balance_timer("time", f"{recording}?speed=0&leg=left&eyes=open", *options)
    assert run.returncode == 0, run.stderr
    (path,) = find_place().folder.glob("*.csv.gz")
    head = read_header(path)
    said = (head.placement, head.stance_leg, head.eyes, head.surface, head.forward_axis)
    assert said == ("shank", "right", "closed", "foam", "x")


def test_a_placement_of_time_wins(balance_timer: Run, recording: Path) -> None:
    balance_timer("time", f"{recording}?speed=0", "--placement", "thigh")
    (path,) = find_place().folder.glob("*.csv.gz")
    assert read_header(path).placement == "thigh"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["time", "sim:", "--cap", "nan"], "--cap: 'nan' is no number from 1 on."),
        (["time", "sim:", "--cap", "inf"], "--cap: 'inf' is no number from 1 on."),
        (["time", "sim:", "--cap", "ten"], "--cap: 'ten' is no number from 1 on."),
        (["time", "sim:", "--attempts", "1.5"], "--attempts: '1.5' is no whole number from 1 on."),
        (["time", "sim:", "--rate", "0"], "--rate: '0' is no number from"),
        (["record", "sim:", "-o", "x.csv", "--seconds", "nan"], "--seconds: 'nan' is no number"),
        (["analyze", "x.csv", "--min-hold", "nan"], "--min-hold: 'nan' is no number from 0 on."),
        (["analyze", "x.csv", "--jobs", "-1"], "--jobs: '-1' is no whole number from 0 on."),
        (["demo", "--speed", "nan"], "--speed: 'nan' is no number from 0 to 1000."),
    ],
)
def test_numbers_that_are_none_are_one_sentence(
    balance_timer: Run, arguments: list[str], said: str
) -> None:
    run = balance_timer(*arguments)
    assert run.returncode == 2
    (line,) = run.stderr.splitlines()
    assert line.startswith(said)


def test_what_takes_long_gives_a_sign_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = threading.Event()

    def show(what: str, over: threading.Event) -> None:
        if not over.wait(progress.AFTER_S):
            output.note(what)
            shown.set()

    monkeypatch.setattr(progress, "_show", show)
    monkeypatch.setattr(progress, "AFTER_S", 0.0)
    with working("Moving"):  # a pipe
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(output, "is_terminal", lambda **_: True)

    def things() -> Iterator[int]:
        assert shown.wait(30)
        yield 1

    assert list(watched(things(), 1, "Scoring")) == [1]
    assert capsys.readouterr().err == "Scoring\n"


def test_the_sign_is_drawn_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "AFTER_S", 0.0)
    over = threading.Event()
    over.set()
    progress._show("Moving", over)  # done before it was due
    sign = threading.Thread(target=progress._show, args=("Moving", late := threading.Event()))
    sign.start()
    late.set()
    sign.join(30)
    assert not sign.is_alive()


def test_a_sensor_that_is_long_in_opening_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    now, said = [0.0], []
    for terminal, expected in [(False, []), (True, [WAITING])]:
        monkeypatch.setattr(output, "is_terminal", lambda on=terminal, **_: on)
        now[0] = 0.0
        invitation = Invitation(said.append, clock=lambda: now[0])
        for now[0] in (0.0, 0.5, 1.5, 2.5):
            invitation.look("", "", opening=True)
        assert said == expected
