"""Zips that are damaged, foreign or made to harm: refused in a sentence, or taken in the same."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from installed import opened, says, written
from mutations import mutated
from sat import HEELS, sit

from balance.records.errors import RecordingError
from balance.records.history import people
from balance.records.history.people import Description
from balance.records.history.store import keep
from balance.report.backup import write_backup
from balance.report.person_given import looked_through
from balance.report.person_in import take_in
from balance.report.person_zip import write_person
from balance.report.restore import restore
from balance.report.unpacking import Unpacking, is_safe
from balance.words import printable

MUTATIONS = 60
SOAK = int(os.environ.get("BALANCE_TIMER_SOAK_ZIPS", "1000"))
Zips = dict[str, tuple[bytes, Any]]


def quiet(_done: int, _whole: int) -> None:
    return


@pytest.fixture(scope="module")
def zips(tmp_path_factory: pytest.TempPathFactory) -> Zips:
    """A person and an installation, and what each says."""
    place = tmp_path_factory.mktemp("zips")
    with opened(place / "one") as history:
        people.add(history, "P1", Description(birth_year=1815, notes="tea", regimen=HEELS.keys()))
        folder = history.folder
        keep(history, [written(folder / "a.csv.gz", 1, [6.0, 11.0], person="P1")])
        keep(history, [written(folder / "b.csv", 2, [9.0], person="P1", eyes="closed")])
        sit(history, "P1", HEELS)
        write_person(history, "P1", place / "p.zip", with_name=True, tell=quiet)
        write_backup(history, place / "b.zip", quiet)
        said = says(history)
    return {name: ((place / f"{name}.zip").read_bytes(), said) for name in ("p", "b")}


def taken(data: bytes, kind: str, place: Path) -> Any:
    """What an empty installation says once it has taken this in; or the sentence of a refusal."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    (place / "x.zip").write_bytes(data)
    try:
        with Unpacking(place / "x.zip") as zipped:
            if kind == "b":
                restore(zipped, lambda: opened(place), quiet)
            else:
                with looked_through(zipped, quiet) as given, opened(place) as history:
                    take_in(history, given, quiet)
    except RecordingError as error:
        left = {path.name for path in place.rglob("*") if path.is_file()}
        assert left <= {"x.zip", "history.db"}
        if "history.db" in left:
            with opened(place) as history:
                assert says(history)["people"] == []
        return str(error)
    with opened(place) as history:
        return says(history)


def check(zips: Zips, place: Path, count: int, seed: int) -> Counter[str]:
    rng = Random(seed)
    found: Counter[str] = Counter()
    for _ in range(count):
        kind = rng.choice("pb")
        data, said = zips[kind]
        answer = taken(changed(rng, data), kind, place)
        if isinstance(answer, str):
            assert answer == printable(answer, lines=False)
            assert "\n" not in answer
            found["refused"] += 1
        else:
            assert answer == said
            found["the same"] += 1
    return found


def changed(rng: Random, data: bytes) -> bytes:
    """A zip changed anywhere, or in the middle of one of its files and packed anew."""
    if rng.random() < 0.5:
        return mutated(rng, data, [data])
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    name = rng.choice(sorted(files))
    how = rng.randrange(5)
    if how == 0:
        del files[name]
    elif how == 1:
        files[f"{rng.choice(('recordings', 'scripts', '..', '/x'))}/x.csv"] = files[name]
    elif how == 2:
        files[rng.choice(sorted(files))] = files[name]
    else:
        files[name] = mutated(rng, files[name], [data])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as new:
        for each, content in files.items():
            new.writestr(each, content)
    return out.getvalue()


def test_what_was_changed_is_refused_in_a_sentence_or_the_same(zips: Zips, tmp_path: Path) -> None:
    found = check(zips, tmp_path / "x", MUTATIONS, seed=5)
    assert found["refused"] > MUTATIONS // 2


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_thousand_times(zips: Zips, tmp_path: Path) -> None:
    found = check(zips, tmp_path / "x", SOAK, seed=11)
    assert sum(found.values()) == SOAK, found


