"""
A driver of one's own
=====================

A made-up box sends lines of text, a hundred a second: a count, acceleration in thousandths of g,
rate of turn in thousandths of rad/s. Its driver is a ``Source``. :doc:`/api` says how a package of
yours brings one in, so that ``box:`` is known on the command line and in the window.
"""

from queue import Empty, SimpleQueue

import matplotlib.pyplot as plt
import numpy as np

from balance import Conditions, SampleBlock
from drivers import CannotOpen, EndOfSource, Source, SourceInfo
from drivers.testing import SimulatedPerson, SourceContract, assert_held, made_block, timed

SCALE = np.array([9.80665e-3] * 3 + [1e-3] * 3)  # to m/s² and rad/s


class BoxSource(Source):
    """The box; `wire` stands for its cable, and an empty text is its end."""

    def __init__(self, wire):
        super().__init__("box:")
        self.wire, self.opened, self.closed = wire, False, False

    def open(self):
        if self.closed:
            raise CannotOpen("The box was closed; make a new source.")
        if self.opened:
            raise RuntimeError("The box is open already.")
        self.opened = True
        return SourceInfo("box:", "Box", Conditions("shank", "left"), has_gyr=True)

    def read(self, timeout_s):
        if not (self.opened or self.closed):
            raise RuntimeError("The box is not opened.")
        try:
            text = "" if self.closed else self.wire.get(timeout_s > 0, timeout_s)
        except Empty:
            return None  # nothing came in time
        if not text:
            self.close()
            raise EndOfSource("The box is off.")
        table = np.array([line.split(";") for line in text.splitlines()], dtype=float)
        time_s = table[:, 0] / 100.0  # by the box's own count, never by when it came
        values = table[:, 1:] * SCALE
        return SampleBlock(time_s, values[:, :3], values[:, 3:])

    def close(self):
        self.closed = True
        self.wire.put("")  # ends a read that waits


# %%
# Without a box, its lines are made of samples that are known. A simulated person's go in at one
# end; what is timed at the other has to be what is timed in the samples themselves.


def box_with(block):
    """Give a box that has sent these samples, and was switched off."""
    values = np.hstack([block.acc_m_s2, block.gyr_rad_s]) / SCALE
    lines = [";".join(f"{value:.1f}" for value in (n, *row)) for n, row in enumerate(values)]
    wire = SimpleQueue()
    for first in range(0, len(lines), 20):
        wire.put("\n".join(lines[first : first + 20]))
    wire.put("")
    return BoxSource(wire)


person = SimulatedPerson(seed=4, placement="shank")
holds = timed(box_with(person.block))
assert_held(holds, person.held)
for hold in holds:
    print(f"{hold.duration_s:.2f} s ± {hold.uncertainty_s:.2f} s")

# %%
# What every source must do, such as ending a read that waits, stands in ``SourceContract``. pytest
# finds its tests in a class of yours by itself; here they are called by hand.


class TestBox(SourceContract):
    """What a box must do."""

    def ready(self, folder):
        block = made_block()
        return box_with(block), block

    def slow(self, folder):
        return BoxSource(SimpleQueue())  # sends nothing

    def assert_whole(self, got, whole):  # the box rounds, and counts from 0
        np.testing.assert_allclose(got.acc_m_s2, whole.acc_m_s2, atol=1e-3)


for name in dir(TestBox):
    if name.startswith("test_"):
        getattr(TestBox(), name)(None)
        print("passed:", name.removeprefix("test_").replace("_", " "))

# %%
# The true holds of the simulated person, and those timed behind the driver.

figure, axes = plt.subplots(figsize=(7, 2.5), layout="constrained")
for start_s, end_s in np.array(person.truth) - person.block.time_s[0]:
    axes.barh("truth", end_s - start_s, left=start_s, color="0.8", edgecolor="black", hatch="//")
for hold in holds:
    bar = axes.barh("driver", hold.duration_s, left=hold.lift_off_s, color="tab:blue")
    axes.bar_label(bar, [f"{hold.duration_s:.2f} s"], label_type="center", color="white")
axes.set_xlim(0, person.block.duration_s)
axes.set_xlabel("time since the box was switched on (s)")
axes.set_title("Holds of a simulated person, through a driver of one's own")
plt.show()
