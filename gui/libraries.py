"""Libraries of the system that Qt needs for a window: which are missing, and who has them."""

from __future__ import annotations

import ctypes
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Final

#: By library: what has it in Debian and Ubuntu, and in Fedora.
_ANY_WINDOW: Final = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libOpenGL.so.0": ("libopengl0", "libglvnd-opengl"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
}
#: The same by platform, as Qt calls it.
_PLATFORMS: Final = {
    "xcb": {
        "libX11.so.6": ("libx11-6", "libX11"),
        "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
        "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
        "libxcb.so.1": ("libxcb1", "libxcb"),
        "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
        "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
        "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
        "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
        "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
        "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
        "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
        "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
        "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
        "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
        "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
        "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
        "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    },
    "wayland": {
        "libwayland-client.so.0": ("libwayland-client0", "libwayland-client"),
        "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor"),
    },
}
_NAMED: Final = re.compile(r"\blib[\w.+-]+\.so[.\d]*")


def missing(
    platforms: Sequence[str], said: str = "", load: Callable[[str], object] = ctypes.CDLL
) -> list[str]:
    """Give the libraries that are not there.

    Parameters
    ----------
    platforms
        Those that Qt was to try.
    said
        What the loader said, which may name one that nobody knows of.
    load
        Loads a library; `OSError` where it is not there.
    """
    if sys.platform != "linux":
        return []
    wanted = dict.fromkeys((*_NAMED.findall(said), *_packages(platforms)))
    return [name for name in wanted if not _loads(name, load)]


def advice(libraries: Sequence[str], which: Callable[[str], object] = shutil.which) -> str:
    """Say what is missing and how it is installed; empty where nothing is."""
    if not libraries:
        return ""
    known = _packages(_PLATFORMS)
    both = [known[name] for name in libraries if name in known]
    named = f"{' and '.join(filter(None, [', '.join(libraries[:-1]), libraries[-1]]))}"
    verb = "are" if len(libraries) > 1 else "is"
    if not both:
        return f"{named} {verb} missing"
    debian, fedora = (" ".join(dict.fromkeys(names)) for names in zip(*both, strict=True))
    apt, dnf = f"'sudo apt-get install {debian}'", f"'sudo dnf install {fedora}'"
    if which("apt-get"):
        how = apt
    elif which("dnf"):
        how = dnf
    else:
        how = f"{apt} (Debian, Ubuntu) or {dnf} (Fedora)"
    return f"{named} {verb} missing; install with {how}"


def _packages(platforms: Iterable[str]) -> dict[str, tuple[str, str]]:
    made = dict(_ANY_WINDOW)
    for platform in platforms:
        made |= _PLATFORMS.get(platform, {})
    return made


def _loads(name: str, load: Callable[[str], object]) -> bool:
    try:
        load(name)
    except OSError:
        return False
    return True
