"""Other programs' files, read by their content: one small module for each thing they differ in."""
