from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from balance.protocol.conditions import Conditions
from balance.samples import SampleBlock
from drivers.address import Address
from drivers.pump import Pump
from drivers.registry import open_source
from drivers.source import CannotOpen, EndOfSource, Source
from drivers.testing.contract import SourceContract, assert_same, joined, made_block, read_all

COLUMNS = "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,gyr_x_rad_s,gyr_y_rad_s,gyr_z_rad_s"


def write(path: Path, block: SampleBlock, **keys: Any) -> Path:
    """A recording as section 6 of the design has it, written without the code under test."""
    header = {"format": "balance-recording", "version": 1, **keys}
    rows = [block.time_s[:, None], block.acc_m_s2]
    columns = COLUMNS.split(",")[:4]
    if block.gyr_rad_s is not None:
        rows.append(block.gyr_rad_s)
        columns = COLUMNS.split(",")
    lines = [f"# {json.dumps(header)}", ",".join(columns)]
    lines += [",".join(map(repr, row)) for row in np.hstack(rows).tolist()]
    text = "".join(f"{line}\n" for line in lines)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def address_of(path: Path, **options: str) -> str:
    return str(Address("replay", str(path), options))


class TestReplay(SourceContract):
    def ready(self, folder: Path) -> tuple[Source, SampleBlock]:
        block = made_block(3000)
        return open_source(address_of(write(folder / "h.csv", block), speed="0")), block

    def slow(self, folder: Path) -> Source:
        return open_source(address_of(write(folder / "h.csv", made_block()), speed="0.001"))


class TestReplayWithoutGyroscope(SourceContract):
    def ready(self, folder: Path) -> tuple[Source, SampleBlock]:
        block = made_block(3000, gyr=False)
        return open_source(address_of(write(folder / "50% h?.csv.gz", block), speed="0")), block

    def slow(self, folder: Path) -> Source:
        path = write(folder / "h.csv.gz", made_block(gyr=False))
        return open_source(address_of(path, speed="0.001"))


def test_what_the_header_says_and_the_address_replaces(tmp_path: Path) -> None:
    path = write(
        tmp_path / "h.csv",
        made_block(),
        placement="shank",
        stance_leg="left",
        eyes="closed",
        cap_s=45,
        model="WT901",
        rate_hz=100,
        resolution_m_s2=0.005,
    )
    with open_source(address_of(path, leg="right", surface="foam")) as source:
        info = source.open()
    assert info.model == "WT901"
    assert info.nominal_rate_hz == 100.0
    assert info.resolution_m_s2 == 0.005
    assert info.has_gyr is True
    assert info.conditions == Conditions(
        placement="shank", stance_leg="right", eyes="closed", surface="foam", cap_s=45.0
    )


def test_no_such_file(tmp_path: Path) -> None:
    with (
        open_source(address_of(tmp_path / "gone.csv")) as source,
        pytest.raises(CannotOpen, match=r"gone\.csv"),
    ):
        source.open()


def test_not_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("Dear all,\n", encoding="utf-8")
    with open_source(str(path)) as source, pytest.raises(CannotOpen, match=r"letter\.csv"):
        source.open()


def test_no_samples(tmp_path: Path) -> None:
    path = write(tmp_path / "empty.csv", made_block(0))
    with open_source(str(path)) as source, pytest.raises(CannotOpen, match=r"empty\.csv"):
        source.open()


def test_through_the_pump(tmp_path: Path) -> None:
    block = made_block(20_000)
    source = open_source(address_of(write(tmp_path / "h.csv", block), speed="0"))
    blocks = []
    with Pump(source, maxsize=2) as pump:
        while isinstance(item := pump.get(30.0), SampleBlock):
            blocks.append(item)
    assert isinstance(item, EndOfSource)
    assert_same(joined(blocks), block)


def test_at_a_thousand_times_the_pace(tmp_path: Path) -> None:
    block = made_block(2000)
    with open_source(address_of(write(tmp_path / "h.csv", block), speed="1000")) as source:
        source.open()
        assert_same(joined(read_all(source)), block)
