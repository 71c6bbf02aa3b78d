from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from drivers.registry import SCHEMES, open_source
from drivers.replay import ReplaySource
from drivers.simulated import SimulatedSource
from drivers.source import AddressError, Source


@pytest.mark.parametrize(
    ("address", "kind"), [("replay:h.csv", ReplaySource), ("sim:?seed=2", SimulatedSource)]
)
def test_scheme_gives_its_source(address: str, kind: type[Source]) -> None:
    with open_source(address) as source:
        assert isinstance(source, kind)
        assert source.address == address


def test_path_of_a_file_is_replayed(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.touch()
    with open_source(str(path)) as source:
        assert isinstance(source, ReplaySource)


def test_unknown_scheme_lists_the_known() -> None:
    with pytest.raises(AddressError) as caught:
        open_source("simm:?seed=1")
    assert "'simm:'" in str(caught.value)
    assert "perhaps for 'sim'" in str(caught.value)
    assert all(f"{scheme}:" in str(caught.value) for scheme in SCHEMES)


def test_wrong_options_are_refused_before_opening() -> None:
    for address in ("sim:?sede=1", "sim:?leg=middle", "replay:h.csv?speed=x", "replay:"):
        with pytest.raises(AddressError):
            open_source(address)


def test_drivers_are_imported_when_asked_for() -> None:
    code = "import sys, drivers.registry; print({'numpy', 'drivers.replay'} & set(sys.modules))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert done.stdout.strip() == "set()"
