"""pylsl, which is optional: it is looked for when it is first wanted."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any, Final

from drivers.source import CannotOpen

#: Where its own set-up is looked for (liblsl's documents, "Configuration File").
_SET_UP: Final = (
    Path("lsl_api.cfg"),
    Path.home() / "lsl_api" / "lsl_api.cfg",
    Path("/etc/lsl_api/lsl_api.cfg"),
)
MISSING: Final = (
    "Lab Streaming Layer needs pylsl, which is not installed here; install it with "
    "pip install 'balance-timer[lab]'."
)


def library() -> Any:  # noqa: ANN401 - pylsl has no types
    """Give pylsl.

    Raises
    ------
    CannotOpen
        Where it, or the library behind it, is missing; one sentence.
    """
    try:
        lsl = importlib.import_module("pylsl")
    except ImportError as error:
        raise CannotOpen(MISSING) from error
    except (OSError, RuntimeError) as error:  # pylsl is there, and liblsl is not or too old
        why = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else "no reason"
        msg = f"pylsl can't load its library here ({why}); reinstall balance-timer[lab]."
        raise CannotOpen(msg) from error
    _hush(lsl)
    return lsl


def _hush(lsl: Any) -> None:  # noqa: ANN401 - pylsl has no types
    """Keep its library from writing into the terminal, unless somebody has set it up himself."""
    if "LSLAPICFG" not in os.environ and not any(path.exists() for path in _SET_UP):
        lsl.set_config_content("[log]\nlevel = -2\n")
