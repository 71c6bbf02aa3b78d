"""What holds for every decoder: any bytes, any cut, and what a device sends comes out again."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Sequence
from typing import Final

import devices
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balance.samples import SampleBlock
from drivers.wire import DECODERS, Decoder, Rows, decoder_for

BLOCK: Final = devices.moving(120)
Arrays = tuple[np.ndarray | None, ...]


def flat(sent: Sequence[Sequence[bytes]]) -> list[bytes]:
    return [datagram for each in sent for datagram in each]


#: Decoder, what is sent in pieces, and the first sample that must come out.
STREAMS: Final[dict[str, tuple[str, list[bytes], int]]] = {
    "witmotion": ("witmotion", devices.witmotion(BLOCK), 0),
    "witmotion with time": ("witmotion", devices.witmotion(BLOCK, time=True), 0),
    "witmotion, no gyroscope": ("witmotion", devices.witmotion(BLOCK, rate=False), 0),
    "witmotion le": ("witmotion", devices.witmotion_le(BLOCK), 0),
    "rvc": ("rvc", devices.rvc(BLOCK, 200), 0),
    "ximu3 text": ("ximu3", devices.ximu3_text(BLOCK), 0),
    "ximu3 binary": ("ximu3", devices.ximu3_binary(BLOCK), 0),
    "text": ("text", devices.text(BLOCK), 1),
    "text, tabs": ("text", devices.text(BLOCK, separator="\t", tick_s=1e-3), 1),
    "sensagram": ("sensagram", flat(devices.sensagram(BLOCK)), 0),
    "hyperimu": ("hyperimu", flat(devices.hyperimu(BLOCK)), 1),
    "hyperimu, no time": ("hyperimu", flat(devices.hyperimu(BLOCK, time=False, end="#")), 1),
    "osc_slip": ("osc_slip", [devices.slip(p) for p in flat(devices.ngimu(BLOCK))], 0),
}
DATAGRAMS: Final[dict[str, tuple[Callable[[SampleBlock], list[list[bytes]]], int]]] = {
    "GyrOSC": (devices.gyrosc, 0),
    "ZIG SIM": (devices.zig_sim, 0),
    "Sensors2OSC": (devices.sensors2osc, 0),
    "NGIMU": (devices.ngimu, 0),
}
BITS: Final = [
    *(b"\x55", b"\x51", b"\x61", b"\xaa\xaa", b"\x00", b"\n", b"#", b"\xc9", b"\xdb", b"\xc0"),
    *(b"I,", b"1,", b"-9.8 ", b"1e99,", b"ax:", b"1:02:03,", b"nan,", b"9" * 400, b"{", b"}"),
    *(b'"values":[1,2,1e999]', b"/gravity", b"#bundle\x00", b",fff", b"\xff\xff\xff\xff"),
    b"\r\n0.1,0.2,9.8\r\n" * 16,
]
LE_HEAD: Final = b"\x55\x61"  # what the last Bluetooth LE frame waits for


def pushed(decoder: Decoder, pieces: Sequence[bytes]) -> Arrays:
    """All rows of the pushes, each member joined; None where it is sent in none."""
    found = [rows for rows in map(decoder.push, pieces) if len(rows)]

    def member(name: str) -> np.ndarray | None:
        parts = [getattr(rows, name) for rows in found]
        assert len({part is None for part in parts}) <= 1
        return None if not parts or parts[0] is None else np.concatenate(parts)

    names = ("acc_m_s2", "gyr_rad_s", "stamp_s", "count", "end_byte")
    return tuple(member(name) for name in names)


def same(one: Arrays, other: Arrays) -> bool:
    return all(
        (a is None and b is None)
        or (a is not None and b is not None and np.array_equal(a, b, equal_nan=a.dtype.kind == "f"))
        for a, b in zip(one, other, strict=True)
    )


def cut(data: bytes, seed: int, longest: int) -> list[bytes]:
    rng = random.Random(seed)
    pieces = []
    while data:
        n = rng.randint(0, longest)
        pieces.append(data[:n])
        data = data[n:]
    return pieces


def check_members(found: Arrays, first: int) -> None:
    """Compare what came out with what was sent, from the sample `first`."""
    acc, gyr, stamp, count, end = found
    assert acc is not None
    assert end is not None
    np.testing.assert_allclose(acc, BLOCK.acc_m_s2[first:], atol=0.005)
    if gyr is not None:
        assert BLOCK.gyr_rad_s is not None
        # A rate that was stamped 4 ms later was interpolated, the first one apart.
        np.testing.assert_allclose(gyr[1:], BLOCK.gyr_rad_s[first + 1 :], atol=0.03)
    if stamp is not None:
        assert not first or len(stamp) == len(BLOCK) - first
        np.testing.assert_allclose(np.diff(stamp), 0.01, atol=1e-5)
    if count is not None:
        assert np.diff(count).tolist() == [1] * (len(BLOCK) - 1 - first)
    assert (np.diff(end) >= 0).all()


@pytest.mark.parametrize("name", STREAMS)
def test_what_is_sent_comes_out(name: str) -> None:
    which, parts, first = STREAMS[name]
    decoder = decoder_for(which)
    check_members(pushed(decoder, [*parts, LE_HEAD]), first)
    assert decoder.counts["frames"] > 0
    assert decoder.name == which


@pytest.mark.parametrize("name", DATAGRAMS)
def test_what_a_phone_sends_comes_out(name: str) -> None:
    device, first = DATAGRAMS[name]
    decoder = decoder_for("osc")
    check_members(pushed(decoder, flat(device(BLOCK))), first)
    assert decoder.facts.model == name
    assert decoder.facts.has_gyr


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("longest", [1, 7, 90, 4000])
def test_any_cut_gives_the_same(name: str, longest: int) -> None:
    which, parts, _ = STREAMS[name]
    data = devices.joined(parts)
    whole, pieces = decoder_for(which), decoder_for(which)
    assert same(pushed(whole, [data]), pushed(pieces, cut(data, longest, longest)))
    assert whole.counts == pieces.counts
    assert whole.facts == pieces.facts


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("seed", range(6))
def test_any_cut_of_a_damaged_stream_gives_the_same(name: str, seed: int) -> None:
    which, parts, _ = STREAMS[name]
    data = damaged(devices.joined(parts), seed)
    whole, pieces = decoder_for(which), decoder_for(which)
    assert same(pushed(whole, [data]), pushed(pieces, cut(data, seed, 50)))
    assert whole.counts == pieces.counts
    assert whole.facts == pieces.facts


def damaged(data: bytes, seed: int) -> bytes:
    """Bytes changed, doubled and taken away, one in fifty."""
    rng = random.Random(seed)
    changed = bytearray()
    for byte in data:
        kind = rng.randrange(150)
        changed += bytes((rng.randrange(256),)) if kind == 0 else bytes((byte,)) * (kind != 1)
        changed += bytes((byte,)) * (kind == 2)
    return bytes(changed)


@pytest.mark.parametrize("name", DECODERS)
@given(data=st.binary(max_size=3000), at=st.integers(0, 3000))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_taken(name: str, data: bytes, at: int) -> None:
    check_rows(decoder_for(name), [data[:at], data[at:], b""])


@pytest.mark.parametrize("name", DECODERS)
@given(data=st.lists(st.sampled_from(BITS), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_pieces_of_frames_are_taken(name: str, data: list[bytes]) -> None:
    check_rows(decoder_for(name), [b"".join(data)])
    check_rows(decoder_for(name), data)


def check_rows(decoder: Decoder, pieces: Sequence[bytes]) -> None:
    pushed_bytes = 0
    for piece in pieces:
        rows = decoder.push(piece)
        pushed_bytes += len(piece)
        assert isinstance(rows, Rows)
        assert rows.acc_m_s2.shape == (len(rows), 3)
        assert np.isfinite(rows.acc_m_s2).all()
        assert rows.stamp_s is None or np.isfinite(rows.stamp_s).all()
        assert (rows.end_byte <= pushed_bytes).all()
    assert all(count >= 0 for count in decoder.counts.values())
    assert decoder.facts is not None


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_is_found_again_behind_noise(name: str) -> None:
    which, parts, _ = STREAMS[name]
    noise = bytes(random.Random(3).randrange(256) for _ in range(500))
    decoder = decoder_for(which)
    decoder.push(devices.joined(parts[: len(parts) // 2]))
    decoder.push(noise + (b"\n#" if which not in ("witmotion", "rvc", "osc_slip") else b"\xc0"))
    found = pushed(decoder, [*parts[len(parts) // 2 :], LE_HEAD])
    assert found[0] is not None
    assert len(found[0]) >= len(BLOCK) // 2 - 3
    np.testing.assert_allclose(found[0][-20:], BLOCK.acc_m_s2[-20:], atol=0.005)


@pytest.mark.parametrize("name", STREAMS)
def test_memory_does_not_grow_with_what_is_no_frame(name: str) -> None:
    decoder = decoder_for(STREAMS[name][0])
    for _ in range(300):
        decoder.push(b"7" * 997)
        decoder.push(b"{ 1, 2,\n" * 3)
    assert len(pickle.dumps(decoder)) < 30_000  # all that it holds


def test_arrays_are_read_only() -> None:
    rows = decoder_for("witmotion").push(devices.joined(STREAMS["witmotion"][1]))
    with pytest.raises(ValueError, match="read-only"):
        rows.acc_m_s2[0, 0] = 1.0


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'wit' is no known protocol; known are witmotion, rvc"):
        decoder_for("wit")


def test_every_name_is_that_of_its_decoder() -> None:
    assert [decoder_for(name).name for name in DECODERS] == list(DECODERS)
