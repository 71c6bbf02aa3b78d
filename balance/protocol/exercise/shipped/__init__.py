"""Scripts of exercises and named tests, each a TOML file."""
