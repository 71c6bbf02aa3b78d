"""How step-downs are found by our detector and by detectors of other projects.

    pip install detecta ruptures micromotion==1.15.0
    python benchmarks/peers.py [--sessions 10] [--settings]

Everything here is simulated: people of worlds/forces.py that were never learned from, at every
placement, with and without a gyroscope. `--settings` shows what the peers' settings were chosen
from, on the people that ours has learned from. All but the CPU times is the same in every run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from learning.lessons import Draw
from scipy import ndimage, signal
from worlds.labelled import Labelled

from balance.samples import FloatArray, SampleBlock, measured_rate_hz
from balance.signal.features import IMPACT_BAND_HZ, Features
from balance.signal.grid import GRID_HZ
from balance.signal.placement import PLACEMENTS, TRUNK
from balance.signal.stillness import still_rows
from balance.timing.hold_timer import HoldTimer
from balance.timing.phases import STILL
from balance.timing.results import Hold

try:
    import ruptures
    from detecta import detect_cusum, detect_onset
    from micromotion.align import find_transient
except ImportError as error:
    sys.exit(f"{error.name} is missing: pip install detecta ruptures micromotion==1.15.0")

NEAR_S: Final = 0.3
ONE_EVENT_S: Final = 0.5  # a burst that goes on counts once among the spurious
BLIND_S: Final = 0.3  # after the lift-off, where no end is looked for
SMOOTHING_S: Final = 0.05
CUSUM_DRIFT: Final = 8.0
MARGIN_S: Final = 1.0  # for the filter to run in
OURS: Final = "balance-timer"
LOW_HZ, HIGH_HZ = IMPACT_BAND_HZ
NOTES: Final = f"""\
Each peer is given the true lift-off, and the recording from there to the next quiet stance (the
first second that our own limits call still), at its native rate, evened out. It looks at the whole
piece at once: the envelope of the {LOW_HZ:.0f} to {HIGH_HZ:.0f} Hz band (zero-phase, edge at most
0.4 of the rate, RMS over {SMOOTHING_S} s); micromotion, which makes its own envelope, has the
length in that band. Sigma is the median absolute deviation, made a standard deviation. As with our
detector, the first {BLIND_S} s after the lift-off count for nothing. The settings are those, of the
ones tried, whose first event is right most often on the people that ours was trained on
(--settings); "untuned" is how a user would begin. Ours runs as it does live, causally, on the raw
samples of the whole recording, without a cap, and finds the lift-off itself; its times are those of
the holds once they are final, some 2.5 s after the contact.

found     an event within {NEAR_S} s of the true contact
MAE       of the event nearest to the contact, where found. That is an oracle, and flatters the
          peers: which of its events is the step-down, no peer says
spurious  events more than {NEAR_S} s before the contact, per hold; one that follows another within
          {ONE_EVENT_S} s is not counted again. Ours: holds that were ended early
first     holds whose first event is within {NEAR_S} s of the contact, which is all that a timer has
          to go by. Ours: found, and not ended early before
