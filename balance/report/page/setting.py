"""The page set by typst: tagged PDF/UA-1 and PDF/A-3, with the fonts that typst ships.

Letters that those lack come from the system's fonts where it has them, and stand as their numbers
where it has not: no letter is ever left out, and nothing is fetched from the net.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

from balance.records.errors import RecordingError
from balance.report.page import words
from balance.report.page.carrying import ABOUT, ATTACHED, MIME
from balance.report.page.chart import svg
from balance.report.page.content import MOST_ROWS, Page
from balance.words import printable

if TYPE_CHECKING:
    from collections.abc import Callable

Paper = Literal["a4", "letter"]
PAPERS: Final[dict[Paper, str]] = {"a4": "a4", "letter": "us-letter"}
STANDARDS: Final = ("ua-1", "a-3a")
_FONT: Final = "Libertinus Serif"
_TEMPLATE: Final = "page.typ"
_LACKING: Final = re.compile('the text `(".*?")` could not be displayed', re.DOTALL)
_MOST_TURNS: Final = 200


def can_set() -> bool:
    """Whether typst is there: it is the extra `report`."""
    try:
        import typst  # noqa: F401
    except ImportError:
        return False
    return True


def set_page(page: Page, results: bytes, paper: Paper, now: datetime) -> bytes:
    """Set the page as a PDF that has the results inside.

    Parameters
    ----------
    now
        With its zone: when the file is made.

    Raises
    ------
    RecordingError
        Where typst does not take it.
    """
    inputs = {
        "paper": PAPERS[paper],
        "page": json.dumps(page_keys(page)),
        "results": results.decode("ascii"),
    }
    return set_template(_template(), inputs, now)


def set_template(template: bytes, inputs: dict[str, str], now: datetime) -> bytes:
    """Set a template as a PDF; `inputs` has what stands on it, as JSON, under "page".

    Raises
    ------
    RecordingError
        Where typst does not take it.
    """
    inputs = dict(inputs)
    set_with = _compiler(template, now)
    try:
        return set_with(inputs, system=False)
    except _LackingError:
        pass
    for _ in range(_MOST_TURNS):
        try:
            return set_with(inputs, system=True)
        except _LackingError as lacking:
            inputs["page"] = _by_number(inputs["page"], lacking.text)
    raise RecordingError("the page has letters that no font here has; ask for it without the name")


def page_keys(page: Page) -> dict[str, Any]:
    """Give all that the template says, as it takes it."""
    said: dict[str, Any] = text_on_paper({**asdict(page), "title": page.title})
    return {
        **said,
        "svg": svg(page.chart) if page.chart.says_something else "",
        "alt": page.chart.in_words(),
        "most_rows": MOST_ROWS,
        "attached": {"name": ATTACHED, "mime": MIME, "about": ABOUT},
        "words": {
            "title": words.TITLE,
            "simulated": words.SIMULATED,
            "best": words.BEST,
            "mean": words.MEAN,
            "change": words.CHANGE,
            "never": words.NEVER,
            "read_them": words.READ_THEM,
            "headings": words.HEADINGS,
            "nothing": words.NOTHING_YET,
            "no_sessions": words.NO_SESSIONS,
            "method": words.METHOD,
            "sway": words.SWAY,
            "sway_columns": words.SWAY_COLUMNS,
            "no_sway": words.NO_SWAY,
            "coarse": words.COARSE,
            "not_advice": words.NOT_ADVICE,
            "carried": words.CARRIED,
        },
    }


def text_on_paper(said: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    """Take out what is no text on paper: signs that steer, or turn what follows."""
    if isinstance(said, str):
        return printable(said, lines=False)
    if isinstance(said, dict):
        return {key: text_on_paper(value) for key, value in said.items()}
    if isinstance(said, list | tuple):
        return [text_on_paper(value) for value in said]
    return said


class _LackingError(Exception):
    """No font has some text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def _compiler(template: bytes, now: datetime) -> Callable[..., bytes]:
    import typst

    def compiled(inputs: dict[str, str], *, system: bool) -> bytes:
        fonts = [_FONT, *(_families() if system else ())]
        try:
            return typst.compile(
                template,
                ignore_system_fonts=not system,
                sys_inputs={**inputs, "fonts": json.dumps(fonts)},
                pdf_standards=list(STANDARDS),
                timestamp=now.astimezone(UTC).replace(microsecond=0),
            )
        except typst.TypstError as error:
            found = _LACKING.search(error.message)
            if found is not None:
                raise _LackingError(json.loads(found[1])) from error
            reason = f"the page could not be set ({' '.join(error.message.split())})"
            raise RecordingError(reason) from error

    return compiled


@cache
def _template() -> bytes:
    return files("balance.report.page").joinpath(_TEMPLATE).read_bytes()


@cache
def _families() -> tuple[str, ...]:
    import typst

    return tuple(typst.Fonts(include_embedded_fonts=False).families())


def _by_number(page: str, text: str) -> str:
    """Write letters that no font has as their numbers, wherever they stand."""
    said = json.loads(page)
    return json.dumps(_replaced(said, text, "".join(f"[U+{ord(sign):04X}]" for sign in text)))


def _replaced(said: object, text: str, by: str) -> object:
    if isinstance(said, str):
        return said.replace(text, by)
    if isinstance(said, dict):
        return {key: _replaced(value, text, by) for key, value in said.items()}
    if isinstance(said, list):
        return [_replaced(value, text, by) for value in said]
    return said
