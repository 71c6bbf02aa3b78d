"""The window's door: whether a window can be shown here, and showing it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from cli import output

NO_DISPLAY: Final = (
    "There is no display to open a window on; go on in the terminal with "
    "'balance-timer demo' or 'balance-timer time SOURCE'."
)


def has_display() -> bool:
    """Whether a window would be seen."""
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] == "offscreen":
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(
    address: str | None = None,
    *,
    both_legs: bool = False,
    selftest: bool = False,
    screenshots: Path | None = None,
) -> int:
    """Open the window, on a source where one is given, and give the exit code once it is closed.

    A source is timed until somebody stops it, or through the attempts of `both_legs`.
    Without a display this says so, and how to go on; the self-test and the screenshots need none.
    """
    if not (has_display() or selftest or screenshots):
        output.fail(NO_DISPLAY, output.WRONG_USAGE)
    from drivers.live.place import find_place, own_folder
    from gui.app import run

    return run(
        address,
        kind="both" if both_legs else "free",
        folder=own_folder(),
        place=find_place(),
        selftest=selftest,
        screenshots=screenshots,
    )
