"""Parts that every place is made of: colours, text, controls. They know no place."""
