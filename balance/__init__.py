"""The core of Balance Timer: signals, protocol, recordings, sessions. No Qt, threads or sockets."""

__version__ = "0.1.0"
#: Program and version, as recordings and results say them.
SOFTWARE = f"balance-timer {__version__}"