CPU       per hold, filter included. Ours: a recording's, standing and lift-offs and all, divided
          by its holds"""


@dataclass(frozen=True)
class Case:
    """One recording to make, and whether the gyroscope is used."""

    draw: Draw
    has_gyr: bool

    def made(self) -> Labelled:
        """Make it."""
        made = self.draw.made()
        if self.has_gyr:
            return made
        return replace(made, block=SampleBlock(made.block.time_s, made.block.acc_m_s2))


@dataclass(frozen=True)
class Piece:
    """One hold as the peers see it; index 0 of the arrays lies `start_s` after the lift-off."""

    envelope: FloatArray
    ripple: FloatArray
    rate_hz: float
    start_s: float

    @property
    def sigmas(self) -> FloatArray:
        """The envelope above its median, in robust standard deviations."""
        above = self.envelope - np.median(self.envelope)
        return above / (1.4826 * float(np.median(np.abs(above))) + 1e-9)


@dataclass(frozen=True)
class Peer:
    """A detector of another project: rows of its events, given a setting; the first is used."""

    name: str
    rows: Callable[[Piece, float], Sequence[float]]
    settings: tuple[float, ...]
    words: str


@dataclass(frozen=True)
class Found:
    """What one detector made of one hold; `error_s` is nan where the contact was missed."""

    error_s: float
    spurious: int
    first: bool
    cpu_s: float


def onset(piece: Piece, sigmas: float) -> Sequence[float]:
    return [float(row[0]) for row in detect_onset(piece.sigmas, sigmas, n_above=3)]


def cusum(piece: Piece, sigmas: float) -> Sequence[float]:
    began = detect_cusum(piece.sigmas, sigmas, CUSUM_DRIFT, show=False, reference=0.0)[1]
    return [float(row) for row in began]


def pelt(piece: Piece, penalty: float) -> Sequence[float]:
    """PELT with the l2 cost; the linear kernel is that cost, and ruptures has it in C."""
    energy = np.log(piece.envelope**2 + 1e-6)
    search = ruptures.KernelCPD(kernel="linear", min_size=max(2, round(0.03 * piece.rate_hz)))
    changes = search.fit(energy).predict(pen=penalty * piece.rate_hz / 100.0)
    return [float(row) for row in changes[:-1]]


def transient(piece: Piece, sigmas: float) -> Sequence[float]:
    found_s = find_transient(piece.ripple, piece.rate_hz, threshold=sigmas)
    return [float(row) for row in found_s * piece.rate_hz]


PEERS: Final = (
    Peer("detecta onset, untuned", onset, (4.0,), "sigma, 3 samples above"),
    Peer("detecta onset", onset, (12.0, 6.0, 8.0, 10.0, 16.0, 24.0), "sigma, 3 samples above"),
    Peer("detecta cusum", cusum, (40.0, 10.0, 20.0, 80.0, 160.0), f"sigma, drift {CUSUM_DRIFT:g}"),
    Peer("ruptures PELT", pelt, (300.0, 50.0, 100.0, 200.0, 600.0), "penalty, l2, log energy"),
    Peer("micromotion transient", transient, (12.0, 8.0, 10.0, 16.0, 24.0), "sigma"),
)


def spread(sessions: int, *, learned: bool) -> list[Case]:
    """As many recordings for each placement, with and without a gyroscope."""
    return [
        Case(Draw("forces", seed, placement, judged=not learned), seed < sessions)
        for placement in PLACEMENTS
        for seed in range(2 * sessions)
    ]


def pieces(made: Labelled) -> list[tuple[float, float]]:
    """From each true lift-off to the next quiet stance."""
    block, holds = made.block, made.holds
    features = Features(
        float(block.time_s[0]),
        has_gyr=block.gyr_rad_s is not None,
        keep=int(block.duration_s * GRID_HZ) + 2,
    )
    features.push(block)
    last = features.rows.end
    still = still_rows(features, 0, last, STILL[made.placement in TRUNK])
    still_s = features.time_s(0) + np.flatnonzero(still) / GRID_HZ
    ends = [*(lift for lift, _ in holds[1:]), float(block.time_s[-1])]
    cuts = []
    for (lift, down), end in zip(holds, ends, strict=True):
        quiet = still_s[(still_s > down + NEAR_S) & (still_s < end)]
        cuts.append((lift, float(quiet[0]) if quiet.size else end))
    return cuts


def piece_of(block: SampleBlock, lift_s: float, quiet_s: float) -> Piece:
    """The ripple of a stretch, at the native rate, evened out."""
    near = (block.time_s > lift_s - MARGIN_S) & (block.time_s < quiet_s + MARGIN_S)
    times, acc = block.time_s[near], block.acc_m_s2[near]
    rate = measured_rate_hz(times)
    even = np.arange(times[0], times[-1], 1.0 / rate)
    acc = np.stack([np.interp(even, times, axis) for axis in acc.T])
    edges = (IMPACT_BAND_HZ[0], min(IMPACT_BAND_HZ[1], 0.4 * rate))
    band = signal.butter(2, edges, "band", fs=rate, output="sos")
    ripple2 = (signal.sosfiltfilt(band, acc, axis=1) ** 2).sum(axis=0)
    width = max(1, round(SMOOTHING_S * rate))
    envelope = np.sqrt(np.maximum(ndimage.uniform_filter1d(ripple2, width), 0.0))
    inside = (even >= lift_s) & (even <= quiet_s)
    start_s = float(even[inside][0]) - lift_s
    return Piece(envelope[inside], np.sqrt(ripple2[inside]), rate, start_s)


def judged(events_s: FloatArray, contact_s: float, cpu_s: float) -> Found:
    """Events against the true contact, both in seconds from the lift-off."""
    events_s = np.sort(events_s[events_s > BLIND_S])
    errors = events_s - contact_s
    error = float(errors[np.argmin(np.abs(errors))]) if errors.size else float("nan")
    early = events_s[errors < -NEAR_S]
    spurious = int(np.count_nonzero(np.diff(early, prepend=-np.inf) > ONE_EVENT_S))
    first = bool(errors.size and abs(errors[0]) <= NEAR_S)
    return Found(error if abs(error) <= NEAR_S else float("nan"), spurious, first, cpu_s)


def peers(case: Case, every: bool) -> dict[tuple[str, float], list[Found]]:
    """What the peers find in one recording, with their first setting or every one."""
    simulated = case.made()
    found: dict[tuple[str, float], list[Found]] = {}
    cuts = pieces(simulated)
    for (lift, quiet), (_, down) in zip(cuts, simulated.holds, strict=True):
        began = time.thread_time()
        piece = piece_of(simulated.block, lift, quiet)
        filtered = time.thread_time()
        for peer in PEERS:
            for setting in peer.settings if every else peer.settings[:1]:
                now = time.thread_time()
                rows = np.array(peer.rows(piece, setting), float)
                spent = time.thread_time() - now + filtered - began
                events_s = rows / piece.rate_hz + piece.start_s
                one = judged(events_s, down - lift, spent)
                found.setdefault((peer.name, setting), []).append(one)
    return found


def ours(case: Case) -> dict[tuple[str, float], list[Found]]:
    """What our detector makes of the same recording, without a cap."""
    simulated = case.made()
    began = time.thread_time()
    timer = HoldTimer(simulated.placement)
    items = [*timer.push(simulated.block), *timer.finish()]
    spent = (time.thread_time() - began) / len(simulated.holds)
    holds = [i for i in items if isinstance(i, Hold) and i.end_reason == "step_down"]
    found = []
    for lift, down in simulated.holds:
        errors = [hold.end_s - down for hold in holds if lift < hold.end_s < down + NEAR_S]
        near = [error for error in errors if error >= -NEAR_S]
        early = len(errors) - len(near)
        error = min(near, key=abs, default=float("nan"))
        found.append(Found(error, early, bool(near) and not early, spent))
    return {(OURS, 0.0): found}


def session(job: tuple[Case, bool]) -> dict[tuple[str, float], list[Found]]:
    case, every = job
    return peers(case, every) | ({} if every else ours(case))


def line(name: str, words: str, found: Sequence[Found]) -> str:
    """One line of the table."""
    errors = np.array([one.error_s for one in found])
    hit = np.isfinite(errors)
    return (
        f"{name:24s}{words:>31s}{100 * hit.mean():8.1f}{np.abs(errors[hit]).mean():8.3f}"
        f"{np.mean([one.spurious for one in found]):10.2f}"
        f"{100 * np.mean([one.first for one in found]):8.1f}"
        f"{1000 * np.mean([one.cpu_s for one in found]):9.1f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=10, help="for each placement and sensor")
    parser.add_argument("--settings", action="store_true", help="all settings, on other people")
    given = parser.parse_args()
    jobs = [(case, given.settings) for case in spread(given.sessions, learned=given.settings)]
    found: dict[tuple[str, float], list[Found]] = {}
    with ProcessPoolExecutor() as pool:
        for one in pool.map(session, jobs, chunksize=2):
            for key, of_holds in one.items():
                found.setdefault(key, []).extend(of_holds)
    holds = len(next(iter(found.values())))
    who = "people that ours has learned from" if given.settings else "people never learned from"
    print(f"step-downs of {holds} simulated holds of {who}\n{NOTES}\n")
    titles = f"{'found %':>8s}{'MAE s':>8s}{'spurious':>10s}{'first %':>8s}{'CPU ms':>9s}"
    print(" " * 55 + titles)
    words = {peer.name: peer.words for peer in PEERS}
    for (name, setting), of_holds in found.items():
        told = f"{setting:g} {words[name]}" if name in words else "as it stands, live"
        print(line(name, told, of_holds))


if __name__ == "__main__":
    main()
