"""BIDS Motion: recordings in folders that a standard lays out, one file and its sidecars each."""
