"""How much drawing costs, how late digits and tones are, how fast the window and Progress open.

    python benchmarks/window.py [--scale 1]

Each scale is a process of its own, since Qt takes it once. The same data are drawn by the live view
and by pyqtgraph as its examples do it: `PlotWidget`, `plot`, a grid, automatic ranges.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SHOWN_S, FRAMES, HZ = 10.0, 240, 60.0
CASES = ((3, 100.0), (6, 400.0))
SCALES = ("1", "1.5", "2")


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def ours(traces: int, rate_hz: float) -> tuple[object, Callable[[int], None]]:
    """Give `traces` curves in the views of the live pane: two and a path a view."""
    import numpy as np
    from PySide6.QtWidgets import QHBoxLayout, QWidget

    from balance.samples import SampleBlock
    from gui.kit.palette import LIGHT
    from gui.measure.traces import Traces
    from gui.measure.traces_view import TraceView

    window = QWidget()
    row = QHBoxLayout(window)
    views = [TraceView(Traces(), LIGHT) for _ in range(traces // 3)]
    for view in views:
        row.addWidget(view)
    draw, step = np.random.default_rng(1), int(rate_hz / HZ) or 1
    at = [0]

    def push(rows: int) -> None:
        time_s = (at[0] + np.arange(rows)) / rate_hz
        at[0] += rows
        noise = draw.normal(size=(rows, 3)) + np.array([0.0, 0.0, 9.8])
        block = SampleBlock(time_s, noise, 0.2 * draw.normal(size=(rows, 3)))
        for view in views:
            view.traces.push(block)

    push(int(SHOWN_S * rate_hz))

    def frame(_number: int) -> None:
        push(step)
        for view in views:
            view.draw()

    return window, frame


def examples(traces: int, rate_hz: float) -> tuple[object, Callable[[int], None]]:
    """Give the same number of curves as pyqtgraph's examples draw them."""
    import numpy as np
    import pyqtgraph as pg

    window = pg.GraphicsLayoutWidget()
    n, step = int(SHOWN_S * rate_hz), int(rate_hz / HZ) or 1
    x = np.arange(n) / rate_hz
    noise = np.random.default_rng(1)
    data = noise.normal(size=(traces, n))
    curves = []
    for number in range(traces):
        plot = window.addPlot(row=number, col=0)
        plot.showGrid(x=True, y=True)
        curves.append(plot.plot(pen=(255, 255, 255)))

    def frame(number: int) -> None:
        for row, curve in zip(data, curves, strict=True):
            row[:-step] = row[step:]
            row[-step:] = noise.normal(size=step)
            curve.setData(x + number * step / rate_hz, row)

    return window, frame


