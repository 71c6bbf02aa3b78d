"""Devices, replay and simulation as sources of SampleBlocks."""
