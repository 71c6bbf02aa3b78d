"""Every recording of the project against its truth, and against the result of the day before."""

import json
from pathlib import Path

import pytest

from balance.analysis import analyze
from balance.records.events_file import events_path, read_events
from balance.records.recording import read_recording
from balance.version import SOFTWARE

RECORDINGS = Path(__file__).resolve().parents[1] / "recordings"
GOLDEN = Path(__file__).resolve().parent / "golden"
FILES = sorted(RECORDINGS.glob("*.csv.gz"))


def truth(path: Path) -> list[tuple[float, float]]:
    events = read_events(events_path(path))
    lifts = [row.time_s for row in events if row.event == "lift_off"]
    downs = [row.time_s for row in events if row.event == "step_down"]
    return list(zip(lifts, downs, strict=True))


def test_there_are_enough_recordings_and_they_are_small() -> None:
    assert len(FILES) >= 17
    assert all(path.stat().st_size < 300_000 for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_every_labelled_hold_is_found_and_none_extra(path: Path) -> None:
    holds = analyze(read_recording(path)).holds
    assert len(holds) == len(truth(path))
    for hold, (lift_off_s, step_down_s) in zip(holds, truth(path), strict=True):
        assert hold.duration_s == pytest.approx(step_down_s - lift_off_s, abs=0.3)
        assert hold.lift_off_s == pytest.approx(lift_off_s, abs=0.5)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_result_is_the_golden_one(path: Path, update_golden: bool) -> None:
    result = analyze(read_recording(path)).as_dict(path.name)
    assert result.pop("software") == SOFTWARE  # which no release is to write anew in all of them
    golden = GOLDEN / f"{path.name.removesuffix('.csv.gz')}.json"
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(json.dumps(result, indent=1) + "\n")
    assert golden.is_file(), "there is no golden result yet: run pytest --update-golden"
    assert result == json.loads(golden.read_text())


@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_the_demo_is_the_same_for_any_cut(chunk: int) -> None:
    recording = read_recording(RECORDINGS / "demo.csv.gz")
    whole = json.dumps(analyze(recording).as_dict("demo"))
    assert json.dumps(analyze(recording, chunk=chunk).as_dict("demo")) == whole
