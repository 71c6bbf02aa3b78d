"""The history: people, sessions, attempts and holds in a database, made from the recordings."""
