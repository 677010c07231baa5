"""Controllers: the actions of buttons, settings, time and files, each with its own state."""
