"""The list of plans: tests of one's own, and all that can be led."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QStandardItemModel

from gui.kit.controls import LONGEST, Choice, choose
from gui.kit.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drivers.live.choosing import Kind, Offer
    from gui.setup import PlanKind

_LED: Final = "led:"
TESTS: Final[tuple[tuple[str, PlanKind], ...]] = (
    ("One attempt", "single"),
    ("Both legs, three each", "both"),
    ("My own list", "custom"),
    ("Until I stop", "free"),
)
GROUPS: Final[dict[Kind, str]] = {
    "plan": "Plans, led by voice",
    "exercise": "Exercises, led by voice",
    "test": "Named tests",
}
WEEK: Final = "This week"
WEEK_OF: Final = "This week: {title}"


class PlanChoice(Choice):
    """Tests as ever, then the person's session of this week, plans, exercises and named tests.

    It has room for every test and for what is chosen: titles of what is led are long, and the
    strip is not to grow by one that nobody chose.
    """

    def __init__(self) -> None:
        super().__init__(LONGEST)
        self.offers: tuple[Offer, ...] = ()
        self.setAccessibleName(tr("Plan"))
        self.offer(())
        self.currentIndexChanged.connect(lambda _: self._tell())

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the room of what is chosen."""
        return self._as_chosen(super().sizeHint())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for the room of what is chosen: none of it is cut."""
        return self._as_chosen(super().minimumSizeHint())

    def _as_chosen(self, hint: QSize) -> QSize:
        wide = self.fontMetrics().horizontalAdvance
        longest = max(wide(self.itemText(at)) for at in range(self.count()))
        chosen = max(wide(text) for text in (*(tr(one) for one, _ in TESTS), self.currentText()))
        return QSize(hint.width() - longest + chosen, hint.height())

    def offer(self, offers: Sequence[Offer]) -> None:
        """Offer these to be led; what was chosen stays where it is still there."""
        if self.count() and tuple(offers) == self.offers:
            return
        before = self.currentData()
        self.offers = tuple(offers)
        self.blockSignals(True)
        self.clear()
        for title, kind in TESTS:
            self.addItem(tr(title), kind)
        own = next((one for one in offers if one.kind == "own"), None)
        self.addItem(tr(WEEK_OF, title=tr(own.title)) if own else tr(WEEK), _LED)
        self._describe(own)
        for group, title in GROUPS.items():
            of_it = [one for one in offers if one.kind == group]
            if of_it:
                self._head(tr(title))
            for one in of_it:
                self.addItem(tr(one.title), f"{_LED}{one.name}")
                self._describe(one)
        choose(self, before)
        self.blockSignals(False)
        self._tell()

    @property
    def chosen(self) -> tuple[PlanKind, str]:
        """What is chosen: a kind of test, or what is led by its name."""
        value = str(self.currentData())
        if value.startswith(_LED):
            return "led", value.removeprefix(_LED)
        return cast("PlanKind", value), ""

    def show_chosen(self, kind: PlanKind, led: str) -> bool:
        """Show a choice; what is not offered (any more) shows as the session of this week."""
        value = f"{_LED}{led}" if kind == "led" else kind
        known = self.findData(value) >= 0
        choose(self, value if known else _LED)
        self._tell()
        return known

    def offered(self, kind: PlanKind, led: str) -> Offer | None:
        """Give what is known of a choice that is led; None for any other."""
        found = (one for one in self.offers if kind == "led" and one.name == led)
        return next(found, None)

    def _head(self, title: str) -> None:
        self.addItem(title)
        model = self.model()
        if isinstance(model, QStandardItemModel):
            model.item(self.count() - 1).setEnabled(False)

    def _describe(self, one: Offer | None) -> None:
        if one is not None:
            said = described(one)
            for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
                self.setItemData(self.count() - 1, said, role)

    def _tell(self) -> None:
        said = self.currentData(Qt.ItemDataRole.ToolTipRole)
        self.setToolTip(str(said or tr("Plan")))
        self.setAccessibleDescription(str(said or ""))
        self.updateGeometry()


def described(one: Offer) -> str:
    """Say what it is and where it comes from."""
    return f"{tr(one.about)}\n{tr('From: {source}', source=one.source)}"
