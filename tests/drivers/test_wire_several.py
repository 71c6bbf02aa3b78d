"""Several sensors in one stream of lines: named and asked for, never taken silently."""

from __future__ import annotations

import numpy as np
import pytest

from balance.samples import FloatArray
from drivers.address import Address
from drivers.link import protocols_of
from drivers.probe import Trial
from drivers.wire import decoder_for

N = 400
RNG = np.random.default_rng(4)
TIME_MS = 10.0 * np.arange(N)
STILL: FloatArray = np.array([0.5, -9.7, 0.9]) + RNG.normal(0, 0.02, (N, 3))
LEAN: FloatArray = np.where(np.arange(N) > 150, 0.9, 0.0)
MOVED: FloatArray = np.stack([9.8 * np.sin(LEAN), 0.0 * LEAN, 9.8 * np.cos(LEAN)], axis=1)
MOVED = MOVED + RNG.normal(0, 0.02, (N, 3))


def cells(row: FloatArray) -> list[str]:
    return [f"{value:.4f}" for value in row]


def beside() -> str:
    names = ["t_ms", *(f"{who}_acc_{axis}" for who in ("left", "right") for axis in "xyz")]
    rows = [
        ",".join([f"{t:.0f}", *cells(one), *cells(two)])
        for t, one, two in zip(TIME_MS, STILL, MOVED, strict=True)
    ]
    return "\n".join([",".join(names), *rows]) + "\n"


def labelled() -> str:
    return "".join(
        " ".join(
            f"{who}_a{axis}:{cell}"
            for who, row in (("left", one), ("right", two))
            for axis, cell in zip("xyz", cells(row), strict=True)
        )
        + "\n"
        for one, two in zip(STILL, MOVED, strict=True)
    )


def in_turns(form: str) -> str:
    return "boot\n" + "".join(
        form.format(who, *cells(row)) + "\n"
        for one, two in zip(STILL, MOVED, strict=True)
        for who, row in (("left", one), ("right", two))
    )


STREAMS = {
    "beside": beside(),
    "labels": labelled(),
    "first cell": in_turns("{},{},{},{}"),
    "one label": in_turns("{}: {} {} {}"),
    "objects": in_turns('{{"sensor": "{}", "ax": {}, "ay": {}, "az": {}}}'),
}


def heard(text: str, sensor: str = "", cut: int = 700) -> tuple[FloatArray, str]:
    decoder = decoder_for(f"text:{sensor}" if sensor else "text")
    data = text.encode()
    rows = [decoder.push(data[first : first + cut]) for first in range(0, len(data), cut)]
    return np.concatenate([each.acc_m_s2 for each in rows]), decoder.trouble


@pytest.mark.parametrize("kind", list(STREAMS))
def test_none_is_taken_silently(kind: str) -> None:
    acc, trouble = heard(STREAMS[kind])
    assert len(acc) == 0
    assert "'left'" in trouble
    assert "only 'right' moves" in trouble
    assert "--sensor right" in trouble


@pytest.mark.parametrize("kind", list(STREAMS))
@pytest.mark.parametrize(("sensor", "is_its"), [("right", MOVED), ("LEFT", STILL)])
def test_the_one_that_is_named_is_taken(kind: str, sensor: str, is_its: FloatArray) -> None:
    acc, trouble = heard(STREAMS[kind], sensor)
    assert trouble == ""
    assert len(acc) > 0.9 * N
    assert np.allclose(acc, is_its[-len(acc) :], atol=1e-3)


def test_another_name_is_refused_with_the_right_ones() -> None:
    acc, trouble = heard(STREAMS["beside"], "hip")
    assert len(acc) == 0
    assert "no sensor called 'hip'" in trouble
    assert "'left', 'right'" in trouble


@pytest.mark.parametrize("name", ["holds", "it holds"])
def test_a_name_is_said_as_it_was_written(name: str) -> None:
    _, trouble = heard(STREAMS["beside"], name)
    assert trouble.endswith(f"has no sensor called '{name}'; it has 'left', 'right'")


def test_what_is_said_where_it_is_opened() -> None:
    trial = Trial(("hyperimu", "text"))
    trial.push([STREAMS["beside"].encode()], 0.0)
    assert trial.best(None) is None
    assert "'left', 'right'" in trial.why_not()


def test_an_address_names_it() -> None:
    address = Address("tcp", "10.0.0.1:5000", {"sensor": "right"})
    assert protocols_of(address, ("witmotion", "text")) == (("text:right",), "")
    assert protocols_of(Address("tcp", "h:1", {}), ("rvc", "text")) == (("rvc", "text"), "")
