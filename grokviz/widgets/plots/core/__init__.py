"""What all plots share: axes, marks, and their matplotlib twins."""
