"""Sources of other packages: a sound one is as ours, a broken one harms nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from packages import install, write_package

from balance.samples import SampleBlock
from drivers.pump import Pump
from drivers.registry import added_sources, open_guarded, open_source, source_troubles
from drivers.source import AddressError, CannotOpen, EndOfSource, Source, SourceLost
from drivers.telling import Told
from drivers.testing import SourceContract

BROKEN = """
from balance import SampleBlock
from drivers import Source, SourceInfo
import numpy as np

def block(first_s):
    return SampleBlock(first_s + np.arange(5) / 100.0, np.ones((5, 3)))

class Bad(Source):
    def __init__(self, address):
        super().__init__(str(address))
        self.how = address.target
        self.left = 3
        if self.how == "making":
            raise KeyError("nothing")
    def open(self):
        if self.how == "opening":
            raise OSError("no such port")
        return None if self.how == "told" else SourceInfo(self.address)
    def read(self, timeout_s):
        self.left -= 1
        if self.left == 0:
            if self.how == "reading":
                raise ZeroDivisionError("division by zero")
            return [1.0] if self.how == "kind" else block(0.0)
        return block(1.0 - self.left / 10.0)
    def close(self):
        raise RuntimeError("it will not close")
    def health(self):
        raise RuntimeError("no idea")
    losses = waiting_hint = invitation = wishes = health
    def tell(self, told, cues=()):
        raise RuntimeError("no screen")

def nothing(address):
    return 7

def leaves(address):
    raise SystemExit(3)
"""


class TestGaitBox(SourceContract):
    @pytest.fixture(autouse=True)
    def _installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        install(monkeypatch)

    def ready(self, folder: Path) -> tuple[Source, SampleBlock]:
        with open_source("gaitbox:?seed=4&speed=0") as first:
            first.open()
            blocks = []
            while True:
                try:
                    blocks.append(first.read(0.0))
                except EndOfSource:
                    break
        whole = SampleBlock(
            np.concatenate([each.time_s for each in blocks if each is not None]),
            np.concatenate([each.acc_m_s2 for each in blocks if each is not None]),
            np.concatenate(
                [each.gyr_rad_s for each in blocks if each and each.gyr_rad_s is not None]
            ),
        )
        return open_source("gaitbox:?seed=4&speed=0"), whole

    def slow(self, folder: Path) -> Source:
        return open_source("gaitbox:?speed=0.001")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lines = """
bad = brokenbox:Bad
seven = brokenbox:nothing
leaving = brokenbox:leaves
missing = brokenbox:NotThere
gone = nomodule_of_anybody:Bad
odd = brokenbox
sim = brokenbox:Bad
b = brokenbox:Bad
this line is none
"""
    install(monkeypatch, write_package(tmp_path / "site", "brokenbox", BROKEN, sources=lines))


def test_nothing_is_added_where_nothing_is_installed() -> None:
    assert added_sources() == ()
    assert source_troubles() == ()


def test_what_is_known_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    (plugin,) = added_sources()
    assert (plugin.name, plugin.package) == ("gaitbox", "gaitbox 1.2")
    with pytest.raises(AddressError, match=r"perhaps for 'gaitbox'; known are .*, gaitbox:") as got:
        open_source("gaitbux:")
    assert "'gaitbux:'" in str(got.value)
    with pytest.raises(AddressError, match="unknown option 'sede'"):
        open_guarded("gaitbox:?sede=1")
    with pytest.raises(AddressError, match="there is one box"):
        open_guarded("GaitBox:here")


def test_our_schemes_stay_ours(broken: None) -> None:
    with open_source("sim:?seed=1") as source:
        assert type(source).__module__ == "drivers.simulated"
    said = [trouble for trouble in source_troubles() if trouble.startswith("sim: ")]
    assert said == [
        "sim: the package brokenbox 0.9, which adds it, is broken (sim: is a kind of source of "
        "this program); update or uninstall it"
    ]
    assert "sim" not in {plugin.name for plugin in added_sources()}
    assert "b" not in {plugin.name for plugin in added_sources()}


def test_two_packages_that_add_the_same_are_both_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("onebox", "twobox"):
        write_package(tmp_path / "site", name, BROKEN, sources=f"box = {name}:Bad")
    install(monkeypatch, tmp_path / "site")
    assert added_sources() == ()
    with pytest.raises(CannotOpen, match=r"onebox 0\.9 and twobox 0\.9 add the same"):
        open_source("box:")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("bad:making", "KeyError: 'nothing'"),
        ("seven:", "brokenbox:nothing gives no drivers.Source"),
        ("leaving:", "SystemExit: 3"),
        ("missing:", "AttributeError: module 'brokenbox' has no attribute 'NotThere'"),
        ("gone:", "ModuleNotFoundError: No module named 'nomodule_of_anybody'"),
        ("odd:", '"brokenbox" is not of the form module:Class'),
    ],
)
def test_one_that_cannot_be_made(broken: None, address: str, why: str) -> None:
    with pytest.raises(CannotOpen) as caught:
        open_guarded(address)
    assert str(caught.value) == (
        f"{address.partition(':')[0]}: the package brokenbox 0.9, which adds it, is broken "
        f"({why}); update or uninstall it"
    )


@pytest.mark.parametrize(
    ("how", "kind", "why"),
    [
        ("opening", CannotOpen, "OSError: no such port"),
        ("told", CannotOpen, "open gave no SourceInfo"),
        ("reading", SourceLost, "ZeroDivisionError: division by zero"),
        ("kind", SourceLost, "read gave something else than a SampleBlock"),
        ("back", SourceLost, "the times of its samples step back"),
    ],
)
def test_one_that_breaks_as_it_runs(broken: None, how: str, kind: type, why: str) -> None:
    with Pump(open_guarded(f"bad:{how}")) as pump:
        assert pump.health() is None
        assert pump.losses().count == 0
        assert (pump.waiting_hint(), pump.invitation(), pump.wishes()) == ("", "", [])
        pump.tell(Told())
        came = []
        while isinstance(last := pump.get(10.0), SampleBlock):
            came.append(last)
        again = pump.get(0.0)
    assert len(came) == (0 if kind is CannotOpen else 2)
    assert type(last) is kind
    assert again is last
    assert f"brokenbox 0.9, which adds it, is broken ({why})" in str(last)


def test_a_package_whose_files_are_damaged_hides_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch)
    for number, data in enumerate((b"\xff\xfe[balance_timer.sources]", b"no section = at:all")):
        info = tmp_path / f"damaged{number}-1.dist-info"
        info.mkdir()
        (info / "entry_points.txt").write_bytes(data)
    nameless = tmp_path / "nameless.dist-info"
    nameless.mkdir()
    (nameless / "entry_points.txt").write_text("[balance_timer.sources]\nnn = a:b\n")
    install(monkeypatch, tmp_path)
    assert [plugin.name for plugin in added_sources()] == ["gaitbox", "nn"]
