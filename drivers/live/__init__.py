"""The one live path, and what both front doors share of it."""
