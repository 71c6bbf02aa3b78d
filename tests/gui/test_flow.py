from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.kit.flow import Flow


def laid(qtbot: QtBot, width: int, *, push: bool = False) -> tuple[QWidget, list[QWidget]]:
    host = QWidget()
    qtbot.addWidget(host)
    buttons = [QWidget() for _ in range(4)]  # plain ones: style rules size others
    for each in buttons:
        each.setFixedSize(100, 30)
    flow = Flow(*buttons[:3], None, buttons[3]) if push else Flow(*buttons)
    column = QVBoxLayout(host)
    column.setContentsMargins(0, 0, 0, 0)
    column.addLayout(flow)
    column.addStretch(1)
    host.resize(width, 300)
    host.show()
    flow.setGeometry(QRect(0, 0, width, flow.heightForWidth(width)))
    return host, buttons


def test_what_has_room_stands_in_one_line(qtbot: QtBot) -> None:
    _host, buttons = laid(qtbot, 500)
    assert {each.y() for each in buttons} == {0}
    assert buttons[3].x() == 3 * 108


def test_what_has_no_room_goes_on_below_and_nothing_overlaps(qtbot: QtBot) -> None:
    host, buttons = laid(qtbot, 220)
    assert [each.y() for each in buttons] == [0, 0, 38, 38]
    layout = host.layout()
    assert layout is not None
    assert layout.heightForWidth(220) >= 68
    buttons[0].hide()
    layout.activate()
    assert buttons[1].x() == 0


def test_the_last_can_be_pushed_to_the_end_of_the_line(qtbot: QtBot) -> None:
    _host, buttons = laid(qtbot, 500, push=True)
    assert buttons[3].geometry().right() == 499
