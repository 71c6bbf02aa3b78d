"""`exercise`: sessions led in the terminal, with scripts short enough to wait for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from conftest import Run, json_lines
from typer.testing import CliRunner

from cli.leading import FOOT, _foot_cm
from drivers.live.place import find_place
from drivers.live.sittings import Sittings

QUICK = """
id = "quick"
version = 3
kind = "exercise"
title = "Quick"
about = "Short enough for a test."
source = "Our own."
sides = "each"
[[tier]]
name = "1"
repetitions = 2
hold_s = 0.1
rest_s = 0.1
source = "Our own."
[[step]]
does = "work"
at = "repetition"
seconds = "hold_s"
called = "bend {repetition} of {repetitions}"
[step.words]
start = "Bend"
[[step]]
does = "rest"
at = "repetition"
seconds = "rest_s"
[step.words]
start = "Next, {next}"
"""
OPENING = """
id = "opening"
version = 1
kind = "opening"
title = "Before you begin"
about = "Short enough for a test."
source = "Our own."
sides = "both"
[[tier]]
name = "usual"
source = "Our own."
[[step]]
does = "say"
at = "begin"
seconds = 0.1
[step.words]
start = "Listen"
"""
PLAN = """
id = "mine"
title = "Mine"
source = "Mine."
home = 2
[[exercise]]
script = "quick"
side = "left"
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BALANCE_TIMER_DATABASE", str(tmp_path / "history.db"))
    own = {"scripts/quick": QUICK, "scripts/opening": OPENING, "plans/mine": PLAN}
    for name, text in own.items():
        path = tmp_path / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_all_that_can_be_led_is_listed(balance_timer: Run, data: Path) -> None:
    listed = json_lines(balance_timer("exercise", "--list", "--json").stdout)
    names = {(one["kind"], one["name"]) for one in listed}
    assert {("plan", "mine"), ("plan", "advice"), ("exercise", "quick")} <= names
    assert ("test", "unipedal_45") in names
    assert all(one["source"] for one in listed)
    assert "exercise  heel_raise" in balance_timer("exercise", "--list").stdout


def test_a_session_of_ones_own_is_led_and_kept(balance_timer: Run, data: Path) -> None:
    made = balance_timer("exercise", "--plan", "quick", "--person", "P7", "--json", "--quiet")
    assert made.returncode == 0
    lines = json_lines(made.stdout)
    said = [one["words"] for one in lines if one["event"] == "say" and "words" in one]
    assert said[0] == "Listen."
    assert "Bend." in said
    assert "Next, bend 2 of 2." in said
    sets = [one for one in lines if one["event"] == "set"]
    assert [(one["exercise"], one["side"], one["state"]) for one in sets] == [
        ("quick@3", "left", "done"),
        ("quick@3", "right", "done"),
    ]
    (person,) = json_lines(balance_timer("history", "--person", "P7", "--json").stdout)[-1:]
    assert "quick" in str(person)


def test_without_a_plan_it_is_the_persons_own_or_the_one_without_a_sensor(
    balance_timer: Run, data: Path
) -> None:
    assert balance_timer("people", "add", "P7", "--plan", "mine").returncode == 0
    led = balance_timer("exercise", "--person", "P7", "--json", "--quiet")
    sets = [one for one in json_lines(led.stdout) if one["event"] == "set"]
    assert [(one["exercise"], one["side"]) for one in sets] == [("quick@3", "left")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plan", "yoga"), "there is no such plan or file; choose one of"),
        (("--plan", "broken.toml"), "broken.toml: no plan: "),
        (("nowhere:", "--plan", "quick"), "nowhere"),
    ],
)
def test_what_is_none_is_refused_in_one_sentence(
    balance_timer: Run, data: Path, arguments: tuple[str, ...], said: str
) -> None:
    (data / "broken.toml").write_text("id = ")
    arguments = tuple(str(data / one) if one == "broken.toml" else one for one in arguments)
    made = balance_timer("exercise", *arguments, "--quiet")
    assert made.returncode in (1, 2)
    assert said in made.stderr
    assert "Traceback" not in made.stderr
    assert len(made.stderr.splitlines()) == 1


def test_the_length_of_the_foot_is_kept(balance_timer: Run, data: Path) -> None:
    added = balance_timer("people", "add", "P7", "--heel-to-ball", "17.5")
    assert added.returncode == 0
    (person,) = json_lines(balance_timer("people", "list", "--json").stdout)
    assert person["heel_to_ball_cm"] == 17.5
    with find_place(None).open() as history:
        sitting = Sittings(history, "P7", "sim:").begin("heels", "left")
    assert sitting.heel_to_ball_cm == 17.5
    assert balance_timer("people", "set", "P7", "--heel-to-ball", "3").returncode == 2
    assert balance_timer("people", "set", "P7", "--heel-to-ball", "0").returncode == 0
    (person,) = json_lines(balance_timer("people", "list", "--json").stdout)
    assert person["heel_to_ball_cm"] is None


def history_of(balance_timer: Run, code: str) -> list[dict[str, Any]]:
    return json_lines(balance_timer("history", "--person", code, "--json").stdout)


def test_a_session_comes_back_where_the_database_is_lost(balance_timer: Run, data: Path) -> None:
    balance_timer("exercise", "--plan", "quick", "--person", "P7", "--quiet")
    before = history_of(balance_timer, "P7")
    assert before
    for file in data.glob("history.db*"):
        file.unlink()
    rebuilt = balance_timer("history", "--rebuild")
    assert rebuilt.returncode == 0
    assert "Sessions led by voice, each once, from 1 copies of them." in rebuilt.stderr
    assert history_of(balance_timer, "P7") == before
    (copy,) = (data / "recordings").glob("*.json")
    copy.write_text(copy.read_text().replace('"done"', '"short"'))
    for file in data.glob("history.db*"):
        file.unlink()
    refused = balance_timer("history", "--rebuild")
    assert refused.returncode == 1
    assert f"{copy}: was changed since it was written" in refused.stderr
    assert copy.exists()


def test_a_disk_that_takes_no_copy_is_said_and_the_session_goes_on(
    balance_timer: Run, data: Path
) -> None:
    (data / "recordings").write_text("a file is in the way")
    made = balance_timer("exercise", "--plan", "quick", "--person", "P7", "--json", "--quiet")
    assert "the history has this session, but its copy can't be written" in made.stderr
    sets = [one for one in json_lines(made.stdout) if one["event"] == "set"]
    assert [one["state"] for one in sets] == ["done", "done"]
    assert history_of(balance_timer, "P7")


def test_the_length_of_a_foot_is_asked_for_until_it_is_one() -> None:
    app = typer.Typer()

    @app.command()
    def ask() -> None:
        typer.echo(f"is {typer.prompt(FOOT, default=18.0, value_proc=_foot_cm, err=True)}")

    done = CliRunner().invoke(app, input="long\n300\nnan\n17.5\n")
    assert done.output.count("is no length from 5 to 40 cm") == 3
    assert "is 17.5" in done.output
    assert "is 18.0" in CliRunner().invoke(app, input="\n").output
