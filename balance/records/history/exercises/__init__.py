"""What the history knows of exercises and named tests: what was done, and what is planned."""
