"""How segments of the body are turned, out of where their markers are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from balance.samples import FloatArray

#: Markers that lie within this of one line tell no turn about it.
LEAST_WIDTH_M: Final = 0.03


def shape_of(places: Sequence[FloatArray]) -> FloatArray | None:
    """Give the shape of a cluster of markers, shape (m, 3), about its middle.

    It is their median places in the first twentieth of the frames; None where they are fewer than
    three, or lie in a line and so tell no turn about it.
    """
    if len(places) < 3:
        return None
    now = np.stack(places, axis=1)
    then: FloatArray = np.median(now[: max(1, now.shape[0] // 20)], axis=0)
    then = then - then.mean(axis=0)
    return then if np.linalg.svd(then, compute_uv=False)[1] >= LEAST_WIDTH_M else None


def of_cluster(places: Sequence[FloatArray], shape: FloatArray) -> FloatArray:
    """Turn of three or more markers that move as one, by least squares.

    Parameters
    ----------
    places
        Of each marker, shape (n, 3), finite.
    shape
        As `shape_of` gives it.

    Returns
    -------
    Body to room, shape (n, 3, 3); the body's axes are the room's where the markers have the shape.

    Notes
    -----
    Kabsch, Acta Cryst. A32 (1976) 922: the rotation out of the singular value decomposition of the
    covariance of the places then and now.
    """
    now = np.stack(places, axis=1)
    now = now - now.mean(axis=1, keepdims=True)
    u, _, v = np.linalg.svd(np.einsum("mi,nmj->nij", shape, now))
    flip = np.ones((now.shape[0], 3))
    flip[:, 2] = np.sign(np.linalg.det(u) * np.linalg.det(v))
    turn: FloatArray = np.einsum("nki,nk,njk->nij", v, flip, u)
    return turn


def along(top: FloatArray, bottom: FloatArray, side: FloatArray | None = None) -> FloatArray:
    """Turn of a segment that two places are known of; they can't tell its turn about itself.

    Parameters
    ----------
    top, bottom
        Shape (n, 3), finite; the body's z goes from bottom to top.
    side
        About where the body's x pointed before, shape (3,); anywhere where None.

    Returns
    -------
    Body to room, shape (n, 3, 3), turned about its own z at no time: from each frame to the next
    by the least rotation that takes the one axis to the other.
    """
    axis = top - bottom
    axis = axis / np.linalg.norm(axis, axis=1, keepdims=True)
    x = np.eye(3)[int(np.argmin(np.abs(axis[0])))] if side is None else side
    turn = np.empty((axis.shape[0], 3, 3))
    for k, z in enumerate(axis):
        x = x - z * (x @ z)
        x = x / np.linalg.norm(x)
        turn[k, :, 0], turn[k, :, 1], turn[k, :, 2] = x, np.cross(z, x), z
    return turn


def rate_of_turn(turn: FloatArray, rate_hz: float) -> FloatArray:
    """Rate of turn in the body's own axes, by central differences; shape (n, 3), rad/s."""
    between = Rotation.from_matrix(np.swapaxes(turn[:-2], 1, 2) @ turn[2:]).as_rotvec()
    rate = np.empty((turn.shape[0], 3))
    rate[1:-1] = between * (rate_hz / 2.0)
    rate[0], rate[-1] = rate[1], rate[-2]
    return rate
