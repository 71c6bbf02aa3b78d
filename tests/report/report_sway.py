"""Sway of one hold, with the figures that the page has."""

from __future__ import annotations

from typing import Any

from carried import SWAY

SWAYED: dict[str, Any] = {
    **SWAY,
    "rms_m_s2": 0.183,
    "lean_deg": 1.07,
    "mean_frequency_hz": 0.88,
    "spoiled": [],
}