def anew(data: bytes, change: Callable[[dict[str, bytes]], None], **said: object) -> bytes:
    """A zip with other files in it and a list that is true of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    told = json.loads(files.pop("manifest.json"))
    change(files)
    told["files"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in files.items():
            new.writestr(name, content)
        new.writestr("manifest.json", json.dumps({**told, **said}))
    return out.getvalue()


def put(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.__setitem__(name, content)


@pytest.mark.parametrize(
    "name",
    [
        "../up.csv",
        "/up.csv",
        "recordings/../../up.csv",
        "recordings\\..\\up.csv",
        "recordings//up.csv",
        "recordings/./up.csv",
        "recordings/\x1b]0;mine\x07.csv",
        "recordings/" + "x" * 300,
        "a/" * 40 + "up.csv",
    ],
)
@pytest.mark.parametrize("kind", ["p", "b"])
def test_no_name_leads_elsewhere(zips: Zips, tmp_path: Path, name: str, kind: str) -> None:
    assert not is_safe(name)
    answer = taken(anew(zips[kind][0], put(name, b"x")), kind, tmp_path / "x")
    assert answer.endswith("a name in it leads elsewhere; it is not taken in")
    assert not (tmp_path / "up.csv").exists()


def test_links_and_folders_are_refused(zips: Zips, tmp_path: Path) -> None:
    for mode in (stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO):
        with zipfile.ZipFile(io.BytesIO(zips["p"][0])) as old:
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as new:
                for info in old.infolist():
                    content = old.read(info)
                    if info.filename == "recordings/b.csv":
                        info.external_attr = (mode | 0o777) << 16
                    new.writestr(info, content)
        answer = taken(out.getvalue(), "p", tmp_path / "x")
        assert answer.endswith("a name in it leads elsewhere; it is not taken in")


def test_what_unpacks_to_far_more_is_refused(zips: Zips, tmp_path: Path) -> None:
    bomb = anew(zips["p"][0], put("recordings/b.csv", bytes(40_000_000)))
    assert len(bomb) < 200_000
    answer = taken(bomb, "p", tmp_path / "x")
    assert answer.endswith("it unpacks to far more than it is; it is not taken in")


def test_a_name_twice_is_refused(zips: Zips, tmp_path: Path) -> None:
    out = io.BytesIO(zips["p"][0])
    with zipfile.ZipFile(out, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("recordings/b.csv", "x")
    assert "twice" in taken(out.getvalue(), "p", tmp_path / "x")


def test_somebody_else_s_recording_is_refused(zips: Zips, tmp_path: Path) -> None:
    def another(files: dict[str, bytes]) -> None:
        told = files["recordings/b.csv"].replace(b'"person": "P1"', b'"person": "P2"', 1)
        assert told != files["recordings/b.csv"]
        files["recordings/b.csv"] = told

    answer = taken(anew(zips["p"][0], another), "p", tmp_path / "x")
    assert "b.csv is not P1's" in answer
    answer = taken(anew(zips["p"][0], lambda _: None, person="P9"), "p", tmp_path / "x")
    assert "damaged" in answer


def test_others_are_told_from_ours(zips: Zips, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("Accelerometer.csv", "t,x,y,z\n")
    for data, said in [
        (out.getvalue(), "analyze --save"),
        (b"", "no zip that this program made"),
        (b"PK", "damaged"),
        (b"%PDF-1.7", "no zip that this program made"),
        (anew(zips["p"][0], lambda _: None, version=2), "made by a newer version"),
        (anew(zips["p"][0], lambda _: None, history="0099"), "made by a newer version"),
        (anew(zips["p"][0], lambda _: None, version="1"), "damaged"),
        (anew(zips["p"][0], lambda _: None, format="other"), "none of a person"),
    ]:
        assert said in taken(data, "p", tmp_path / "x")
    assert "take a person in with: import" in taken(zips["p"][0], "b", tmp_path / "x")


def test_rows_that_no_view_could_show_are_refused(zips: Zips, tmp_path: Path) -> None:
    def rows(files: dict[str, bytes]) -> Iterator[dict[str, Any]]:
        yield from map(json.loads, files["history.jsonl"].splitlines())

    def with_row(table: str, **values: object) -> Callable[[dict[str, bytes]], None]:
        def change(files: dict[str, bytes]) -> None:
            told = list(rows(files))
            for one in told:
                if one["table"] == table:
                    one["row"] |= values
            files["history.jsonl"] = b"".join(json.dumps(one).encode() + b"\n" for one in told)

        return change

    for table, values in (
        ("sittings", {"side": "middle"}),
        ("sittings", {"keys": []}),
        ("people", {"regimen": []}),
        ("people", {"week_plan": "often"}),
        ("people", {"code": "P2"}),
        ("sessions", {"day": "yesterday"}),
        ("conditions", {"eyes": "crossed"}),
        ("recordings", {"path": "../c.csv"}),
        ("attempts", {"recording_id": 99}),
        ("sets", {"state": "done?"}),
    ):
        answer = taken(anew(zips["p"][0], with_row(table, **values)), "p", tmp_path / "x")
        assert isinstance(answer, str), (table, values)
        assert "damaged" in answer
