"""Where the program begins in a folder that needs no Python."""

from __future__ import annotations

import multiprocessing
import sys

from cli import main

if __name__ == "__main__":
    # Another process of the same program, of `analyze --jobs`, does its share here and ends.
    multiprocessing.freeze_support()
    sys.exit(main())
