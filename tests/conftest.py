import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from ready import Ready, ready

# A test never judges the clock. What a hundred examples show that sixty do not, comes the next day.
settings.register_profile("no clock", deadline=None, max_examples=60)
settings.load_profile("no clock")

os.environ.setdefault("PYTEST_QT_API", "pyside6")


def _qt_loads() -> bool:
    """Whether Qt's libraries are on this machine; without them the window's tests are skipped."""
    try:
        import PySide6.QtGui  # noqa: F401
    except ImportError:
        return False
    return True


# pytest-qt ends the whole run where Qt can't load, so it is named here and not loaded by itself.
pytest_plugins = ["pytestqt.plugin"] if _qt_loads() else []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden results anew, on purpose"
    )
    parser.addoption(
        "--update-seen", action="store_true", help="write pictures and texts anew, on purpose"
    )


@pytest.fixture(scope="session")
def _places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for each test, which is made by whoever writes into it."""
    whole = tmp_path_factory.mktemp("own")
    return (whole / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_data(monkeypatch: pytest.MonkeyPatch, _places: Iterator[Path]) -> None:
    """No test touches the history, the log or the settings of whoever runs it."""
    place = next(_places)
    monkeypatch.setenv("BALANCE_TIMER_DATABASE", str(place / "own" / "history.db"))
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "data"))


@pytest.fixture(scope="session", autouse=True)
def _new_histories() -> Iterator[None]:
    """Have new histories made as the steps leave them, which is for their own tests to take."""
    from made_once import migrate

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("balance.records.history.engine.migrate", migrate)
        yield


@pytest.fixture(scope="session")
def starter() -> Iterator[Ready]:
    """Whoever starts commands in no time, for those that are watched as they run."""
    with ready() as made:
        yield made


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def update_seen(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-seen"))
