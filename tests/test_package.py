"""The wheel and the sdist: what is in them, and that the wheel works away from the checkout."""

import ast
import email
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from pathlib import Path

import pytest

from balance.version import __version__

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

ROOMS = ("balance", "cli", "drivers", "gui")
#: What is imported under another name than it is asked for, or comes with what is.
NAMED_OTHERWISE = {
    "PySide6": "PySide6_Essentials",
    "serial": "pyserial",
    "yarl": "aiohttp",
    "distributed": "dask",
}
#: Whoever runs the suite for a driver of his own has it.
OF_TESTS = {"pytest"}


def built(kind: str, source: Path, out: Path) -> Path:
    build = [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(out)]
    subprocess.run([*build, str(source)], check=True, capture_output=True, timeout=100)
    (made,) = out.glob("balance_timer-*")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


def content(wheel: Path) -> dict[str, str]:
    """Names in a wheel, each with the sum over what is there."""
    with zipfile.ZipFile(wheel) as packed:
        return {name: hashlib.sha256(packed.read(name)).hexdigest() for name in packed.namelist()}


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as packed:
        (name,) = [name for name in packed.namelist() if name.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(packed.read(name))


def test_it_holds_the_packages_and_the_demo_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "balance",
        "cli",
        "drivers",
        "gui",
    }
    assert "cli/demo.csv.gz" in names
    assert "drivers/phone_page/page/index.html" in names
    assert "balance/report/page/page.typ" in names
    assert {f"{top}/py.typed" for top in ("balance", "cli", "drivers", "gui")} <= set(names)
    assert "balance/report/agreement/page.typ" in names
    migrations = "balance/records/history/migrations"
    assert f"{migrations}/env.py" in names
    assert any(name.startswith(f"{migrations}/versions/v0001") for name in names)
    assert "balance/timing/weights.npz" in names
    assert "balance/protocol/exercise/shipped/plans/2_feet.toml" in names
    assert {f"{room}/py.typed" in names for room in ("balance", "cli", "drivers", "gui")} == {True}
    assert not [name for name in names if name.endswith((".pyc", ".log", "~"))]


def test_it_says_what_an_installer_and_a_reader_ask(wheel: Path) -> None:
    said = metadata(wheel)
    assert (said["Name"], said["Version"]) == ("balance-timer", __version__)
    assert said["Requires-Python"] == ">=3.11"
    assert said["License-Expression"] == "MIT"
    assert f"balance_timer-{__version__}.dist-info/licenses/LICENSE" in content(wheel)
    assert set(said.get_all("Provides-Extra", [])) == {"report", "lab", "clinic", "cluster"}
    kinds = set(said.get_all("Classifier", []))
    systems = ("POSIX :: Linux", "MacOS", "Microsoft :: Windows")
    assert {f"Operating System :: {system}" for system in systems} <= kinds
    assert "Typing :: Typed" in kinds
    needed = said.get_all("Requires-Dist", [])
    assert any(re.match(r"pyxdf>=[\d.]+; extra == 'lab'", each) for each in needed)
    assert len([each for each in needed if "extra ==" not in each]) == len(PROJECT["dependencies"])


def test_what_is_imported_is_asked_for() -> None:
    imported = set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
    others = imported - set(sys.stdlib_module_names) - set(ROOMS)
    extras = [each for extra in PROJECT["optional-dependencies"].values() for each in extra]
    asked = {re.split(r"[^\w.-]", each)[0] for each in [*PROJECT["dependencies"], *extras]}
    named = {NAMED_OTHERWISE.get(name, name).lower() for name in others}
    assert named - {name.lower() for name in asked} == OF_TESTS


def test_the_sdist_makes_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as packed:
        packed.extractall(tmp_path, filter="data")
    (unpacked,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert content(built("wheel", unpacked, tmp_path / "made")) == content(wheel)


def test_the_sdist_has_all_that_is_ours_and_nothing_of_the_machine(sdist: Path) -> None:
    with tarfile.open(sdist) as packed:
        members = packed.getmembers()
    names = {member.name.partition("/")[2] for member in members}
    asked = ["git", "ls-files"]
    kept = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    ours = {name for name in kept.stdout.splitlines() if not name.startswith(".ci/")}
    if ours:  # in an unpacked sdist there is no history to compare with
        assert ours - names == set()
    assert {name for name in names if name.startswith(".")} <= {".gitignore"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {
        (0, 0, "", "")
    }
    assert sum(member.size for member in members) < 40e6


def test_the_demo_runs_from_it_and_is_kept(wheel: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(wheel, tmp_path / "site", "zip")
    done = subprocess.run(
        [sys.executable, "-m", "cli", "demo", "--json", "--save"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(line["event"] == "hold" for line in lines) == 3
    assert Path(os.environ["BALANCE_TIMER_DATABASE"]).is_file()
