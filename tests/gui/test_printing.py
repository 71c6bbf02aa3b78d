"""The page through Qt: the same words and results as by typst, and nothing cut off."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from keepers import kept
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from balance.records.history.engine import History, open_history
from balance.records.history.kept import Kept
from balance.records.history.people import Description, add
from balance.records.history.store import keep
from balance.report.carried import carried_json, carried_of
from balance.report.page import words
from balance.report.page.carrying import attached_in
from balance.report.page.content import Page, page_of
from balance.report.page.setting import Paper
from drivers.live.page_words import PageWords
from gui import printing

NAME = "Ωμέγα \u738b Łódź"
SIZES: dict[Paper, tuple[int, int]] = {"a4": (595, 842), "letter": (612, 792)}


def recordings() -> list[Kept]:
    """Twelve conditions, four sessions of each, on both legs."""
    return [
        kept(
            f"{eyes}{surface}{arms}{day}{leg}",
            [20.0 + day, 45.0],
            created=f"2026-02-0{day}T10:00:00+00:00",
            stance_leg=leg,
            eyes=eyes,
            surface=surface,
            arms=arms,
            cap_s=45.0,
        )
        for eyes in ("open", "closed")
        for surface in ("firm", "foam")
        for arms in (None, "crossed", "held out to the sides, palms up")
        for day in range(1, 5)
        for leg in ("left", "right")
    ]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", tmp_path / "recordings") as opened:
        add(opened, "P1", Description(name=NAME, birth_year=1950))
        keep(opened, recordings())
        yield opened


def page(history: History) -> Page:
    today = date(2026, 3, 8)
    return page_of(history, "P1", today, PageWords(), "Balance Timer 1.0", with_name=True)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_it_says_and_carries_the_same(qtbot: QtBot, history: History, paper: Paper) -> None:
    results = carried_json(carried_of(history, "P1"))
    pdf = printing.plain_pdf(page(history), results, paper)
    assert attached_in(pdf) == results
    reader = PdfReader(BytesIO(pdf))
    sizes = {tuple(round(float(x)) for x in each.mediabox[2:]) for each in reader.pages}
    assert sizes == {SIZES[paper]}
    assert len(reader.pages) == 2
    assert reader.metadata is not None
    assert reader.metadata.title == f"{words.TITLE}: {NAME}"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    first, second = (" ".join(each.extract_text().split()) for each in reader.pages)
    for text in ("Code P1", "45 s or more", "Source: Times and level ground", "crossed"):
        assert text in first
    assert words.HEADINGS["carried"] in second
    for picture in pypdfium2.PdfDocument(pdf):
        dark = picture.render(scale=1.0).to_numpy().max(axis=2) < 200
        edges = (dark[:30], dark[-30:], dark[:, :30], dark[:, -30:])
        assert dark.any()
        assert not any(edge.any() for edge in edges)


def test_letters_that_no_font_has_stand_as_their_numbers(qtbot: QtBot, history: History) -> None:
    pdf = printing.plain_pdf(page(history), carried_json(carried_of(history, "P1")), "a4")
    text = "".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())
    assert "\u738b" in text or "[U+738B]" in text


def test_typst_sets_it_where_it_is_there(
    history: History, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    results, now = carried_json(carried_of(history, "P1")), datetime(2026, 3, 8, tzinfo=UTC)
    told = page(history)
    set_by = PdfReader(BytesIO(printing.page_pdf(told, results, "a4", now)))
    assert "/StructTreeRoot" in set_by.trailer["/Root"]
    monkeypatch.setitem(sys.modules, "typst", None)
    plain = PdfReader(BytesIO(printing.page_pdf(told, results, "a4", now)))
    assert "/StructTreeRoot" not in plain.trailer["/Root"]
