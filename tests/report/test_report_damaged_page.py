"""Pages that were damaged, and PDFs of others: refused in one sentence, or read as they were."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from random import Random

import paged
import pytest
from mutations import INPUTS, MOST_MB, Memory, little_time_each, mutated, next_one
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject, StreamObject

from balance.records.errors import RecordingError
from balance.records.history.engine import open_history
from balance.records.history.store import keep
from balance.report.carried import Carried, carried_json, carried_of
from balance.report.page.carrying import ATTACHED, results_in, with_attached
from balance.report.page.content import page_of
from balance.report.page.setting import set_page
from drivers.live.page_words import PageWords

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
FAST, SOAK = 60, 1000


class APage:
    """A page as typst sets it, and the same as every other program may save it again."""

    def __init__(self, folder: Path) -> None:
        with open_history(folder / "history.db", folder / "recordings") as history:
            keep(history, paged.sessions("P7", 2, model="Zoë's phone, 東京"))
            self.carried = replace(carried_of(history, "P7"), under_way=0)
            results = carried_json(self.carried)
            page = page_of(history, "P7", date(2026, 3, 8), PageWords(), "Balance Timer 1.0")
        self.set = set_page(page, results, "a4", NOW)
        # Nothing is packed in this one, so that what is changed is what it says.
        blank = BytesIO()
        writer = PdfWriter()
        writer.add_blank_page(200, 200)
        writer.write(blank)
        self.open = with_attached(blank.getvalue(), results, "A page")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> APage:
    return APage(tmp_path_factory.mktemp("page"))


def damaged(page: APage, count: int, seed: int) -> Iterator[bytes]:
    """So many pages, cut off, with zeros where the power went, or changed at random."""
    rng = Random(seed)
    for number in range(count):
        data = (page.set, page.open)[number % 2]
        at = rng.randrange(len(data))
        kind = number // 2 % 4
        if kind == 0:
            yield data[:at]
        elif kind == 1:
            end = min(len(data), at + rng.choice((1, 16, 512, 4096)))
            yield data[:at] + bytes(end - at) + data[end:]
        elif kind == 2:
            yield mutated(rng, data, [page.set, page.open])
        else:  # within the results alone, where it is open
            first = page.open.index(b'{"format"')
            last = page.open.index(b"endstream", first)
            yield (
                page.open[:first]
                + mutated(rng, page.open[first:last], [page.open])
                + page.open[last:]
            )


def read(path: Path) -> Carried | str:
    """What a page carries, or the one sentence that refuses it."""
    try:
        return results_in(path)
    except RecordingError as error:
        return str(error)


def check(page: APage, path: Path, count: int, seed: int) -> tuple[int, int]:
    """See that each is refused in a sentence or the very same; how many were refused, and not."""
    refused = 0
    with little_time_each():
        for data in damaged(page, count, seed):
            path.write_bytes(data)
            next_one()
            found = read(path)
            if isinstance(found, str):
                assert found.startswith(f"{path}: ")
                assert "\n" not in found
                assert len(found) < 300
                refused += 1
            else:
                assert found == page.carried
    return refused, count - refused


def test_both_are_sound_before(made: APage, tmp_path: Path) -> None:
    for data in (made.set, made.open):
        (tmp_path / "page.pdf").write_bytes(data)
        assert read(tmp_path / "page.pdf") == made.carried


def test_damaged_ones_are_refused_or_read_as_they_were(made: APage, tmp_path: Path) -> None:
    refused, sound = check(made, tmp_path / "page.pdf", FAST, 28)
    assert refused > FAST / 2
    assert refused + sound == FAST


@pytest.mark.soak
def test_a_thousand_and_more_damaged_ones(made: APage, tmp_path: Path) -> None:
    count = max(SOAK, INPUTS // 100)
    memory = Memory()
    refused, sound = check(made, tmp_path / "page.pdf", count, 2806)
    said = f"{refused} of {count} damaged pages refused, {sound} read as they were"
    sys.stdout.write(f"\n{said}; {memory.most_mb} MB at most\n")
    assert memory.most_mb < MOST_MB


def saved(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_one_that_another_program_saved_again_is_read(made: APage, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(saved(PdfWriter(clone_from=BytesIO(made.set))))
    assert read(path) == made.carried


def foreign(made: APage) -> dict[str, bytes]:
    blank = PdfWriter()
    blank.add_blank_page(200, 200)
    other = PdfWriter(clone_from=BytesIO(saved(blank)))
    other.add_attachment("notes.json", b"{}")
    named = PdfWriter(clone_from=BytesIO(saved(blank)))
    named.add_attachment(ATTACHED, b'{"format":"balance-page"}')
    locked = PdfWriter(clone_from=BytesIO(made.set))
    locked.encrypt("secret", algorithm="RC4-128")
    return {
        "carries no results": saved(blank),
        "carries no results;": saved(other),
        "is damaged": saved(named),
        "locked with a password": saved(locked),
        "is no PDF": b"PK\x03\x04",
        "is no PDF.": b"",
    }


def test_those_of_others_are_refused_with_the_reason(made: APage, tmp_path: Path) -> None:
    path = tmp_path / "other.pdf"
    for reason, data in foreign(made).items():
        path.write_bytes(data)
        found = read(path)
        assert isinstance(found, str)
        assert reason.rstrip(".") in found
    assert "can't be read" in str(read(tmp_path / "nowhere.pdf"))


def bomb(size: int, layers: int) -> bytes:
    """A small PDF whose attachment unpacks to so many bytes."""
    packed, names = bytes(size), []
    for _ in range(layers):
        packed = zlib.compress(packed, 9)
        names.append("/FlateDecode")
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    file = writer.add_attachment(ATTACHED, b"x")
    stream = file._embedded_file
    assert isinstance(stream, StreamObject | DecodedStreamObject)
    stream._data = packed
    from pypdf.generic import ArrayObject

    stream[NameObject("/Filter")] = ArrayObject([NameObject(name) for name in names])
    return saved(writer)


@pytest.mark.parametrize("layers", [1, 2])
def test_what_unpacks_to_more_than_a_page_carries_is_refused(tmp_path: Path, layers: int) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(bomb(300 * 2**20, layers))
    assert path.stat().st_size < 2**20
    memory = Memory()
    found = read(path)
    assert isinstance(found, str)
    assert memory.most_mb < MOST_MB


def test_a_file_that_is_too_large_is_not_read(
    made: APage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from balance.report.page import carrying

    monkeypatch.setattr(carrying, "_MOST_FILE_BYTES", len(made.set) - 1)
    path = tmp_path / "page.pdf"
    path.write_bytes(made.set)
    assert "which is the limit" in str(read(path))


def test_the_reader_finds_nothing_else_of_the_person(made: APage) -> None:
    said = PdfReader(BytesIO(made.set)).metadata
    assert said is not None
    assert said.author == "Balance Timer 1.0"
