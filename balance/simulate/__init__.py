"""Labelled synthetic recordings of people standing on one leg. Everything here is simulated."""
