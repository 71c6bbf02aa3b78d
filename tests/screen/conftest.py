from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import LACKING, NO_SCREEN, Screen, User, screen


@pytest.fixture(scope="session")
def a_screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    if LACKING:
        pytest.skip(NO_SCREEN)
    with screen(tmp_path_factory.mktemp("screen") / "picture") as made:
        yield made


@pytest.fixture
def user(a_screen: Screen, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[User]:
    """Somebody who has never used the program; of a failure, a picture of the screen is kept."""
    made = User(a_screen, tmp_path / "home")
    failed = request.session.testsfailed
    yield made
    a_screen.shoot(tmp_path / "last.png")
    made.leave()
    if request.session.testsfailed > failed:
        sys.stderr.write(f"the screen: {tmp_path / 'last.png'}\n{made.said()}\n")
