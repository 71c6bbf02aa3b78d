"""Report: what is handed over, worked out of the history."""
