"""From rows to lift-offs, step-downs and holds, with how sure each is."""
