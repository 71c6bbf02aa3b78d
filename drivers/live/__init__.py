"""A test from a source: read, timed, kept, and what is shown and heard of it."""
