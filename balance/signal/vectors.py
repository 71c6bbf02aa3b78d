"""Lengths and products of vectors. Sums are written out so that no library reorders them."""

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
