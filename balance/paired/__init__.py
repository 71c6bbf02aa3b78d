"""One person who wears two sensors: one on the raised leg, which times, one on the trunk."""
