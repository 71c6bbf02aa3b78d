"""Two hours of simulated sessions through the window: memory and objects after each tenth.

python benchmarks/window_hours.py
"""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

HOURS = 2.0


def rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from gui.window import Window

    app = QApplication([])
    with TemporaryDirectory() as folder:
        window = Window(app, Path(folder))
        window.attach()
        window.show()
        live, strip = window.live, window.measure.strip
        assert live is not None
        sampled_s, said, number = 0.0, 0.0, 0
        print("sampled h   holds   memory MB   objects")
        holds = 0
        while sampled_s < HOURS * 3600:
            number += 1
            address = f"sim:?placement=shank&holds=6&seed={number}&speed=0"
            strip.show_setup(replace(strip.setup, address=address, kind="free"))
            window.measure.start()
            while window.standing.active:
                app.processEvents()
            live.write_edits()
            live.desk.wait()
            holds += len(window.standing.entries)
            sampled_s += live.run.sampled_s if live.run is not None else 0.0
            if sampled_s >= said:
                said += HOURS * 360
                gc.collect()
                print(
                    f"{sampled_s / 3600:9.2f} {holds:7} {rss_mb():11.1f} {len(gc.get_objects()):9}",
                    flush=True,
                )
        window.close()


if __name__ == "__main__":
    main()
