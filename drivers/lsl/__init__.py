"""Lab Streaming Layer: streams of others as a source, and our own for others."""
