"""The longer tables of settings: what may be set in an area, its presets, and its sizes."""
