"""Lengths, angles and ratios. Sums are written out so that no library reorders them."""

from __future__ import annotations

import numpy as np

from balance.samples import FloatArray


def squared(vectors: FloatArray) -> FloatArray:
    """Squared length of vectors, shape (3, n) or (3,)."""
    total: FloatArray = vectors[0] * vectors[0] + vectors[1] * vectors[1] + vectors[2] * vectors[2]
    return total


def length(vectors: FloatArray) -> FloatArray:
    """Length of vectors, shape (3, n) or (3,)."""
    return np.sqrt(squared(vectors))


def dot(a: FloatArray, b: FloatArray) -> FloatArray:
    """Inner product of vectors, shape (3, n) or (3,)."""
    total: FloatArray = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return total


def angle_rad(a: FloatArray, b: FloatArray) -> FloatArray:
    """Angle between vectors, shape (3, n) or (3,)."""
    cosine = dot(a, b) / np.sqrt(squared(a) * squared(b))
    return np.arccos(np.clip(cosine, -1.0, 1.0))


def log_ratio(value: float, reference: float) -> float:
    """Natural logarithm of a ratio of two lengths, tame near zero."""
    return float(np.log((value + 1e-4) / (reference + 1e-4)))


def rms(values: FloatArray) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(values * values)))
