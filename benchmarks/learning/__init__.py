"""Learning the model of balance/timing from the worlds."""
