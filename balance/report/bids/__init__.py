"""A data set of BIDS Motion: recordings, events and people for research, and all of it back."""
