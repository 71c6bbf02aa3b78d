"""Sway: axes, which samples count, measures and their settings."""
