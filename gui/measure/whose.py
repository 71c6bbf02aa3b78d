"""Who is to be timed: a code that is new, and close to another's, is asked about first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gui.kit.meant import MeantDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gui.setup import Setup


class Whose:
    """Settles whose a test is to be, before it begins.

    Parameters
    ----------
    parent
        Where it is asked.
    refusal
        Says why nobody may be timed under a code; empty where somebody may.
    near
        Gives who is there and may be meant by a code that is new; None for nobody.
    """

    def __init__(
        self,
        parent: QWidget,
        refusal: Callable[[str], str],
        near: Callable[[str], str | None],
    ) -> None:
        self._parent, self._refusal, self._near = parent, refusal, near
        self._new: set[str] = set()
        self.asking: MeantDialog | None = None

    def refusal(self, setup: Setup, *, kept: bool | None = None) -> str:
        """Say why nobody may be timed so; empty where somebody may.

        `kept` is whether it is kept under the person's code; None where the sensor says so.
        """
        return self._refusal(setup.person) if _is_kept(setup, kept) else ""

    def settle(
        self, setup: Setup, go_on: Callable[[Setup], None], *, kept: bool | None = None
    ) -> None:
        """Go on once it is settled who it is; at once where there is nothing to ask.

        While something is asked, and where nobody answers, nothing goes on. Whoever was said to be
        new is not asked about again.
        """
        if self.asking is not None:
            return
        code = setup.person
        near = self._near(code) if _is_kept(setup, kept) and code not in self._new else None
        if near is None:
            go_on(setup)
            return
        asking = self.asking = MeantDialog(self._parent, code, near, self._refusal(code))

        def answered() -> None:
            self.asking = None
            asking.deleteLater()
            if asking.chosen:
                self._new |= {asking.chosen} - {near}
                go_on(replace(setup, person=asking.chosen))

        asking.finished.connect(lambda _: answered())
        asking.open()


def _is_kept(setup: Setup, kept: bool | None) -> bool:
    """Whether what is done is kept under somebody's code."""
    if kept is not None:
        return kept
    return bool(setup.person) and setup.recorded and setup.scheme != "sim"
