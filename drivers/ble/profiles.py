"""What is written to each kind of sensor and listened to; a table, without any radio.

Services and characteristics are those of the makers' documents, which the decoders name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from drivers.wire import movella_dot, movesense_gsp, polar

#: Standard characteristic of the Battery Service: one byte, in percent.
BATTERY: Final = "00002a19-0000-1000-8000-00805f9b34fb"
#: Decoders that a bridge from a serial port may need.
SERIAL: Final = ("witmotion", "rvc", "ximu3", "osc_slip", "text")


def _nothing(_answer: bytes) -> None:
    """Most sensors answer nothing."""


def _any(_command: bytes, _message: bytes) -> bool:
    return True


def _first(parts: Sequence[bytes]) -> bytes | None:
    return parts[0]


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of sensor.

    Parameters
    ----------
    name
        As in ``?profile=``.
    title
        What people call it.
    service, data
        UUIDs: what it is told by, and where its samples come from.
    control
        UUID of what takes commands; empty where there is none.
    answers
        UUID of what answers commands; empty where nothing does.
    ask
        Written first, where what is started depends on what is answered.
    start
        Gives what is written to start it, by the answer to `ask`; raises `ValueError` with the end
        of a sentence.
    check
        Sees that the answer to the last command is a good one; raises likewise.
    is_answer
        Whether a message answers a command: samples may come by the same way, and answers late.
    whole
        Gives the answer out of its parts so far; None while more will come.
    stop
        Written to stop it, and before it is started: whoever was there before may have been killed.
    decoders
        Which may speak.
    names
        How its advertised name begins.
    quiet
        What to do where it is not found or sends nothing.
    silence_s
        How long a silence is, where it sends its samples in large blocks; None for the usual.
    """

    name: str
    title: str
    service: str
    data: str
    decoders: Collection[str]
    control: str = ""
    answers: str = ""
    ask: bytes = b""
    start: Callable[[bytes], tuple[bytes, ...]] = field(default=lambda _answer: ())
    check: Callable[[bytes], None] = _nothing
    is_answer: Callable[[bytes, bytes], bool] = _any
    whole: Callable[[Sequence[bytes]], bytes | None] = _first
    stop: tuple[bytes, ...] = ()
    names: tuple[str, ...] = ()
    quiet: str = "switch it on, and bring it near"
    silence_s: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "decoders", tuple(self.decoders))


def _pmd(number: int) -> str:
    return f"fb005c{number:02x}-02e7-f387-1cad-8acd2d8df0c8"


def _wit(number: int) -> str:
    return f"0000{number:04x}-0000-1000-8000-00805f9a34fb"


def _gsp(head: str) -> str:
    return f"{head}-7185-4d5d-b431-630e7050e8f0"


def _dot(number: int) -> str:
    return f"1517{number:04x}-4947-11e9-8646-d663bd873d93"


def _nus(number: int) -> str:
    return f"6e40{number:04x}-b5a3-f393-e0a9-e50e24dcca9e"


#: Unlocks the settings, sets 100 samples a second, and saves nothing: a switch-off takes it back.
_WIT_START: Final = (bytes.fromhex("ffaa6988b5"), bytes.fromhex("ffaa030900"))

PROFILES: Final = (
    Profile(
        name="polar",
        title="Polar H10, Verity Sense or OH1",
        service=_pmd(0x80),
        data=_pmd(0x82),
        control=_pmd(0x81),
        answers=_pmd(0x81),
        ask=polar.ASK,
        start=lambda answer: (polar.start(answer),),
        check=polar.check,
        is_answer=polar.is_answer,
        whole=polar.joined_answer,
        stop=(polar.STOP,),
        decoders=("polar",),
        names=("Polar H10", "Polar Sense", "Polar OH1", "Polar Verity"),
        silence_s=2.5,  # a Verity Sense sends a block a second
        quiet="wear it, an H10 with its strap moistened, and close its own app on the phone",
    ),
    Profile(
        name="movesense",
        title="Movesense",
        service=_gsp("34802252"),
        data=_gsp("34800002"),
        control=_gsp("34800001"),
        answers=_gsp("34800002"),
        start=lambda _answer: (movesense_gsp.START,),
        check=movesense_gsp.check,
        is_answer=movesense_gsp.is_answer,
        stop=(movesense_gsp.STOP,),
        decoders=("movesense",),
        names=("Movesense",),
        quiet="wake it up by its strap or a tap, and close its own app on the phone",
    ),
    Profile(
        name="dot",
        title="Movella DOT",
        service=_dot(0x2000),
        data=_dot(0x2003),
        control=_dot(0x2001),
        start=lambda _answer: (movella_dot.START,),
        stop=(movella_dot.STOP,),
        decoders=("dot",),
        names=("Movella DOT", "Xsens DOT"),
        quiet="press its button until its light blinks, and close its own app on the phone",
    ),
    Profile(
        name="witmotion",
        title="WitMotion WT901BLE",
        service=_wit(0xFFE5),
        data=_wit(0xFFE4),
        control=_wit(0xFFE9),
        start=lambda _answer: _WIT_START,
        decoders=("witmotion",),
        names=("WT901BLE", "WT9011", "BWT901BLE"),
        quiet="switch it on until its light blinks, and close its own app on the phone",
    ),
    Profile(
        name="nus",
        title="a board with Nordic UART",
        service=_nus(0x0001),
        data=_nus(0x0003),
        decoders=SERIAL,
        quiet="see that the board is switched on and sends by itself",
    ),
)


def by_name(name: str) -> Profile:
    """Give the profile of a name that is in the table."""
    return next(each for each in PROFILES if each.name == name)


def recognised(name: str, services: Collection[str]) -> Profile | None:
    """Give the profile of what advertises so, or has these services; None where it is none."""
    for each in PROFILES:
        if each.service in services or (each.names and name.startswith(each.names)):
            return each
    return None
