"""A terminal that nothing steers but rich itself: what a file says is shown, never obeyed."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from balance.words import printable


class SafeConsole(Console):
    """Writes texts, tables and screens; control characters in them become marks."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Give the pieces that are written; rich has its own ones for colours and the cursor."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else piece._replace(text=printable(piece.text))
