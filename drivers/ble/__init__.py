"""`ble:`, sensors over Bluetooth LE: which there are, how each is begun and ended."""
