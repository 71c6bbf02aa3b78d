"""What to do so that a kind of sensor sends: three steps each, with a picture. No Qt in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: Kinds that have an address of their own, which a person has to give before they can be opened.
ASK_ADDRESS: Final = frozenset({"phyphox", "sensorserver", "tcp"})
#: Apps in place of the phone's browser, which would warn of a certificate; the better one first.
WITHOUT_WARNING: Final = ("phyphox", "sensorlogger")


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do: the name of its picture, and words."""

    picture: str
    words: str


_WEAR: Final = Step("wear", "Strap it on, where you say on the left. It must not slip.")
_NEAR: Final = "Keep phone and computer in the same Wi-Fi."
STEPS: Final[Mapping[str, tuple[Step, ...]]] = {
    "phone": (
        Step("scan", "Click it in the list. A code appears here: scan it with the phone's camera."),
        Step(
            "warning",
            "The browser warns: the page comes from this computer. Tap Advanced (iPhone: Show "
            "Details), and go on to it.",
        ),
        Step("wear", "Allow motion and sound, tap Begin, and strap the phone on."),
    ),
    "phyphox": (
        Step("experiment", "In phyphox open “Acceleration with g”."),
        Step("remote", f"In its menu switch on “Allow remote access”. {_NEAR}"),
        Step("address", "Write the address that it shows into Address, and press Connect."),
    ),
    "sensorlogger": (
        Step(
            "push",
            "Click it in the list. In Sensor Logger switch on HTTP Push, to the address that is "
            "then shown here.",
        ),
        Step("experiment", "Choose Accelerometer, Gravity and Gyroscope, at 100 Hz."),
        Step("record", "Start its recording. It sends once a second, so the tones come late."),
    ),
    "sensorserver": (
        Step("experiment", "In SensorServer set the sampling rate to 10000 µs."),
        Step("remote", f"Start its server. {_NEAR}"),
        Step("address", "Write the address that it shows into Address, and press Connect."),
    ),
    "serial": (
        Step("cable", "Plug the sensor in, or switch it on and pair it by Bluetooth."),
        Step("found", "It appears in the list as found: click it."),
        _WEAR,
    ),
    "ble": (
        Step("wear", "Switch it on, or put it on: a chest strap wakes up once it is worn."),
        Step("remote", "Close its own app on phone and watch: it talks to one at a time."),
        Step("found", "It appears in the list as found: click it."),
    ),
    "udp": (
        Step("experiment", "In the app or sensor choose acceleration and rate of turn, 100 Hz."),
        Step("push", "Have it send to this computer, to the port in Address."),
        _WEAR,
    ),
    "tcp": (
        Step("cable", "Switch the sensor on, in the same network as this computer."),
        Step("address", "Write its address into Address, and press Connect."),
        _WEAR,
    ),
    "lsl": (
        Step("experiment", "Start the program that sends, in the network of this computer."),
        Step("found", "Click it in the list. Where several send, name one in Address."),
        _WEAR,
    ),
    "sim": (
        Step("person", "A made-up person stands, lifts a foot and puts it down again."),
        Step("record", "Press Connect to see its signal, or start a test in Measure."),
        Step("found", "Nothing has to be worn: it is there to try things out."),
    ),
    "replay": (
        Step("file", "Click it, and choose a recording."),
        Step("record", "In Measure it is timed as if it came from a sensor."),
        Step("found", "Nothing is recorded again."),
    ),
}
#: What a kind is good for, in a few words.
ABOUT: Final[Mapping[str, str]] = {
    "phone": "Nothing to install: one click, and a code to scan",
    "phyphox": "A free app for any phone, without a warning",
    "sensorlogger": "A free app for any phone; the tones come late",
    "sensorserver": "A free app for Android",
    "serial": "The first that is understood is taken",
    "udp": "An app or sensor that sends to this computer",
    "tcp": "A sensor that waits for a connection",
    "ble": "Polar, Movesense, Movella DOT, WitMotion and others",
    "lsl": "A stream of movement in a laboratory",
    "sim": "Nobody has to stand on one leg",
    "replay": "A file, timed anew",
}
_OTHERS: Final = (
    Step("cable", "Switch the sensor on."),
    Step("address", "Write its address into Address, and press Connect."),
    _WEAR,
)


def steps(scheme: str) -> tuple[Step, ...]:
    """Give the steps of a kind of source."""
    return STEPS.get(scheme, _OTHERS)
