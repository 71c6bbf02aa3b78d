"""What is kept on disk: recordings, their events, and other programs' files."""
