"""Worlds to learn from and to be judged on: each makes labelled recordings in its own way.

Worlds share no code for movement and no recordings, but for "joined" and "collage", which take
pieces of the same people and so are left out together.
"""
