"""GaitBox, a sensor that does not exist: its packets, its files, and itself."""
