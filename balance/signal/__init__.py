"""From samples to lift-off, step-down and sway: numpy and scipy alone, streaming, in SI units."""
