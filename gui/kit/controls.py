"""Small controls that all places use, each with its name for screen readers and its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEventLoop, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QPolygonF, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from gui.kit.theme import larger

if TYPE_CHECKING:
    from concurrent.futures import Future

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QColor

#: Letters of the longest text that the window itself has in a list to choose from.
LONGEST: Final = 80
#: Of somebody's own words, as codes and voices are, so many are shown.
OWN_LETTERS: Final = 30


def label(text: str = "", *, size: float = 1.0, faint: bool = False, bold: bool = False) -> QLabel:
    """Give plain text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    if faint:
        made.setObjectName("faint")
    if size != 1.0 or bold:
        made.setFont(larger(made.font(), size, bold=bold))
    return made


def wait_for(future: Future[object]) -> None:
    """Wait for what is done elsewhere, while the window goes on being drawn."""
    loop, timer = QEventLoop(), QTimer()
    timer.setInterval(10)
    timer.timeout.connect(lambda: loop.quit() if future.done() else None)
    timer.start()
    if not future.done():
        loop.exec()


def button(text: str, act: Callable[[], object], key: str = "", tip: str = "") -> QPushButton:
    """Give a button; its key, in Qt's words, stands in the tooltip and is set up by `keys`."""
    made = QPushButton(text)
    made.setAccessibleName(text)
    made.clicked.connect(lambda: act())
    if tip or key:
        made.setToolTip(with_key(tip or text, key))
    return made


def with_key(text: str, key: str) -> str:
    """Give a tooltip that names the key, as the system writes it."""
    if not key:
        return text
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text} ({shown})"


def shortcut(where: QWidget, key: str, act: Callable[[], object]) -> QShortcut:
    """Have a key act while `where` or something in it has the keyboard."""
    made = QShortcut(QKeySequence(key), where)
    made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.setAutoRepeat(False)
    made.activated.connect(lambda: act())
    return made


class Choice(QComboBox):
    """A list to choose one from, with an arrow; style rules would leave it without.

    It has room for its longest text. What is longer still ends in dots, and is whole in the list
    that opens.

    Parameters
    ----------
    letters
        The longest text, in letters of middling width.
    """

    def __init__(self, letters: int) -> None:
        super().__init__()
        self._letters = letters
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the room of the longest text."""
        return self._bounded(super().sizeHint())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for the room of the longest text: none of it is cut."""
        return self._bounded(super().minimumSizeHint())

    def showPopup(self) -> None:  # noqa: N802
        """Open the list, wide enough for its longest text."""
        view = self.view()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + 2 * bar, self.screen().size().width()))
        super().showPopup()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw it, and an arrow at its end."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if not self.isEditable():
            part = QStyle.SubControl.SC_ComboBoxEditField
            kind = QStyle.ComplexControl.CC_ComboBox
            room = self.style().subControlRect(kind, option, part, self).width()
            text = self.fontMetrics().elidedText(
                self.currentText(), Qt.TextElideMode.ElideRight, room
            )
            option.currentText = text
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
        centre = QPointF(self.width() - 14, self.height() / 2)
        _stroke(self, centre, ((-4, -2), (0, 2), (4, -2)), self.palette().text().color())

    def _bounded(self, asked: QSize) -> QSize:
        most = self._letters * self.fontMetrics().averageCharWidth()
        return QSize(min(asked.width(), max(most, self.minimumWidth())), asked.height())


class Tick(QCheckBox):
    """A check box whose mark is a tick, not a colour alone."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it, and a tick in it."""
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            part = QStyle.SubElement.SE_CheckBoxIndicator
            centre = QRectF(self.style().subElementRect(part, option, self)).center()
            ink = self.palette().highlightedText().color()
            _stroke(self, centre, ((-4, 0), (-1, 3), (4, -3)), ink)


def _stroke(on: QWidget, centre: QPointF, points: Sequence[tuple[int, int]], ink: QColor) -> None:
    painter = QPainter(on)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(ink, 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF([centre + QPointF(x, y) for x, y in points]))
    painter.end()


def combo(
    name: str,
    choices: Sequence[tuple[str, object]],
    tip: str = "",
    *,
    letters: int = LONGEST,
) -> QComboBox:
    """Give a list to choose one from; `letters` of its longest text have room."""
    made = Choice(letters)
    made.setAccessibleName(name)
    made.setToolTip(tip or name)
    for text, value in choices:
        made.addItem(text, value)
    return made


def choose(box: QComboBox, value: object) -> None:
    """Choose by value; where it is not there, the choice stays."""
    at = box.findData(value)
    if at >= 0:
        box.setCurrentIndex(at)


class Either(QWidget):
    """Two or three buttons of which one is down."""

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._values = [value for _, value in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for index, (text, _) in enumerate(choices):
            each = QPushButton(text)
            each.setCheckable(True)
            each.setAccessibleName(f"{name}: {text}")
            each.setToolTip(f"{name}: {text}")
            self._group.addButton(each, index)
            row.addWidget(each)
        self._group.button(0).setChecked(True)

    @property
    def toggled(self) -> SignalInstance:
        """Comes when another one goes down."""
        return self._group.idClicked

    def buttons(self) -> tuple[QAbstractButton, ...]:
        """Give the buttons, from left to right."""
        return tuple(self._group.buttons())

    def value(self) -> Any:  # noqa: ANN401 - what was given
        """Give the value of the one that is down."""
        return self._values[self._group.checkedId()]

    def set_value(self, value: str) -> None:
        """Press one down."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)


class Sheet(QFrame):
    """A rounded sheet with a column of things."""

    def __init__(self, title: str = "", *, margin: int = 16) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(8)
        if title:
            self.column.addWidget(label(title, size=1.15, bold=True))


def row(*things: QWidget | QLayout | int) -> QHBoxLayout:
    """Give things side by side; a number is a stretch."""
    made = QHBoxLayout()
    made.setSpacing(8)
    for thing in things:
        if isinstance(thing, int):
            made.addStretch(thing)
        elif isinstance(thing, QLayout):
            made.addLayout(thing)
        else:
            made.addWidget(thing)
    return made


def titled(title: str, field: QWidget) -> QVBoxLayout:
    """Give a field below its title, which carries its key."""
    made = QVBoxLayout()
    made.setSpacing(2)
    head = label(title, size=0.9, faint=True)
    head.setWordWrap(False)
    head.setBuddy(field)
    made.addWidget(head)
    made.addWidget(field)
    return made


def scrolled(inside: QWidget, name: str = "") -> QScrollArea:
    """Give a widget that can be scrolled where there is too little room for it."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setWidget(inside)
    inside.setAutoFillBackground(False)
    made.viewport().setObjectName("clear")
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus if name else Qt.FocusPolicy.NoFocus)
    return made


def typed_in(focus: QWidget | None) -> bool:
    """Whether what has the keyboard takes letters."""
    return isinstance(focus, QLineEdit) or (isinstance(focus, QComboBox) and focus.isEditable())


def entered(focus: QWidget | None) -> bool:
    """Press the button, or open the list, that has the keyboard; False where it is neither."""
    if isinstance(focus, QComboBox) and focus.isEnabled():
        focus.showPopup()
    elif isinstance(focus, QAbstractButton) and focus.isEnabled():
        focus.click()
    else:
        return False
    return True
