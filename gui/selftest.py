"""`--selftest`: the real window through a whole simulated session, and every place opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from gui.rail import PLACES
from gui.script import Script, Wait

if TYPE_CHECKING:
    from gui.review.place import ReviewPlace

ADDRESS: Final = "sim:?placement=shank&holds=6&seed=1&speed=0"


class SelfTest(Script):
    """Both legs on a simulated person, kept, reviewed and corrected; then each place once."""

    def steps(self) -> Iterator[Wait]:
        """Go through it."""
        window = self.window
        strip = window.measure.strip
        chosen = replace(
            strip.setup, address=ADDRESS, kind="custom", list_text="2 left, 2 right @1"
        )
        strip.show_setup(replace(chosen, rest_s=1.0, cap_s=None))
        window.measure.press()
        yield self.stage_is("over")
        now = window.standing
        if now.trouble or now.unsaved:
            self.fail(now.trouble or now.unsaved)
            return
        made = [entry for entry in now.entries if entry.counted]
        if len(made) < 2:
            self.fail(f"{len(made)} holds were timed where 2 or more should have been")
            return
        window.measure.judge("discarded")
        window.measure.undo()
        for name in PLACES:
            place = window.open_place(name)
            yield f"the place {name}", place.isVisible
        review = cast("ReviewPlace", window.open_place("review"))
        path = made[0].path
        if path is None or not review.open(path):
            self.fail("the recording of the session can't be reviewed")
            return
        review.plot.nudge(1, -0.1)
        if review.look is None or review.look.holds[0].kept.edited_s is None:
            self.fail("an edit was not taken")
            return
        for _ in range(3):
            window.theme.turn()
        yield "the review", review.isVisible
