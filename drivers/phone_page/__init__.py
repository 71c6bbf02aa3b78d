"""A phone as the sensor, by a page in its own browser: `phone:?port=8443`."""
