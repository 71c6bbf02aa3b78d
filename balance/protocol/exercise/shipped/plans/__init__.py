"""Plans of a week, each a TOML file."""
