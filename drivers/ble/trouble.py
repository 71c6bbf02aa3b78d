"""Faults of Bluetooth in one sentence each, with what to do."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Final

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
)


def _of_dbus() -> tuple[type[Exception], ...]:
    """Faults of the bus itself, which bleak hands on as they are; none but on Linux."""
    try:
        return (importlib.import_module("dbus_fast.errors").DBusFastError,)
    except ImportError:
        return ()


#: What bleak and the systems beneath it raise.
FAULTS: Final[tuple[type[BaseException], ...]] = (
    BleakError,
    OSError,
    TimeoutError,
    EOFError,
    *_of_dbus(),
)
_Reason = BleakBluetoothNotAvailableReason
_NONE: Final = "This computer has no Bluetooth LE; plug in a Bluetooth LE adapter."
_OFF: Final = "Bluetooth is switched off on this computer; switch it on in its settings."
_DENIED: Final[Mapping[str, str]] = {
    "darwin": "allow it for your terminal or Balance Timer under Privacy & Security, Bluetooth",
    "win32": "allow it under Privacy & security, Radios and Bluetooth devices",
}
_REASONS: Final[Mapping[BleakBluetoothNotAvailableReason, str]] = {
    _Reason.NO_BLUETOOTH: _NONE,
    _Reason.NO_BLE_CENTRAL_ROLE: "The Bluetooth adapter of this computer can't connect to sensors; "
    "plug in one for Bluetooth LE.",
    _Reason.POWERED_OFF: _OFF,
}
_BY_DBUS: Final[Mapping[str, str]] = {
    "org.bluez.Error.NotReady": _OFF,
    "org.freedesktop.DBus.Error.ServiceUnknown": "The Bluetooth service does not run on this "
    "computer; install BlueZ, and start it with 'sudo systemctl start bluetooth'.",
    "org.bluez.Error.InProgress": "Bluetooth is busy with another search; wait a moment, and try "
    "again.",
}
_LOCKED: Final = (
    "org.bluez.Error.NotPermitted",
    "org.bluez.Error.NotAuthorized",
    "org.freedesktop.DBus.Error.AccessDenied",
)


def why(error: BaseException, place: str = "") -> str:
    """Say what is the matter.

    Parameters
    ----------
    error
        One of `FAULTS`.
    place
        The sensor as a person calls it; empty where Bluetooth as a whole is meant.
    """
    if isinstance(error, BleakBluetoothNotAvailableError):
        return _REASONS.get(error.reason) or _denied()
    if isinstance(error, BleakDBusError):
        if error.dbus_error in _LOCKED:
            return _denied()
        if error.dbus_error in _BY_DBUS:
            return _BY_DBUS[error.dbus_error]
    if isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return (
            "Bluetooth can't be reached: no D-Bus system service runs on this computer; install "
            "BlueZ and D-Bus, and start them."
        )
    if isinstance(error, PermissionError):
        return _denied()
    if not place:
        return f"Bluetooth does not work on this computer: {_plain(error)}; switch it off and on."
    if isinstance(error, BleakDeviceNotFoundError):
        return not_found(place)
    if isinstance(error, TimeoutError):
        return (
            f"{place} does not answer; it may be connected to a phone or a watch: close the app "
            "there, bring it near, and try again."
        )
    return f"{place} can't be connected: {_plain(error)}; switch it off and on, and try again."


def not_found(place: str, what: str = "switch it on, and bring it near") -> str:
    """Say that a sensor is not in sight."""
    return (
        f"{place} is not in sight; {what}: a sensor that is connected to a phone or a watch is "
        "seen by nobody else."
    )


def _denied() -> str:
    how = _DENIED.get(sys.platform, "add yourself to the group 'bluetooth', log out and in again")
    return f"Bluetooth may not be used by this program; {how}."


def _plain(error: BaseException) -> str:
    """What the system says, as the middle of a sentence."""
    if isinstance(error, TimeoutError):
        return "it does not answer"
    return (str(error) or type(error).__name__).strip().rstrip(".")
