"""`export --format zip`, `import`, `backup` and `restore`, one installation to another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran, Run, json_lines

from drivers.live.place import place_in
from drivers.live.running import running

VIEWS = (("history", "--person", "P07"), ("history",), ("people", "list"))
At = Callable[..., Ran]


@pytest.fixture
def one(balance_timer: Run, tmp_path: Path) -> At:
    return lambda *words: balance_timer(*words, "--database", tmp_path / "one" / "history.db")


@pytest.fixture
def other(balance_timer: Run, tmp_path: Path) -> At:
    return lambda *words: balance_timer(*words, "--database", tmp_path / "two" / "history.db")


@pytest.fixture
def kept(one: At, recording: Path) -> None:
    plan = ("--plan", "feet", "--week-plan", "3+1", "--birth-year", "1962", "--heel-to-ball", 18)
    assert one("people", "add", "P07", "--name", "Ada", *plan).returncode == 0
    assert one("analyze", recording, "--save", "--person", "P07").returncode == 0
    path = json_lines(one("people", "recordings", "--json").stdout)[0]["recording"]
    assert one("people", "note", path, 1, "wobbled").returncode == 0


def views(at: At, *ways: tuple[str, ...]) -> list[str]:
    ran = [at(*way, "--json") for way in ways]
    assert [each.returncode for each in ran] == [0] * len(ways)
    return [each.stdout for each in ran]


def test_a_person_says_the_same_where_they_are_taken_in(
    one: At, other: At, kept: None, tmp_path: Path
) -> None:
    target = tmp_path / "p07.zip"
    run = one("export", "--person", "P07", "--format", "zip", "-o", target, "--with-name")
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == f"{target}: 1 recording, with the name of P07.\n"
    run = other("import", target)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == f"{target}: Of P07 came in: 1 recording, 3 attempts.\n"
    assert views(other, *VIEWS) == views(one, *VIEWS)
    there, here = (
        json_lines(at("people", "recordings", "--json").stdout)[0] for at in (one, other)
    )
    assert Path(there.pop("recording")).name == Path(here.pop("recording")).name
    assert here == there
    again = other("import", target)
    assert again.stderr == (
        f"{target}: Nothing of P07 is new here. 1 recording had come in before, and counts once.\n"
    )
    assert views(other, *VIEWS) == views(one, *VIEWS)


@pytest.mark.parametrize("order", ["page zip", "zip page", "results zip", "page results zip"])
def test_in_any_order_it_is_the_person_once(
    one: At, other: At, kept: None, balance_timer: Run, tmp_path: Path, order: str
) -> None:
    def third(*words: object) -> Ran:
        return balance_timer(*words, "--database", tmp_path / "three" / "history.db")

    made = {"zip": "zip", "page": "pdf"}
    for name, form in made.items():
        run = one("export", "--person", "P07", "--format", form, "-o", tmp_path / name)
        assert run.returncode == 0
    if "results" in order:
        assert third("import", tmp_path / "page").returncode == 0
        run = third("export", "--person", "P07", "--format", "zip", "-o", tmp_path / "results")
        assert run.stderr == f"{tmp_path / 'results'}: 1 recording, without the name of P07.\n"
    told = []
    for name in order.split():
        run = other("import", tmp_path / name)
        assert run.returncode == 0, run.stderr
        told.append(run.stderr.removeprefix(f"{tmp_path / name}: "))
    came = "Of P07 came in: 1 recording, 3 attempts.\n"
    had = "Nothing of P07 is new here. 1 recording had come in before, and counts once.\n"
    later = order.split()[1:]
    assert told == [came, *(came if each == "zip" else had for each in later)]
    history = ("history", "--person", "P07")
    assert views(other, history) == views(one, history)
    assert not list((tmp_path / "two").rglob("*.results.json*"))
    assert other("history", "--rebuild").returncode == 0
    assert views(other, history) == views(one, history)
    assert other("people", "erase", "P07", "--yes").returncode == 0
    assert not list((tmp_path / "two" / "recordings").rglob("*"))


def test_the_name_stays_unless_it_is_asked_for(
    one: At, other: At, kept: None, tmp_path: Path
) -> None:
    run = one("export", "--person", "P07", "--format", "zip", "-o", tmp_path / "p.zip")
    assert run.stderr.endswith("1 recording, without the name of P07.\n")
    other("import", tmp_path / "p.zip")
    (listed,) = json_lines(other("people", "list", "--json").stdout)
    assert (listed["name"], listed["birth_year"], listed["plan"]) == (None, 1962, "feet")


def test_an_installation_comes_back(
    one: At, balance_timer: Run, kept: None, tmp_path: Path
) -> None:
    run = one("backup", "-o", tmp_path / "b.zip")
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr.endswith("b.zip: 1 person, 1 recording, read back and whole.\n")
    run = balance_timer("restore", tmp_path / "b.zip", "--into", tmp_path / "new")
    assert run.returncode == 0
    assert run.stderr.splitlines() == [
        f"1 person, 1 recording are back in {tmp_path / 'new' / 'recordings'}.",
        f"Open it with: --database {tmp_path / 'new' / 'history.db'}",
    ]

    def back(*words: object) -> Ran:
        return balance_timer(*words, "--database", tmp_path / "new" / "history.db")

    assert views(back, *VIEWS) == views(one, *VIEWS)
    run = balance_timer("restore", tmp_path / "b.zip", "--into", tmp_path / "new")
    assert run.returncode == 1
    assert "there is something here already, and nothing is overwritten" in run.stderr
    run = back("import", tmp_path / "b.zip")
    assert (run.returncode, len(run.stderr.splitlines())) == (1, 1)
    assert "this is a whole installation; bring it back with: restore" in run.stderr


def test_what_can_t_be_is_one_sentence(one: At, kept: None, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("hello")
    (tmp_path / "taken.zip").write_text("mine")
    export = ("export", "--format", "zip", "-o")
    for words, code, said in [
        ((*export, tmp_path / "x.zip"), 2, "Say whose it is: --person CODE; a whole"),
        ((*export, "-", "--person", "P07"), 2, "A zip goes into a file"),
        ((*export, tmp_path / "taken.zip", "--person", "P07"), 2, "nothing is overwritten"),
        ((*export, tmp_path / "x.zip", "--person", "P08"), 1, "nobody here has the code"),
        (
            ("export", "--format", "csv", "-o", "-", "--with-name"),
            2,
            "for a page or a zip",
        ),
        (("export", "--format", "calendar", "-o", "-"), 2, "Say whose it is: --person CODE."),
        (("import", tmp_path / "other.txt"), 1, "is nothing that 'export' made"),
        (("import", tmp_path / "nowhere.zip"), 1, "No such file"),
        (("import", tmp_path), 1, "is no data set of BIDS Motion"),
        (("restore", tmp_path / "other.txt"), 1, "no zip that this program made"),
        (("backup", "-o", tmp_path / "taken.zip"), 2, "nothing is overwritten"),
    ]:
        run = one(*words)
        assert (run.returncode, len(run.stderr.splitlines())) == (code, 1), run.stderr
        assert said in run.stderr
        assert not (tmp_path / "x.zip").exists()


def test_a_slip_of_a_finger_makes_nobody_new(
    one: At, other: At, kept: None, tmp_path: Path
) -> None:
    other("people", "add", "P7")
    one("export", "--person", "P07", "--format", "zip", "-o", tmp_path / "p.zip")
    run = other("import", tmp_path / "p.zip")
    assert run.returncode == 2
    assert 'close to "P7", who is here already' in run.stderr
    assert len(json_lines(other("people", "list", "--json").stdout)) == 1
    assert other("import", tmp_path / "p.zip", "--new-person").returncode == 0


def test_nobody_is_handed_over_or_taken_in_during_a_test(
    one: At, kept: None, tmp_path: Path
) -> None:
    one("export", "--person", "P07", "--format", "zip", "-o", tmp_path / "p.zip")
    with running(place_in(tmp_path / "one"), "P07"):
        for words in (
            ("export", "--person", "P07", "--format", "zip", "-o", tmp_path / "q.zip"),
            ("import", tmp_path / "p.zip"),
        ):
            run = one(*words)
            assert run.returncode == 1
            assert run.stderr.endswith("P07 is being timed now; end that test, then do it again\n")
    assert not (tmp_path / "q.zip").exists()


def test_what_is_left_out_is_named(one: At, kept: None, tmp_path: Path) -> None:
    folder = tmp_path / "one" / "recordings"
    (gone,) = folder.glob("*.csv.gz")
    gone.unlink()
    (folder / "stranger.csv").write_text("a,b\n")
    run = one("export", "--person", "P07", "--format", "zip", "-o", tmp_path / "p.zip")
    assert run.returncode == 1
    assert [line.partition(" (")[0] for line in run.stderr.splitlines()] == [
        f"{gone}: this recording is not there now, and is left out.",
        f"Left out: {folder / 'stranger.csv'}: whose it is can't be told",
        f"{tmp_path / 'p.zip'}: 0 recordings, without the name of P07.",
    ]
    run = one("backup", "-o", tmp_path / "b.zip")
    assert run.returncode == 1
    assert run.stderr.startswith(f"{gone}: this recording is not there now; its times are in")


def test_a_calendar_in_a_file_and_on_standard_output(one: At, kept: None, tmp_path: Path) -> None:
    run = one("export", "--person", "P07", "--format", "calendar", "-o", tmp_path / "p.ics")
    assert run.returncode == 0
    assert run.stderr == f"{tmp_path / 'p.ics'}: 3 sessions a week, for 8 weeks.\n"
    assert (tmp_path / "p.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    run = one("export", "--person", "P07", "--format", "calendar", "-o", "-")
    assert run.stdout.startswith("BEGIN:VCALENDAR\nVERSION:2.0\n")
