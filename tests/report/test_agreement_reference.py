"""The table of a reference: what is taken, and what is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packages import install

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow
from balance.report.agreement.pairs import Attempt
from balance.report.agreement.placing import Placed, place
from balance.report.agreement.reference import COLUMNS, Reference, read_reference
from balance.report.agreement.sides import true

SPANS = {"a/h1.csv": (0.0, 60.0), "b/h1.csv": (0.0, 60.0), "h2.csv": (100.0, 160.0)}


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "reference.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, text: str, encoding: str = "utf-8") -> Reference:
    return read_reference(written(folder, text, encoding))


def placed(
    folder: Path, text: str, *, rater: str | None = None, own: bool = False
) -> dict[str, Placed]:
    return place(read(folder, text), SPANS, rater=rater, own_clock=own)


def test_times_of_attempts(tmp_path: Path) -> None:
    names = "recording,attempt,lift_off_s,end_s,or_more,person"
    text = f"{names}\nh2,2,120,150,yes,P1\nh2,1,105.5,110,,P1\n"
    assert placed(tmp_path, text) == {
        "h2.csv": Placed(
            (Attempt(4.5, 105.5, 110.0), Attempt(30.0, 120.0, 150.0, censored=True)), "P1"
        )
    }


@pytest.mark.parametrize(
    "text",
    [
        "recording,duration_s\nh2.csv,12.5\n",
        "Recording;Duration s\r\nh2.csv;12,5\r\n",
        "file\thold_s\nh2\t12,5\n",
        'recording;duration_s\n"h2.csv";"12.5"\n\n;;\n',
        "recording,duration_ms\nh2,12500\n",
        "recording,duration_s\nh2,0:12.5\n",
        "recording,start_s,stop_s\nh2,110,122.5\n",
        "recording,lift-off ms,end ms\nh2,110000,122500\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_as_spreadsheets_save_it(tmp_path: Path, text: str, encoding: str) -> None:
    (attempt,) = placed(tmp_path / "", text)["h2.csv"].attempts
    assert attempt.duration_s == 12.5
    assert read(tmp_path, text, encoding).rows == read(tmp_path, text).rows


def test_a_recording_is_told_by_as_much_of_its_name_as_tells_it(tmp_path: Path) -> None:
    text = "recording,duration_s\na/h1,5\nB\\H1.csv,6\n"
    assert {name: one.attempts[0].duration_s for name, one in placed(tmp_path, text).items()} == {
        "a/h1.csv": 5.0,
        "b/h1.csv": 6.0,
    }


def test_a_row_without_a_time_says_that_there_was_no_attempt(tmp_path: Path) -> None:
    assert placed(tmp_path, "recording,duration_s\nh2,\n") == {"h2.csv": Placed(())}


def test_columns_that_mean_nothing_are_named(tmp_path: Path) -> None:
    assert read(tmp_path, "recording,duration_s,weather\nh2,5,fine\n").passed_over == ("weather",)


def test_one_rater_of_several(tmp_path: Path) -> None:
    text = "recording,rater,duration_s\nh2,A,5\nh2,B,6\n"
    assert read(tmp_path, text).raters == ("A", "B")
    assert placed(tmp_path, text, rater="b")["h2.csv"].attempts[0].duration_s == 6.0
    with pytest.raises(RecordingError, match=r"several raters \(A, B\); choose one"):
        placed(tmp_path, text)
    with pytest.raises(RecordingError, match='no rater "C", but A, B'):
        placed(tmp_path, text, rater="C")


def test_times_of_another_clock_may_lie_anywhere(tmp_path: Path) -> None:
    text = "recording,lift_off_s,end_s\nh2,5,15\n"
    assert placed(tmp_path, text, own=True)["h2.csv"].attempts == (Attempt(10.0, 5.0, 15.0),)
    with pytest.raises(RecordingError, match=r"line 2: the lift-off at 5 s is not within h2\.csv"):
        placed(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("\n\n", "the table is empty"),
        ("recording,duration_s\n", "no row beneath the names"),
        ("h2,12.5\nh2,13\n", "line 1: the names of its columns must stand in this line"),
        ("recording,weather\nh2,5\n", "line 1: the names of its columns"),
        ("recording,lift_off_s\nh2,5\n", "line 1: a column end_s is missing"),
        ("recording,duration_s,hold_s\nh2,5,5\n", 'two columns say "duration_s"'),
        (
            "recording,duration_s\nh2,12,5\n",
            "line 2: it has 3 cells, and there are 2 columns; where",
        ),
        ('recording,duration_s\nh2,"12,5"\n', 'line 2: duration_s is "12,5"; where commas part'),
        ("recording,duration_s\nh2,long\n", 'must be a number of seconds, not "long"'),
        ("recording,duration_s\nh2,nan\n", "must be a number of seconds"),
        ("recording,duration_s\nh2,-3\n", "a duration of -3 s is none"),
        ("recording,duration_s\n,3\n", "the recording is not said"),
        ('recording,duration_s\n"h2,3\n', "its quotes do not fit"),
        ("recording,attempt,duration_s\nh2,one,3\n", 'a whole number from 1 on, not "one"'),
        (
            "recording,attempt,duration_s\nh2,1,3\nh2,1,4\n",
            "line 3: attempt 1 of h2.csv stands in line 2",
        ),
        ("recording,attempt,duration_s\nh2,1,3\nh2,,4\n", "number all or none"),
        (
            "recording,attempt,duration_s\nh2,3,5\nh2,1,4\n",
            "line 2: h2.csv has an attempt 3 and none",
        ),
        ("recording,duration_s,or_more\nh2,3,maybe\n", 'or_more must be yes or no, not "maybe"'),
        ("recording,lift_off_s,end_s\nh2,110,\n", "the end is missing beside the other time"),
        (
            "recording,lift_off_s,end_s\nh2,110,105\n",
            r"its end \(105 s\) is not after its lift-off",
        ),
        (
            "recording,lift_off_s,end_s\nh2,110,120\nh2,115,130\n",
            "line 3: this attempt begins at 115 s, before the one in line",
        ),
        ("recording,attempt,lift_off_s,end_s\nh2,2,110,120\nh2,1,125,130\n", "out of order"),
        (
            "recording,lift_off_s,end_s,duration_s\nh2,110,120,11\n",
            "from lift-off to end it is 10.000 s",
        ),
        ("recording,lift_off_s,end_s,duration_s\nh2,110,120,\nh2,,,5\n", "give both ends of all"),
        (
            "recording,lift_off_s,end_s\nh2,110,170\n",
            "the end at 170 s is not within h2.csv, which goes from 100.0 to",
        ),
        (
            "recording,lift_off_s,end_s\nh2,110000,120000\n",
            "look like milliseconds; name the columns lift_off_ms",
        ),
        ("recording,duration_s\nh2,12500\n", "look like milliseconds"),
        ("recording,duration_s\nh2,75\n", r"75 s are longer than h2.csv \(60.0 s\)"),
        (
            "recording,duration_s\nh9,5\n",
            'line 2: there is no recording "h9" among those given; there are a/h1.csv',
        ),
        ("recording,duration_s\nh2.cvs,5\n", 'is "h2.csv" meant'),
        (
            "recording,duration_s\nh1,5\n",
            r'"h1" is the name of 2 recordings \(a/h1.csv, b/h1.csv\)',
        ),
        ("recording,duration_s\nh2,5\nh2,\n", "line 3: it has no time, and h2.csv has attempts"),
        ("recording,duration_s\nh2,\nh2,\n", "said twice to have no attempt"),
        ("recording,duration_s,person\nh2,5,P1\nh2,6,P2\n", "line 3: h2.csv is said to be of P2"),
        ("PK\x03\x04", "is no table in text"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RecordingError, match=said) as caught:
        placed(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "reference.csv"))
    assert "\n" not in str(caught.value)


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="is a folder; name the table"):
        read_reference(tmp_path)


def test_the_truth_of_a_simulated_recording() -> None:
    rows = [
        EventRow(5.0, "lift_off", "truth"),
        EventRow(5.5, "note", "truth", "x"),
        EventRow(15.0, "step_down", "truth"),
        EventRow(20.0, "lift_off", "truth"),
        EventRow(70.0, "step_down", "truth"),
        EventRow(80.0, "lift_off", "truth"),
        EventRow(81.0, "lift_off", "auto"),
    ]
    assert true(rows, 90.0, cap_s=45.0) == (
        Attempt(10.0, 5.0, 15.0),
        Attempt(45.0, 20.0, 65.0, censored=True),
        Attempt(10.0, 80.0, 90.0, censored=True),
    )
    assert true(rows[-1:], 90.0) is None


CELLS = st.sampled_from(
    ["h2", "a/h1", "", "105", "110,5", "1e400", "-3", "nan", '"', "0:12.5", "yes", "P1", "A", "\0"]
)
LINES = st.lists(CELLS, min_size=1, max_size=7)
HEAD = st.lists(
    st.sampled_from([*(name for names in COLUMNS.values() for name in names), "x", "end_ms"]),
    min_size=1,
    max_size=7,
)


@given(HEAD, st.lists(LINES, max_size=5), st.sampled_from([",", ";", "\t"]), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_taken_or_refused_in_a_sentence(
    tmp_path: Path, head: list[str], lines: list[list[str]], separator: str, own: bool
) -> None:
    text = "\n".join(separator.join(line) for line in [head, *lines])
    found, said = {}, ""
    try:
        found = placed(tmp_path, text, own=own)
    except RecordingError as error:
        said = str(error)
    assert "\n" not in said
    for one in found.values():
        for attempt in one.attempts:
            assert 0 < attempt.duration_s < 100


def test_the_ending_of_a_format_that_was_added_may_be_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "recording,duration_s\nh3,12.5\n"
    spans = {"in/h3.gbx": (0.0, 60.0)}
    install(monkeypatch)
    assert place(read(tmp_path, text), spans) == {"in/h3.gbx": Placed((Attempt(12.5),))}
