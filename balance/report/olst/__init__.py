"""The data set OLST, read and scored: what a sensor would have felt, against its labels.

PhysioNet's "Multimodal Synchronized Motion Capture, Force Plate, and Radar Dataset of the
One-Legged Stand Test", version 1.0, doi 10.13026/46hn-6b25. What is known of its files, and from
where, stands in docs/decisions/0023-olst-as-published.md. It was never read here: all that this was
tried on is simulated.
"""
