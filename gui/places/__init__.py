"""The four places of the window: Measure, Review, Progress, Sensor."""
