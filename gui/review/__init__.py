"""Review: any recording, corrected and compared."""