def drawn(
    make: Callable[[int, float], tuple[object, Callable[[int], None]]], case: tuple[int, float]
) -> str:
    """Draw frames back to back for their cost, then by a 60 Hz timer for the share of a core."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window, frame = make(*case)
    window.resize(1200, 800)  # type: ignore[attr-defined]
    window.show()  # type: ignore[attr-defined]
    app.processEvents()
    costs_ms, worked_ms = [], []
    for number in range(FRAMES // 2):
        begun, worked = time.perf_counter(), time.thread_time()
        frame(number)
        app.processEvents()
        costs_ms.append(1e3 * (time.perf_counter() - begun))
        worked_ms.append(1e3 * (time.thread_time() - worked))
    timer, shown = QTimer(), [0]
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        frame(shown[0])
        shown[0] += 1
        if shown[0] >= FRAMES:
            app.exit()

    timer.timeout.connect(tick)
    timer.start(int(1000 / HZ))
    begun, busy = time.perf_counter(), time.process_time()
    app.exec()
    wall_s, busy_s = time.perf_counter() - begun, time.process_time() - busy
    timer.stop()
    window.close()  # type: ignore[attr-defined]
    shares = [percentile(each, at) for each in (costs_ms, worked_ms) for at in (0.5, 0.95)]
    times = " ".join(f"{each:7.2f}" for each in shares)
    return f"{times} {FRAMES / wall_s:6.1f} {100 * busy_s / wall_s:6.0f} %"


def one_scale(scale: str) -> None:
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    for traces, rate_hz in CASES:
        for name, make in (("live view", ours), ("examples", examples)):
            line = drawn(make, (traces, rate_hz))
            print(f"{scale:>5} {traces} x {rate_hz:3.0f} Hz  {name:10} {line}", flush=True)
    if scale == "1":
        latency(app)
        progress(app)


def latency(app: object) -> None:
    """From a block taken to digits repainted, and from a decision to a tone handed over."""
    from balance.simulate.session import draw_session
    from drivers.live.course import Course
    from drivers.live.cues import Wanted, cues
    from drivers.live.desk import Desk
    from drivers.live.run import Run
    from drivers.live.standing import Standing
    from drivers.source import SourceInfo
    from gui.kit.palette import LIGHT
    from gui.loudspeaker import open_default
    from gui.measure.place import MeasurePlace
    from gui.measure.words import FRONT
    from gui.setup import Setup
    from gui.sound import Sound
    from gui.turning import TICK_MS

    session = draw_session(1, placement="shank", holds=6)
    setup = Setup("sim:", kind="free")
    info = SourceInfo("sim:", conditions=session.conditions)
    desk = Desk()
    run = Run(info, setup, Course(None), None, desk, lambda _items: None)
    place = MeasurePlace(setup, LIGHT, refusal=lambda _: "")
    place.resize(1280, 800)
    place.show()
    sound = Sound(open_device=lambda feed: open_default(feed, ("null",)), find_program=lambda: None)
    sound.start()
    now, paints, tones = Standing(stage="running"), [], []
    for first in range(0, len(session.block), 4):
        begun = time.perf_counter()
        run.push(session.block[first : first + 4])
        before, now = now, run.standing(now)
        if now == before:
            continue
        made = cues(before, now, Wanted(), FRONT)
        for cue in made:
            sound.play(cue)
        heard = time.perf_counter()
        if any(cue.tone for cue in made):
            tones.append(1e3 * (heard - begun))
        place.show_standing(now)
        app.processEvents()  # type: ignore[attr-defined]
        if now.phase == "maybe_down" and before.phase != "maybe_down":
            paints.append(1e3 * (time.perf_counter() - begun))
    place.close()
    desk.close()
    sound.stop()
    print(
        f"block taken to digits stopped: median {percentile(paints, 0.5):.1f} ms, most "
        f"{max(paints):.1f} ms, after a wait of up to one tick ({TICK_MS} ms); n {len(paints)}"
    )
    print(
        f"block taken to tone handed over: median {percentile(tones, 0.5):.1f} ms, most "
        f"{max(tones):.1f} ms; n {len(tones)}"
    )


def progress(app: object) -> None:
    """Open Progress on a year of 3,600 attempts."""
    from gui.example import PERSON, training
    from gui.window import Window

    with TemporaryDirectory() as folder:
        window = Window(app, Path(folder))  # type: ignore[arg-type]
        window.attach()
        window.show()
        window.measure.strip.person.setEditText(PERSON)
        kept = window.book.keep_scored(training(300, 6))
        app.processEvents()  # type: ignore[attr-defined]
        begun = time.perf_counter()
        window.open_place("progress")
        app.processEvents()  # type: ignore[attr-defined]
        print(f"Progress on {kept} attempts: {time.perf_counter() - begun:.2f} s")
        window.close()


FIRST_PAINT = """
import sys, time
begun = time.perf_counter()
from gui import app
from gui.window import Window
def attach(self):
    print(time.perf_counter() - begun)
    self.close()
Window.attach = attach
app.run()
"""


def first_paint() -> None:
    """From a new process to the first picture, five times, and the imports that cost most."""
    command = [sys.executable, "-c", FIRST_PAINT]
    inside, whole = [], []
    for _ in range(5):
        begun = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        whole.append(time.perf_counter() - begun)
        inside.append(float(done.stdout.split()[0]))
    print(
        f"first picture: median {percentile(inside, 0.5):.2f} s after the interpreter is up, "
        f"{percentile(whole, 0.5):.2f} s for the whole process, closing included; n 5"
    )
    timed = [sys.executable, "-X", "importtime", "-c", "import gui.window"]
    said = subprocess.run(timed, capture_output=True, text=True, check=True, cwd=ROOT).stderr
    rows = [line.split("|") for line in said.splitlines() if line.count("|") == 2]
    costs = [
        (int(own.split()[-1]), name.strip()) for own, _, name in rows if own.split()[-1].isdigit()
    ]
    for cost, name in sorted(costs, reverse=True)[:6]:
        print(f"  {cost / 1000:6.0f} ms  {name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale")
    scale = parser.parse_args().scale
    if scale:
        one_scale(scale)
        return
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PYTHONPATH"] = str(ROOT)
    print(f"platform {os.environ['QT_QPA_PLATFORM']}, {SHOWN_S:g} s shown, window 1200 x 800")
    print("ms a frame by the clock, then of the processor alone: other programs change that less")
    print(
        "scale  traces       drawn as     median     p95  median     p95    fps  share of one core"
    )
    for each in SCALES:
        environment = {**os.environ, "QT_SCALE_FACTOR": each}
        command = [sys.executable, __file__, "--scale", each]
        subprocess.run(command, check=True, cwd=ROOT, env=environment)
    first_paint()


if __name__ == "__main__":
    main()
