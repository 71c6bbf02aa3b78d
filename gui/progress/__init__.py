"""Progress: people, how they stand, and the next step."""
