"""Heel raises counted, and how high they were."""
