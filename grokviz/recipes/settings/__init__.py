"""The longer tables of settings: for each area its settings with their bounds, and its presets."""
