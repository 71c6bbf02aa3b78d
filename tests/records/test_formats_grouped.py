"""Thousands set apart in numbers, in all the ways in which countries write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from held import has_hold, held, is_held, written

from balance.records.errors import RecordingError
from balance.records.open_any import open_recording
from balance.samples import GRAVITY_M_S2, FloatArray

Form = Callable[[float, int], str]


def in_signs(thousands: str, point: str) -> Form:
    def form(value: float, digits: int) -> str:
        said = f"{value:,.{digits}f}"
        return said.replace(",", "_").replace(".", point).replace("_", thousands)

    return form


FORMS = {
    "1,234.5": in_signs(",", "."),
    "1.234,5": in_signs(".", ","),
    "1 234,5": in_signs(" ", ","),
    "1 234.5": in_signs(" ", "."),
    "no-break space": in_signs("\u00a0", ","),
    "narrow space": in_signs("\u202f", ","),
    "1'234.5": in_signs("'", "."),
    "1\u2019234.5": in_signs("\u2019", "."),
}
MG: FloatArray = held().acc / GRAVITY_M_S2 * 1000.0


def file_of(
    folder: Path, form: Form, parting: str, digits: tuple[int, int], *, mg: bool, quotes: str = ""
) -> Path:
    values = MG if mg else held().acc
    unit = "mg" if mg else "m_s2"
    rows = [
        parting.join(
            f"{quotes}{cell}{quotes}"
            for cell in (form(time_ms, digits[0]), *(form(value, digits[1]) for value in row))
        )
        for time_ms, row in zip((held().time_s * 1000.0).tolist(), values.tolist(), strict=True)
    ]
    names = parting.join(["time_ms", *(f"a{axis}_{unit}" for axis in "xyz")])
    return written(folder, "\n".join([names, *rows]) + "\n")


def is_right(path: Path) -> bool:
    recording = open_recording(path)
    acc, time_s = recording.block.acc_m_s2, recording.block.time_s
    near = acc.shape == held().acc.shape and bool(np.allclose(acc, held().acc, atol=0.01))
    return near and has_hold(recording) and abs(float(time_s[-1]) - held().time_s[-1]) < 0.002


@pytest.mark.parametrize("form", list(FORMS))
@pytest.mark.parametrize("parting", [";", "\t"])
@pytest.mark.parametrize("digits", [(1, 4), (0, 2), (0, 4)])
def test_times_and_samples(
    tmp_path: Path, form: str, parting: str, digits: tuple[int, int]
) -> None:
    for mg in (False, True):
        if mg or digits[1] > 2:
            assert is_right(file_of(tmp_path, FORMS[form], parting, digits, mg=mg))


@pytest.mark.parametrize("form", list(FORMS))
def test_whole_numbers(tmp_path: Path, form: str) -> None:
    assert is_right(file_of(tmp_path, FORMS[form], ";", (0, 0), mg=True))


@pytest.mark.parametrize("form", ["1,234.5", "1.234,5"])
def test_in_quotes_between_commas(tmp_path: Path, form: str) -> None:
    assert is_right(file_of(tmp_path, FORMS[form], ",", (1, 4), mg=False, quotes='"'))
    assert is_right(file_of(tmp_path, FORMS[form], ",", (1, 2), mg=True, quotes='"'))


@pytest.mark.parametrize("form", ["1,234.5", "1.234,5"])
def test_commas_within_and_between_are_refused(tmp_path: Path, form: str) -> None:
    path = file_of(tmp_path, FORMS[form], ",", (0, 4), mg=False)
    with pytest.raises(RecordingError, match="commas within numbers"):
        open_recording(path)


def test_three_decimals_are_no_thousands(tmp_path: Path) -> None:
    for parting, point in ((";", ","), (";", "."), ("\t", ","), (",", ".")):
        form = in_signs("", point)
        rows = [
            parting.join([form(time_s, 3), *(form(value, 3) for value in row)])
            for time_s, row in zip(held().time_s.tolist(), held().acc.tolist(), strict=True)
        ]
        names = parting.join(["time_s", "ax", "ay", "az"])
        assert is_held(written(tmp_path, "\n".join([names, *rows]) + "\n"))
