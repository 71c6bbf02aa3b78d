"""Runs before the program: what it starts finds the system's libraries, not those of the folder."""

from __future__ import annotations

import os
import sys

# The starter of the folder sets it so that the program finds its own, which it has by now. A
# program of the system that speaks, say, would get them in place of those it was made with.
if sys.platform == "linux":
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = before
