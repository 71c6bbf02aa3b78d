"""The wheel: what is in it, and that it works away from the checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True, timeout=100)
    (made,) = out.glob("balance_timer-*.whl")
    return made


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
    migrations = "balance/records/history/migrations"
    assert f"{migrations}/env.py" in names
    assert any(name.startswith(f"{migrations}/versions/v0001") for name in names)


def test_the_demo_runs_from_it_and_is_kept(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
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
