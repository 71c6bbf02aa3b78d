"""The command line. `main` is the console entry; commands import what they need when they run."""

from __future__ import annotations

import sys

from cli import strangers


def main() -> int:
    """Run the command line.

    Returns
    -------
    int
        The exit code: 0 done, 1 some input failed, 2 wrong usage, 130 broken off by Ctrl-C.
    """
    stranger = strangers.find_stranger()
    if stranger is not None:
        sys.stderr.write(f"{stranger}\n")
        return 2
    try:
        from cli.app import run

        return run()
    except KeyboardInterrupt:
        return 130
