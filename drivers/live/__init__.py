"""The one live path, for both front doors: where it keeps, and who is being timed."""
