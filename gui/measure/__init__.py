"""Measure: the place where a person is timed."""
