"""Scripts and plans of one's own: files in two folders beside the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from balance.records.errors import RecordingError
from balance.records.history.exercises import own_files
from balance.records.history.exercises.own_files import Exercises, exercises_in

SCRIPT = """
id = "towel"
version = 2
kind = "exercise"
title = "Towel curls"
about = "Mine."
source = "Mine."
sides = "each"
[[tier]]
name = "1"
source = "Mine."
[[step]]
does = "work"
at = "repetition"
seconds = 5
"""
PLAN = """
id = "feet"
title = "My own week"
source = "Mine."
home = 5
[[exercise]]
script = "towel"
sets = 2
[[exercise]]
script = "heel_raise"
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_without_folders_there_is_what_the_program_has(tmp_path: Path) -> None:
    found = exercises_in(tmp_path)
    assert [one.id for one in found.plans] == ["advice", "feet", "heels", "all"]
    assert found.troubles == ()
    assert "towel" not in found.library.ids()


def test_ones_own_is_there_and_takes_the_place_of_another(tmp_path: Path) -> None:
    write(tmp_path, "scripts/towel.toml", SCRIPT)
    write(tmp_path, "scripts/read me.txt", "not looked at")
    write(tmp_path, "plans/mine.TOML", PLAN)
    found = exercises_in(tmp_path)
    assert found.troubles == ()
    assert found.library["towel"].key == "towel@2"
    assert [one.title for one in found.plans if one.id == "feet"] == ["My own week"]
    plan = found.plan("feet")
    assert (plan.week.home, plan.wanted[0].numbers) == (5, (("sets", 2),))
    parts = plan.parts(found.library, ())
    assert [one.script.id for one in parts] == ["opening", "towel", "heel_raise"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("scripts/b.toml", "id = ", "b.toml: no script: "),
        (
            "scripts/b.toml",
            SCRIPT.replace("version = 2", "version = 0"),
            "version of a script must",
        ),
        (
            "scripts/b.toml",
            SCRIPT.replace("[[tier]]", "[[rung]]"),
            "no script: a script has no key 'rung'",
        ),
        ("scripts/b.toml", b"\xff\xfe", "b.toml: no script: "),
        ("scripts/b.toml", "x = " + "[" * 100_000, "b.toml: no script: "),
        ("scripts/b.toml", "# " + "x" * 2**20, "larger than 1 MB"),
        ("scripts/z.toml", SCRIPT, "z.toml: another file here is the script towel already"),
        ("plans/b.toml", PLAN.replace("towel", "yoga"), "b.toml: no plan: There is no 'yoga'"),
        ("plans/b.toml", PLAN.replace("home = 5", "home = 50"), "home of a plan must be 0 to 21"),
    ],
)
def test_a_broken_one_is_said_and_the_others_go_on(
    tmp_path: Path, name: str, text: str | bytes, said: str
) -> None:
    write(tmp_path, "scripts/towel.toml", SCRIPT)
    write(tmp_path, "plans/mine.toml", PLAN)
    write(tmp_path, name, text)
    found = exercises_in(tmp_path)
    (trouble,) = found.troubles
    assert said in trouble
    assert trouble.endswith(".")
    assert not trouble.endswith("..")
    assert trouble.isprintable()
    assert found.library["towel"].title == "Towel curls"
    assert found.plan("feet").title == "My own week"


def test_what_can_not_be_looked_into_is_said(tmp_path: Path) -> None:
    (tmp_path / "scripts").write_text("a file")
    (tmp_path / "plans" / "folder.toml").mkdir(parents=True)
    scripts, plans = exercises_in(tmp_path).troubles
    assert "scripts: can't be read" in scripts
    assert "folder.toml: can't be read" in plans


def test_a_plan_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: Exercises = exercises_in(tmp_path)
    path = write(tmp_path, "week.toml", PLAN.replace("towel", "arch_squeeze"))
    monkeypatch.chdir(tmp_path)
    assert found.plan("week.toml") == found.plan(str(path))
    path.write_text(PLAN)
    with pytest.raises(RecordingError, match=r"week\.toml: no plan: There is no 'towel'"):
        found.plan(str(path))
    with pytest.raises(RecordingError, match="no such plan or file; choose one of advice, feet"):
        found.plan("yoga")
    assert own_files.SCRIPTS == "scripts"
