from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.protocol.conditions import Conditions
from drivers.address import Address, parse_address
from drivers.source import AddressError

SCHEMES = st.from_regex(r"[a-z][a-z0-9]{1,8}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("replay:h0001.csv?speed=1", Address("replay", "h0001.csv", {"speed": "1"})),
        (
            "sim:?placement=shank&seed=1",
            Address("sim", "", {"placement": "shank", "seed": "1"}),
        ),
        (
            "serial:/dev/ttyUSB0?baud=115200&protocol=auto",
            Address("serial", "/dev/ttyUSB0", {"baud": "115200", "protocol": "auto"}),
        ),
        ("tcp:192.168.1.5:9000?protocol=", Address("tcp", "192.168.1.5:9000", {"protocol": ""})),
        ("ble:AA:BB:CC:DD:EE:FF", Address("ble", "AA:BB:CC:DD:EE:FF")),
        ("phone:", Address("phone")),
        (r"replay:C:\walks\y.csv", Address("replay", r"C:\walks\y.csv")),
        (
            r"replay:C:\my%20walks\y.csv?speed=0",
            Address("replay", r"C:\my walks\y.csv", {"speed": "0"}),
        ),
        ("replay:what%3F 100%25.csv", Address("replay", "what? 100%.csv")),
        ("replay:100%.csv", Address("replay", "100%.csv")),
        ("replay:a+b.csv?speed=1&", Address("replay", "a+b.csv", {"speed": "1"})),
        ("SIM:?seed=1", Address("sim", "", {"seed": "1"})),
        ("lsl:?name=a%26b%3Dc", Address("lsl", "", {"name": "a&b=c"})),
    ],
)
def test_parse(text: str, wanted: Address) -> None:
    assert parse_address(text) == wanted


@given(SCHEMES, st.text(), st.dictionaries(st.text(), st.text()))
def test_text_of_an_address_gives_the_address_again(
    scheme: str, target: str, options: dict[str, str]
) -> None:
    address = Address(scheme, target, options)
    assert parse_address(str(address)) == address


@given(st.text() | st.from_regex(r"(sim|replay|c):[^?]{0,5}(\?[a-z%=&1]{0,12})?"))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    with contextlib.suppress(AddressError):
        address = parse_address(text)
        assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nowhere.csv", "neither a file that exists nor an address"),
        (r"C:\nowhere\h1.csv", "neither a file that exists nor an address"),
        ("", "neither a file that exists nor an address"),
        ("x" * 5000, "neither a file that exists nor an address"),
        ("sim:?seed", "'seed' without a value; write seed=VALUE"),
        ("sim:?seed=1&seed=2", "says seed twice"),
        ("replay:%ff.csv", "%25"),
    ],
)
def test_refused_with_what_to_do(text: str, words: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["h1.csv", "50%20 off.csv", "what?.csv", "a&b=c.csv"])
def test_path_of_a_file_is_an_address_as_it_stands(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    assert parse_address(str(path)) == Address("replay", str(path))
    with_option = parse_address(f"{path}?speed=0")
    assert with_option == Address("replay", str(path), {"speed": "0"})
    assert parse_address(str(with_option)) == with_option


def test_conditions_of_the_options_replace_those_of_the_source() -> None:
    base = Conditions(placement="foot", stance_leg="right", eyes="closed", cap_s=45.0)
    address = parse_address("sim:?placement=shank&leg=left&surface=foam&seed=3")
    assert address.conditions(base) == Conditions(
        placement="shank", stance_leg="left", eyes="closed", surface="foam", cap_s=45.0
    )
    assert parse_address("sim:").conditions() == Conditions()


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("placement=shin", "placement takes lower_back, chest, thigh, shank or foot"),
        ("placement=shanks", "perhaps for 'shank'"),
        ("leg=L", "leg takes left or right"),
        ("eyes=shut", "eyes takes open or closed"),
        ("surface=", "surface takes firm or foam"),
    ],
)
def test_wrong_condition_names_the_key_and_what_it_takes(option: str, words: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(f"sim:?{option}").conditions()
    assert words in str(caught.value)
    assert option in str(caught.value)


def test_unknown_option_names_the_nearest() -> None:
    with pytest.raises(AddressError, match="unknown option 'sped', perhaps for 'speed'; replay:"):
        parse_address("replay:h.csv?sped=2").check_options("speed")
    with pytest.raises(AddressError, match="'zzz'; replay: takes speed, placement, leg, eyes, sur"):
        parse_address("replay:h.csv?zzz=2").check_options("speed")
    parse_address("replay:h.csv?speed=2&leg=left").check_options("speed")


def test_numbers() -> None:
    address = parse_address("sim:?speed=0.5&seed=7&bad=x&big=99&inf=inf&half=1.5")
    assert address.number("speed", 1.0, low=0.0, high=10.0) == 0.5
    assert address.number("rate", 100.0, low=20.0, high=1000.0) == 100.0
    assert address.integer("seed", 1, low=0, high=2**63) == 7
    assert address.integer("holds", 3, low=0, high=9) == 3
    for key in ("bad", "big", "inf"):
        with pytest.raises(AddressError, match=f"{key} takes a number from 0 to 10"):
            address.number(key, 1.0, low=0.0, high=10.0)
    for key in ("bad", "big", "half"):
        with pytest.raises(AddressError, match=f"{key} takes a whole number from 0 to 10"):
            address.integer(key, 1, low=0, high=10)


def test_options_cannot_be_changed() -> None:
    given_options = {"seed": "1"}
    address = Address("sim", "", given_options)
    given_options["seed"] = "2"
    assert address.options == {"seed": "1"}
    with pytest.raises(TypeError):
        address.options["seed"] = "3"  # type: ignore[index]
