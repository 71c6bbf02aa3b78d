"""Make the recordings of this folder anew, by `python recordings/make.py`.

They are simulated, each by a seed, so that the same files come out wherever this is run.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from balance.protocol.conditions import Eyes, Surface
from balance.records.events_file import EventRow, append_events, events_path
from balance.records.recorder import write_recording
from balance.records.recording import Header
from balance.signal.placement import Placement
from balance.simulate.attempt import Ending, Trial
from balance.simulate.sensor import PRESETS
from balance.simulate.session import Simulated, draw_session

HERE = Path(__file__).resolve().parent
TRUTH = {"lift_off", "step_down", "correction", "note"}


class Wanted(NamedTuple):
    """One recording: who, worn where, under which conditions, and how the holds end."""

    name: str
    seed: int
    placement: Placement
    eyes: Eyes
    surface: Surface
    sensor: str
    trials: tuple[tuple[float, Ending], ...]


WANTED = (
    Wanted(
        "lower_back_open_firm",
        1,
        "lower_back",
        "open",
        "firm",
        "imu100",
        ((8, "firm"), (5, "firm")),
    ),
    Wanted(
        "lower_back_closed_firm", 2, "lower_back", "closed", "firm", "imu100", ((6, "stumble"),)
    ),
    Wanted(
        "lower_back_open_foam", 23, "lower_back", "open", "foam", "imu200_noisy", ((7, "firm"),)
    ),
    Wanted("lower_back_phone", 4, "lower_back", "open", "firm", "phone60", ((9, "firm"),)),
    Wanted("chest_open_firm", 5, "chest", "open", "firm", "imu100", ((10, "firm"),)),
    Wanted("chest_closed_firm", 6, "chest", "closed", "firm", "imu50", ((5, "stumble"),)),
    Wanted("thigh_open_firm", 7, "thigh", "open", "firm", "imu100", ((12, "firm"),)),
    Wanted("thigh_closed_firm", 8, "thigh", "closed", "firm", "jittered", ((4, "firm"),)),
    Wanted("thigh_acc_only", 9, "thigh", "open", "firm", "acc_only", ((8, "firm"),)),
    Wanted("shank_open_firm", 23, "shank", "open", "firm", "imu100", ((15, "soft"), (3, "firm"))),
    Wanted("shank_closed_foam", 11, "shank", "closed", "foam", "imu100", ((4, "stumble"),)),
    Wanted("shank_phone", 12, "shank", "open", "firm", "phone60", ((11, "firm"),)),
    Wanted("shank_acc_only", 13, "shank", "closed", "firm", "acc_only", ((6, "firm"),)),
    Wanted("foot_open_firm", 14, "foot", "open", "firm", "imu100", ((20, "soft"),)),
    Wanted("foot_closed_firm", 15, "foot", "closed", "firm", "imu200_noisy", ((5, "firm"),)),
    Wanted("foot_toe_tap", 16, "foot", "open", "firm", "imu100", ((7, "toe_tap"),)),
    Wanted(
        "demo", 17, "shank", "open", "firm", "imu100", ((9, "firm"), (14, "soft"), (11, "firm"))
    ),
)


def simulated(wanted: Wanted) -> Simulated:
    """The session behind one recording."""
    trials = [Trial(hold_s, ending) for hold_s, ending in wanted.trials]
    return draw_session(
        wanted.seed,
        placement=wanted.placement,
        eyes=wanted.eyes,
        surface=wanted.surface,
        sensor=wanted.sensor,
        trials=trials,
        family="report",
    )


def header(wanted: Wanted, session: Simulated) -> Header:
    """What line 1 of the file says."""
    conditions = session.conditions
    step = PRESETS[wanted.sensor].acc_step_m_s2
    return Header(
        placement=conditions.placement,
        stance_leg=conditions.stance_leg,
        eyes=conditions.eyes,
        surface=conditions.surface,
        source=f"simulated, seed {wanted.seed}",
        model=wanted.sensor,
        resolution_m_s2=step if step >= 0.02 else None,
        notes="Simulated; nobody stood on one leg for this.",
    )


def make(wanted: Wanted) -> None:
    """Write one recording and its truth, in place of what stood there."""
    session = simulated(wanted)
    path = HERE / f"{wanted.name}.csv.gz"
    for old in (path, events_path(path)):
        old.unlink(missing_ok=True)
    write_recording(path, header(wanted, session), session.block)
    truth = [
        EventRow(round(event.time_s, 4), event.event, "truth", event.detail)
        for event in session.truth
        if event.event in TRUTH
    ]
    append_events(events_path(path), truth)
    for file in (path, events_path(path)):
        file.chmod(0o644)


if __name__ == "__main__":
    for each in WANTED:
        make(each)
