"""The page that is handed over: a PDF for a person to read, with the results inside it."""
