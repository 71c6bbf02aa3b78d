"""The folder that needs no Python: what goes in; and, as a soak, that it is made and works."""

from __future__ import annotations

import importlib.util
import json
import os
import ssl
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType

import pytest
from ports import free_port

from balance.analysis import analyze
from balance.records.recording import read_recording
from balance.version import SOFTWARE

ROOT = Path(__file__).resolve().parents[1]
RECORDINGS = ROOT / "recordings"


def loaded(name: str) -> ModuleType:
    """A module of `packaging`, which is no package: another of that name exists."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


chosen = loaded("chosen")
licences = loaded("licences")


@pytest.fixture(scope="module")
def in_the_wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True, timeout=100)
    with zipfile.ZipFile(next(out.glob("*.whl"))) as packed:
        return {name for name in packed.namelist() if ".dist-info/" not in name}


def test_all_that_a_wheel_has_goes_in(in_the_wheel: set[str]) -> None:
    files = {f"{folder}/{Path(path).name}" for path, folder in chosen.files()}
    modules = {f"{name.replace('.', '/')}" for name in chosen.modules()}
    code = {name for name in in_the_wheel if name.endswith(".py")}
    assert {name.removesuffix(".py").removesuffix("/__init__") for name in code} <= modules
    assert in_the_wheel - code <= files
    # What alembic reads goes in as files; nothing else does that a wheel has not.
    assert files - in_the_wheel == set()
    assert {name for name in files if name.endswith(".py")} == {
        name for name in code if name.startswith("balance/records/history/migrations/")
    }


def test_what_is_for_development_stays_out_and_what_is_needed_does_not() -> None:
    out = set(chosen.left_out())
    assert out >= {"pytest", "hypothesis", "mypy", "pandas", "PyInstaller", "tkinter"}
    needed = {"numpy", "PySide6", "sqlalchemy", "typer", "yarl", "pydantic_core", "cryptography"}
    assert out & (needed | {"balance", "cli", "drivers", "gui", "json"}) == set()
    # With its extra, which brings a package of its own.
    assert {"psycopg", "psycopg-binary"} <= chosen.asked_for()
    assert "dask" not in chosen.asked_for()


def test_what_the_log_tells_versions_of_goes_in_with_them() -> None:
    told = {Path(folder).name for _, folder in chosen.versions()}
    assert len(told) == len(chosen.PARTS)
    assert any(name.lower().startswith("numpy-") for name in told)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/platforms/libqminimal.so", False),
        ("PySide6\\plugins\\platforms\\qdirect2d.dll", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("balance/timing/weights.npz", True),
        ("numpy.libs/libscipy_openblas64_.so", True),
    ],
)
def test_of_qt_only_what_is_used_goes_in(name: str, *, wanted: bool) -> None:
    assert chosen.is_wanted(name) == wanted


def test_a_library_stays_out_with_the_last_that_needed_it() -> None:
    entries = [
        ("python3.11/lib-dynload/zlib.so", "/usr/lib/python3.11/zlib.so", "EXTENSION"),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/env/PySide6/libqxcb.so", "BINARY"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "/env/PySide6/libQt6Gui.so.6", "BINARY"),
        ("PySide6/Qt/lib/libQt6Vnc.so.6", "/env/PySide6/libQt6Vnc.so.6", "BINARY"),
        ("pylsl/lib/liblsl.so", "/env/pylsl/lib/liblsl.so", "BINARY"),
        ("libz.so.1", "/usr/lib/libz.so.1", "BINARY"),
        ("libgtk-3.so.0", "/usr/lib/libgtk-3.so.0", "BINARY"),
        ("libgdk-3.so.0", "/usr/lib/libgdk-3.so.0", "BINARY"),
        ("libglib-2.0.so.0", "/usr/lib/libglib-2.0.so.0", "BINARY"),
        ("libpython3.11.so.1.0", "/usr/lib/libpython3.11.so.1.0", "BINARY"),
    ]
    needs = {
        "/usr/lib/python3.11/zlib.so": ["libz.so.1", "libc.so.6"],
        "/env/PySide6/libqxcb.so": ["libQt6Gui.so.6"],
        "/env/PySide6/libQt6Gui.so.6": ["libglib-2.0.so.0"],
        "/usr/lib/libgtk-3.so.0": ["libgdk-3.so.0", "libglib-2.0.so.0"],
    }
    kept = chosen.reached(entries, lambda path: needs.get(path, []), "/env", "linux")
    assert {name for name, _, _ in entries if name not in {each[0] for each in kept}} == {
        "PySide6/Qt/lib/libQt6Vnc.so.6",
        "libgtk-3.so.0",
        "libgdk-3.so.0",
    }
    assert chosen.reached(entries, lambda _: [], "/env", "darwin") == entries
    links = [
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("libQt6Vnc.so.6", "PySide6/Qt/lib/libQt6Vnc.so.6", "SYMLINK"),
        ("cli/demo.csv.gz", "/here/demo.csv.gz", "DATA"),
    ]
    assert chosen.without_loose_links(links, kept) == [links[0], links[2]]


def test_an_environment_behind_a_link_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    (tmp_path / "link").symlink_to("env")
    for one, other in (("env", "link"), ("link", "env")):
        entry = ("pylsl/lib/liblsl.so", str(tmp_path / one / "liblsl.so"), "BINARY")
        assert not chosen.is_of_the_system(entry, str(tmp_path / other))
    assert chosen.is_of_the_system(("libz.so.1", "/usr/lib/libz.so.1", "BINARY"), str(tmp_path))


def test_each_part_is_found_by_its_modules_with_its_licences() -> None:
    whose = {"numpy": ["numpy"], "PySide6": ["PySide6_Essentials"], "cli": ["balance-timer"]}
    parts = licences.parts_of(["numpy.linalg", "numpy", "PySide6.QtGui", "json"], whose)
    assert parts == ["balance-timer", "numpy", "pyinstaller", "pyside6-essentials", "shiboken6"]
    numpy = {name for _, name in licences.licence_files(distribution("numpy"))}
    assert "LICENSE.txt" in numpy
    assert all(path.is_file() for path, _ in licences.licence_files(distribution("numpy")))
    assert "LGPL-3.0" in licences.licence(distribution("PySide6_Essentials"))
    for name in ("LGPL-3.0", "GPL-3.0"):
        text = (ROOT / "packaging" / "licences" / f"{name}.txt").read_text(encoding="utf-8")
        assert "Version 3, 29 June 2007" in text


class Folder:
    """The folder, away from where it was made, with nothing to fall back on."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.program = folder / "balance-timer"
        self.home = home
        self.environment = {
            "HOME": str(home),
            "PATH": "",
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
        }

    def __call__(self, *arguments: str) -> str:
        """Run a command that is to succeed, and give what it wrote."""
        done = subprocess.run(
            [self.program, *arguments],
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    def lines(self, *arguments: str) -> list[dict[str, object]]:
        return [json.loads(line) for line in self(*arguments).splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    made = tmp_path_factory.mktemp("made")
    build = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(made / "dist"), "--workpath", str(made / "build")]
    subprocess.run(
        [*build, *places, str(ROOT / "packaging" / "app.spec")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=made,
        check=True,
        timeout=3000,
    )
    away = tmp_path_factory.mktemp("somewhere else")
    (made / "dist" / "balance-timer").rename(away / "Balance Timer")
    return Folder(away / "Balance Timer", tmp_path_factory.mktemp("home"))


@pytest.mark.soak
def test_the_folder_is_whole_and_says_its_licences(folder: Folder) -> None:
    top = folder.program.parent
    assert [path for path in top.rglob("*") if path.is_symlink() and not path.exists()] == []
    text = (top / "LICENSES" / "README.txt").read_text(encoding="utf-8")
    assert "GNU Lesser General Public License" in text
    for name in ("numpy", "scipy", "python", "balance-timer", "pyinstaller"):
        assert any((top / "LICENSES" / name).rglob("*.*")) or any(
            (top / "LICENSES" / name).iterdir()
        )
    size = sum(path.stat().st_size for path in top.rglob("*") if not path.is_symlink())
    assert size < 500e6


@pytest.mark.soak
def test_the_folder_does_what_the_program_does(folder: Folder, tmp_path: Path) -> None:
    assert folder("--version").startswith(SOFTWARE)
    folder("--selftest")
    assert sum(line["event"] == "hold" for line in folder.lines("demo", "--json")) == 3
    names = ["demo.csv.gz", "thigh_open_firm.csv.gz", "chest_open_firm.csv.gz"]
    paths = [RECORDINGS / name for name in sorted(names)]
    scored = folder.lines("analyze", *map(str, paths), "--jobs", "2", "--json")
    here = [analyze(read_recording(path)).as_dict(path.name) for path in paths]
    assert [one["holds"] for one in scored] == [one["holds"] for one in here]


@pytest.mark.soak
def test_the_folder_keeps_and_hands_over(folder: Folder, tmp_path: Path) -> None:
    person = ("--person", "P07")
    source = "sim:?placement=thigh&seed=6&speed=0"
    folder("people", "add", "P07")
    timed = folder.lines("time", source, *person, "--supervised", "--attempts", "2", "--json")
    assert sum(line["event"] == "hold" for line in timed) == 2
    assert folder.lines("history", *person, "--json")[0]["attempts"] == 2
    for kind in ("csv", "fhir", "pdf", "zip"):
        path = tmp_path / f"out.{kind}"
        folder("export", *person, "--format", kind, "-o", str(path))
        assert path.stat().st_size > 100
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    log = next(folder.home.rglob("balance-timer.log")).read_text(encoding="utf-8")
    assert "missing" not in log


@pytest.mark.soak
def test_the_folder_serves_the_phone_s_page(folder: Folder) -> None:
    running = subprocess.Popen(
        [folder.program, "time", f"phone:?port={free_port()}", "--json"],
        env=folder.environment,
        cwd=folder.home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stderr is not None
        said = next(line for line in running.stderr if "https://" in line)
        host, port = said.partition("https://")[2].partition("/")[0].rsplit(":", 1)
        assert "BEGIN CERTIFICATE" in ssl.get_server_certificate((host, int(port)))
    finally:
        running.terminate()
        running.communicate(timeout=60)
