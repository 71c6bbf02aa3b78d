"""Exercises and named tests: scripts that lead a person by voice, and what comes of them."""
