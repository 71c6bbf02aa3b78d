"""What a study says: the page, its words and its plot, whatever is in them."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from balance.records.errors import RecordingError
from balance.report.agreement import page, words
from balance.report.agreement.figures import compare
from balance.report.agreement.pairs import Attempt, Compared
from balance.report.agreement.plot import plot_of, svg
from balance.report.agreement.study import Kind, Study
from balance.report.agreement.telling import as_dict, pair_rows

NASTY = '<script>alert("x")</script>\x1b[31m & ' + "long" * 30


def study(
    count: int = 12,
    *,
    kind: Kind = "stopwatch",
    persons: bool = True,
    name: str = "h",
    own_clock: bool = False,
    simulated: bool = False,
) -> Study:
    draw = np.random.default_rng(9)
    made = []
    for at in range(count):
        lasted = draw.uniform(2, 40, 3)
        begins = np.array([5.0, 60.0, 120.0])
        spans = list(zip(begins, begins + lasted, strict=True))
        first = tuple(
            Attempt(float(e - b + draw.normal(0.05, 0.1)), float(b), float(e), uncertainty_s=0.2)
            for b, e in spans
        )
        reference = tuple(Attempt(float(e - b), float(b), float(e)) for b, e in spans)
        person = f"P{at}" if persons else None
        made.append(Compared(f"{name}{at}", first, reference, person, simulated, own_clock))
    left_out = (f"1 recording left out: {name}.",)
    whose = {one.recording: one.person for one in made}
    comparison = compare(made)
    return Study(comparison, "Balance Timer", "a stopwatch", kind, left_out, "2.0", "b 1", whose)


def flat(of: Study) -> str:
    return " ".join(page.html(of, "2030-01-02").split())


def test_the_page_says_what_a_reader_needs() -> None:
    said = flat(study())
    for words_ in (
        "Balance Timer beside a stopwatch: 12 recordings of 12 people.",
        "In short: 36 of 36 attempts were found, and 0 that the reference has not.",
        "Lower limit of agreement",
        "ICC(2,1), absolute agreement",
        "MDC95",
        "Within the stated ±",
        "that the 36 attempts are of 12 people, and those of one person alike.",
        "A stopwatch in the hand errs by about 0.1 s",
        "Bland and Altman 2007",
        "algorithm 2.0",
        "not a medical device",
        "made on 2030-01-02",
    ):
        assert words_ in said
    assert "Simulated" not in said
    assert "diagnos" not in said.lower()
    assert "risk" not in said.lower()


def test_it_says_simulated_where_it_is() -> None:
    assert words.SIMULATED in flat(study(simulated=True))
    assert "12 recordings of 12 people, all simulated." in flat(study(simulated=True))


def test_it_says_of_how_many_recordings_it_is_not_known_whose_they_are() -> None:
    attempts = (Attempt(5.0, 1.0, 6.0),)
    made = [Compared(f"h{at}", attempts, attempts, who) for at, who in enumerate(("P1", None))]
    whose = {one.recording: one.person for one in made}
    of = Study(compare(made), "Balance Timer", "a video", "video", (), "2.0", "b 1", whose)
    assert "2 recordings of 1 person, 1 recording of people not named." in flat(of)


def test_it_says_that_attempts_may_be_of_one_person() -> None:
    said = flat(study(persons=False))
    assert "of people not named" in said
    assert "the intervals are too narrow: name people with a column person." in said


def test_it_says_that_few_people_made_several_attempts() -> None:
    said = flat(study(3))
    assert "though people made several (3 people are too few: it takes 5)" in said
    assert "the intervals are too narrow" in said


def test_it_says_an_offset_and_what_can_t_be_said_then() -> None:
    said = flat(study(own_clock=True))
    assert "Offset added to the reference&#x27;s clock, as estimated: h0 " in said
    assert "and 4 more" in said
    assert "Its offset was estimated from the attempts" in said
    assert "Lift-off: bias" not in said


def test_what_is_in_names_is_text_and_nothing_else() -> None:
    said = page.html(study(name=NASTY), "2030-01-02")
    assert "<script" not in said
    assert "&lt;script&gt;" in said
    assert "\x1b" not in said


def test_the_pdf_is_one_page_whatever_names_are_in_it() -> None:
    pytest.importorskip("typst")
    from io import BytesIO

    from pypdf import PdfReader

    made = page.pdf(study(name=NASTY), datetime(2030, 1, 2, tzinfo=UTC))
    reader = PdfReader(BytesIO(made))
    assert len(reader.pages) == 1
    assert "Agreement with a reference" in reader.pages[0].extract_text()


def test_without_typst_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "can_set", lambda: False)
    with pytest.raises(RecordingError, match=r"take a name that ends in \.html"):
        page.pdf(study(), datetime(2030, 1, 2, tzinfo=UTC))


def test_the_plot_has_a_mark_for_each_difference_within_its_frame() -> None:
    plot = plot_of(study().comparison)
    drawn = ET.fromstring(svg(plot))  # noqa: S314 - made here
    space = "{http://www.w3.org/2000/svg}"
    marks = drawn.findall(f"{space}circle") + drawn.findall(f"{space}path")
    right = sum(dot.right for dot in plot.dots)
    legend = 2 if right < len(plot.dots) else 0
    assert len(marks) == len(plot.dots) + legend == 36 + legend
    for mark in drawn.findall(f"{space}circle"):
        assert 0 <= float(mark.attrib["cx"]) <= 520
        assert 0 <= float(mark.attrib["cy"]) <= 220
    assert plot.in_words().startswith("Plot of 36 differences from ")


@pytest.mark.parametrize("apart", [0.0, 1e-6, 300.0])
def test_the_plot_of_any_reach_can_be_drawn(apart: float) -> None:
    first = tuple(Attempt(5.0 + apart * at, 10.0 * at, 10.0 * at + 5) for at in range(8))
    reference = tuple(Attempt(5.0, 10.0 * at, 10.0 * at + 5) for at in range(8))
    found = compare([Compared("h", first, reference)])
    assert svg(plot_of(found)).endswith("</svg>")
    assert plot_of(compare([])).in_words() == "Plot without a pair."


def test_json_has_every_figure_and_says_why_one_is_not_there() -> None:
    said = as_dict(study())
    assert said["every"]["limits"] == "repeated"
    assert said["every"]["repeated"]["persons"] == 12
    assert set(said["every"]["reliability"]) == {
        "icc_2_1",
        "icc_3_1",
        "sem",
        "mdc95",
        "squares",
    }
    few = as_dict(study(1))
    assert few["every"]["plain"] == {"refused": "3 pairs are too few: it takes 5", "n": 3}
    assert few["every"]["limits"] == "plain"


def test_rows_of_pairs_give_the_reference_in_its_own_clock() -> None:
    of = study(2, own_clock=True)
    (row, *_) = pair_rows(of.comparison)
    assert row.clock_offset_s == of.comparison.clocks[0].offset_s
    assert row.reference_lift_off_s == 5.0
