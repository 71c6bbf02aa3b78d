"""The window: what a person sees while being timed. It computes nothing about balance."""
