"""The rules of the test: conditions, attempts, caps, best of three."""
