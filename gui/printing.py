"""The page as a PDF, by typst where that is there and else through Qt; and for a printer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from balance.report.page.carrying import with_attached
from balance.report.page.setting import can_set, set_page

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QFont, QImage, QTextDocument
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from balance.report.page.chart import Chart
    from balance.report.page.content import Page
    from balance.report.page.setting import Paper

_MARGIN_MM: Final = 16.0
_DPI: Final = 72  # so that lengths are points
_DOTS: Final = 4  # of the chart's picture, for each point
#: The first page is one page: its text is as large as it can be for that.
_SIZES: Final = (10, 9, 8, 7)
_PAGES: Final = 2


def page_pdf(page: Page, results: bytes, paper: Paper, now: datetime) -> bytes:
    """Give the page as a PDF with its results inside, as well as can be done here.

    Raises
    ------
    RecordingError
        Where it can't be set.
    """
    if can_set():
        return set_page(page, results, paper, now)
    return plain_pdf(page, results, paper)


def plain_pdf(page: Page, results: bytes, paper: Paper) -> bytes:
    """Give the page through Qt: the same words and results, without tags for screen readers."""
    from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
    from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPdfWriter

    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _kept.append(QGuiApplication([""]))
    size = QPageSize.PageSizeId.A4 if paper == "a4" else QPageSize.PageSizeId.Letter
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(size))
    margins = QMarginsF(*(_MARGIN_MM,) * 4)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(page.title)
    writer.setCreator(page.software)
    room = writer.pageLayout().paintRectPoints().size().toSizeF()
    document_of(page, room).print_(writer)
    del writer  # which writes the end
    return with_attached(bytes(buffer.data().data()), results, page.title)


def ask_and_print(page: Page, parent: QWidget) -> bool:
    """Ask for a printer, and print the page there; whether somebody did not give up."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    asking = QPrintDialog(printer, parent)
    accepted = asking.exec() == QPrintDialog.DialogCode.Accepted
    asking.deleteLater()
    if accepted:
        print_page(page, printer)
    return accepted


def print_page(page: Page, printer: QPrinter) -> None:
    """Print the page, as large as the sheet that is in the printer."""
    printer.setDocName(page.title)
    printer.setCreator(page.software)
    room = printer.pageLayout().paintRectPoints().size().toSizeF()
    document_of(page, room).print_(printer)


def document_of(page: Page, room: QSizeF) -> QTextDocument:
    """Give the page for whatever prints a document of Qt; `room` is a sheet's, in points."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QFont, QTextDocument

    from balance.report.page.plain import CHART, STYLE, html

    document = QTextDocument()
    if page.chart.says_something:
        kind = int(QTextDocument.ResourceType.ImageResource)
        document.addResource(kind, QUrl(CHART), _picture(page.chart))
    document.setDocumentMargin(0.0)
    document.setDefaultStyleSheet(STYLE)
    document.setPageSize(room)
    font = QFont("Libertinus Serif")
    font.setStyleHint(QFont.StyleHint.Serif)
    text = _with_numbers(html(page), font)
    for size in _SIZES:
        font.setPixelSize(size)
        document.setDefaultFont(font)
        document.setHtml(text)
        if document.pageCount() <= _PAGES:
            break
    return document


def _with_numbers(text: str, font: QFont) -> str:
    """Write letters that no font has as their numbers: a box would say nothing."""
    lacking = [sign for sign in set(text) if not _is_there(sign, font)]
    return text.translate({ord(sign): f"[U+{ord(sign):04X}]" for sign in lacking})


def _is_there(sign: str, font: QFont) -> bool:
    from PySide6.QtGui import QTextLayout

    if sign.isascii():
        return True
    layout = QTextLayout(sign, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(0 not in run.glyphIndexes() for run in layout.glyphRuns())


def _picture(chart: Chart) -> QImage:
    from PySide6.QtCore import QByteArray, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    from balance.report.page.chart import HEIGHT, WIDTH, svg

    image = QImage(int(WIDTH * _DOTS), int(HEIGHT * _DOTS), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg(chart).encode())).render(painter)
    painter.end()
    return image


# An application of Qt's that nobody else holds lives as long as the program.
_kept: Final[list[object]] = []
