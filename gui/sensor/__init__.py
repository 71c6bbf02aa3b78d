"""Sensor: what there is, how it does, sound, and where recordings go."""
