"""`export --format pdf` and `import`: a page goes out, and comes in once."""

from __future__ import annotations

import os
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from conftest import Run, command
from keepers import kept
from pypdf import PdfReader

from balance.records.history.people import Description, add
from balance.records.history.recording_list import list_recordings
from balance.records.history.store import keep
from balance.report.page.carrying import results_in
from cli import importing
from drivers.live.place import VARIABLE, find_place

NAME = "Ada Lovelace"


@pytest.fixture
def held() -> None:
    with find_place().open() as history:
        add(history, "PAT-7", Description(name=NAME))
        said = [
            kept("a", [5.0, 7.5], created="2026-03-01T10:00:00+00:00", person="PAT-7"),
            kept("b", [9.0], created="2026-03-02T10:00:00+00:00", person="PAT-7"),
            kept("c", [], created="2026-03-03T10:00:00+00:00", person="PAT-7", checksum=None),
        ]
        keep(history, said)


@pytest.fixture
def page(balance_timer: Run, held: None, tmp_path: Path) -> Path:
    path = tmp_path / "page.pdf"
    run = balance_timer("export", "--person", "PAT-7", "--format", "pdf", "-o", path)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == (
        "Not in it yet: 1 recording still being made.\n"
        f"{path}: the page of PAT-7, without a name; 2 recordings inside.\n"
    )
    assert path.stat().st_mode & 0o777 == 0o600
    return path


