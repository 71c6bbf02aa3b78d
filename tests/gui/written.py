"""The texts of the window: those that a state shows, and those that stand in the sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QWidget,
)

ROOT = Path(__file__).resolve().parents[2]
#: Those whose every text is said to somebody; of the others, what is translated is.
SAYING = (
    "drivers/live/prompts.py",
    "drivers/live/progress_words.py",
    "drivers/live/exercise_words.py",
    "drivers/live/led_words.py",
    "drivers/live/pair_words.py",
    "drivers/live/set_words.py",
    "drivers/live/week_plan.py",
    "balance/words.py",
)
PAGE = "drivers/phone_page/page/words.js"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_IN_JS = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`([^`\n]*)`')


def on_screen(window: QWidget) -> set[str]:
    """Give what a person reads or hears read, numbers left out."""
    texts = {window.windowTitle()}
    for one in (window, *window.findChildren(QWidget)):
        if one.isVisibleTo(window):
            texts |= {one.toolTip(), one.accessibleName(), *_shown(one)}
    lines = (line.strip() for text in texts for line in text.replace("&", "").split("\n"))
    return {_NUMBER.sub("0", line) for line in lines if any(sign.isalpha() for sign in line)}


def _shown(one: QWidget) -> Iterator[str]:
    if isinstance(one, QLabel | QAbstractButton):
        yield one.text()
    elif isinstance(one, QLineEdit | QPlainTextEdit):
        yield one.placeholderText()
    elif isinstance(one, QTextBrowser):
        document = QTextDocument()
        document.setHtml(one.toHtml())
        yield document.toPlainText()
    if isinstance(one, QComboBox | QAbstractItemView):
        model = one.model()
        if model is not None:
            yield from _cells(model)


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    # A list has one column, and its own count of them is private.
    count = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for column in range(count):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(model.index(row, column).data(role) or "")


def in_sources() -> dict[str, list[str]]:
    """Give the texts of each source that says something, in the order of the file."""
    found = {}
    paths = [*sorted((ROOT / "gui").rglob("*.py")), *(ROOT / name for name in SAYING)]
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        texts = list(dict.fromkeys(_said(ast.parse(path.read_text()), all_of_it=name in SAYING)))
        if texts:
            found[name] = texts
    found[PAGE] = list(dict.fromkeys(_page_texts((ROOT / PAGE).read_text())))
    return found


def _said(tree: ast.Module, *, all_of_it: bool) -> Iterator[str]:
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    wanted: list[ast.AST] = [tree] if all_of_it else [*_translated(tree), *_constants(tree)]
    for part in wanted:
        for node in ast.walk(part):
            text = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and id(node) not in notes and _is_text(text):
                yield text


def _translated(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("tr", "translate"):
            yield from node.args


def _constants(tree: ast.Module) -> Iterator[ast.AST]:
    """Values of names in capitals: they are translated where they are used."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            yield node.value


def _page_texts(source: str) -> Iterator[str]:
    code = "\n".join(line for line in source.splitlines() if not line.strip().startswith("//"))
    joined = re.sub(r'"\s*\+\s*"', "", code)
    for match in _IN_JS.finditer(joined):
        text = match[1] if match[1] is not None else match[2]
        if _is_text(text):
            yield text


def _is_text(text: str) -> bool:
    """Whether it is for people: several words, or one with a capital, and no rule of style."""
    if "{{" in text or not any(sign.isalpha() for sign in text):
        return False
    return " " in text.strip() or text[:1].isupper()
