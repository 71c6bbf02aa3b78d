"""Where the history is, for both front doors."""

from __future__ import annotations

from pathlib import Path

import pytest

from balance.records.history.folders import folders_of
from drivers.live.place import VARIABLE, Place, find_place, own_folder, place_in


def test_without_a_word_it_is_in_the_persons_data(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, ""):
        monkeypatch.delenv(VARIABLE) if value is None else monkeypatch.setenv(VARIABLE, value)
        assert find_place() == place_in(own_folder())


def test_the_variable_and_what_was_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "clinic" / "all.db"
    monkeypatch.setenv(VARIABLE, str(file))
    assert find_place() == Place(file, tmp_path / "clinic" / "recordings")
    other = tmp_path / "other.db"
    assert find_place(f"sqlite:///{other}") == Place(other, tmp_path / "recordings")
    monkeypatch.setenv(VARIABLE, "postgresql://host/name")
    assert find_place() == Place("postgresql://host/name", own_folder() / "recordings")


def test_a_folder_that_was_chosen_is_known_for_good(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    assert not place.is_made
    chosen = place.choosing(tmp_path / "chosen")
    assert chosen.recordings == tmp_path / "chosen"
    chosen.open().close()
    assert place.is_made
    with place.open() as history:
        assert history.folder == place.recordings == tmp_path / "recordings"
        assert folders_of(history) == [tmp_path / "recordings", tmp_path / "chosen"]