@pytest.fixture
def elsewhere(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another installation, which the page was brought to."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "elsewhere" / "history.db"))
    return page


def test_a_page_comes_in_once(balance_timer: Run, elsewhere: Path) -> None:
    first = balance_timer("import", elsewhere)
    assert first.returncode == 0
    assert first.stderr == (f"{elsewhere}: Of PAT-7 came in: 2 recordings, 3 attempts.\n")
    again = balance_timer("import", elsewhere, elsewhere)
    assert again.stderr == 2 * (
        f"{elsewhere}: Nothing of PAT-7 is new here. 2 recordings had come in before, and "
        "count once.\n"
    )
    shown = balance_timer("history", "--person", "PAT-7")
    assert "9.0 s ± 0.1" in shown.stdout
    # What it made is one of those that a page is made of.
    on = elsewhere.with_name("on.pdf")
    balance_timer("export", "--person", "PAT-7", "--format", "pdf", "-o", on)
    assert results_in(on).recordings == results_in(elsewhere).recordings


def test_the_history_is_made_again_with_what_came_in(balance_timer: Run, elsewhere: Path) -> None:
    balance_timer("import", elsewhere)
    before = balance_timer("history", "--json").stdout
    find_place().database.unlink()  # type: ignore[union-attr]
    run = balance_timer("history", "--rebuild")
    assert "Made again from 2 recordings: 3 attempts" in run.stderr
    assert balance_timer("history", "--json").stdout == before


def test_results_are_passed_over_where_samples_are_looked_for(
    balance_timer: Run, elsewhere: Path
) -> None:
    balance_timer("import", elsewhere)
    folder = find_place().folder
    assert balance_timer("analyze", folder).stdout == ""
    (one, _) = sorted(folder.glob("*.results.json"))
    run = balance_timer("analyze", one)
    assert run.returncode == 1
    assert "these are the results of a recording whose samples are elsewhere" in run.stderr


def test_what_can_t_be_written_is_not_said_to_be_known(balance_timer: Run, elsewhere: Path) -> None:
    folder = find_place().folder
    folder.parent.mkdir(parents=True)
    folder.write_text("no folder")
    run = balance_timer("import", elsewhere)
    assert run.returncode == 1
    *reasons, said = run.stderr.splitlines()
    assert [reason.partition("can't be written (")[1] for reason in reasons] == 2 * [
        "can't be written ("
    ]
    assert said == f"{elsewhere}: Nothing of PAT-7 came in."


def test_a_code_that_is_close_to_anothers_is_asked_about(
    balance_timer: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with find_place().open() as history:
        add(history, "PAT7", Description())
    run = balance_timer("import", elsewhere)
    assert run.returncode == 2
    assert '"PAT-7" is new here, and close to "PAT7", who is here already' in run.stderr
    monkeypatch.setattr(importing.output, "is_terminal", lambda error=False: True)
    monkeypatch.setattr(importing, "sys", _Asked)
    monkeypatch.setattr(importing.typer, "confirm", lambda *_, **__: True)
    run = balance_timer("import", elsewhere)
    assert "Of PAT7 came in" in run.stderr
    with find_place().open() as history:
        assert {each.person for each in list_recordings(history)} == {"PAT7"}


class _Asked:
    """A terminal that somebody sits at."""

    class stdin:  # noqa: N801
        @staticmethod
        def isatty() -> bool:
            return True


def test_somebody_new_may_be_close_to_another(balance_timer: Run, elsewhere: Path) -> None:
    with find_place().open() as history:
        add(history, "PAT7", Description())
    assert "Of PAT-7 came in" in balance_timer("import", "--new-person", elsewhere).stderr


def test_each_file_that_is_none_is_named_and_the_others_come_in(
    balance_timer: Run, elsewhere: Path, tmp_path: Path
) -> None:
    broken, other = tmp_path / "broken.pdf", tmp_path / "run.csv"
    broken.write_bytes(elsewhere.read_bytes()[:20_000])
    other.write_text("t,x\n")
    run = balance_timer("import", broken, other, tmp_path / "gone.pdf", elsewhere)
    assert run.returncode == 1
    said = run.stderr.splitlines()
    assert said[0] == f"{broken}: is damaged; take another copy of the page"
    assert said[1].startswith(f"{other}: is nothing that 'export' made;")
    assert said[2].startswith(f"{tmp_path / 'gone.pdf'}: can't be read")
    assert said[3].endswith("Of PAT-7 came in: 2 recordings, 3 attempts.")


def test_a_name_and_the_paper_are_as_they_are_asked_for(
    balance_timer: Run, held: None, tmp_path: Path
) -> None:
    path = tmp_path / "page.pdf"
    asked = ("--person", "PAT-7", "--format", "pdf", "--paper", "letter", "--with-name")
    assert "with the name" in balance_timer("export", *asked, "-o", path).stderr
    reader = PdfReader(path)
    assert NAME in reader.pages[0].extract_text()
    assert results_in(path).name == NAME
    assert tuple(map(float, reader.pages[0].mediabox[2:])) == (612.0, 792.0)


def test_without_the_extra_it_is_set_plainly_and_carries_the_same(
    page: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "typst.py").write_text("raise ImportError")
    paths = os.pathsep.join((str(tmp_path / "without"), environment["PYTHONPATH"]))
    plain = tmp_path / "plain.pdf"
    # A process of its own, since Qt has but one application in each.
    run = subprocess.run(
        command("export", "--person", "PAT-7", "--format", "pdf", "-o", plain),
        env={**environment, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "")
    assert "with typst, the extra 'report', it has them" in run.stderr
    assert results_in(plain) == results_in(page)
    text = " ".join(PdfReader(BytesIO(plain.read_bytes())).pages[0].extract_text().split())
    assert "Balance on one leg" in text
    assert "9.0 s" in text


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (("--format", "pdf"), "Say whose it is: --person CODE.\n"),
        (
            ("--format", "pdf", "--person", "PAT-7", "--paper", "a5"),
            "--paper: 'a5' is none; take a4 or letter.\n",
        ),
        (
            ("--format", "csv", "--with-name"),
            "--with-name is for a page or a zip; no name is in the others.\n",
        ),
        (("--format", "csv", "--paper", "a4"), "--paper is for a page: --format pdf.\n"),
    ],
)
def test_what_can_t_be_done_as_it_was_said_says_so(
    balance_timer: Run, tmp_path: Path, wish: tuple[str, ...], said: str
) -> None:
    run = balance_timer("export", *wish, "-o", tmp_path / "x.pdf")
    assert (run.returncode, run.stderr) == (2, said)
    assert not (tmp_path / "x.pdf").exists()


def test_a_page_goes_into_a_file(balance_timer: Run) -> None:
    run = balance_timer("export", "--format", "pdf", "--person", "PAT-7", "-o", "-")
    assert (run.returncode, run.stderr) == (2, "A page goes into a file: -o FILE.\n")
