"""The page: what it says, that both standards take it, and that nothing of it is cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import paged
import pypdfium2
import pytest
from carried import NAME
from pypdf import PdfReader

from balance.records.history.engine import History, open_history
from balance.records.history.kept import Kept
from balance.records.history.people import Description, add
from balance.records.history.store import keep
from balance.report.carried import carried_json, carried_of
from balance.report.page import words
from balance.report.page.carrying import attached_in
from balance.report.page.content import Page, page_of
from balance.report.page.setting import Paper, set_page
from drivers.live.page_words import PageWords

TODAY = date(2026, 3, 8)
NOW = datetime(2026, 3, 8, 12, 0, 0, 250, tzinfo=UTC)
SIZES: dict[Paper, tuple[float, float]] = {"a4": (595.3, 841.9), "letter": (612.0, 792.0)}
# Words that a page of ours has no business with.
NEVER = re.compile(r"\b(risk|fall|falls|diagnos\w*|deficit|impair\w*|abnormal|normal)\b", re.I)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "p" / "history.db", tmp_path / "p" / "recordings") as opened:
        yield opened


class Made:
    """A page as a PDF, and what is read out of it."""

    def __init__(
        self,
        history: History,
        code: str,
        recordings: list[Kept],
        paper: Paper = "a4",
        **known: Any,
    ) -> None:
        with_name = bool(known.pop("with_name", False))
        add(history, code, Description(**known))
        keep(history, recordings)
        self.page: Page = page_of(
            history, code, TODAY, PageWords(), "Balance Timer 1.0", with_name=with_name
        )
        self.results = carried_json(carried_of(history, code, with_name=with_name))
        self.pdf = set_page(self.page, self.results, paper, NOW)
        self.reader = PdfReader(BytesIO(self.pdf))
        self.texts = [
            " ".join(each.extract_text().replace("\u200b", "").split())
            for each in self.reader.pages
        ]

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    def pictures(self) -> list[np.ndarray[Any, Any]]:
        document = pypdfium2.PdfDocument(self.pdf)
        return [page.render(scale=1.0).to_numpy().max(axis=2) for page in document]

    def check_nothing_is_cut_off(self) -> None:
        """No ink is near an edge, and there is some on each page."""
        for picture in self.pictures():
            dark = picture < 200
            edges = (dark[:25], dark[-22:], dark[:, :35], dark[:, -35:])
            assert not any(edge.any() for edge in edges)
            assert dark.any()


def usual(code: str = "P07") -> list[Kept]:
    times = paged.sessions(code, 9, arms="crossed", cap_s=45.0, start_s=32.5)
    return times + paged.sessions(code, 4, eyes="closed", start_s=6.0, gain_s=0.3)


def test_both_standards_take_it_and_it_says_its_title_and_language(empty: History) -> None:
    made = Made(empty, "P07", usual())
    root = made.reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.reader.metadata is not None
    assert made.reader.metadata.title == f"{words.TITLE}: P07"
    said = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert "<pdfaid:part>3</pdfaid:part>" in said
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in said
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in made.reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Libertinus" in name for name in fonts)


def test_what_is_inside_is_what_the_history_carries(empty: History) -> None:
    made = Made(empty, "P07", usual())
    assert attached_in(made.pdf) == made.results
    (file,) = made.reader.attachment_list
    assert (file.name, file.associated_file_relationship) == ("balance-results.json", "/Data")
    assert file.subtype == "/application/json"
    assert file.description


def test_it_says_times_change_next_step_and_sources(empty: History) -> None:
    made = Made(empty, "P07", usual(), birth_year=1950)
    first, second = made.texts
    for text in (
        "Code P07. 9 sessions, 5 Jan 2026 to 29 Jan 2026.",
        "45 s or more",
        "43.3 s ± 0.1",
        "eyes open, firm surface, arms crossed",
        "eyes closed, firm surface",
        "longer",
        "too early to say",
        "that is more than your usual ups and downs",
        "Left leg: Now: hold 45 s with eyes open on a firm surface",
        "best so far 45 s or more.",
        "Source: Times and level ground: BMC Musculoskelet Disord 2013;14:108, Table 2",
        "Healthy people of that age: 21.5 s, Springer et al. 2007",
        "holds that count.",
        "Sessions in the last 8 weeks: 6.",
        "Balance Timer 1.0, made on 8 Mar 2026",
    ):
        assert text in first, text
    for text in (
        "Worn on lower back",
        "Readings 100 a second",
        "Uncertainty ± 0.10 s",
        "Detector 1.0",
        "balance-timer import",
        "1.07",
    ):
        assert text in second, text
    assert not NEVER.search(made.text)
    assert words.SIMULATED not in made.text


def test_the_chart_is_said_as_well_as_drawn(empty: History) -> None:
    made = Made(empty, "P07", usual())
    said = made.page.chart.in_words()
    assert "left leg: 9 sessions, from 33.6 s on 5 Jan 2026 to 45.0 s or more on 29 Jan" in said
    alts = [text for text in _alts(made.reader) if text.startswith("Chart.")]
    assert alts == [said]


def _alts(reader: PdfReader) -> list[str]:
    found = []
    for number in range(1, int(reader.trailer["/Size"])):
        try:
            one = reader.get_object(number)
        except Exception:  # noqa: BLE001, S112 - numbers that have no object
            continue
        if isinstance(one, dict) and "/Alt" in one:
            found.append(str(one["/Alt"]))
    return found


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_twelve_conditions_have_one_page_and_a_second(empty: History, paper: Paper) -> None:
    made = Made(empty, "JS-1", paged.twelve("JS-1"), paper, birth_year=1950)
    sizes = {tuple(round(float(x), 1) for x in page.mediabox[2:]) for page in made.reader.pages}
    assert sizes == {SIZES[paper]}
    assert len(made.texts) == 2
    assert len(made.page.times) == 12
    for row in made.page.times:
        assert row.conditions in made.texts[0]
        assert row.left is not None
        assert row.left.best in made.texts[0]
    assert words.HEADINGS["done"] in made.texts[0]
    made.check_nothing_is_cut_off()


def test_more_conditions_than_one_page_has_room_for_stand_on_the_next(empty: History) -> None:
    many = [
        each
        for number in range(20)
        for each in paged.sessions("P1", 1, footwear=f"shoe {number:02d}")
    ]
    made = Made(empty, "P1", many)
    assert "6 more conditions stand on the next page." in made.texts[0]
    for row in made.page.times:
        assert row.conditions in made.text
    made.check_nothing_is_cut_off()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_long_codes_and_names_are_broken_and_not_cut_off(empty: History, paper: Paper) -> None:
    recordings = paged.sessions(paged.LONG_CODE, 2)
    made = Made(empty, paged.LONG_CODE, recordings, paper, name=paged.LONG_NAME, with_name=True)
    whole = made.text.replace(" ", "")
    assert paged.LONG_CODE in whole
    assert paged.LONG_NAME.replace(" ", "") in whole
    made.check_nothing_is_cut_off()


def test_letters_of_other_alphabets_stand_as_they_are(empty: History) -> None:
    made = Made(empty, paged.LETTERS, paged.sessions(paged.LETTERS, 1))
    assert f"Code {paged.LETTERS}." in made.text
    made.check_nothing_is_cut_off()


def test_a_letter_that_no_font_has_stands_as_its_number(empty: History) -> None:
    made = Made(empty, "P1", [], name="Zoë \u738b \U000131a2", with_name=True)
    text = made.text
    assert "Zoë" in text
    for sign in ("\u738b", "\U000131a2"):
        assert sign in text or f"[U+{ord(sign):04X}]" in text


def test_a_name_is_on_it_only_where_it_was_asked_for(empty: History) -> None:
    made = Made(empty, "P1", usual("P1"), name=NAME)
    assert NAME not in made.text
    for part in NAME.encode().split():
        assert part not in made.pdf
        assert part not in made.results
    page = page_of(empty, "P1", TODAY, PageWords(), "x", with_name=True)
    assert page.title == f"{words.TITLE}: {NAME}"


def test_signs_that_steer_are_marks(empty: History) -> None:
    made = Made(
        empty,
        "P1",
        paged.sessions("P1", 1, footwear="#strong[x] <b> \x1b[31m\u202e"),
        name="Zoë \x07 &",
        with_name=True,
    )
    assert "#strong[x] <b>" in made.text
    assert "Zoë" in made.text
    assert made.reader.metadata is not None
    assert made.reader.metadata.title == f"{words.TITLE}: Zoë \ufffd &"
    assert not {"\x1b", "\u202e", "\x07"} & set(made.text)


def test_simulated_people_are_marked(empty: History) -> None:
    made = Made(empty, "P1", paged.sessions("P1", 3, source="sim:?seed=1"))
    assert words.SIMULATED in made.texts[0]


def test_somebody_without_a_hold_has_a_page_that_says_so(empty: History) -> None:
    made = Made(empty, "N1", [])
    assert words.NOTHING_YET in made.text
    assert len(made.texts) == 2
    made.check_nothing_is_cut_off()
