"""The factors of balance/timing/uncertainty.py, found on the tuning people.

    python benchmarks/calibration.py [--sessions 60]

For each kind of sensor: how many times the stated spread of both ends the error of the duration is
in 95 of 100 holds that were found right. The reporting families then show whether that holds.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from people import spread
from scoring import score

from balance.timing.uncertainty import FACTOR

FIRST_SEED = 3000  # beyond those that the weights were trained on


def main() -> None:
    """Print the factors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=60, help="for each placement")
    wanted = list(spread("tune", parser.parse_args().sessions, FIRST_SEED))
    ratios: dict[str, list[float]] = {}
    with ProcessPoolExecutor() as pool:
        for case, scored in zip(wanted, pool.map(score, wanted, chunksize=8), strict=True):
            for one in scored.outcomes:
                if one.right and one.hold is not None and one.hold.end_reason == "step_down":
                    spread_s = one.hold.uncertainty_s / FACTOR[case.kind]
                    error_s = abs(one.end_error_s - one.lift_error_s)
                    ratios.setdefault(case.kind, []).append(error_s / spread_s)
    for kind, values in ratios.items():
        print(f"{kind:10s} {np.percentile(values, 95):.2f}  ({len(values)} holds)")


if __name__ == "__main__":
    main()
