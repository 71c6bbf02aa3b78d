from __future__ import annotations

import sys

import pytest

from gui import app
from gui.libraries import advice, missing

linux = pytest.mark.skipif(sys.platform != "linux", reason="libraries of Linux")


def without(*names: str) -> object:
    def load(name: str) -> None:
        if name in names:
            raise OSError(name)

    return load


@linux
def test_what_is_missing_is_named_with_its_packages() -> None:
    load = without("libxcb-cursor.so.0", "libxcb-icccm.so.4", "libEGL.so.1")
    lacking = missing(["xcb"], load=load)  # type: ignore[arg-type]
    assert lacking == ["libEGL.so.1", "libxcb-cursor.so.0", "libxcb-icccm.so.4"]
    said = advice(lacking, which=lambda name: name == "apt-get")
    assert said == (
        "libEGL.so.1, libxcb-cursor.so.0 and libxcb-icccm.so.4 are missing; install with "
        "'sudo apt-get install libegl1 libxcb-cursor0 libxcb-icccm4'"
    )
    fedora = advice(lacking, which=lambda name: name == "dnf")
    assert "'sudo dnf install libglvnd-egl xcb-util-cursor xcb-util-wm'" in fedora
    neither = advice(["libxcb-keysyms.so.1"], which=lambda _: None)
    assert "libxcb-keysyms1" in neither
    assert "xcb-util-keysyms" in neither


@linux
def test_only_the_platform_that_was_tried_counts_and_what_the_loader_named() -> None:
    load = without("libxcb-cursor.so.0", "libodd.so.9")
    assert missing(["wayland"], load=load) == []  # type: ignore[arg-type]
    said = "libodd.so.9: cannot open shared object file"
    assert missing([], said, load=load) == ["libodd.so.9"]  # type: ignore[arg-type]
    assert advice(["libodd.so.9"]) == "libodd.so.9 is missing"
    assert advice([]) == ""


@linux
def test_the_window_says_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("gui.libraries.missing", lambda *_: ["libxcb-cursor.so.0"])
    monkeypatch.setattr(app, "_application", lambda **_: None)
    assert app.run() == 1
    said = capsys.readouterr().err
    assert "libxcb-cursor0" in said or "xcb-util-cursor" in said
    assert said.count("\n") == 1
