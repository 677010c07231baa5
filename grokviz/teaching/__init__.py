"""The interactive parts of a lesson: guided steps, predictions, and exercises with checks."""
